"""The built site without a browser: links, HTML, what is published where."""

import json
import posixpath
from collections.abc import Iterator, Mapping
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit
from xml.etree import ElementTree

import html5lib
import pytest

from kb.pages.addresses import SITE

_KINDS = [
    "index.html",
    "catalogue.html",
    "matrix.html",
    "messages.html",
    "statistics.html",
    "coverage.html",
    "tags.html",
    "404.html",
    "records/conv-stride-interleave-factors.html",
    "operations/conv.html",
    "layers/convolution.html",
    "targets/iOS16.html",
    "systems/ios-16.html",
    "chips/m1.html",
    "categories/crash.html",
    "guide/ci.html",
    "reference/cli.html",
    "reference/schemas.html",
    "decisions/index.html",
    "changelog.html",
]


class _Page(HTMLParser):
    """A page's anchors, and the addresses that it speaks of."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.anchors = {""}
        self.addresses: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            if name == "id" or (name == "name" and tag == "a"):
                self.anchors.add(value or "")
            elif name in ("href", "src") and value:
                self.addresses.append(value)


@pytest.fixture(scope="module")
def pages(built: Path) -> Mapping[str, _Page]:
    return {
        path.relative_to(built).as_posix(): _Page(path.read_text(encoding="utf-8")) for path in built.rglob("*.html")
    }


def _broken(built: Path, pages: Mapping[str, _Page]) -> Iterator[str]:
    for name, page in pages.items():
        for address in dict.fromkeys(page.addresses):
            parts = urlsplit(address)
            if parts.scheme or parts.netloc:
                continue
            base = "" if parts.path.startswith("/") else posixpath.dirname(name)
            target = posixpath.normpath(posixpath.join(base, unquote(parts.path).lstrip("/"))) if parts.path else name
            if (built / target).is_dir():
                target = posixpath.normpath(posixpath.join(target, "index.html"))
            if not (built / target).is_file():
                yield f"{name}: {address}"
            elif target in pages and unquote(parts.fragment) not in pages[target].anchors:
                yield f"{name}: {address} (no such anchor)"


def test_every_internal_link_and_anchor_resolves(built: Path, pages: Mapping[str, _Page]) -> None:
    assert len(pages) > 500
    # Tags' anchors hold a colon, and the theme marks the top of a page by one that browsers know without an element.
    assert [each for each in _broken(built, pages) if "#__" not in each] == []


@pytest.mark.parametrize("name", _KINDS)
def test_html_parses_without_an_error(name: str, built: Path) -> None:
    parser = html5lib.HTMLParser(strict=False)
    parser.parse((built / name).read_text(encoding="utf-8"))
    assert [(position, code) for position, code, _ in parser.errors] == []


def test_every_record_is_in_the_site_map(built: Path) -> None:
    root = ElementTree.fromstring((built / "sitemap.xml").read_bytes())
    listed = {element.text for element in root.iter("{http://www.sitemaps.org/schemas/sitemap/0.9}loc")}
    records = json.loads((built / "api/v1/records.json").read_bytes())["records"]
    assert {f"{SITE}records/{record['id']}.html" for record in records} <= listed


@pytest.mark.parametrize(
    "path",
    [
        "llms.txt",
        "feeds/all.xml",
        "api/v1/bundle.json",
        "schema/kb.check-1.schema.json",
        "schema/record.schema.json",
        "search/search_index.json",
    ],
)
def test_documents_for_programs_are_published(path: str, built: Path) -> None:
    assert (built / path).stat().st_size > 500


def test_nothing_of_the_sources_is_published(built: Path) -> None:
    assert not list(built.rglob("*.py"))
    assert not (built / "overrides").exists()


def test_the_guide_shows_what_the_command_prints(built: Path) -> None:
    assert "Build for iOS15 (as it is)" in (built / "guide/first-check.html").read_text(encoding="utf-8")
