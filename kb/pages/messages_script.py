"""The messages as a script, for the front page: a page opened from disk may load scripts, but fetch nothing."""

import json
from collections.abc import Mapping
from typing import Any, Final

from kb.logs.patterns import Pattern, patterns_of
from kb.logs.squeezing import KEPT_LETTERS
from kb.pages.site import Site, worst_first

PATH: Final = "javascripts/messages.js"


def messages_script(site: Site) -> str:
    """Sets `window.kbMessages`: message, slug, title, severity of each, and what sets some of them apart."""
    patterns = {each.message: each for found in patterns_of(site.standing).values() for each in found}
    messages = [
        {
            "message": message,
            "slug": record.id,
            "title": record.title,
            "severity": record.severity.value,
            **_apart(patterns[message]),
        }
        for record in worst_first(site.standing)
        for message in record.messages
        if message in patterns
    ]
    lines = ",\n".join(json.dumps(message) for message in messages)
    return f"window.kbMessages = [\n{lines}\n];\n"


def _apart(pattern: Pattern) -> Mapping[str, Any]:
    """`line`: it names no cause. `generic`: any program may print it. `shared`: so many records have it. `telling`:
    letters that a cut one must have, where they are more than those of any other."""
    said = {
        "line": pattern.names_no_cause,
        "generic": pattern.is_generic,
        "shared": pattern.shared_by if pattern.shared_by > 1 else 0,
        "telling": pattern.telling if pattern.telling > KEPT_LETTERS else 0,
    }
    return {name: value for name, value in said.items() if value}
