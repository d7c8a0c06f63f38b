"""Which matches become findings, how sure they are, and which are left out."""

import datetime
from collections.abc import Mapping

import pytest

from kb.advice.destinations import Place
from kb.advice.findings import Judged, findings_of, judge, tally_of
from kb.models.model import Metadata
from kb.platforms.coverage import Coverage
from kb.platforms.intervals import Interval
from kb.platforms.targets import TARGETS, Target
from kb.records.record import (
    Affects,
    Category,
    Confidence,
    Evidence,
    EvidenceKind,
    Precision,
    Record,
    Severity,
)
from kb.rules.match import Match, MatchedOperation
from kb.rules.verdict import Verdict

NAMED: Mapping[str, Target] = {target.name: target for target in TARGETS}
NO_METADATA = Metadata()


def record(
    slug: str = "conv-a", *, category: Category = Category.WRONG_OUTPUT, severity: Severity = Severity.ERROR
) -> Record:
    source = Evidence(
        url="https://example.org/1", kind=EvidenceKind.REPORT, says="seen", read=datetime.date(2026, 11, 24)
    )
    return Record(
        id=slug,
        area="operations/convolution",
        title=slug,
        category=category,
        severity=severity,
        what_happens="wrong",
        evidence=(source,),
        confidence=Confidence.REPORTED,
    )


def match(
    *affects: Affects,
    of: Record | None = None,
    verdict: Verdict = Verdict.MATCHED,
    precision: Precision = Precision.EXACT,
    signature: str = "s1",
    name: str = "conv_0",
) -> Match:
    operation = MatchedOperation(
        function="main", name=name, type="conv", location=f"main/{name}", why="strides = (14, 14)", signature=signature
    )
    return Match(record=of or record(), precision=precision, verdict=verdict, affects=affects, operations=(operation,))


def place(*, units: frozenset[str] = frozenset({"CPU", "GPU", "NE"}), **floors: tuple[int, ...]) -> Place:
    """All devices of the named families from a release on; of every family where none is named."""
    spans = {family: (Interval(low=version),) for family, version in floors.items()}
    coverage = Coverage(
        spans=spans or dict.fromkeys(("iOS", "iPadOS", "macOS"), (Interval(),)),
        devices=(),
        chips=frozenset(),
        neural_engine=True,
        units=units,
        is_everything=not floors,
    )
    return Place(name="here", coverage=coverage, loadable=frozenset(TARGETS))


def at(target: str, matches: list[Match], where: Place | None = None, metadata: Metadata = NO_METADATA) -> Judged:
    return judge(matches, NAMED[target], [where or place()], metadata)


def verdicts(judged: Judged) -> list[tuple[str, Verdict]]:
    return [(each.match.record.id, each.verdict) for each in judged.standing]


def test_a_match_without_bounds_is_a_finding_everywhere() -> None:
    assert verdicts(at("iOS16", [match()])) == [("conv-a", Verdict.MATCHED)]


def test_a_record_that_begins_at_a_later_target_does_not_stand_at_an_earlier_one() -> None:
    later = match(Affects(targets=">=iOS16"))
    assert verdicts(at("iOS15", [later])) == []
    assert at("iOS15", [later]).left_out == frozenset()
    assert verdicts(at("iOS16", [later])) == [("conv-a", Verdict.MATCHED)]


@pytest.mark.parametrize(
    ("floors", "verdict"),
    [
        pytest.param({}, Verdict.MATCHED, id="no deployment named"),
        pytest.param({"iPadOS": (16, 2)}, Verdict.MATCHED, id="the release seen is covered"),
        pytest.param({"iOS": (16, 2)}, Verdict.MATCHED, id="an iPad runs what an iPhone of the number runs"),
        pytest.param({"iPadOS": (17,)}, Verdict.UNDECIDED, id="other releases are unknown, not absent"),
        pytest.param({"macOS": (13,)}, Verdict.UNDECIDED, id="another family is unknown"),
    ],
)
def test_where_it_was_seen_is_certain_and_elsewhere_unknown(
    floors: Mapping[str, tuple[int, ...]], verdict: Verdict
) -> None:
    seen = match(Affects(targets=">=iOS16", os={"iPadOS": "==16.5.1"}))
    assert verdicts(at("iOS16", [seen], place(**floors))) == [("conv-a", verdict)]


def test_what_was_seen_on_an_older_release_is_not_certain_for_a_target_that_cannot_run_there() -> None:
    seen = match(Affects(targets=">=iOS16", os={"iPadOS": "==16.5.1"}))
    assert verdicts(at("iOS17", [seen])) == [("conv-a", Verdict.UNDECIDED)]


def test_a_range_that_the_deployment_is_past_is_left_out_and_counted() -> None:
    fixed = match(Affects(os={"iOS": ">=16,<17.2"}))
    judged = at("iOS16", [fixed], place(iOS=(17, 2)))
    assert verdicts(judged) == []
    assert judged.left_out == {"conv-a"}


def test_an_issue_of_the_neural_engine_is_left_out_where_it_is_not_used() -> None:
    judged = at("iOS16", [match(Affects(compute_units=("NE",)))], place(units=frozenset({"CPU", "GPU"})))
    assert (verdicts(judged), judged.left_out) == ([], {"conv-a"})


@pytest.mark.parametrize(
    ("version", "expected"),
    [("9.0", [("conv-a", Verdict.MATCHED)]), ("9.1", []), (None, [("conv-a", Verdict.UNDECIDED)])],
)
def test_the_version_that_converted_the_model_decides(version: str | None, expected: list[tuple[str, Verdict]]) -> None:
    judged = at("iOS16", [match(Affects(coremltools="<9.1.dev1"))], metadata=Metadata(coremltools=version))
    assert verdicts(judged) == expected


def test_a_version_that_is_none_says_nothing() -> None:
    judged = at("iOS16", [match(Affects(source={"torch": ">=2.9"}))], metadata=Metadata(source={"torch": "unknown"}))
    assert verdicts(judged) == [("conv-a", Verdict.UNDECIDED)]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ({"tensorflow": "2.12.0"}, []),
        ({"milinternal": ""}, [("conv-a", Verdict.UNDECIDED)]),
        ({}, [("conv-a", Verdict.UNDECIDED)]),
    ],
)
def test_what_was_converted_from_another_framework_is_not_affected(
    source: dict[str, str], expected: list[tuple[str, Verdict]]
) -> None:
    judged = at("iOS16", [match(Affects(source={"torch": ">=1.0"}))], metadata=Metadata(source=source))
    assert verdicts(judged) == expected


def test_one_alternative_that_holds_is_enough() -> None:
    judged = at("iOS16", [match(Affects(os={"macOS": "<13"}), Affects(targets=">=iOS16"))], place(macOS=(14,)))
    assert verdicts(judged) == [("conv-a", Verdict.MATCHED)]
    assert judged.standing[0].affects == (Affects(targets=">=iOS16"),)


def test_findings_name_the_targets_at_which_they_stand() -> None:
    matches = [match(Affects(targets=">=iOS16,<iOS18"))]
    everywhere = {NAMED[name]: at(name, matches) for name in ("iOS15", "iOS16", "iOS17", "iOS18")}
    (finding,) = findings_of(everywhere[NAMED["iOS16"]], everywhere)
    assert [target.name for target in finding.targets] == ["iOS16", "iOS17"]


def test_one_wide_rule_makes_a_finding_wide() -> None:
    judged = at("iOS16", [match(), match(precision=Precision.WIDE, name="conv_1")])
    (finding,) = findings_of(judged, {})
    assert finding.precision is Precision.WIDE
    assert [operation.name for operation in finding.operations] == ["conv_0", "conv_1"]


def test_findings_come_worst_first_and_then_by_name() -> None:
    matches = [match(of=record("b")), match(of=record("a")), match(of=record("0", severity=Severity.NOTE))]
    assert [finding.record.id for finding in findings_of(at("iOS16", matches), {})] == ["a", "b", "0"]


def test_a_fingerprint_does_not_change_with_the_names_of_operations() -> None:
    one, two = (findings_of(at("iOS16", [match(name=name)]), {})[0] for name in ("conv_0", "renamed"))
    other = findings_of(at("iOS16", [match(signature="s2")]), {})[0]
    assert one.fingerprint == two.fingerprint != other.fingerprint


def test_what_is_undecided_is_not_counted() -> None:
    judged = at("iOS16", [match(), match(of=record("b"), verdict=Verdict.UNDECIDED)])
    assert tally_of(judged).errors == {"conv-a"}


def test_a_requirement_counts_as_a_note_whatever_its_severity() -> None:
    tally = tally_of(at("iOS18", [match(of=record(category=Category.REQUIREMENT))]))
    assert (tally.errors, tally.notes) == (frozenset(), {"conv-a"})
