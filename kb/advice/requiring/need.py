"""A need: one part of a model that older specification versions do not know."""

from typing import NamedTuple


class Need(NamedTuple):
    version: int
    """The lowest specification version that knows it."""
    what: str
    where: str
    """Inside the model that has it; empty for the model itself."""
