"""The catalogue: what can be asked of a record stands beside it."""

import re

import pytest
from bare_site import bare_site
from page_records import record

from kb.pages.catalogue_page import catalogue_page
from kb.pages.site import Site
from kb.records.record import Affects


def _attribute(page: str, name: str) -> str:
    match = re.search(rf'<li [^>]*data-{name}="([^"]*)"', page)
    assert match
    return match[1]


def test_every_standing_record_is_in_the_catalogue_once(site: Site) -> None:
    page = catalogue_page(site)
    assert sorted(re.findall(r'href="records/([a-z0-9-]+)\.html"', page)) == [each.id for each in site.standing]


@pytest.mark.parametrize(
    ("affects", "name", "expected"),
    [
        ((), "target", "*"),
        ((Affects(targets=">=iOS18"),), "target", "iOS18|iOS26"),
        ((Affects(targets=">=iOS18"), Affects(chips=("A12",))), "target", "*"),
        ((Affects(chips=("A12",)),), "chip", "A12"),
        ((Affects(chips=("A12",)), Affects(chips=("M1",))), "chip", "A12|M1"),
    ],
)
def test_what_nothing_narrows_is_met_by_every_choice(affects: tuple[Affects, ...], name: str, expected: str) -> None:
    assert _attribute(catalogue_page(bare_site(record(affects=affects))), name) == expected


def test_a_choice_of_confidence_is_met_by_what_is_surer(site: Site) -> None:
    corroborated = bare_site(
        record(confidence=next(each for each in type(record().confidence) if each.value == "corroborated"))
    )
    assert _attribute(catalogue_page(corroborated), "confidence") == "reported|corroborated"


def test_hostile_text_stays_in_its_attribute() -> None:
    page = catalogue_page(bare_site(record(title='"><script>', messages=('" onclick="x"',))))
    assert "<script>" not in page
    assert 'onclick="' not in page
