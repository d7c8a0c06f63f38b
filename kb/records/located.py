"""From YAML text to plain values with the place of each, checked against a kind. Problems are collected.

Hostile text stays cheap: a size limit, no aliases, no tags, bounded depth (libyaml itself stops at 1000).
"""

import datetime
import difflib
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Final, TypeAlias

from kb.errors import Problem
from kb.records.kinds import Choice, Date, Example, Fields, Flag, Kind, Many, Table, Text

LARGEST_FILE: Final = 256 * 1024
"""Bytes of one data file. The largest record that people wrote has a tenth of it."""
DEEPEST_NESTING: Final = 16

Plain: TypeAlias = Any
"""str, int, float, bool, None, date, and lists and dictionaries of them."""


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Place:
    """Where a value starts: line and column, both from 1."""

    line: int
    column: int


@dataclass(slots=True)
class Located:
    """One file as it was read. `value` is None where it is no mapping at all."""

    origin: str
    value: dict[str, Plain] | None = None
    told: list[tuple[Place, Problem]] = field(default_factory=list)
    places: dict[str, Place] = field(default_factory=dict)
    """Path of a value (`rules.0.when`) → where it starts."""

    def tell(self, place: Place, what: str, hint: str = "") -> None:
        self.told.append((place, Problem(where=f"{self.origin}:{place.line}:{place.column}", what=what, hint=hint)))

    @property
    def problems(self) -> tuple[Problem, ...]:
        """In the order in which they stand in the file."""
        return tuple(problem for _, problem in sorted(self.told))


def read_located(text: str, kind: Fields, *, origin: str) -> Located:
    """`text` as values of `kind`. Never raises for bad text: everything wrong stands in `problems`."""
    located = Located(origin=origin)
    start = Place(line=1, column=1)
    if len(text) > LARGEST_FILE:
        located.tell(start, f"the file is longer than {LARGEST_FILE} characters", "split it, or leave logs out")
        return located
    root = _compose(text, located)
    if root is None:
        return located
    value = _Reader(located).read(root, kind, "", 0)
    located.value = value if isinstance(value, dict) else None
    return located


def _compose(text: str, located: Located) -> Any:
    import yaml

    try:
        # No fall back on SafeLoader: it takes ten times as long, and nobody would notice why.
        root = yaml.compose(text, Loader=yaml.CSafeLoader)
    except UnicodeEncodeError:
        located.tell(Place(line=1, column=1), "the file holds characters that are no text", "save it as UTF-8")
        return None
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        place = Place(line=mark.line + 1, column=mark.column + 1) if mark else Place(line=1, column=1)
        what = getattr(error, "problem", None) or getattr(error, "reason", None) or "something is wrong here"
        located.tell(place, f"not valid YAML: {what}", "quote texts that hold `: `, ` #`, `[`, `{` or start with `@`")
        return None
    if root is None:
        located.tell(Place(line=1, column=1), "the file is empty")
    return root


_CORE: Final = {f"tag:yaml.org,2002:{name}" for name in ("str", "int", "float", "bool", "null", "timestamp")}
_CONTAINERS: Final = {"mapping": "tag:yaml.org,2002:map", "sequence": "tag:yaml.org,2002:seq"}
_INTEGER: Final = re.compile(r"[-+]?(0|[1-9][0-9]*)")
_NUMBER: Final = re.compile(r"[-+]?([0-9]+\.[0-9]*|\.[0-9]+|[0-9]+)([eE][-+]?[0-9]+)?|[-+]?\.inf|\.nan")
_ISO_DATE: Final = re.compile(r"\d{4}-\d{2}-\d{2}")


class _Failed:
    """Stands for a value that could not be read; its problem is told already."""


_FAILED: Final = _Failed()


class _Reader:
    """Walks YAML nodes beside their kind. Holds what was seen, so that an alias is noticed."""

    def __init__(self, located: Located) -> None:
        self._located = located
        self._seen: set[int] = set()

    def read(self, node: Any, kind: Kind, path: str, depth: int) -> Plain | _Failed:
        place = self._refuse(node, depth)
        if isinstance(place, _Failed):
            return place
        self._located.places[path] = place
        match kind:
            case Fields():
                return self._fields(node, kind, path, depth, place)
            case Many():
                return self._many(node, kind, path, depth, place)
            case Table():
                return self._table(node, kind, path, depth, place)
            case Example():
                return self._example(node, path, depth, place)
            case _:
                return self._scalar(node, kind, path, place)

    def _refuse(self, node: Any, depth: int) -> Place | _Failed:
        """The node's place, unless it is something that no kind takes."""
        place = Place(line=node.start_mark.line + 1, column=node.start_mark.column + 1)
        if id(node) in self._seen:
            return self._fail(place, "YAML aliases (`*name`) are not accepted here", "write the value out")
        self._seen.add(id(node))
        if node.tag not in _CORE and node.tag != _CONTAINERS.get(node.id):
            return self._fail(place, f"YAML tags are not accepted here: `{node.tag}`", "write a plain value")
        if depth > DEEPEST_NESTING:
            return self._fail(place, f"nested deeper than {DEEPEST_NESTING} levels")
        return place

    def _any(self, node: Any, path: str, depth: int) -> Plain | _Failed:
        place = self._refuse(node, depth)
        if isinstance(place, _Failed):
            return place
        self._located.places[path] = place
        return self._free(node, path, depth, place)

    def _fail(self, place: Place, what: str, hint: str = "") -> _Failed:
        self._located.tell(place, what, hint)
        return _FAILED

    def _fields(self, node: Any, kind: Fields, path: str, depth: int, place: Place) -> Plain | _Failed:
        if node.id != "mapping":
            return self._fail(place, f"expected a {kind.called}: a mapping", f"its keys are {_list(kind.fields)}")
        values: dict[str, Plain] = {}
        given: set[str] = set()
        for key, key_place, child in self._entries(node):
            field_ = kind.fields.get(key)
            if field_ is None:
                self._located.tell(key_place, f"unknown key `{key}` in {kind.called}", _suggest(key, kind.fields))
                # A misspelt key is not missing as well: one mistake, one message.
                given.update(_close(key, kind.fields))
                continue
            given.add(key)
            if field_.required and not child.value:
                # "Leave the key out", which is the hint elsewhere, would be no help here.
                self._located.tell(key_place, f"{kind.called} has an empty `{key}`", field_.about)
                continue
            value = self.read(child, field_.kind, f"{path}.{key}" if path else key, depth + 1)
            if not isinstance(value, _Failed):
                values[key] = value
        for name, field_ in kind.fields.items():
            if field_.required and name not in given:
                self._located.tell(place, f"{kind.called} has no `{name}`", field_.about)
        return values

    def _many(self, node: Any, kind: Many, path: str, depth: int, place: Place) -> Plain | _Failed:
        if node.id != "sequence":
            return self._fail(place, f"`{path}` is a list", "write `[…]`, or a line with `- ` for each entry")
        if not node.value:
            return self._fail(place, f"`{path}` is empty", "leave the key out")
        values = [self.read(child, kind.of, f"{path}.{index}", depth + 1) for index, child in enumerate(node.value)]
        return [value for value in values if not isinstance(value, _Failed)]

    def _table(self, node: Any, kind: Table, path: str, depth: int, place: Place) -> Plain | _Failed:
        if node.id != "mapping":
            return self._fail(place, f"`{path}` is a mapping", "write `{key: value}`")
        if not node.value:
            return self._fail(place, f"`{path}` is empty", "leave the key out")
        values = {}
        for key, key_place, child in self._entries(node):
            if kind.keys and key not in kind.keys:
                self._located.tell(key_place, f"unknown key `{key}` in `{path}`", _suggest(key, kind.keys))
                continue
            value = self.read(child, kind.of, f"{path}.{key}", depth + 1)
            if not isinstance(value, _Failed):
                values[key] = value
        return values

    def _entries(self, node: Any) -> Iterable[tuple[str, Place, Any]]:
        given = set()
        for key, child in node.value:
            place = Place(line=key.start_mark.line + 1, column=key.start_mark.column + 1)
            if key.id != "scalar":
                self._located.tell(place, "a key has to be a word", "quote it if it holds `[`, `{` or `?`")
            elif key.value in given:
                self._located.tell(place, f"`{key.value}` stands here twice", "join the two")
            else:
                given.add(key.value)
                yield key.value, place, child

    def _example(self, node: Any, path: str, depth: int, place: Place) -> Plain | _Failed:
        steps = node.value if node.id == "sequence" else [node]
        if not steps or any(step.id != "mapping" or not step.value for step in steps):
            return self._fail(
                place, f"`{path}` is no example", "write `{operation: {parameter: value}}`, or a list of them"
            )
        return self._free(node, path, depth, place)

    def _free(self, node: Any, path: str, depth: int, place: Place) -> Plain | _Failed:
        if node.id == "mapping":
            entries = {key: self._any(child, f"{path}.{key}", depth + 1) for key, _, child in self._entries(node)}
            return {key: value for key, value in entries.items() if not isinstance(value, _Failed)}
        if node.id == "sequence":
            values = [self._any(child, f"{path}.{index}", depth + 1) for index, child in enumerate(node.value)]
            return [value for value in values if not isinstance(value, _Failed)]
        if node.style in ("'", '"', "|", ">"):
            return node.value
        return self._plain_scalar(node.value, place)

    def _plain_scalar(self, text: str, place: Place) -> Plain | _Failed:
        """JSON's reading of unquoted words, since YAML 1.1 takes `no` for false and `1e-5` for text."""
        if text in ("true", "false"):
            return text == "true"
        if text in ("null", "~", ""):
            return None
        if _INTEGER.fullmatch(text):
            return int(text)
        if _NUMBER.fullmatch(text):
            if text.lstrip("+-").startswith("0") and text.lstrip("+-")[1:2].isdigit():
                return self._fail(place, f"`{text}`: a number does not start with 0", "quote it if it is text")
            return float(text.replace(".inf", "inf").replace(".nan", "nan"))
        return text

    def _scalar(self, node: Any, kind: Text | Choice | Flag | Date, path: str, place: Place) -> Plain | _Failed:
        if node.id != "scalar":
            return self._fail(place, f"`{path}` is one value, not a {node.id}", "remove the brackets or the dashes")
        text = node.value.strip()
        if not text:
            return self._fail(place, f"`{path}` is empty", "write it, or leave the key out")
        expected = _expected_instead(text, kind)
        if expected:
            return self._fail(place, f"`{path}` is `{_short(text)}`", expected)
        match kind:
            case Flag():
                return text == "true"
            case Date():
                return datetime.date.fromisoformat(text)
            case _:
                return text


def _expected_instead(text: str, kind: Text | Choice | Flag | Date) -> str:
    """What to write instead of `text`; empty where it is of its kind."""
    match kind:
        case Text() if kind.pattern and not re.fullmatch(kind.pattern, text, re.DOTALL):
            return f"expected {kind.called}"
        case Choice() if text not in kind.values:
            return _suggest(text, kind.values)
        case Flag() if text not in ("true", "false"):
            return "write true or false"
        case Date() if not _is_day(text):
            return "write a day as 2026-11-24"
        case _:
            return ""


def _is_day(text: str) -> bool:
    try:
        datetime.date.fromisoformat(text)
    except ValueError:
        return False
    return _ISO_DATE.fullmatch(text) is not None


def _list(names: Iterable[str]) -> str:
    return ", ".join(names)


def _short(text: str) -> str:
    return text if len(text) <= 60 else f"{text[:57]}…"


def _suggest(word: str, known: Iterable[str]) -> str:
    close = _close(word, known)
    return f"did you mean `{close[0]}`?" if close else f"known: {_list(known)}"


def _close(word: str, known: Iterable[str]) -> list[str]:
    return difflib.get_close_matches(word, list(known), n=1, cutoff=0.6)
