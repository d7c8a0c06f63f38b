"""What the parser takes, what it refuses, and how it says so."""

# ruff: noqa: E501 — a fault and its message stand on one line each

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.records.encoding import record_to_plain
from kb.records.parsing import ParsedRecord, parse_record
from kb.records.record import Confidence, FrontEnd, Precision, Severity, SourceModel, Status

GOOD = """\
id: conv-large-stride
title: Convolution with a large stride computes wrong results
category: wrong-output
severity: error
affects:
  - targets: ">=iOS16"
    os: {iPadOS: "==16.5.1"}
    compute_units: [NE]
    coremltools: "<9.1.dev1"
rules:
  - operations: [conv, "nn:convolution"]
    when: any(s > 8 for s in strides)
    precision: wide
what_happens: >
  The numbers are wrong
  on an iPad.
evidence:
  - {url: "https://example.org/1", kind: report, says: seen on an iPad, read: 2026-11-24}
examples:
  affected: [{conv: {x: "fp16[1,3,9,9]", strides: [9, 9], epsilon: 1e-5, flag: true, mode: no}}]
"""


def parsed(text: str) -> ParsedRecord:
    return parse_record(text, origin="x.yaml", area="operations", slug="conv-large-stride")


def problems(text: str) -> list[str]:
    return [str(problem) for problem in parsed(text).problems]


def test_a_good_record_becomes_a_value_without_problems() -> None:
    answer = parsed(GOOD)
    assert answer.problems == ()
    record = answer.record
    assert record is not None
    assert (record.id, record.area, record.status) == ("conv-large-stride", "operations", Status.OPEN)
    assert record.severity is Severity.ERROR
    assert record.rules[0].operations == ("conv", "nn:convolution")
    assert record.rules[0].precision is Precision.WIDE
    assert record.affects[0].os == {"iPadOS": "==16.5.1"}
    assert record.what_happens == "The numbers are wrong on an iPad."
    assert record.evidence[0].read == datetime.date(2026, 11, 24)
    assert record.confidence is Confidence.REPORTED


def test_a_source_model_needs_its_code_alone() -> None:
    record = parsed(f"{GOOD}  sources: [{{torch: x * 2.0}}, {{torch: x, targets: [iOS16], by: [export]}}]").record
    assert record is not None
    first, second = record.examples.sources
    assert first == SourceModel(torch="x * 2.0")
    assert second == SourceModel(torch="x", targets=("iOS16",), by=(FrontEnd.EXPORT,))
    assert record_to_plain(record)["examples"]["sources"] == [
        {"torch": "x * 2.0"},
        {"torch": "x", "targets": ["iOS16"], "by": ["export"]},
    ]


def test_numbers_in_examples_are_read_as_json_reads_them() -> None:
    """YAML 1.1 takes `no` for false and `1e-5` for text; both surprise people."""
    record = parsed(GOOD).record
    assert record is not None
    (example,) = record.examples.affected
    assert example == {"conv": {"x": "fp16[1,3,9,9]", "strides": [9, 9], "epsilon": 1e-5, "flag": True, "mode": "no"}}


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("severity: error", "severty: error", "x.yaml:4:1: unknown key `severty` in record (did you mean `severity`?)"),
        ("severity: error", "severity: eror", "x.yaml:4:11: `severity` is `eror` (did you mean `error`?)"),
        ("    when: any", "    wen: any", "x.yaml:12:5: unknown key `wen` in rule (did you mean `when`?)"),
        ("precision: wide", "precision: broad", "x.yaml:13:16: `rules.0.precision` is `broad` (known: exact, wide)"),
        ("[NE]", "[ANE]", "x.yaml:8:21: `affects.0.compute_units.0` is `ANE` (did you mean `NE`?)"),
        ("iPadOS", "iPados", "x.yaml:7:10: unknown key `iPados` in `affects.0.os` (did you mean `iPadOS`?)"),
        ("read: 2026-11-24", "read: yesterday", "x.yaml:18:79: `evidence.0.read` is `yesterday` (write a day as 2026-11-24)"),
        ("id: conv-large-stride", "id: conv-stride", "x.yaml:1:5: `id` is `conv-stride`, the file is called `conv-large-stride.yaml` (make them equal)"),
        ("id: conv-large-stride", "id: Conv Stride", "x.yaml:1:5: `id` is `Conv Stride` (expected a slug: lower-case words and numbers joined by `-`)"),
        ("[NE]", "[]", "x.yaml:8:20: `affects.0.compute_units` is empty (leave the key out)"),
        ("[NE]", "NE", "x.yaml:8:20: `affects.0.compute_units` is a list (write `[…]`, or a line with `- ` for each entry)"),
        ("status: open", "", None),
    ],
)  # fmt: skip
def test_a_fault_is_told_with_line_column_and_remedy(old: str, new: str, expected: str | None) -> None:
    assert problems(GOOD.replace(old, new, 1)) == ([expected] if expected else [])


def test_every_problem_of_a_file_is_told_at_once_in_its_order() -> None:
    text = GOOD.replace("severity: error", "severity: bad").replace("[NE]", "[XPU]").replace("kind: report", "kind: x")
    assert [problem.split(":")[1] for problem in problems(text)] == ["4", "8", "18"]


@pytest.mark.parametrize("empty", ["[]", "", '""'])
def test_an_empty_list_of_evidence_says_that_some_is_needed(empty: str) -> None:
    """A key that a record cannot be without is not to be left out."""
    start = GOOD.index("evidence:")
    end = next(at for at in range(start, len(GOOD)) if GOOD[at] == "\n" and GOOD[at + 1 : at + 2] != " ")
    (problem,) = problems(GOOD[:start] + f"evidence: {empty}" + GOOD[end:])
    assert problem.endswith("record has an empty `evidence` (Where the facts come from: at least one piece.)")


@pytest.mark.parametrize("key", ["id", "title", "category", "severity", "what_happens", "evidence"])
def test_a_missing_key_is_named(key: str) -> None:
    lines = GOOD.splitlines(keepends=True)
    start = next(i for i, line in enumerate(lines) if line.startswith(f"{key}:"))
    end = next((i for i in range(start + 1, len(lines)) if not lines[i].startswith(" ")), len(lines))
    answer = parsed("".join(lines[:start] + lines[end:]))
    assert answer.record is None
    assert [problem.what for problem in answer.problems] == [f"record has no `{key}`"]


@pytest.mark.parametrize(
    ("old", "new", "what"),
    [
        ('">=iOS16"', '">=iOS16,<iOS15"', "no target can satisfy it"),
        ('">=iOS16"', '">=iOS99"', "there is no target `iOS99`"),
        ('"==16.5.1"', '">=17,<16"', "no version can satisfy it"),
        ('"==16.5.1"', '">=16,==16.5"', "mixes a range with where it was seen"),
    ],
)
def test_a_specifier_that_nothing_satisfies_is_refused(old: str, new: str, what: str) -> None:
    (told,) = problems(GOOD.replace(old, new, 1))
    assert what in told


def test_a_rule_is_about_operations_or_about_the_model() -> None:
    (told,) = problems(GOOD.replace("when: any", "model: true\n    when: any"))
    assert "a rule is about operations or about the model" in told


def test_a_superseded_record_names_its_successor() -> None:
    (told,) = problems(GOOD + "status: superseded\n")
    assert "superseded by what?" in told
    assert problems(GOOD + "status: superseded\nsuperseded_by: other\n") == []


class TestHostileText:
    """Nothing but problems comes out, and quickly."""

    @pytest.mark.parametrize(
        "text",
        [
            "",
            "just text",
            "[]",
            "[" * 100_000,
            "- " * 50_000,
            "a: &a [*a]",
            "a: &a {b: *a}",
            "? [a]\n: b",
            "a: !!python/object/apply:os.system [x]",
            "\x00",
            "\ud800",
            "a: b: c",
            "id: x\n\tid: y",
            "x: 'unclosed",
            "&a a: *a",
            "<<: {id: x}",
            "id: " + "x" * 300_000,
        ],
    )
    def test_bad_text_gives_problems(self, text: str) -> None:
        answer = parsed(text)
        assert answer.problems
        assert answer.record is None

    def test_a_billion_laughs_are_refused_at_the_first_alias(self) -> None:
        lines = ["examples:", "  affected:", "  - a0: &a0 [x, x]"]
        lines += [f"    a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 9)}]" for i in range(1, 30)]
        told = problems(GOOD.partition("examples:")[0] + "\n".join(lines))
        assert any("aliases" in problem for problem in told)

    @given(st.text(max_size=200))
    def test_no_text_makes_the_parser_raise(self, text: str) -> None:
        assert parsed(text).problems

    @given(st.integers(0, len(GOOD)), st.integers(0, 40), st.text(max_size=10))
    def test_no_damage_to_a_good_record_makes_the_parser_raise(self, start: int, length: int, put: str) -> None:
        parsed(GOOD[:start] + put + GOOD[start + length :])
