"""How many iPhones in use can load what is built for a target, as far as Apple has told."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from kb.platforms.os_releases import version_of
from kb.platforms.platforms import Adoption
from kb.platforms.targets import Target

_EARLIER: Final = "earlier"


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    percent: float
    at_least: bool
    """Older releases that were not counted one by one may add to it."""
    measured: str
    population: str
    evidence: tuple[str, ...]


def newest_figures(adoption: Iterable[Adoption]) -> Adoption | None:
    """Apple's newest count of all iPhones."""
    counted = [each for each in adoption if (each.by, each.os, each.population) == ("App Store", "iOS", "all iPhones")]
    return max(counted, key=lambda each: each.measured, default=None)


def share_that_loads(target: Target, figures: Adoption) -> Share:
    """The percentage of the population whose iOS loads the target."""
    # A target of a minor release (iOS11.2) is met by later majors only, for majors are what is counted.
    first = version_of(target.first_os["iOS"])
    majors = {version_of(major): share for major, share in figures.percent.items() if major != _EARLIER}
    return Share(
        percent=sum(share for major, share in majors.items() if major >= first),
        at_least=min(majors) > first and figures.percent.get(_EARLIER, 0) > 0,
        measured=figures.measured,
        population=figures.population,
        evidence=figures.evidence,
    )
