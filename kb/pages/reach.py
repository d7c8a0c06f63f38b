"""Which targets, OS release lines and chips a record speaks of."""

from collections.abc import Iterator
from dataclasses import dataclass

from kb.platforms.intervals import Interval, Version
from kb.platforms.os_releases import OS_FAMILIES, OSRelease
from kb.platforms.platforms import Platforms
from kb.platforms.specifiers import OSSpecifier, parse_os_specifier, parse_target_specifier
from kb.platforms.targets import Target
from kb.records.record import Affects, Observation, Record

# An iPad runs what an iPhone of the same number runs: what names one of them speaks of both.
_SIBLINGS = {"iOS": "iPadOS", "iPadOS": "iOS"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A release line: every 16.x of iOS; of macOS before 11, every 10.15.x."""

    family: str
    number: str
    """`16`, `10.15`."""
    releases: tuple[OSRelease, ...]
    """Oldest first; those that are known."""

    @property
    def name(self) -> str:
        return f"{self.family} {self.number}"

    @property
    def version(self) -> Version:
        return tuple(map(int, self.number.split(".")))

    @property
    def span(self) -> Interval:
        *head, last = self.version
        return Interval(low=self.version, high=(*head, last + 1), includes_high=False)

    def holds(self, release: OSRelease) -> bool:
        return release.family == self.family and release.version in self.span


def lines_of(platforms: Platforms) -> tuple[Line, ...]:
    """Every line that has a known release, the families in their order, the newest line of each first."""
    found: dict[tuple[str, Version], list[OSRelease]] = {}
    for release in platforms.releases:
        found.setdefault((release.family, _number(release)), []).append(release)
    ordered = sorted(found.items(), key=lambda each: (OS_FAMILIES.index(each[0][0]), [-part for part in each[0][1]]))
    return tuple(
        Line(family=family, number=".".join(map(str, number)), releases=tuple(sorted(releases)))
        for (family, number), releases in ordered
    )


def _number(release: OSRelease) -> Version:
    length = 2 if release.family == "macOS" and release.version[0] == 10 else 1
    return release.version[:length]


def alternatives_of(record: Record) -> tuple[Affects, ...]:
    """Where it happens: what its rules say, and the record where a rule says nothing. Empty: everywhere."""
    rules = [each for rule in record.rules for each in (rule.affects or record.affects)]
    return tuple(rules) or record.affects


def targets_of(record: Record) -> frozenset[Target]:
    """Targets for which a model can be built that has the issue."""
    texts = {each.targets for each in alternatives_of(record)} or {""}
    return frozenset(target for text in texts for target in parse_target_specifier(text))


def names_targets(record: Record) -> bool:
    """Whether some targets have it and others have not."""
    alternatives = alternatives_of(record)
    return bool(alternatives) and all(each.targets for each in alternatives)


def names_systems(record: Record) -> bool:
    alternatives = alternatives_of(record)
    return bool(alternatives) and all(each.os for each in alternatives)


def specifiers_for(record: Record, line: Line) -> Iterator[OSSpecifier]:
    """What the record says of the line's family and that some release of the line satisfies."""
    for each in alternatives_of(record):
        written = each.os.get(line.family) or each.os.get(_SIBLINGS.get(line.family, ""))
        if written and (specifier := parse_os_specifier(written)).meets(line.span):
            yield specifier


def in_range(record: Record, line: Line) -> bool:
    """Whether the record says that releases of the line have it."""
    return any(not specifier.seen_only for specifier in specifiers_for(record, line))


def seen_in(record: Record, line: Line, *, affected: bool = True) -> bool:
    """Whether somebody saw it on a release of the line, or saw that it is absent."""
    releases = (OSRelease.parse(seen.os) for seen in observations_of(record) if seen.affected is affected and seen.os)
    if any(release is not None and line.holds(release) for release in releases):
        return True
    return affected and any(specifier.seen_only for specifier in specifiers_for(record, line))


def observations_of(record: Record) -> Iterator[Observation]:
    return (seen for evidence in record.evidence for seen in evidence.observed)


def names_chip(record: Record, chip: str) -> bool:
    return any(chip in each.chips for each in alternatives_of(record))


def seen_on_chip(record: Record, chip: str, *, affected: bool = True) -> bool:
    return any(seen.chip == chip and seen.affected is affected for seen in observations_of(record))
