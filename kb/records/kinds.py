"""Kinds of values that a data file may hold: the parser checks by them, the JSON Schema is written from them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeAlias


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """A scalar, taken as it is written: `8.1` and `no` stay text here."""

    pattern: str = ""
    """A regular expression that the whole text matches; empty: any text that is not empty."""
    called: str = "text"
    """What a message calls it: "expected a slug (…)"."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Flag:
    """`true` or `false`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Date:
    """`2026-11-24`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Many:
    """A list of one kind, never empty: leave the key out instead."""

    of: "Kind"


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A mapping whose keys are not fixed (unless `keys` lists them), with values of one kind."""

    of: "Kind"
    keys: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """A small model: a mapping (one operation, or `model`), or a list of them (a chain). What stands inside is free."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    kind: "Kind"
    about: str
    """One sentence for editors and messages."""
    required: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Fields:
    """A mapping with known keys, in the order in which they are written."""

    called: str
    fields: Mapping[str, Field]


Kind: TypeAlias = Text | Choice | Flag | Date | Many | Table | Example | Fields
