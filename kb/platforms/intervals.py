"""Intervals of versions, as tuples of numbers (`16.5.1` → (16, 5, 1)). Either end may be open or missing."""

from typing import TypeAlias

from kb.frozen import frozen

Version: TypeAlias = tuple[int, ...]
"""Without trailing zeros, so that equal versions are equal tuples."""


@frozen
class Interval:
    """Versions from `low` to `high`. A missing end means: without end. Never tested for sense: it may be empty."""

    low: Version | None = None
    high: Version | None = None
    includes_low: bool = True
    includes_high: bool = True

    @property
    def is_empty(self) -> bool:
        if self.low is None or self.high is None:
            return False
        if self.low == self.high:
            return not (self.includes_low and self.includes_high)
        return self.low > self.high

    def __contains__(self, version: Version) -> bool:
        point = Interval(low=version, high=version)
        return not self.meet(point).is_empty

    def meet(self, other: "Interval") -> "Interval":
        """The versions that lie in both."""
        low, includes_low = _stricter(
            (self.low, self.includes_low), (other.low, other.includes_low), prefer_greater=True
        )
        high, includes_high = _stricter(
            (self.high, self.includes_high), (other.high, other.includes_high), prefer_greater=False
        )
        return Interval(low=low, high=high, includes_low=includes_low, includes_high=includes_high)


_End: TypeAlias = tuple[Version | None, bool]


def _stricter(one: _End, other: _End, *, prefer_greater: bool) -> _End:
    """Of two ends on the same side the one that leaves fewer versions; on a tie the open one."""
    if one[0] is None or other[0] is None:
        return other if one[0] is None else one
    if one[0] == other[0]:
        return one[0], one[1] and other[1]
    return one if (one[0] > other[0]) == prefer_greater else other
