"""A record's page: fixed headings, everything that the record says, nothing that it could do to the page."""

import re
from dataclasses import replace

import pytest
from page_records import record

from kb.pages.record_page import record_page
from kb.pages.site import Site
from kb.records.record import Observation, Precision, Remedy, Rule, Status

_HEADINGS = [
    "What happens",
    "Which models",
    "Where",
    "What to do",
    "How we know",
    "Log messages",
    "Examples",
    "Related",
    "History",
    "Report a change",
]


def _headings(page: str) -> list[str]:
    return re.findall(r"^## ([^{\n]+?)(?: \{.*)?$", page, flags=re.MULTILINE)


def test_every_record_has_its_headings_in_one_order(site: Site) -> None:
    always = {"What happens", "Which models", "Where", "What to do", "How we know", "Report a change"}
    for each in site.records:
        headings = _headings(record_page(each, site))
        assert headings == [heading for heading in _HEADINGS if heading in headings], each.id
        assert always <= set(headings), each.id


def test_every_record_shows_all_that_it_says(site: Site) -> None:
    for each in site.records:
        page = record_page(each, site)
        for message in each.messages:
            assert message in page
        for evidence in each.evidence:
            assert evidence.read.isoformat() in page
        for remedy in each.remedies:
            for code in remedy.code.values():
                assert code.splitlines()[0].strip() in page


def test_a_wide_rule_says_so(site: Site) -> None:
    rule = Rule(operations=("softmax",), when="x.rank == 3", precision=Precision.WIDE)
    page = record_page(record(rules=(rule,)), site)
    assert "the rank of <code>x</code> is <code>3</code>" in page
    assert "the model may well be fine" in page
    assert "the model may well be fine" not in record_page(
        record(rules=(replace(rule, precision=Precision.EXACT),)), site
    )


def test_what_was_seen_to_be_absent_stands_beside_what_was_seen(site: Site) -> None:
    seen = (Observation(affected=True, os="iOS 17.2"), Observation(affected=False, os="iOS 18.1", chip="A15"))
    evidence = (replace(record().evidence[0], observed=seen),)
    page = record_page(record(evidence=evidence), site)
    assert re.search(r"seen</span> \| \[iOS 17\.2\]\(\.\./systems/ios-17\.md\)", page)
    assert re.search(
        r"absent</span> \| \[iOS 18\.1\]\(\.\./systems/ios-18\.md\) \| \[A15\]\(\.\./chips/a15\.md\)", page
    )


def test_a_superseded_record_leads_to_the_one_that_took_its_place(site: Site) -> None:
    page = record_page(record(status=Status.SUPERSEDED, superseded_by="softmax-goes-worse"), site)
    assert "](softmax-goes-worse.md) has taken its place" in page


def test_a_remedy_that_nobody_tried_is_marked(site: Site) -> None:
    assert ">untried<" in record_page(record(remedies=(Remedy(target="iOS15", untried=True),)), site)
    assert ">untried<" not in record_page(record(remedies=(Remedy(target="iOS15"),)), site)


@pytest.mark.parametrize("field", ["title", "what_happens", "known_false_positives"])
def test_hostile_text_makes_no_element(field: str, site: Site) -> None:
    rule = Rule(operations=("softmax",), precision=Precision.WIDE)
    page = record_page(record(rules=(rule,), **{field: "<script>alert(1)</script> **[x](y)**"}), site)
    assert "<script" not in page
    assert "[x](y)" not in page.split("---\n", 2)[2]
