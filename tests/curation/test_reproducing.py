"""Scripts that reproduce records: which there are, what they run in, what comes of them."""

import sys
from importlib.metadata import version
from pathlib import Path

import pytest
from packaging.requirements import Requirement

from kb.curation.reproducing import (
    FOLDER,
    Outcome,
    Script,
    is_met,
    kept_environments,
    reproduce,
    requirements_of,
    scripts_of,
)
from kb.errors import KbError
from kb.knowledge.record_files import record_files

ROOT = Path(__file__).parents[2]
RECORDS = {file.slug: file for file in record_files(ROOT / "data")}


def _script(folder: Path, text: str, slug: str = "an-issue") -> Script:
    path = folder / f"{slug}.py"
    path.write_text(text, encoding="utf-8")
    return Script(slug=slug, path=path)


def _this_python(_requirements: tuple[Requirement, ...]) -> Path:
    return Path(sys.executable)


def test_a_script_that_ends_with_0_reproduces_its_record(tmp_path: Path) -> None:
    script = _script(tmp_path, 'print("before")\nprint("raised: no such thing")\n')
    (done,) = reproduce([script], kept_environments(tmp_path))
    assert (done.slug, done.outcome, done.told) == ("an-issue", Outcome.REPRODUCED, "raised: no such thing")


def test_a_script_that_ends_with_another_status_does_not(tmp_path: Path) -> None:
    (done,) = reproduce([_script(tmp_path, 'print("converted")\nraise SystemExit(1)\n')], _this_python)
    assert (done.outcome, done.told) == (Outcome.NOT_REPRODUCED, "converted")


def test_a_script_that_dies_without_a_word_tells_its_error(tmp_path: Path) -> None:
    (done,) = reproduce([_script(tmp_path, "raise ValueError('broken')\n")], _this_python)
    assert (done.outcome, done.told) == (Outcome.NOT_REPRODUCED, "ValueError: broken")


def test_a_script_whose_versions_cannot_be_had_is_skipped_with_the_reason(tmp_path: Path) -> None:
    def none_to_be_had(_requirements: tuple[Requirement, ...]) -> Path:
        raise KbError(where="pip", what="no wheel for this Python")

    (done,) = reproduce([_script(tmp_path, "print('never run')\n")], none_to_be_had)
    assert (done.outcome, done.told) == (Outcome.SKIPPED, "no wheel for this Python")


def test_the_first_line_says_what_a_script_needs(tmp_path: Path) -> None:
    script = _script(tmp_path, "# requires: torch==2.13.0, numpy==2.3.5\nprint()\n")
    assert requirements_of(script.path) == (Requirement("numpy==2.3.5"), Requirement("torch==2.13.0"))


def test_a_script_without_that_line_needs_nothing(tmp_path: Path) -> None:
    assert requirements_of(_script(tmp_path, "print()\n").path) == ()


def test_a_first_line_that_cannot_be_read_skips_the_script(tmp_path: Path) -> None:
    (done,) = reproduce([_script(tmp_path, "# requires: numpy = two\n")], _this_python)
    assert done.outcome is Outcome.SKIPPED


def test_what_is_installed_meets_its_own_version_and_no_other() -> None:
    own = Requirement(f"packaging=={version('packaging')}")
    assert is_met([own])
    assert not is_met([own, Requirement("packaging==0.1")])
    assert not is_met([Requirement("there-is-no-such-package==1")])


def test_files_that_are_named_after_no_record_are_no_scripts(tmp_path: Path) -> None:
    known = _script(tmp_path, "")
    _script(tmp_path, "", slug="observing")
    assert scripts_of(tmp_path, {"an-issue", "another"}) == (known,)


@pytest.mark.parametrize("path", sorted((ROOT / FOLDER).glob("*-*.py")), ids=lambda path: path.stem)
def test_a_script_of_the_project_is_named_after_a_record_that_cites_it(path: Path) -> None:
    assert f"{FOLDER.as_posix()}/{path.name}" in RECORDS[path.stem].text()
    assert requirements_of(path), "it says which versions it was run with"
