"""From a record's YAML text to a Record, with every problem found, each with file, line, column and remedy.

No file is opened here. A record with problems may still come out, where enough of it stands to be useful to lints.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from kb.errors import KbError, Problem
from kb.platforms.specifiers import parse_os_specifier, parse_target_specifier
from kb.records.building import build_record
from kb.records.fields import RECORD
from kb.records.located import Located, Place, Plain, read_located
from kb.records.record import Record

_START: Final = Place(line=1, column=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class ParsedRecord:
    """What one file gave: a record unless something essential is missing, and what is wrong with the file."""

    origin: str
    record: Record | None
    problems: tuple[Problem, ...]
    places: Mapping[str, Place] = field(default_factory=dict)
    """Path of a value (`rules.0.when`) → where it starts in the file."""

    def problem(self, path: str, what: str, hint: str = "") -> Problem:
        """A problem at the place of `path`, or of the nearest value around it."""
        while path and path not in self.places:
            path = path.rpartition(".")[0]
        place = self.places.get(path, _START)
        return Problem(where=f"{self.origin}:{place.line}:{place.column}", what=what, hint=hint)


def parse_record(text: str, *, origin: str, area: str, slug: str = "") -> ParsedRecord:
    """`origin` names the file in messages, `area` is its folder under data/records, `slug` its name without `.yaml`."""
    located = read_located(text, RECORD, origin=origin)
    if located.value is not None:
        for path, what, hint in _unsound(located.value, slug):
            _tell(located, path, what, hint)
    record = None if located.value is None else build_record(located.value, area=area)
    return ParsedRecord(origin=origin, record=record, problems=located.problems, places=located.places)


def _tell(located: Located, path: str, what: str, hint: str) -> None:
    while path and path not in located.places:
        path = path.rpartition(".")[0]
    located.tell(located.places.get(path, _START), what, hint)


_Fault = tuple[str, str, str]
"""Path, what, hint."""


def _unsound(values: Mapping[str, Plain], slug: str) -> Iterator[_Fault]:
    """What no single key can show: keys that need or exclude each other, and specifiers."""
    if slug and values.get("id", slug) != slug:
        yield "id", f"`id` is `{values['id']}`, the file is called `{slug}.yaml`", "make them equal"
    superseded = values.get("status") == "superseded"
    if superseded and "superseded_by" not in values:
        yield "status", "superseded by what?", "add `superseded_by: <slug>`"
    if "superseded_by" in values and not superseded:
        yield "superseded_by", "only a record with `status: superseded` has `superseded_by`", "set the status"
    for index, rule in enumerate(values.get("rules", [])):
        yield from _unsound_rule(rule, f"rules.{index}")
    for index, remedy in enumerate(values.get("remedies", [])):
        if not {"target", "compute_units", "text"} & set(remedy):
            yield f"remedies.{index}", "a remedy says nothing to do", "give `target`, `compute_units` or `text`"
    for index, affects in enumerate(values.get("affects", [])):
        yield from _unsound_affects(affects, f"affects.{index}")


def _unsound_rule(rule: Mapping[str, Plain], path: str) -> Iterator[_Fault]:
    if bool(rule.get("operations")) == bool(rule.get("model")):
        yield path, "a rule is about operations or about the model", "give either `operations: […]` or `model: true`"
    if rule.get("model") and "when" not in rule:
        yield path, "a rule about the model without `when` would match every model", "add `when`"
    for index, affects in enumerate(rule.get("affects", [])):
        yield from _unsound_affects(affects, f"{path}.affects.{index}")


def _unsound_affects(affects: Mapping[str, Plain], path: str) -> Iterator[_Fault]:
    if not affects:
        yield path, "an empty `affects` means everywhere", "leave the key out"
    if "targets" in affects:
        yield from _refused(parse_target_specifier, affects["targets"], f"{path}.targets")
    for family, specifier in affects.get("os", {}).items():
        yield from _refused(parse_os_specifier, specifier, f"{path}.os.{family}")


def _refused(parse: Callable[[str], object], text: str, path: str) -> Iterator[_Fault]:
    try:
        parse(text)
    except KbError as error:
        yield path, f"`{text}`: {error.what}", error.hint
