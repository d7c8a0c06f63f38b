"""All lints over the records of the checkout; and what the runner does with lints that fail."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from kb.curation import linting
from kb.curation.linting import COLLECTION_LINTS, RECORD_LINTS, lint
from kb.curation.subject import Subject
from kb.errors import Problem
from kb.knowledge.checkout import open_checkout
from kb.knowledge.knowledge_base import KnowledgeBase
from kb.knowledge.record_files import RecordFile, record_files

DATA = Path(__file__).parents[2] / "data"
FOLDER = Path(linting.__file__).parent / "lints"


@pytest.fixture(scope="module")
def knowledge() -> KnowledgeBase:
    return open_checkout(DATA)


@pytest.fixture
def one_file() -> tuple[RecordFile, ...]:
    return tuple(file for file in record_files(DATA) if file.slug == "pow-constant-base-two")


def test_the_records_of_the_checkout_pass_every_lint(knowledge: KnowledgeBase) -> None:
    assert [str(problem) for problem in lint(record_files(DATA), knowledge)] == []


def test_every_lint_in_the_folder_runs_and_has_a_test() -> None:
    names = {path.stem for path in FOLDER.glob("*.py")} - {"__init__"}
    assert names == {*RECORD_LINTS, *COLLECTION_LINTS}
    tests = {path.stem.removeprefix("test_") for path in (Path(__file__).parent / "lints").glob("test_*.py")}
    assert names <= tests


def test_a_lint_that_crashes_is_told_and_the_others_still_run(
    knowledge: KnowledgeBase, one_file: tuple[RecordFile, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    def crash(subject: Subject, knowledge: KnowledgeBase) -> Iterator[Problem]:
        raise ZeroDivisionError("oh")

    def complain(subject: Subject, knowledge: KnowledgeBase) -> Iterator[Problem]:
        yield subject.problem("id", "something")

    monkeypatch.setattr(linting, "RECORD_LINTS", {"crash": crash, "complain": complain})
    told = [problem.what for problem in lint(one_file, knowledge)]
    assert told == ["the lint `crash` failed: ZeroDivisionError: oh", "something [complain]"]


def test_an_excuse_that_is_not_needed_is_itself_the_problem(
    knowledge: KnowledgeBase, one_file: tuple[RecordFile, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    excuse = {"pow-constant-base-two": "it is old"}
    monkeypatch.setattr(linting, "EXCUSED", {"rules_are_proved": excuse})
    (problem,) = lint(one_file, knowledge)
    assert "does not need it" in problem.what


def test_only_the_records_that_were_asked_for_are_told(knowledge: KnowledgeBase, tmp_path: Path) -> None:
    files = []
    for slug in ("a-record", "b-record"):
        path = tmp_path / f"{slug}.yaml"
        path.write_text("id: wrong\n")
        files.append(RecordFile(slug=slug, area="x", path=path, origin=path.name))
    told = lint(files, knowledge, only=frozenset({"a-record"}))
    assert {problem.where.partition(":")[0] for problem in told} == {"a-record.yaml"}
