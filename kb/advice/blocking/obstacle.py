"""An obstacle at one place; `kb.advice.blockers` puts the places of equal ones together."""

from typing import NamedTuple


class Obstacle(NamedTuple):
    what: str
    where: str
    alternative: str = ""
    automatic: bool = False
    """A new conversion changes it by itself."""
    count: int = 1
    """More than one where the other places were not looked up."""
