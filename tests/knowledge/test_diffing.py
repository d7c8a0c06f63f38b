"""What changed between two states of the data, as a user of them would ask."""

import json
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.cli import app
from kb.knowledge.diffing import DataDiff, diff
from kb.knowledge.knowledge_base import KnowledgeBase
from kb.knowledge.moving import moved_answers
from kb.knowledge.narrowing import Direction, direction_of_condition
from kb.knowledge.opening import open_knowledge
from kb.records.record import Record, Remedy, Severity, Status
from kb.reports.diff_json_v1 import DataDiffDocumentV1
from kb.reports.diff_text import render_markdown
from kb.reports.json_schema import schema_of

SLUG = "conv-stride-interleave-factors"


def base_with(compiled: KnowledgeBase, *records: Record, without: str = "") -> KnowledgeBase:
    kept = {record.id: record for record in compiled.records if record.id != without}
    return KnowledgeBase(
        data_version="2026.12.1",
        records=tuple((kept | {record.id: record for record in records}).values()),
        platforms=compiled.platforms,
        availability=compiled.availability,
    )


def changes_of(compiled: KnowledgeBase, change: Callable[[Record], Record]) -> dict[str, str]:
    record = compiled.record(SLUG)
    assert record is not None
    found = diff(compiled, base_with(compiled, change(record)))
    assert [each.record.id for each in found.changed] == [SLUG]
    return {each.kind: each.what for each in found.changed[0].changes}


def with_condition(record: Record, when: str) -> Record:
    return replace(record, rules=(replace(record.rules[0], when=when), *record.rules[1:]))


def test_equal_data_differ_in_nothing_however_they_are_opened(compiled: KnowledgeBase, bundled: Path) -> None:
    assert diff(compiled, open_knowledge(bundled)).is_empty


def test_a_record_that_comes_and_one_that_is_withdrawn_are_told_as_such(compiled: KnowledgeBase) -> None:
    record = compiled.record(SLUG)
    assert record is not None
    without = base_with(compiled, without=SLUG)
    assert [each.id for each in diff(without, compiled).added] == [SLUG]
    assert [each.id for each in diff(compiled, without).removed] == [SLUG]
    found = diff(compiled, base_with(compiled, replace(record, status=Status.WITHDRAWN)))
    assert ([each.id for each in found.withdrawn], found.changed) == ([SLUG], ())


def test_severity_remedies_evidence_and_reach_are_told(compiled: KnowledgeBase) -> None:
    assert changes_of(compiled, lambda one: replace(one, severity=Severity.NOTE)) == {"severity": "error → note"}
    remedy = Remedy(target="iOS14")
    told = changes_of(compiled, lambda one: replace(one, remedies=(*one.remedies, remedy)))
    assert told == {"remedies": "+ iOS14"}
    told = changes_of(compiled, lambda one: replace(one, affects=(replace(one.affects[0], targets=">=iOS17"),)))
    assert told["affects"].startswith("targets >=iOS16, ")
    evidence = compiled.records[0].evidence[0]
    told = changes_of(compiled, lambda one: replace(one, evidence=(*one.evidence, evidence)))
    assert told["evidence"].endswith(evidence.url)


def test_wording_alone_is_told_in_one_word(compiled: KnowledgeBase) -> None:
    assert changes_of(compiled, lambda one: replace(one, what_happens="Something.")) == {"text": "what_happens"}


def test_a_condition_with_one_part_more_has_narrowed(compiled: KnowledgeBase) -> None:
    told = changes_of(compiled, lambda one: with_condition(one, f"{one.rules[0].when} and x.rank == 4"))
    assert list(told) == ["narrowed"]
    told = changes_of(compiled, lambda one: with_condition(one, ""))
    assert list(told) == ["widened"]


@pytest.mark.parametrize(
    ("old", "new", "direction"),
    [
        ("a > 3", "a > 3 and b == 1", Direction.NARROWED),
        ("a > 3 and b == 1", "a > 3", Direction.WIDENED),
        ("a > 3", "a > 3 or b == 1", Direction.WIDENED),
        ("a > 3", "a > 4", Direction.NARROWED),
        ("a <= 3", "a <= 4", Direction.WIDENED),
        ("a > 3 and b == 1", "b == 1 and a > 2", Direction.WIDENED),
        ("any(s > 12 for s in a)", "any(s > 13 for s in a)", Direction.NARROWED),
        ("a > 3", "a > 3 ", Direction.SAME),
        ("a > 3", "3 < a", Direction.CHANGED),
        ("not a > 3", "not a > 4", Direction.CHANGED),
        ("a == 3", "b == 3", Direction.CHANGED),
    ],
)
def test_the_direction_of_a_condition_is_told_where_it_can_be_seen(old: str, new: str, direction: Direction) -> None:
    assert direction_of_condition(old, new) is direction


_parts = st.lists(
    st.builds(
        lambda name, operator, bound: f"{name} {operator} {bound}",
        st.sampled_from("abc"),
        st.sampled_from(["<", "<=", ">", ">=", "==", "!="]),
        st.integers(0, 3),
    ),
    min_size=1,
    max_size=3,
    unique=True,
)


@given(_parts, _parts, st.sampled_from(["and", "or"]), st.sampled_from(["and", "or"]))
def test_what_is_called_narrower_matches_nothing_more(one: list[str], two: list[str], first: str, second: str) -> None:
    """And what is called wider matches nothing less: for every value that the names can have."""
    old, new = f" {first} ".join(one), f" {second} ".join(two)
    direction = direction_of_condition(old, new)
    for values in ({"a": a, "b": b, "c": c} for a in range(-1, 5) for b in range(-1, 5) for c in range(-1, 5)):
        before, after = eval(old, {}, values), eval(new, {}, values)
        assert direction is not Direction.NARROWED or before or not after
        assert direction is not Direction.WIDENED or after or not before
        assert direction is not Direction.SAME or before == after


OLD = """\
one/a-ios15:
  requires: iOS15
  recommends: iOS15
  iOS16:
    error: [x, y]
two/b-ios16:
  requires: iOS16
"""
NEW = """\
one/a-ios15:
  requires: iOS15
  recommends: iOS16
  iOS16:
    error: [y]
    note: [z]
  iOS17:
    note: [z]
"""


def test_answers_that_move_are_told_by_model_record_and_target() -> None:
    one, two = moved_answers(OLD, NEW)
    assert (one.model, set(one.moves)) == (
        "one/a-ios15",
        {"recommends: iOS15 → iOS16", "− x: error at iOS16", "+ z: note at iOS16, iOS17"},
    )
    assert (two.model, two.moves) == ("two/b-ios16", ("has left the corpus",))
    assert moved_answers(OLD, OLD) == ()


def test_markdown_stays_below_what_a_comment_may_hold(compiled: KnowledgeBase) -> None:
    record = compiled.record(SLUG)
    assert record is not None
    many = tuple(replace(record, id=f"record-{number}") for number in range(2000))
    found = DataDiff(old_version="1", new_version="2", added=many, withdrawn=(), removed=(), changed=(), tables=())
    text = render_markdown(found, ())
    assert len(text) < 65_536
    assert "left out: too long" in text


@pytest.fixture(scope="module")
def repository(data: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A checkout in git with two commits: the second one raises a severity and moves an answer."""
    root = tmp_path_factory.mktemp("repository")
    shutil.copytree(data, root / "data", ignore=shutil.ignore_patterns("evidence", "schema", "reproductions"))
    answers = root / "tests" / "golden" / "answers.yaml"
    answers.parent.mkdir(parents=True)
    answers.write_text(OLD, encoding="utf-8")
    git(root, "init", "--quiet", "--initial-branch=main")
    commit(root, "one")
    path = next((root / "data" / "records").rglob("pow-constant-base-two.yaml"))
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("severity: error", "severity: warning"), encoding="utf-8")
    answers.write_text(NEW, encoding="utf-8")
    commit(root, "two")
    return root


def git(root: Path, *arguments: str) -> None:
    subprocess.run(["git", "-C", str(root), *arguments], check=True, capture_output=True)


def commit(root: Path, message: str) -> None:
    git(root, "add", "--all")
    git(root, "-c", "user.name=t", "-c", "user.email=t@example.org", "commit", "--quiet", "-m", message)


def test_two_revisions_are_compared_with_the_answers_that_move(
    repository: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(repository)
    assert app.run(["data", "diff", "HEAD~1", "HEAD", "--format", "json"]) == 0
    document = json.loads(capsys.readouterr().out)
    jsonschema.validate(document, schema_of(DataDiffDocumentV1, name="kb.data-diff/1"))
    assert document["changed"] == [
        {"record": "pow-constant-base-two", "changes": [{"kind": "severity", "what": "error → warning"}]}
    ]
    assert [each["model"] for each in document["answers"]] == ["one/a-ios15", "two/b-ios16"]
    for new in (".", "data"):
        assert app.run(["data", "diff", "HEAD~1", new]) == 0
        said = capsys.readouterr().out
        assert "severity: error → warning" in said
        assert "+ z: note at iOS16, iOS17" in said


def test_what_is_no_state_of_the_data_is_refused_in_one_line(
    repository: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(repository)
    for name in ("no-such-revision", "--help-me", "tests"):
        assert app.run(["data", "diff", "--", name, "HEAD"]) == 2
        assert capsys.readouterr().err.count("\n") == 1
