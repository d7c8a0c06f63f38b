"""The bundle's document alone, without an index: what `kb data bundle` writes and `kb data update` installs.

`open_document` trusts what it reads; `checked_knowledge` trusts nothing, for a file that came from elsewhere.
"""

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from kb import __version__
from kb.availability.encoding import availability_from_json
from kb.errors import KbError
from kb.knowledge.bundle import SCHEMA
from kb.knowledge.knowledge_base import KnowledgeBase
from kb.platforms.encoding import platforms_from_json
from kb.records.building import build_record
from kb.records.parsing import parse_record
from kb.records.record import Record
from kb.rules.type_checking import check_condition

_KEYS: Final = ("data_version", "coremltools", "records", "operations", "layers", "platforms")
# What a bundle has beyond a record's file: worked out when it was made.
_WORKED_OUT: Final = ("area", "confidence")
# A day, and a number where there are several on that day. It becomes part of a folder's name: nothing else may pass.
_VERSION: Final = re.compile(r"\d{1,9}(\.\d{1,9}){0,5}")


def open_document(path: Path) -> KnowledgeBase:
    """The knowledge in one bundle file. Raises KbError where it is not what this program reads."""
    document = read_document(path.read_bytes(), origin=str(path))
    records = tuple(_record(plain) for plain in document["records"].values())
    return _knowledge(document, records)


def read_document(content: bytes, *, origin: str) -> dict[str, Any]:
    """The document as plain values, of the schema that this program reads. Raises KbError."""
    try:
        document: Any = json.loads(content)
    except (ValueError, RecursionError) as error:
        raise KbError(where=origin, what=f"is no bundle: {error}", hint="`kb data bundle` writes one") from error
    schema = document.get("schema") if isinstance(document, dict) else None
    if not isinstance(schema, str) or not schema.startswith("kb.bundle/"):
        raise KbError(where=origin, what="is no bundle of kb", hint="`kb data bundle` writes one")
    if schema != SCHEMA:
        what = f"has the form {schema}, and this program (kb {__version__}) reads {SCHEMA}"
        raise KbError(where=origin, what=what, hint="install a newer kb first: `pip install --upgrade coreml-kb`")
    missing = [key for key in _KEYS if key not in document]
    if missing:
        raise KbError(where=origin, what=f"is incomplete: it has no {', '.join(missing)}")
    return dict(document)


def checked_knowledge(content: bytes, *, origin: str) -> KnowledgeBase:
    """Every record parsed as strictly as its YAML file would be, every condition type-checked, every table decoded.

    Raises KbError at the first thing that this program does not understand.
    """
    document = read_document(content, origin=origin)
    if not _VERSION.fullmatch(str(document["data_version"])):
        raise KbError(
            where=origin, what=f"{document['data_version']!r} is no version of data", hint="2026.11.24 is one"
        )
    try:
        records = tuple(_checked_record(slug, plain, origin) for slug, plain in document["records"].items())
        base = _knowledge(document, records)
        for entries in (base.availability.operations, base.availability.layers):
            tuple(entries.values())
        _check_conditions(base, origin)
    except (AttributeError, AssertionError, KeyError, TypeError, ValueError) as error:
        what = f"holds something that this program (kb {__version__}) does not understand: {error!r}"
        raise KbError(where=origin, what=what, hint="it is damaged, or made for a newer kb") from error
    return base


def _knowledge(document: Mapping[str, Any], records: tuple[Record, ...]) -> KnowledgeBase:
    return KnowledgeBase(
        data_version=str(document["data_version"]),
        records=records,
        platforms=platforms_from_json(document["platforms"]),
        availability=availability_from_json(document),
    )


def _record(plain: Mapping[str, Any]) -> Record:
    record = build_record(plain, area=plain["area"])
    assert record is not None, "a bundle holds complete records"
    return record


def _checked_record(slug: str, plain: Mapping[str, Any], origin: str) -> Record:
    written = {key: value for key, value in plain.items() if key not in _WORKED_OUT}
    written["rules"] = [{key: value for key, value in rule.items() if key != "tree"} for rule in plain.get("rules", ())]
    if not written["rules"]:
        del written["rules"]
    # JSON is YAML: the parser of records' files checks every key and every value of a bundle's, too.
    parsed = parse_record(json.dumps(written, ensure_ascii=False), origin=slug, area=plain["area"], slug=slug)
    if parsed.problems or parsed.record is None:
        what = str(parsed.problems[0]) if parsed.problems else f"{slug} is incomplete"
        raise KbError(where=origin, what=what, hint="it is damaged, or made for a newer kb")
    return parsed.record


def _check_conditions(base: KnowledgeBase, origin: str) -> None:
    for record in base.records:
        for rule in record.rules:
            faults = rule.when and check_condition(
                rule.when, operations=rule.operations, availability=base.availability
            )
            if faults:
                where = f"{origin}: {record.id}"
                raise KbError(where=where, what=faults[0].what, hint="it is damaged, or made for a newer kb")
