"""A checkout's `data/` as a KnowledgeBase, in memory, without a cache that could be stale: files are read at the start,
and parsed when somebody asks for what they hold.

Parsing everything takes 0.5 ms a record and 0.1 s for the operations: too much for a program that starts in 50 ms.
Raises KbError where a file that is asked for is damaged; `kb lint` tells everything that is wrong.
"""

import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final

from kb.availability.encoding import layer_from_plain, operation_from_plain
from kb.availability.parsing import parse_availability
from kb.availability.table import Availability
from kb.errors import KbError, Problem
from kb.knowledge.knowledge_base import KnowledgeBase
from kb.knowledge.record_collection import IndexEntry, RecordCollection, entry_of
from kb.knowledge.record_files import RecordFile, record_files
from kb.knowledge.scanning import scan_entries, scan_record
from kb.lazy import LazyMapping
from kb.platforms.parsing import platforms_when_asked
from kb.platforms.platforms import Platforms
from kb.records.parsing import parse_record
from kb.records.record import Record

_VERSION: Final = re.compile(r'^coremltools: "?([^"\n]+)"?$', re.MULTILINE)


def open_checkout(data: Path) -> KnowledgeBase:
    return KnowledgeBase(
        data_version=data_version(data),
        records=_records(data),
        platforms=lambda: _platforms(data),
        availability=_availability(data),
    )


def data_version(data: Path) -> str:
    """The calendar version in `data/VERSION`: the day of the last change that a reader should know of."""
    return (data / "VERSION").read_text(encoding="utf-8").strip()


def texts_in(folder: Path, data: Path) -> dict[str, str]:
    """The YAML files of one folder under `data/`: `data/operations/conv.yaml` → its text."""
    return {
        path.relative_to(data.parent).as_posix(): path.read_text(encoding="utf-8", errors="replace")
        for path in sorted(folder.glob("*.yaml"))
    }


def _records(data: Path) -> RecordCollection:
    files = {file.slug: file for file in record_files(data)}
    texts = {slug: file.text() for slug, file in files.items()}
    index: dict[str, IndexEntry] = {}
    for slug, text in texts.items():
        index[slug] = scan_record(text) or _parsed_entry(files[slug], text)
    return RecordCollection.indexed(index, lambda slug: _sound_record(files[slug], texts[slug]))


def _parsed_entry(file: RecordFile, text: str) -> IndexEntry:
    try:
        return entry_of(_sound_record(file, text))
    except KbError:
        # Every model meets it, and is told; a question about another record is still answered.
        return IndexEntry(operations=frozenset(), model=True)


def _sound_record(file: RecordFile, text: str) -> Record:
    parsed = parse_record(text, origin=file.origin, area=file.area, slug=file.slug)
    _stop_at(parsed.problems)
    assert parsed.record is not None, "a file without problems gives a record"
    return parsed.record


def _stop_at(problems: tuple[Problem, ...]) -> None:
    if problems:
        first = problems[0]
        raise KbError(where=first.where, what=first.what, hint=first.hint or "`kb lint` tells everything")


def _availability(data: Path) -> Availability:
    texts = texts_in(data / "operations", data)
    operations: dict[str, str] = {}
    layers: dict[str, str] = {}
    versions: set[str] = set()
    for text in texts.values():
        entries = scan_entries(text)
        if entries is None:
            return _parsed_availability(texts)
        operations |= entries.get("operations", {})
        layers |= entries.get("layers", {})
        versions.update(_VERSION.findall(text))
    return Availability(
        coremltools=max(versions, default=""),
        operations=LazyMapping(operations, _from_text(operation_from_plain)),
        layers=LazyMapping(layers, _from_text(layer_from_plain)),
    )


def _from_text(decode: Callable[[str, Any], Any]) -> Callable[[str, str], Any]:
    def decode_text(name: str, text: str) -> Any:
        import yaml

        return decode(name, yaml.load(text, Loader=yaml.CSafeLoader)[name])

    return decode_text


def _parsed_availability(texts: Mapping[str, str]) -> Availability:
    availability, problems = parse_availability(texts)
    _stop_at(problems)
    return availability


def _platforms(data: Path) -> Platforms:
    texts = {Path(name).name: text for name, text in texts_in(data / "platforms", data).items()}
    return platforms_when_asked(texts, _stop_at)
