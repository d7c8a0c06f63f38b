"""Atom feeds (RFC 4287): an entry for each change of a record, the newest first."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final
from xml.etree import ElementTree

from kb.pages.addresses import SITE, address, operation_path, record_path, target_path
from kb.pages.page import Page
from kb.pages.reach import names_targets
from kb.pages.site import Site
from kb.platforms.targets import TARGETS
from kb.records.record import Change, Record

ALL: Final = "feeds/all.xml"
_ATOM: Final = "http://www.w3.org/2005/Atom"
_LONGEST: Final = 200
# What begins every entry's id, so that an id stays when the site moves: RFC 4151.
_TAG: Final = "tag:coreml-kb.github.io,2026"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Feed:
    path: str
    title: str
    page: str
    records: tuple[Record, ...]


def feed_path(page: str) -> str:
    """The feed of a page: `operations/conv.md` → `feeds/operations/conv.xml`."""
    return f"feeds/{page.removesuffix('.md')}.xml"


def feed_pages(site: Site) -> Iterator[Page]:
    return (Page(path=feed.path, text=_text(feed)) for feed in _feeds(site))


def _feeds(site: Site) -> Iterator[_Feed]:
    yield _Feed(path=ALL, title="kb: every change of a record", page="catalogue.md", records=site.records)
    for kind, records in site.by_operation.items():
        page = operation_path(kind)
        if kind in site.entries:
            yield _Feed(path=feed_path(page), title=f"kb: {kind}", page=page, records=records)
    for target in TARGETS:
        page = target_path(target.name)
        bound = tuple(record for record in site.by_target.get(target, ()) if names_targets(record))
        yield _Feed(path=feed_path(page), title=f"kb: target {target}", page=page, records=bound)


def _text(feed: _Feed) -> str:
    changes = sorted(_changes(feed.records), key=lambda each: (each[1].date, each[0].id, each[2]), reverse=True)[
        :_LONGEST
    ]
    root = ElementTree.Element("feed", {"xmlns": _ATOM, "xml:lang": "en"})
    _add(root, "title", feed.title)
    _add(root, "id", f"{_TAG}:{feed.path}")
    # A feed without entries changed when there was nothing yet: the day on which the data began.
    _add(root, "updated", _moment(changes[0][1]) if changes else "2026-11-24T00:00:00Z")
    _link(root, address(feed.path), "self", "application/atom+xml")
    _link(root, address(feed.page), "alternate", "text/html")
    author = ElementTree.SubElement(root, "author")
    _add(author, "name", "coreml-kb")
    _add(author, "uri", SITE)
    _add(root, "rights", "CC0")
    for record, change, number in changes:
        root.append(_entry(record, change, number))
    ElementTree.indent(root)
    return f'<?xml version="1.0" encoding="utf-8"?>\n{ElementTree.tostring(root, encoding="unicode")}\n'


def _changes(records: Iterable[Record]) -> Iterator[tuple[Record, Change, int]]:
    return ((record, change, number) for record in records for number, change in enumerate(record.history, start=1))


def _entry(record: Record, change: Change, number: int) -> ElementTree.Element:
    entry = ElementTree.Element("entry")
    _add(entry, "title", _clean(record.title))
    _add(entry, "id", f"{_TAG}:records/{record.id}/{number}")
    _add(entry, "updated", _moment(change))
    _link(entry, address(record_path(record.id)), "alternate", "text/html")
    for term in (record.category.value, record.severity.value, record.confidence.value):
        ElementTree.SubElement(entry, "category", {"term": term})
    _add(entry, "summary", _clean(change.change))
    _add(entry, "content", _clean(record.what_happens)).set("type", "text")
    return entry


def _add(parent: ElementTree.Element, name: str, text: str) -> ElementTree.Element:
    element = ElementTree.SubElement(parent, name)
    element.text = text
    return element


def _link(parent: ElementTree.Element, address: str, relation: str, kind: str) -> None:
    ElementTree.SubElement(parent, "link", {"href": address, "rel": relation, "type": kind})


def _moment(change: Change) -> str:
    """Days are all that a history tells."""
    return f"{change.date.isoformat()}T00:00:00Z"


def _clean(text: str) -> str:
    """On one line, without what XML does not allow."""
    return "".join(character for character in " ".join(text.split()) if character.isprintable())
