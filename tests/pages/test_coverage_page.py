"""The page that says what is missing says what `kb coverage` says, and leads to each thing."""

from dataclasses import replace

import pytest
from bare_site import bare_site
from page_records import record

from kb.knowledge.coverage import coverage_of
from kb.pages.coverage_page import coverage_page
from kb.pages.site import Site
from kb.records.record import Precision, Rule, Status

_WAITING = ("Seen on no named OS release", "Evidence older than two years", "Rules that wait for an exact condition")


@pytest.fixture(scope="module")
def page(site: Site) -> str:
    return coverage_page(site)


def _part(page: str, heading: str) -> str:
    return page.partition(f"## {heading}\n")[2].partition("\n## ")[0]


def test_every_operation_without_a_record_is_there_to_be_followed(site: Site, page: str) -> None:
    listed = _part(page, "Operations without any record")
    unknown = coverage_of(site.base).unknown_operations
    assert unknown
    assert listed.count("](") == len(unknown)
    assert f"(operations/{next(each for each in unknown if not each.startswith('nn:'))}.md)" in listed


def test_every_record_that_waits_for_something_is_linked_where_it_waits(site: Site, page: str) -> None:
    coverage = coverage_of(site.base)
    waiting = (coverage.without_os, [each.slug for each in coverage.old], coverage.wide)
    for heading, slugs in zip(_WAITING, waiting, strict=True):
        part = _part(page, heading)
        assert slugs
        assert [slug for slug in slugs if f"(records/{slug}.md)" not in part] == [], heading
        assert part.count("(records/") == len(slugs), heading


def test_a_wide_rule_says_what_is_not_known() -> None:
    rule = Rule(operations=("softmax",), precision=Precision.WIDE)
    wide = replace(record(), rules=(rule,), known_false_positives="Axes of 1 were never tried.")
    assert "Axes of 1 were never tried." in _part(
        coverage_page(bare_site(wide)), "Rules that wait for an exact condition"
    )


def test_targets_are_counted_by_category(site: Site, page: str) -> None:
    table = _part(page, "By category and target")
    newest = coverage_of(site.base).targets[-1]
    assert table.splitlines()[-1].startswith(f"| all | {sum(newest.categories.values())} |")
    assert f"[{newest.target}](targets/{newest.target}.md)" in table


def test_a_site_that_lacks_nothing_says_so() -> None:
    page = coverage_page(bare_site(replace(record(), status=Status.WITHDRAWN)))
    assert [_part(page, heading).strip().endswith("None.") for heading in _WAITING] == [True, True, True]
