"""The ledger: what became of each note that records were written from."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from kb.knowledge.opening import open_knowledge
from kb.records.record import Record

EVIDENCE = Path(__file__).parents[2] / "data/evidence"
THREAD = re.compile(r"https://github\.com/([^/]+/[^/]+)/(?:issues|pull)/(\d+)")
FILE = re.compile(r"https://github\.com/([^/]+/[^/]+)/(?:blob|commit|tree|releases)/[^/]+/?([^#]*)")


def loaded(path: Path) -> dict[str, Any]:
    content: dict[str, Any] = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    return content


NOTES: Mapping[str, list[str]] = loaded(EVIDENCE / "notes.yaml")
LEDGER = {slug: fate for path in sorted((EVIDENCE / "ledger").glob("*.yaml")) for slug, fate in loaded(path).items()}
RECORDS = {record.id: record for record in open_knowledge().records}


def source(url: str) -> str:
    """A thread by its number, a file without its commit: what two mentions of one source share."""
    if thread := THREAD.match(url):
        return f"{thread[1]}#{thread[2]}".lower()
    if file := FILE.match(url):
        return f"{file[1]}/{file[2]}".lower()
    return url.split("#", maxsplit=1)[0].rstrip("/").lower()


def sources(record: Record) -> set[str]:
    mentioned = [word.strip(".,;()") for each in record.evidence for word in each.says.split()]
    threads = {word.lower() for word in (*mentioned, *record.aliases) if re.fullmatch(r"[\w.-]+/[\w.-]+#\d+", word)}
    return {source(each.url) for each in record.evidence} | threads


def test_every_note_has_its_fate_and_no_fate_is_of_no_note() -> None:
    assert set(LEDGER) == set(NOTES)


def test_a_fate_is_a_record_that_stands_or_a_reason() -> None:
    for slug, fate in LEDGER.items():
        assert ("record" in fate) != ("none" in fate), slug
        assert fate["record"] in RECORDS if "record" in fate else len(fate["none"].split()) >= 3, slug


@pytest.mark.parametrize("path", sorted((EVIDENCE / "ledger").glob("*.yaml")), ids=lambda path: path.stem)
def test_a_record_cites_what_its_note_cites_or_the_ledger_says_otherwise(path: Path) -> None:
    """`other_sources` is an exception that must still be one."""
    wrong = [
        slug
        for slug, fate in loaded(path).items()
        if "record" in fate
        and bool(sources(RECORDS[fate["record"]]) & set(NOTES[slug])) == bool(fate.get("other_sources"))
    ]
    assert wrong == []
