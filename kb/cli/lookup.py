"""What a user names, found: a record by slug, alias or the address of its thread; an operation; a target."""

import re
from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from typing import Final, TypeAlias

from kb.availability.table import Availability, LayerEntry, OperationEntry
from kb.errors import KbError
from kb.knowledge.knowledge_base import KnowledgeBase
from kb.platforms.targets import Target, target_named
from kb.records.record import Record

Entry: TypeAlias = OperationEntry | LayerEntry

_THREAD: Final = r"https?://github\.com/([^/]+/[^/]+)/(?:issues|pull)/(\d+)\S*"


def record_named(base: KnowledgeBase, name: str, *, where: str) -> Record:
    """The record that is called so. Raises KbError, with the closest names, where there is none.

    `where` is what the user wrote the name in: an option, a file.
    """
    thread = re.fullmatch(_THREAD, name.strip())
    wanted = f"{thread[1]}#{thread[2]}" if thread else name.strip()
    record = base.record(wanted) or base.record(wanted.lower())
    if record is not None:
        return record
    names = [spelling for each in base.records for spelling in (each.id, *each.aliases)]
    close = get_close_matches(wanted.lower(), names) or [each for each in names if wanted.lower() in each.lower()][:3]
    hint = f"did you mean {' or '.join(close)}?" if close else "`kb list` shows what there is"
    raise KbError(where=where, what=f"there is no record called {name!r}", hint=hint)


def slugs_of(base: KnowledgeBase, names: Iterable[str], *, where: str) -> frozenset[str]:
    return frozenset(record_named(base, name, where=where).id for name in names)


def target_of(text: str) -> Target | None:
    """The deployment target that `--target` names; None where it names none. Raises KbError for what is no target."""
    target = target_named(text) if text else None
    if text and target is None:
        raise KbError(where="--target", what=f"{text!r} is no deployment target", hint="write ios16, macos13")
    return target


def entry_named(availability: Availability, name: str, *, where: str) -> Entry:
    """The operation or layer of that type, however its letters are written. Raises KbError with the closest types."""
    entry = availability.operations.get(name) or availability.layers.get(name)
    if entry is not None:
        return entry
    folded = {each.casefold(): each for each in (*availability.operations, *availability.layers)}
    if name.casefold() in folded:
        return entry_named(availability, folded[name.casefold()], where=where)
    raise KbError(where=where, what=f"there is no operation {name!r}", hint=_closest_types(name.casefold(), folded))


def _closest_types(name: str, folded: Mapping[str, str]) -> str:
    close = [*get_close_matches(name, folded), *get_close_matches(f"nn:{name}", folded)]
    close += [each for each in folded if name and name in each]
    guesses = list(dict.fromkeys(folded[each] for each in close))[:4]
    return f"did you mean {' or '.join(guesses)}?" if guesses else "`kb ops` and `kb ops --layers` list what there is"


def type_named(availability: Availability, name: str | None) -> str:
    """The type that `--operation` names, as the data spell it; empty where the option is not given."""
    return "" if name is None else entry_named(availability, name, where="--operation").type
