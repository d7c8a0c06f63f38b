"""How an example writes a value: `fp16[1,3,8,8]`, `fp16[8] = 2.0`, `int32[2..8,4]`, `RGB[64,64]`, `state fp16[8]`.

The whole notation stands in `docs/reference/examples.md`. Text in, value out; no coremltools here.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias

from kb.errors import KbError

_INTEGERS: Final = tuple(f"{sign}int{bits}" for sign in ("", "u") for bits in (1, 2, 3, 4, 6, 8, 16, 32, 64))
DTYPES: Final = frozenset({"fp16", "fp32", "fp64", "bool", "string", *_INTEGERS})
COLOURS: Final = frozenset({"RGB", "BGR", "GRAYSCALE", "GRAYSCALE_FLOAT16"})
_VALUE: Final = re.compile(
    r"(?:(?P<role>input|state|const) )?(?P<dtype>\w+)"
    r"(?:\[(?P<shape>[^\]]*)\](?: x (?P<count>\d+))?)?"
    r"(?: = (?P<fill>\S+))?"
)
_RANGE: Final = re.compile(r"(\d+)\.\.(\d*)")
_REFERENCE: Final = re.compile(r"@(\d+)(?:\.(\d+))?|@([A-Za-z_]\w*)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Range:
    """A dimension that the caller chooses: `1..512`. `1..` has no upper bound, and `?` is short for it."""

    lower: int
    upper: int | None


Dimension: TypeAlias = int | Range
Fill: TypeAlias = bool | int | float | str


@dataclass(frozen=True, slots=True, kw_only=True)
class ValueText:
    role: str
    """`input`, `state`, `const`, or "" where the parameter decides."""
    dtype: str
    """A MIL dtype, or an image's colour."""
    shapes: tuple[tuple[Dimension, ...], ...]
    """More than one: enumerated shapes."""
    fill: Fill | None

    @property
    def shape(self) -> tuple[Dimension, ...]:
        """The default shape."""
        return self.shapes[0]

    @property
    def is_image(self) -> bool:
        return self.dtype in COLOURS


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """`@0`, `@0.1`: an output of an earlier step; `@cache`: an input or a state by its name."""

    step: int = -1
    output: int = 0
    name: str = ""


def read_value(text: str) -> ValueText | Reference | str:
    """What a string in an example stands for; the string itself where it is none of these (`valid`, `fp16`)."""
    reference = _REFERENCE.fullmatch(text)
    if reference:
        step, output, name = reference.groups()
        return Reference(name=name) if name else Reference(step=int(step), output=int(output or 0))
    first = _VALUE.fullmatch(text.partition("|")[0]) if "]|" in text else _VALUE.fullmatch(text)
    if first is None or not _is_value(first):
        if "[" in text and text.partition("[")[0].removeprefix("state ").removeprefix("input ") in DTYPES | COLOURS:
            raise _unreadable(text, "write `dtype[1,3,?,8..64]`, with ` = value` behind it for a constant")
        return text
    return _read_value(text, first)


def _is_value(match: re.Match[str]) -> bool:
    known = match["dtype"] in DTYPES or (match["dtype"] in COLOURS and match["shape"] is not None)
    return known and (match["shape"] is not None or match["fill"] is not None or match["role"] is not None)


def _read_value(text: str, first: re.Match[str]) -> ValueText:
    shapes: list[tuple[Dimension, ...]] = []
    parts = text.split("|") if "]|" in text else [text]
    for part in parts:
        match = _VALUE.fullmatch(part)
        if match is None or match["dtype"] != first["dtype"]:
            raise _unreadable(text, "alternatives have one dtype: `fp16[1,2]|fp16[1,3]`")
        shapes += _shapes(match["shape"] or "", text)
    if first["count"]:
        *before, last = shapes[0]
        if not isinstance(last, int):
            raise _unreadable(text, "`x N` counts shapes that start at a fixed one")
        shapes = [(*before, last + offset) for offset in range(int(first["count"]))]
    return ValueText(
        role=first["role"] or "", dtype=first["dtype"], shapes=tuple(shapes), fill=_fill(first["fill"], first["dtype"])
    )


def _shapes(text: str, whole: str) -> list[tuple[Dimension, ...]]:
    """One shape; or several where a dimension lists them: `[1|8,256]` is `[1,256]|[8,256]`."""
    words = [word.strip() for word in text.split(",")] if text.strip() else []
    choices = [[_dimension(part, whole) for part in word.split("|")] for word in words]
    count = max((len(each) for each in choices), default=1)
    if any(len(each) not in (1, count) for each in choices):
        raise _unreadable(whole, "dimensions that list alternatives list equally many")
    return [tuple(each[index if len(each) > 1 else 0] for each in choices) for index in range(count)]


def _dimension(word: str, whole: str) -> Dimension:
    if word.isdigit():
        return int(word)
    if word == "?":
        return Range(lower=1, upper=None)
    found = _RANGE.fullmatch(word)
    if found is None:
        raise _unreadable(whole, f"`{word}` is no dimension: write `8`, `?`, `1..64` or `1..`")
    return Range(lower=int(found[1]), upper=int(found[2]) if found[2] else None)


def _fill(text: str | None, dtype: str) -> Fill | None:
    if text is None:
        return None
    if dtype == "string":
        return text
    if dtype == "bool":
        return text == "true"
    number = float(text)
    return int(number) if dtype.startswith(("int", "uint")) else number


def _unreadable(text: str, hint: str) -> KbError:
    return KbError(where=f"`{text}`", what="is no value of an example", hint=hint)


def strings_in(value: object) -> list[str]:
    """Every string in a nested example, in order."""
    if isinstance(value, str):
        return [value]
    if isinstance(value, Mapping):
        return [text for child in value.values() for text in strings_in(child)]
    if isinstance(value, Sequence):
        return [text for child in value for text in strings_in(child)]
    return []
