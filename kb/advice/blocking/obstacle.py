"""An obstacle at one place; `kb.advice.blockers` puts the places of equal ones together."""

from typing import NamedTuple


class Obstacle(NamedTuple):
    what: str
    where: str
    alternative: str = ""
    automatic: bool = False
    """A new conversion changes it by itself."""
    places: int = 1
    """More than one where the others were not looked up."""
    sampled: bool = False
    """There may be more places: only the first operations of the type were looked at."""
