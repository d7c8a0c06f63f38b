"""What coverage counts, and what it finds missing."""

import datetime
import json
from collections.abc import Callable
from dataclasses import replace

import pytest

from kb.cli.coverage import render_json, render_text
from kb.knowledge.coverage import (
    Coverage,
    coverage_of,
    coverage_on,
    day_of,
    detectability_of,
    names_an_os,
    precision_of,
    year_of,
)
from kb.knowledge.knowledge_base import KnowledgeBase
from kb.knowledge.opening import open_knowledge
from kb.records.record import (
    Affects,
    Category,
    Confidence,
    Evidence,
    EvidenceKind,
    Observation,
    Precision,
    Record,
    Rule,
    Severity,
    Status,
)

TODAY = datetime.date(2026, 11, 24)
BASE = open_knowledge()
THREADS = "https://github.com/apple/coremltools/issues/"


def evidence(
    url: str = f"{THREADS}2600", says: str = "", kind: EvidenceKind = EvidenceKind.REPORT, **observed: str
) -> Evidence:
    seen = (Observation(affected=True, **observed),) if observed else ()
    return Evidence(url=url, kind=kind, says=says, read=TODAY, observed=seen)


def record(slug: str = "an-issue", *rules: Rule, **given: object) -> Record:
    made = Record(
        id=slug,
        area="operations/convolution",
        title="A title",
        category=Category.CRASH,
        severity=Severity.ERROR,
        what_happens="It crashes.",
        rules=rules,
        evidence=(evidence(),),
        confidence=Confidence.REPORTED,
    )
    return replace(made, **given)


def covered(*records: Record) -> Coverage:
    return coverage_on(TODAY, records, BASE.availability)


@pytest.fixture
def everything() -> Coverage:
    return coverage_of(BASE)


def test_an_operation_is_covered_by_the_records_whose_rules_name_it() -> None:
    found = covered(record("one", Rule(operations=("conv", "nn:convolution"), precision=Precision.EXACT)))
    known = {each.type: each.records for each in found.operations if each.records}
    assert known == {"conv": ("one",), "nn:convolution": ("one",)}
    assert "conv" not in found.unknown_operations
    assert "relu" in found.unknown_operations


def test_a_withdrawn_record_covers_nothing() -> None:
    rule = Rule(operations=("conv",), precision=Precision.WIDE)
    found = covered(record("one", rule, status=Status.WITHDRAWN))
    assert "conv" in found.unknown_operations
    assert (found.wide, found.without_os) == ((), ())


def test_a_target_counts_what_can_concern_it() -> None:
    for_programs = record("one", Rule(operations=("conv",), precision=Precision.EXACT))
    from_ios17 = record("two", affects=(Affects(targets=">=iOS17"),))
    found = {each.target: each.categories.get("crash", 0) for each in covered(for_programs, from_ios17).targets}
    assert (found["iOS14"], found["iOS15"], found["iOS17"]) == (0, 1, 2)


def test_a_record_names_an_os_by_its_range_or_by_where_it_was_seen() -> None:
    assert not names_an_os(record())
    assert names_an_os(record(affects=(Affects(os={"iOS": "<17"}),)))
    assert names_an_os(record(evidence=(evidence(os="macOS 15.2"),)))


def test_only_what_happens_while_running_or_loading_is_asked_for_an_os() -> None:
    found = covered(record("runs"), record("converts", category=Category.CONVERSION_FAILURE))
    assert found.without_os == ("runs",)


@pytest.mark.parametrize(
    ("told", "year"),
    [
        (evidence(f"{THREADS}1400"), 2022),
        (evidence(f"{THREADS}2700"), None),
        (evidence(f"{THREADS}1400", "Still so in March 2025."), 2025),
        (evidence("https://example.org/thread"), None),
        (evidence(f"{THREADS}1400", kind=EvidenceKind.REPRODUCTION), 2026),
        (evidence("https://github.com/apple/coremltools/blob/" + "0" * 40 + "/x.py", kind=EvidenceKind.SOURCE), 2026),
    ],
)
def test_the_year_of_evidence_is_known_from_its_words_its_kind_or_its_number(told: Evidence, year: int | None) -> None:
    assert year_of(told) == year


def test_evidence_is_old_when_its_year_ended_two_years_ago() -> None:
    def seen(slug: str, *numbers: int) -> Record:
        return record(slug, evidence=tuple(evidence(f"{THREADS}{number}") for number in numbers))

    found = covered(seen("of-2022", 1400), seen("of-2024", 2200), seen("both", 1400, 2500), seen("undated", 1400, 2700))
    assert [(each.slug, each.year) for each in found.old] == [("of-2022", 2022)]


@pytest.mark.parametrize("version", ["2026.11.24", "2026.11.24.1"])
def test_what_is_old_is_told_as_of_the_day_of_the_data(version: str) -> None:
    assert day_of(version) == datetime.date(2026, 11, 24)


def test_a_rule_makes_a_record_detectable_in_a_model_and_messages_in_a_log() -> None:
    rule = Rule(model=True, precision=Precision.WIDE)
    assert detectability_of(record("one", rule, messages=("a line",))) == "model"
    assert detectability_of(record(messages=("a line",))) == "log"
    assert detectability_of(record()) == "text"


def test_one_exact_rule_makes_a_record_exact() -> None:
    wide, exact = (Rule(model=True, precision=precision) for precision in (Precision.WIDE, Precision.EXACT))
    assert precision_of(record("one", wide, exact)) == "exact"
    assert precision_of(record("one", wide)) == "wide"
    assert precision_of(record()) == "no rule"


def test_each_property_counts_every_record_once(everything: Coverage) -> None:
    assert everything.records == len(BASE.records)
    assert {sum(values.values()) for values in everything.counts.values()} == {everything.records}


def test_the_json_says_what_the_text_lists(everything: Coverage) -> None:
    document = json.loads(render_json(everything, "2026.11.24"))
    text = " ".join(render_text(everything, counts_alone=False).split())
    assert document["schema"] == "kb.coverage/1"
    assert document["unknown_operations"]
    assert all(operation in text for operation in document["unknown_operations"])
    assert all(slug in text for slug in document["wide"])


def test_the_operations_with_the_most_records_come_first(everything: Coverage) -> None:
    counts = [len(each.records) for each in everything.known_operations]
    assert counts == sorted(counts, reverse=True)
    assert min(counts) > 0
    assert len(counts) + len(everything.unknown_operations) == len(everything.operations)


def test_counts_alone_list_no_records(everything: Coverage) -> None:
    assert "without any record" not in render_text(everything, counts_alone=True)


def test_the_verb_answers(
    opened: Callable[[], KnowledgeBase], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    from kb.cli import coverage as verb

    monkeypatch.setattr(verb, "open_knowledge", opened)
    assert verb.run(form="json") == 0
    assert json.loads(capsys.readouterr().out)["records"] == len(BASE.records)


@pytest.fixture
def opened() -> Callable[[], KnowledgeBase]:
    return lambda: BASE
