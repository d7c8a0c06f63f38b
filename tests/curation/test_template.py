"""`kb new` writes a record's file that lints; what it cannot know it tells."""

import shutil
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.cli import app
from kb.curation.fixing import fixed
from kb.curation.template import Draft, record_text, slug_of
from kb.records.parsing import parse_record
from kb.records.record import Category, Severity

ROOT = Path(__file__).parents[2]
RIGHT: dict[str, str] = {
    "--title": "Convolution with dilations of 13 and more computes zeros on the Neural Engine",
    "--url": "https://github.com/apple/coremltools/issues/99999",
    "--category": "wrong-output",
    "--severity": "error",
    "--what-happens": "On an iPhone 12 (iOS 17.4) every element is 0; on its CPU the result is right.",
    "--operation": "conv",
    "--when": "any(d > 12 for d in dilations)",
    "--affected": '{conv: {x: "fp16[1,3,64,64]", weight: "fp16[8,3,3,3]", dilations: [13, 13]}}',
    "--unaffected": '{conv: {x: "fp16[1,3,64,64]", weight: "fp16[8,3,3,3]", dilations: [12, 12]}}',
    "--message": "MPSGraph: dilation 13 is larger than the window buffer of <n> rows",
    "--remedy": "Load the model with CPU_AND_GPU.",
}
SLUG = "conv-dilation-13-zeros"
Said = pytest.CaptureFixture[str]


@pytest.fixture
def checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A checkout of the data alone."""
    shutil.copytree(ROOT / "data", tmp_path / "data", ignore=shutil.ignore_patterns("evidence", "reproductions"))
    for verb in ("new", "lint", "test"):
        monkeypatch.setattr(f"kb.cli.{verb}.checkout", lambda: tmp_path)
    return tmp_path


def new(**changes: str) -> int:
    said = RIGHT | {f"--{name.replace('_', '-')}": value for name, value in changes.items()}
    return app.run(["new", "--slug", SLUG, *(part for option in said.items() if option[1] for part in option)])


def test_a_record_is_written_that_lints_and_that_is_proved(checkout: Path, capsys: Said) -> None:
    assert new() == 0
    said = capsys.readouterr()
    assert said.out == f"data/records/operations/convolution/{SLUG}.yaml\n"
    assert f"next: `kb test {SLUG}`" in said.err
    assert app.run(["lint", SLUG]) == 0
    assert app.run(["test", SLUG, "--jobs", "1"]) == 0
    assert "1 records, 2 examples, 0 records failed" in capsys.readouterr().err


def test_a_reproduction_on_devices_becomes_evidence(checkout: Path, capsys: Said) -> None:
    """`kb verify evidence` prints an entry; the record that takes it says who saw what where."""
    entry = checkout / "evidence.yaml"
    entry.write_text(
        "  - url: https://github.com/coreml-kb/kb/issues/1\n    kind: reproduction\n    says: >-\n"
        "      Every element is 0 on the Neural Engine.\n    read: 2026-11-24\n    observed:\n"
        "      - {affected: true, os: iOS 17.4, device: iPhone 12, compute_units: CPU_AND_NE}\n"
    )
    assert new(evidence=str(entry)) == 0
    path = checkout / "data" / "records" / "operations" / "convolution" / f"{SLUG}.yaml"
    record = parse_record(path.read_text(), origin="x", area="operations/convolution", slug=SLUG).record
    assert record is not None
    assert [each.kind.value for each in record.evidence] == ["report", "reproduction"]
    assert record.evidence[1].observed[0].device == "iPhone 12"
    assert record.confidence.value == "confirmed"
    assert new(evidence="absent.yaml") == 2
    assert "absent.yaml: there is no such file (`kb verify evidence` makes it)" in capsys.readouterr().err


def test_an_editor_finds_the_schema_from_the_file(checkout: Path) -> None:
    new()
    path = checkout / "data" / "records" / "operations" / "convolution" / f"{SLUG}.yaml"
    first = path.read_text(encoding="utf-8").splitlines()[0]
    assert (path.parent / first.removeprefix("# yaml-language-server: $schema=")).resolve() == (
        checkout / "data" / "schema" / "record.schema.json"
    )


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"when": "any(d > 12 for d in dilation)"}, "dilation"),
        ({"unaffected": ""}, "no unaffected example"),
        ({"operation": "convolve"}, "convolve"),
        ({"url": "somewhere"}, "https address"),
    ],
)
def test_what_is_wrong_is_told_with_its_place_and_the_file_stays(
    checkout: Path, changes: dict[str, str], told: str, capsys: Said
) -> None:
    assert new(**changes) == 1
    said = capsys.readouterr()
    assert told in said.err
    assert f"{SLUG}.yaml" in said.err
    assert (checkout / said.out.strip()).is_file()


def test_a_slug_that_is_taken_is_refused_and_nothing_is_overwritten(checkout: Path, capsys: Said) -> None:
    path = checkout / "data" / "records" / "operations" / "convolution" / "conv-stride-interleave-factors.yaml"
    before = path.read_text(encoding="utf-8")
    assert new(slug="conv-stride-interleave-factors") == 2
    assert "there is a record `conv-stride-interleave-factors` already" in capsys.readouterr().err
    assert path.read_text(encoding="utf-8") == before


def test_what_a_record_cannot_be_without_is_asked_for_by_name(checkout: Path, capsys: Said) -> None:
    assert app.run(["new", "--title", "Something"]) == 2
    assert "needs --url, --category, --severity, --what-happens" in capsys.readouterr().err


def test_on_a_terminal_the_questions_are_asked_and_asked_again(
    checkout: Path, monkeypatch: pytest.MonkeyPatch, capsys: Said
) -> None:
    answers = iter(
        [
            RIGHT["--title"],
            RIGHT["--url"],
            "wrong",
            "wrong-output",
            "error",
            RIGHT["--what-happens"],
            "conv",
            RIGHT["--when"],
            RIGHT["--affected"],
            RIGHT["--unaffected"],
            "",
        ]
    )
    monkeypatch.setattr("sys.stdin", type("Terminal", (), {"isatty": staticmethod(lambda: True)})())
    monkeypatch.setattr("kb.cli.new.typer.prompt", lambda *_, **__: next(answers))
    assert app.run(["new", "--slug", SLUG]) == 0
    assert "'wrong' is none of them" in capsys.readouterr().err
    assert list(answers) == []


def test_printed_the_record_touches_no_file(checkout: Path, capsys: Said) -> None:
    arguments = [part for option in RIGHT.items() for part in option]
    assert app.run(["new", *arguments, "--stdout"]) == 0
    assert "id: convolution-dilations-13-more-computes\n" in capsys.readouterr().out
    assert not list((checkout / "data").rglob("convolution-dilations-13*"))


def test_a_slug_is_made_of_what_the_title_is_about() -> None:
    assert slug_of("An LSTM's state is not reset on the Neural Engine") == "lstm-state-reset-neural-engine"


# What `isprintable` lets through: the rest no record may hold.
SAID = st.text(st.characters(codec="utf-8", exclude_categories=("C", "Z"), include_characters=" "), min_size=1)


@given(SAID.filter(str.strip), SAID.filter(str.strip), st.lists(SAID.filter(str.strip), max_size=2))
def test_any_text_stands_in_the_file_as_it_was_said(title: str, happens: str, messages: list[str]) -> None:
    draft = Draft(
        title=title,
        url="https://example.org/x",
        category=Category.CRASH,
        severity=Severity.ERROR,
        what_happens=happens,
        says=happens,
        messages=tuple(messages),
        day=date(2026, 11, 24),
    )
    text = fixed(record_text(draft, "x", "runtime"))
    parsed = parse_record(text, origin="x.yaml", area="runtime", slug="x")
    assert parsed.record is not None
    # Blanks around a line of a log say nothing.
    wanted: Any = (" ".join(title.split()), tuple(message.strip() for message in messages))
    assert (parsed.record.title, parsed.record.messages) == wanted
