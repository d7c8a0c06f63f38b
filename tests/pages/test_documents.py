"""What the site offers to programs: JSON by its schemas, Atom feeds, redirects, llms.txt."""

import json
from xml.etree import ElementTree

import feedparser
import jsonschema
import pytest
from bare_site import bare_site
from page_records import DAY, record

from kb.cli.schemas import generated_schemas
from kb.pages.addresses import SITE
from kb.pages.api import api_pages
from kb.pages.feeds import feed_pages
from kb.pages.llms import llms_text
from kb.pages.redirects import redirect_pages
from kb.pages.site import Site
from kb.records.record import Change

_ATOM = "{http://www.w3.org/2005/Atom}"


def test_every_document_follows_the_schema_that_it_names(site: Site) -> None:
    schemas = {}
    for each in generated_schemas():
        schema = json.loads(each.text)
        name = schema["properties"].get("schema", {}).get("const") or schema["title"]
        schemas[name] = jsonschema.Draft202012Validator(schema)
    seen = set()
    for page in api_pages(site):
        document = json.loads(page.text)
        errors = [error.message for error in schemas[document["schema"]].iter_errors(document)]
        assert not errors, (page.path, errors[:3])
        seen.add(document["schema"])
    index = next(json.loads(page.text) for page in api_pages(site) if page.path == "api/v1/index.json")
    assert {each["schema"] for each in index["documents"]} | {"kb.api/1"} == seen


def test_every_record_operation_and_target_has_its_document(site: Site) -> None:
    paths = {page.path for page in api_pages(site)}
    assert {f"api/v1/records/{record.id}.json" for record in site.records} <= paths
    assert {"api/v1/operations/conv.json", "api/v1/layers/convolution.json", "api/v1/targets/iOS16.json"} <= paths


def test_every_feed_is_what_atom_asks_for(site: Site) -> None:
    """RFC 4287, 4.1.1 and 4.1.2: one id, title, updated each; ids are unique; a feed has an author."""
    feeds = list(feed_pages(site))
    assert len({feed.path for feed in feeds}) == len(feeds)
    for feed in feeds:
        root = ElementTree.fromstring(feed.text.encode())
        for element in (root, *root.iter(f"{_ATOM}entry")):
            for name in ("id", "title", "updated"):
                assert len(element.findall(_ATOM + name)) == 1, (feed.path, name)
        assert root.find(f"{_ATOM}author/{_ATOM}name") is not None
        ids = [each.findtext(f"{_ATOM}id") for each in root.iter(f"{_ATOM}entry")]
        assert len(set(ids)) == len(ids)


def test_a_feed_reader_reads_them(site: Site) -> None:
    feed = next(feed for feed in feed_pages(site) if feed.path == "feeds/operations/conv.xml")
    read = feedparser.parse(feed.text)
    assert not read.bozo
    assert {entry.title for entry in read.entries} == {record.title for record in site.by_operation["conv"]}
    assert all(entry.link.startswith(f"{SITE}records/") for entry in read.entries)


def test_each_change_is_an_entry_and_the_newest_comes_first() -> None:
    later = Change(date=DAY.replace(day=25), change="Seen on iOS 27, too.")
    changed = record(history=(*record().history, later))
    feed = feedparser.parse(next(feed_pages(bare_site(changed))).text)
    assert [entry.summary for entry in feed.entries] == ["Seen on iOS 27, too.", "First version."]
    assert feed.feed.updated == "2026-11-25T00:00:00Z"


def test_an_old_slug_leads_to_the_record() -> None:
    (page,) = redirect_pages(bare_site(record(aliases=("softmax-is-wrong", "apple/coremltools#1", "FB12345678"))))
    assert page.path == "records/softmax-is-wrong.html"
    assert 'content="0; url=softmax-goes-wrong.html"' in page.text
    assert f'rel="canonical" href="{SITE}records/softmax-goes-wrong.html"' in page.text


@pytest.mark.parametrize("word", ["# kb", "reference/cli.html", "api/v1/bundle.json", 'say "may"'])
def test_llms_text_leads_to_what_explains_and_to_the_data(word: str, site: Site) -> None:
    assert word in llms_text(site)
