"""Two states of the knowledge → what a user of the newer one should know: records that come and go, and what of a
record moved that can change an answer. Wording alone is told in one word."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from kb.knowledge.knowledge_base import KnowledgeBase
from kb.knowledge.narrowing import Direction, direction_of_rule
from kb.records.encoding import record_to_plain, rule_to_plain
from kb.records.record import Record, Rule, Status


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    kind: str
    """`widened`, `narrowed`, `condition`, `precision`, `affects`, `severity`, `category`, `status`, `confidence`,
    `remedies`, `evidence`, `messages`, `examples`, `text`."""
    what: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordDiff:
    record: Record
    """The newer one."""
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DataDiff:
    old_version: str
    new_version: str
    added: tuple[Record, ...]
    withdrawn: tuple[Record, ...]
    """Kept, and never matched from now on: withdrawn or superseded."""
    removed: tuple[Record, ...]
    """Not there any more at all, which should not happen: a slug is permanent."""
    changed: tuple[RecordDiff, ...]
    tables: tuple[str, ...]
    """Operations, layers, devices, chips and OS releases that come, go or change."""

    @property
    def is_empty(self) -> bool:
        return not (self.added or self.withdrawn or self.removed or self.changed or self.tables)


_GONE: Final = (Status.WITHDRAWN, Status.SUPERSEDED)


def diff(old: KnowledgeBase, new: KnowledgeBase) -> DataDiff:
    """Equal for equal knowledge, in whatever form the two were opened."""
    before = {record.id: record for record in old.records}
    after = {record.id: record for record in new.records}
    common = [(before[slug], record) for slug, record in after.items() if slug in before]
    withdrawn = tuple(two for one, two in common if two.status in _GONE and one.status not in _GONE)
    changed = (RecordDiff(record=two, changes=tuple(_changes(one, two))) for one, two in common if two not in withdrawn)
    return DataDiff(
        old_version=old.data_version,
        new_version=new.data_version,
        added=tuple(record for slug, record in after.items() if slug not in before),
        withdrawn=withdrawn,
        removed=tuple(record for slug, record in before.items() if slug not in after),
        changed=tuple(each for each in changed if each.changes),
        tables=tuple(_tables(old, new)),
    )


def _changes(old: Record, new: Record) -> Iterator[Change]:
    yield from _rule_changes(old, new)
    for kind in ("severity", "category", "status", "confidence"):
        one, two = getattr(old, kind).value, getattr(new, kind).value
        if one != two:
            yield Change(kind=kind, what=f"{one} → {two}")
    before, after = record_to_plain(old), record_to_plain(new)
    for kind, keys in _PARTS.items():
        moved = [key for key in keys if before.get(key) != after.get(key)]
        if moved:
            yield Change(kind=kind, what=_WORDS[kind](before, after, moved))


def _rule_changes(old: Record, new: Record) -> Iterator[Change]:
    gone = [rule for rule in old.rules if rule not in new.rules]
    come = [rule for rule in new.rules if rule not in old.rules]
    # Rules have no names: those that stay at their place among the ones that differ are taken for the same.
    for one, two in zip(gone, come, strict=False):
        yield from _rule_change(one, two)
    for rule in gone[len(come) :]:
        yield Change(kind="narrowed", what=f"a rule less: {_rule_text(rule)}")
    for rule in come[len(gone) :]:
        yield Change(kind="widened", what=f"one more rule: {_rule_text(rule)}")


def _rule_change(old: Rule, new: Rule) -> Iterator[Change]:
    direction = direction_of_rule(old, new)
    if direction is not Direction.SAME:
        kind = "condition" if direction is Direction.CHANGED else direction.value
        yield Change(kind=kind, what=f"{_rule_text(old)} → {_rule_text(new)}")
    if old.precision is not new.precision:
        yield Change(kind="precision", what=f"{old.precision.value} → {new.precision.value}")
    if old.affects != new.affects:
        one, two = (rule_to_plain(rule).get("affects", []) for rule in (old, new))
        yield Change(kind="affects", what=f"of a rule: {_places(one)} → {_places(two)}")


def _rule_text(rule: Rule) -> str:
    return f"{'model' if rule.model else ', '.join(rule.operations)}: {rule.when or 'always'}"


_PARTS: Final[Mapping[str, tuple[str, ...]]] = {
    "affects": ("affects",),
    "remedies": ("remedies",),
    "evidence": ("evidence",),
    "messages": ("messages",),
    "examples": ("examples",),
    "text": ("title", "what_happens", "known_false_positives", "aliases", "related"),
}
"""What a user may want to read again → the keys of a record's file."""

_Plain = Mapping[str, Any]


def _both_ways(key: str, name: Callable[[Any], str]) -> Callable[[_Plain, _Plain, Sequence[str]], str]:
    """Says which entries of a list come and go."""

    def words(before: _Plain, after: _Plain, _: Sequence[str]) -> str:
        old, new = before.get(key, []), after.get(key, [])
        come = [name(entry) for entry in new if entry not in old]
        gone = [name(entry) for entry in old if entry not in new]
        parts = [f"+ {each}" if each not in gone else f"reworded: {each}" for each in come]
        parts += [f"− {each}" for each in gone if each not in come]
        return "; ".join(parts) or "in another order"

    return words


def _remedy(entry: _Plain) -> str:
    return str(entry.get("target") or entry.get("compute_units") or entry.get("text", ""))


def _places(entries: Sequence[_Plain]) -> str:
    return " or ".join(", ".join(f"{key} {_flat(value)}" for key, value in entry.items()) for entry in entries) or "any"


def _counts(examples: _Plain) -> str:
    counts = {name: len(examples.get(name, [])) for name in ("affected", "unaffected", "sources")}
    return ", ".join(f"{count} {name}" for name, count in counts.items() if count or name != "sources")


def _flat(value: Any) -> str:
    if isinstance(value, Mapping):
        return " ".join(f"{key}{text}" for key, text in value.items())
    return "/".join(value) if isinstance(value, list) else str(value)


_WORDS: Final[Mapping[str, Callable[[_Plain, _Plain, Sequence[str]], str]]] = {
    "affects": lambda old, new, _: f"{_places(old.get('affects', []))} → {_places(new.get('affects', []))}",
    "remedies": _both_ways("remedies", _remedy),
    "evidence": _both_ways("evidence", lambda entry: f"{entry['kind']} {entry['url']}"),
    "messages": _both_ways("messages", lambda entry: f"`{entry}`"),
    "examples": lambda old, new, _: f"{_counts(old.get('examples', {}))} → {_counts(new.get('examples', {}))}",
    "text": lambda _old, _new, moved: ", ".join(moved),
}


def _tables(old: KnowledgeBase, new: KnowledgeBase) -> Iterator[str]:
    if old.availability.coremltools != new.availability.coremltools:
        yield f"operations as of coremltools {old.availability.coremltools} → {new.availability.coremltools}"
    pairs: tuple[tuple[str, Mapping[Any, Any], Mapping[Any, Any]], ...] = (
        ("operations", old.availability.operations, new.availability.operations),
        ("layers", old.availability.layers, new.availability.layers),
        ("devices", old.platforms.devices, new.platforms.devices),
        ("chips", old.platforms.chips, new.platforms.chips),
        ("OS releases", old.platforms.releases, new.platforms.releases),
    )
    for called, before, after in pairs:
        sides = {
            "added": [str(name) for name in after if name not in before],
            "removed": [str(name) for name in before if name not in after],
            "changed": [str(name) for name in after if name in before and before[name] != after[name]],
        }
        yield from (f"{called} {how}: {', '.join(names)}" for how, names in sides.items() if names)
