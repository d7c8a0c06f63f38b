"""JUnit XML against what its readers ask for."""

from pathlib import Path
from xml.etree import ElementTree

import pytest
import xmlschema
from report_table import REPORTS

from kb.reports.as_junit import render

SCHEMA = xmlschema.XMLSchema(Path(__file__).with_name("junit.xsd"))


@pytest.mark.parametrize("name", REPORTS)
def test_every_report_is_valid(name: str) -> None:
    SCHEMA.validate(render(REPORTS[name]))


def test_a_broken_document_is_not_valid() -> None:
    assert not SCHEMA.is_valid(render(REPORTS["founding"]).replace(' time="0" tests', " tests"))


@pytest.mark.parametrize("name", REPORTS)
def test_the_counts_are_those_of_the_cases(name: str) -> None:
    for suite in ElementTree.fromstring(render(REPORTS[name])):
        assert int(suite.attrib["tests"]) == len(suite.findall("testcase")) > 0
        for outcome in ("failure", "error", "skipped"):
            plural = outcome if outcome == "skipped" else outcome + "s"
            assert int(suite.attrib[plural]) == len(suite.findall(f"testcase/{outcome}"))


def outcomes(name: str) -> list[tuple[str, str]]:
    cases = ElementTree.fromstring(render(REPORTS[name])).iter("testcase")
    return [(case.attrib["name"], case[0].tag if len(case) else "passed") for case in cases]


def test_what_counts_fails_and_what_does_not_is_skipped() -> None:
    assert outcomes("clean") == [("nothing-known", "passed")]
    assert outcomes("founding") == [("conv-stride-interleave-factors", "failure")]
    assert outcomes("undecided") == [("conv-stride-interleave-factors", "skipped")]
    assert outcomes("unreadable") == [("unreadable-model", "error")]
    assert outcomes("shipped") == [
        ("does-not-load", "failure"),
        ("pow-constant-base-two", "failure"),
        ("states-need-ios18", "skipped"),
    ]


def test_a_hostile_name_is_text() -> None:
    tags = {element.tag for element in ElementTree.fromstring(render(REPORTS["hostile"])).iter()}
    assert "script" not in tags
