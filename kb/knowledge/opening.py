"""Where the knowledge comes from: the bundle that a wheel carries, or `data/` beside the package in a checkout."""

from pathlib import Path
from typing import Final

import kb
from kb.errors import KbError
from kb.knowledge.knowledge_base import KnowledgeBase

PACKAGE: Final = Path(kb.__file__).parent
BUNDLED: Final = PACKAGE / "knowledge" / "bundled"
"""Written at build time; a checkout never has it."""


def open_knowledge(data: Path | None = None) -> KnowledgeBase:
    """The knowledge of this installation, or of the checkout whose `data/` is given. Raises KbError."""
    if data is None and BUNDLED.is_dir():
        from kb.knowledge.bundle import open_bundle  # noqa: PLC0415 — the other way needs YAML, this one JSON

        return open_bundle(BUNDLED)
    folder = PACKAGE.parent / "data" if data is None else data
    if not (folder / "records").is_dir():
        where = str(folder)
        raise KbError(where=where, what="holds no records", hint="install coreml-kb anew, or name a checkout's `data`")
    from kb.knowledge.checkout import open_checkout  # noqa: PLC0415 — likewise

    return open_checkout(folder)
