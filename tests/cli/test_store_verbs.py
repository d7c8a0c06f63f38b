"""search, scan and history on the command line."""

import json
import shutil
from pathlib import Path

import pytest

from kb.cli.app import run

ROOT = Path(__file__).parents[2]


@pytest.fixture(autouse=True)
def own_store(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("KB_STORE", f"sqlite:///{tmp_path / 'store.db'}")


@pytest.fixture
def models(tmp_path: Path) -> Path:
    folder = tmp_path / "models"
    shutil.copytree(ROOT / "examples/patch14-ios16.mlpackage", folder / "patch.mlpackage")
    shutil.copytree(ROOT / "examples/clean.mlpackage", folder / "clean.mlpackage")
    return folder


def test_search_finds_and_filters(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["search", "stride", "interleave", "--format", "json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["records"][0]["id"] == "conv-stride-interleave-factors"
    assert run(["search", "stride", "--severity", "note", "--format", "json"]) == 0
    assert {each["severity"] for each in json.loads(capsys.readouterr().out)["records"]} <= {"note"}


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--os", "BeOS"], "no OS family"),
        (["--target", "x"], "no deployment target"),
        (["--since", "today"], "no day"),
        (["--operation", "resiz"], "--operation: there is no operation 'resiz' (did you mean resize"),
        (["--chip", "M99"], "no chip"),
    ],
)
def test_search_refuses_what_it_does_not_know(
    capsys: pytest.CaptureFixture[str], arguments: list[str], said: str
) -> None:
    assert run(["search", *arguments]) == 2
    assert said in capsys.readouterr().err


@pytest.mark.parametrize("word", ["\udce9", "nul\0"])
def test_a_word_that_is_no_text_is_not_found(word: str, models: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["scan", str(models), "--workers", "1"]) == 0
    capsys.readouterr()
    for arguments in (["search", word], ["history", "--model", word]):
        assert run(arguments) == 0
        assert capsys.readouterr().out in ("0 records\n", "No findings.\n")


def test_scan_and_history_tell_one_story(models: Path, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert run(["scan", str(models), "--workers", "1"]) == 0
    assert "2 models examined, 0 unchanged" in capsys.readouterr().out
    assert run(["history", "--record", "conv-stride-interleave-factors", "--format", "json"]) == 0
    (finding,) = json.loads(capsys.readouterr().out)["findings"]
    assert finding["path"] == str(models / "patch.mlpackage")
    assert run(["history", "--what-if-min-os", "ios17"]) == 0
    assert "- conv-stride-interleave-factors" in capsys.readouterr().out
    shutil.rmtree(models / "patch.mlpackage")
    assert run(["scan", str(models), "--workers", "1"]) == 0
    assert run(["history", "--since", "previous"]) == 0
    assert "patch.mlpackage (gone)" in capsys.readouterr().out
    assert run(["history", "--format", "html", "-o", str(tmp_path / "page.html")]) == 0
    assert "<svg" in (tmp_path / "page.html").read_text()
    assert run(["history"]) == 0
    assert "Scan 2" in capsys.readouterr().out


def test_an_unreadable_model_is_listed_and_ends_with_2(models: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (models / "broken.mlmodel").write_bytes(b"x")
    assert run(["scan", str(models), "--workers", "1"]) == 2
    assert "broken.mlmodel" in capsys.readouterr().out


def test_history_before_any_scan_says_what_to_do(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["history"]) == 0
    assert "kb scan" in capsys.readouterr().out
    assert run(["history", "--findings"]) == 2
    assert "there is no such scan" in capsys.readouterr().err
