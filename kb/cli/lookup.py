"""A record by any of its names: slug, alias, or the address of the thread that an alias stands for."""

import re
from collections.abc import Iterable
from difflib import get_close_matches
from typing import Final

from kb.errors import KbError
from kb.knowledge.knowledge_base import KnowledgeBase
from kb.platforms.targets import Target, target_named
from kb.records.record import Record

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
