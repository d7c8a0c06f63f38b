"""Where the knowledge comes from, the first that there is of: what `KB_DATA` names; newer data that the user installed;
the bundle that a wheel carries; `data/` beside the package in a checkout, where installed data never count.
"""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Final, Literal, TypeAlias

import kb
from kb.errors import KbError
from kb.frozen import frozen
from kb.knowledge.knowledge_base import KnowledgeBase

PACKAGE: Final = Path(kb.__file__).parent
BUNDLED: Final = PACKAGE / "knowledge" / "bundled"
"""Written at build time; a checkout never has it."""
VARIABLE: Final = "KB_DATA"
CURRENT: Final = "current"
"""In the user's folder: which data are installed (`kb.knowledge.installed`)."""

Origin: TypeAlias = Literal["KB_DATA", "installed", "package", "checkout", "named"]


@frozen
class Source:
    """Where knowledge is opened from, and why there."""

    origin: Origin
    path: Path
    """A folder, or a bundle file."""


def open_knowledge(data: Path | None = None) -> KnowledgeBase:
    """The knowledge of this installation, or of the checkout whose `data/` is given. Raises KbError."""
    source = source_of_knowledge() if data is None else Source(origin="named", path=data)
    try:
        return _open(source.path)
    except (OSError, ValueError) as error:
        what = f"is no data of kb: {error}"
        raise KbError(where=str(source.path), what=what, hint=_WAY_OUT[source.origin]) from error
    except KbError as error:
        if source.origin != "installed":
            raise
        raise KbError(where=error.where, what=error.what, hint=_WAY_OUT["installed"]) from error


_WAY_OUT: Final[dict[Origin, str]] = {
    "KB_DATA": f"{VARIABLE} names it: a bundle, or a checkout's `data`",
    "installed": "`kb data update --reset` goes back to what the program carries",
    "package": "install coreml-kb anew",
    "checkout": "clone the project anew",
    "named": "name a checkout's `data`",
}


def source_of_knowledge() -> Source:
    """Where `open_knowledge()` looks. Costs one environment variable and, in a wheel, two small files."""
    named = os.environ.get(VARIABLE)
    if named:
        return Source(origin="KB_DATA", path=Path(named))
    if not BUNDLED.is_dir():
        return Source(origin="checkout", path=PACKAGE.parent / "data")
    return _installed() or Source(origin="package", path=BUNDLED)


def _installed() -> Source | None:
    folder = user_folder()
    if not (folder / CURRENT).is_file():
        return None
    from kb.knowledge.installed import installed_in  # noqa: PLC0415 — few have any

    found = installed_in(folder)
    if found is None or not found.counts_over(bundled_version()):
        return None
    return Source(origin="installed", path=folder / found.folder)


def user_folder(environment: Mapping[str, str] = os.environ) -> Path:
    """`$XDG_DATA_HOME/kb`, else `~/.local/share/kb`, on every system: a file that a user finds again."""
    base = environment.get("XDG_DATA_HOME")
    return Path(base, "kb") if base else Path(environment.get("HOME") or Path.home(), ".local", "share", "kb")


def bundled_version() -> str:
    """The data version that the wheel carries."""
    return (BUNDLED / "VERSION").read_text(encoding="utf-8").strip()


def _open(path: Path) -> KnowledgeBase:
    if path.is_file():
        from kb.knowledge.document import open_document  # noqa: PLC0415 — likewise, each way

        return open_document(path)
    if (path / "bundle.json").is_file():
        from kb.knowledge.bundle import open_bundle  # noqa: PLC0415 — the other way needs YAML, this one JSON

        return open_bundle(path)
    if not (path / "records").is_dir():
        where = str(path)
        raise KbError(where=where, what="holds no records", hint="install coreml-kb anew, or name a checkout's `data`")
    from kb.knowledge.checkout import open_checkout  # noqa: PLC0415 — likewise

    return open_checkout(path)
