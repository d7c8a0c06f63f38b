"""Scanning: everything is found and recorded once, whatever happens in between."""

import os
import shutil
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import Engine, func
from sqlmodel import Session, select

from kb.platforms.deployment import Deployment
from kb.store import history
from kb.store.opening import open_store
from kb.store.rows import AnswerRow, FindingRow, ModelRow, ScanRow, SightingRow
from kb.store.scanning import scan

ROOT = Path(__file__).parents[2]
LENET = ROOT / "tests/corpus/packages/convolutional/lenet-ios15.mlpackage"
PATCH = ROOT / "examples/patch14-ios16.mlpackage"
STATEFUL = ROOT / "tests/corpus/packages/deployed/stateful-decoder-ios18.mlpackage"
ANYWHERE = Deployment()


@pytest.fixture
def models(tmp_path: Path) -> Path:
    folder = tmp_path / "models"
    shutil.copytree(LENET, folder / "a/lenet.mlpackage")
    shutil.copytree(LENET, folder / "b/same.mlpackage")
    shutil.copytree(PATCH, folder / "patch.mlpackage")
    (folder / "broken.mlmodel").write_bytes(b"nothing of the kind")
    return folder


def counts(store: Engine) -> dict[str, int]:
    with Session(store) as session:
        tables = (ScanRow, SightingRow, ModelRow, AnswerRow)
        return {table.__name__: session.exec(select(func.count()).select_from(table)).one() for table in tables}


def test_every_model_is_recorded_and_a_bad_one_is_listed(store: Engine, models: Path) -> None:
    outcome = scan(store, [str(models)], deployment=ANYWHERE, workers=1)
    assert (outcome.examined, outcome.unchanged, outcome.failed) == (4, 0, 1)
    ((path, reason),) = history.failures(store, outcome.scan_id)
    assert path == str(models / "broken.mlmodel")
    assert "is not a Core ML model" in reason
    # Two copies of one model are one model, with one answer.
    assert counts(store) == {"ScanRow": 1, "SightingRow": 4, "ModelRow": 2, "AnswerRow": 2}


def test_a_name_that_is_no_text_is_recorded_with_its_bytes_escaped(store: Engine, models: Path) -> None:
    try:
        (models / os.fsdecode(b"caf\xe9.mlmodel")).write_bytes(b"x")
    except OSError:
        pytest.skip("this file system takes UTF-8 names only")
    shutil.copytree(models / "patch.mlpackage", models / os.fsdecode(b"caf\xe9.mlpackage"))
    outcome = scan(store, [str(models)], deployment=ANYWHERE, workers=1)
    assert (outcome.examined, outcome.failed) == (6, 2)
    assert f"{models}/caf\\udce9.mlpackage" in {each.path for each in history.findings(store, outcome.scan_id)}
    assert f"{models}/caf\\udce9.mlmodel" in dict(history.failures(store, outcome.scan_id))
    assert scan(store, [str(models)], deployment=ANYWHERE, workers=1).unchanged == 4


def test_what_has_not_changed_is_not_examined_again(store: Engine, models: Path) -> None:
    scan(store, [str(models)], deployment=ANYWHERE, workers=1)
    again = scan(store, [str(models)], deployment=ANYWHERE, workers=1)
    assert (again.examined, again.unchanged) == (1, 3)
    shutil.rmtree(models / "patch.mlpackage")
    shutil.copytree(STATEFUL, models / "patch.mlpackage")
    third = scan(store, [str(models)], deployment=ANYWHERE, workers=1)
    assert (third.examined, third.unchanged) == (2, 2)
    moved = history.between(store, again.scan_id, third.scan_id)
    assert [each.path for each in moved] == [str(models / "patch.mlpackage")]
    assert "conv-stride-interleave-factors" in moved[0].vanished


def test_another_deployment_is_another_answer(store: Engine, models: Path) -> None:
    scan(store, [str(models)], deployment=ANYWHERE, workers=1)
    outcome = scan(store, [str(models)], deployment=Deployment.parse("ios17"), workers=1)
    assert outcome.unchanged == 0


def test_two_scans_at_once_do_not_get_in_each_others_way(store: Engine, store_url: str, models: Path) -> None:
    def one(_: int) -> int:
        engine = open_store(store_url)
        try:
            return scan(engine, [str(models)], deployment=ANYWHERE, workers=1).examined
        finally:
            engine.dispose()

    with ThreadPoolExecutor(2) as threads:
        list(threads.map(one, range(2)))
    found = counts(store)
    assert (found["ModelRow"], found["AnswerRow"], found["SightingRow"]) == (2, 2, 8)
    with Session(store) as session:
        doubled = select(FindingRow.answer_id, FindingRow.record, FindingRow.verdict, func.count()).group_by(
            FindingRow.answer_id, FindingRow.record, FindingRow.verdict
        )
        assert all(count == 1 for *_, count in session.exec(doubled))


KILLED = """
import sys, time
from kb.platforms.deployment import Deployment
from kb.store import scanning
from kb.store.opening import open_store
if __name__ == "__main__":
    scanning.BATCH = 1
    def slowly(done, path):
        if done >= 2:
            print("half way", flush=True)
            time.sleep(60)
    scanning.scan(open_store(sys.argv[1]), [sys.argv[2]], deployment=Deployment(), workers=1, tell=slowly)
"""


def test_a_scan_that_was_killed_is_gone_on_with(store: Engine, store_url: str, models: Path, tmp_path: Path) -> None:
    script = tmp_path / "killed.py"
    script.write_text(KILLED)
    process = subprocess.Popen(
        [sys.executable, str(script), store_url, str(models)],
        stdout=subprocess.PIPE, text=True, cwd=ROOT, start_new_session=True,
    )  # fmt: skip
    assert process.stdout is not None
    assert process.stdout.readline() == "half way\n"
    os.killpg(process.pid, signal.SIGKILL)
    process.wait(20)
    process.stdout.close()
    written = counts(store)["SightingRow"]
    assert 0 < written < 4
    outcome = scan(store, [str(models)], deployment=ANYWHERE, workers=1)
    assert outcome.resumed
    assert outcome.examined == 4 - written
    (only,) = history.scans(store)
    assert only.finished is not None
    assert (only.models, only.failed) == (3, 1)


def test_a_model_that_kills_its_process_is_listed_and_the_others_are_examined(
    store: Engine, models: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kb.store.scanning.examine", _dies_of_patch)
    outcome = scan(store, [str(models)], deployment=ANYWHERE, workers=1)
    failed = dict(history.failures(store, outcome.scan_id))
    assert "was killed" in failed[str(models / "patch.mlpackage")]
    assert history.scans(store)[0].models == 2


def _dies_of_patch(task):  # type: ignore[no-untyped-def] # sent to another process by name
    from kb.store.examining import examine

    if "patch" in task.shown:
        time.sleep(0.2)
        os.kill(os.getpid(), signal.SIGKILL)
    return examine(task)


def test_what_would_change_is_answered_without_the_models(store: Engine, models: Path) -> None:
    outcome = scan(store, [str(models)], deployment=ANYWHERE, workers=1)
    shutil.rmtree(models)
    from kb.knowledge.opening import open_knowledge

    moved = list(history.what_if(store, outcome.scan_id, open_knowledge(), Deployment.parse("ios17")))
    (patch,) = [each for each in moved if each.path.endswith("patch.mlpackage")]
    assert "conv-stride-interleave-factors" in patch.vanished
    assert list(history.what_if(store, outcome.scan_id, open_knowledge())) == []


def test_findings_are_asked_by_record_target_and_path(store: Engine, models: Path) -> None:
    outcome = scan(store, [str(models)], deployment=ANYWHERE, workers=1)
    every = history.findings(store, outcome.scan_id)
    slug = "conv-stride-interleave-factors"
    assert {each.path for each in history.findings(store, outcome.scan_id, record=slug)} == {
        str(models / "patch.mlpackage")
    }
    assert history.findings(store, outcome.scan_id, target="iOS16") == tuple(e for e in every if "iOS16" in e.targets)
    assert history.findings(store, outcome.scan_id, model="lenet") == tuple(e for e in every if "lenet" in e.path)
    assert history.findings(store, outcome.scan_id, model="%") == ()
