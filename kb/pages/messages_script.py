"""The messages as a script, for the front page: a page opened from disk may load scripts, but fetch nothing."""

import json
from collections.abc import Mapping
from typing import Any, Final

from kb.logs.patterns import Pattern, patterns_of
from kb.logs.squeezing import KEPT_LETTERS
from kb.pages.site import Site, worst_first

PATH: Final = "javascripts/messages.js"


def messages_script(site: Site) -> str:
    """Sets `window.kbKnown`: title and severity of each record, and each message with the slugs that have it and what
    sets it apart. The order is the worst first, as readers see what they type completed."""
    patterns = {each.message: each for found in patterns_of(site.standing).values() for each in found}
    records = [record for record in worst_first(site.standing) if record.messages]
    messages = dict.fromkeys(message for record in records for message in record.messages if message in patterns)
    known = {record.id: {"title": record.title, "severity": record.severity.value} for record in records}
    lines = ",\n".join(json.dumps(_said(patterns[message])) for message in messages)
    return f'window.kbKnown = {{"records": {json.dumps(known)}, "messages": [\n{lines}\n]}};\n'


def _said(pattern: Pattern) -> Mapping[str, Any]:
    """`line`: it names no cause. `generic`: any program may print it. `numbers`: its own, in their order. `shared`: so
    many records have it. `telling`: letters that a cut one must have, where they are more than those of any other."""
    said = {
        "message": pattern.message,
        "records": pattern.records,
        "line": pattern.names_no_cause,
        "generic": pattern.is_generic,
        "numbers": pattern.numbers,
        "shared": pattern.shared_by if pattern.shared_by > 1 else 0,
        "telling": pattern.telling if pattern.telling > KEPT_LETTERS else 0,
    }
    return {name: value for name, value in said.items() if value}
