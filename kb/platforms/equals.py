"""What a range of one OS family says of another that nobody looked at: families are released together.

macOS 13 came with iOS 16, tvOS 16 and watchOS 9, and with the same Core ML: what ended in macOS 13 ended in them.
Equals are known where a target begins; a bound in between (macOS 13.3) is moved outwards to the next of these.
"""

from collections.abc import Iterable, Iterator, Mapping

from kb.platforms.intervals import Interval, Version
from kb.platforms.os_releases import version_of
from kb.platforms.specifiers import OSSpecifier
from kb.platforms.targets import TARGETS, Target


def is_outside(family: str, spans: Iterable[Interval], specifiers: Mapping[str, OSSpecifier]) -> bool:
    """Whether all of `spans`, releases of `family`, lie outside what the ranges of other families are equal to.

    Never where a specifier tells where the issue was seen: it says nothing of a beginning or an end.
    """
    if any(specifier.seen_only for specifier in specifiers.values()):
        return False
    equals = list(_equals(family, specifiers))
    return bool(equals) and all(equal.meet(span).is_empty for span in spans for equal in equals)


def _equals(family: str, specifiers: Mapping[str, OSSpecifier]) -> Iterator[Interval]:
    for named, specifier in specifiers.items():
        for alternative in specifier.alternatives:
            yield _equal_to(alternative.interval, named, family)


def _equal_to(interval: Interval, named: str, family: str) -> Interval:
    """The smallest interval of `family` between two targets that holds whatever is equal to a release in `interval`."""
    begins = [(version_of(target.first_os[named]), target) for target in TARGETS if named in target.first_os]
    low = [target for begin, target in begins if interval.low is not None and begin <= interval.low]
    high = [target for begin, target in begins if interval.high is not None and _ends_by(begin, interval)]
    return Interval(
        low=_begin_of(family, low[-1]) if low else None,
        high=_begin_of(family, high[0]) if high else None,
        includes_high=False,
    )


def _ends_by(begin: Version, interval: Interval) -> bool:
    assert interval.high is not None
    return begin > interval.high or (begin == interval.high and not interval.includes_high)


def _begin_of(family: str, target: Target) -> Version | None:
    """The first release of the family that loads the target, or the first target after it that the family knows."""
    later = (each for each in TARGETS if each >= target)
    return next((version_of(each.first_os[family]) for each in later if family in each.first_os), None)
