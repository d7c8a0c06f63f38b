"""The messages as a script, for the front page: a page opened from disk may load scripts, but fetch nothing."""

import json
from typing import Final

from kb.pages.site import Site, worst_first

PATH: Final = "javascripts/messages.js"


def messages_script(site: Site) -> str:
    """Sets `window.kbMessages`: message, slug, title, severity of each."""
    messages = [
        {"message": message, "slug": record.id, "title": record.title, "severity": record.severity.value}
        for record in worst_first(site.standing)
        for message in record.messages
    ]
    lines = ",\n".join(json.dumps(message) for message in messages)
    return f"window.kbMessages = [\n{lines}\n];\n"
