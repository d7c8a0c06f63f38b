"""Sources of a data file: a table of names at its head, and the names that stand as `evidence` beside the facts."""

from collections.abc import Mapping
from typing import TypeAlias

from kb.platforms.entries import Entry, File

Sources: TypeAlias = Mapping[str, str]
"""Name → address. `name:rest` under evidence is the address with `rest` at its end."""


def read_sources(file: File, root: Entry) -> Sources:
    return dict(file.each(file.section(root, "sources").entries(), _source))


def _source(entry: Entry) -> tuple[str, str]:
    entry.keys("url says")
    entry.at("says").text()
    return str(entry.path[-1]), _address(entry.at("url"))


def _address(entry: Entry) -> str:
    text = entry.text()
    if not text.startswith("https://") and not text.startswith("http://"):
        raise entry.misfit(f"`{text}` is no address")
    return text


def evidence_of(entry: Entry, sources: Sources) -> tuple[str, ...]:
    """The addresses under a list of evidence, which must not be empty."""
    addresses = tuple(_resolved(each, sources) for each in entry.elements())
    if not addresses:
        raise entry.misfit("names no source")
    return addresses


def _resolved(entry: Entry, sources: Sources) -> str:
    text = entry.text()
    if text.startswith("http"):
        return _address(entry)
    name, _, rest = text.partition(":")
    if name not in sources:
        raise entry.misfit(f"there is no source `{name}`", f"known: {', '.join(sources)}")
    return f"{sources[name]}{rest}"
