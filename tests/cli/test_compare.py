"""`kb compare`: two models side by side."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from kb.cli.app import run

ROOT = Path(__file__).parents[2]
IOS15, IOS16 = (str(ROOT / f"examples/patch14-{target}.mlpackage") for target in ("ios15", "ios16"))
FLEXIBLE, FIXED = (
    str(ROOT / f"tests/corpus/packages/{name}.mlpackage")
    for name in ("deployed/any-size-ios16", "generation/vae-decoder-ios16")
)

PROGRAM = """program(1.0)
{
    func main<ios16>(tensor<fp32, [1, 8]> x) {
            tensor<fp32, [1, 8]> y = relu(x = x)[name = tensor<string, []>("y")];
        } -> (y);
}
"""


@pytest.fixture(autouse=True)
def _knowledge(opened_once: Callable[..., None]) -> None:
    opened_once("compare")


def document(capsys: pytest.CaptureFixture[str], before: str, after: str, *options: str) -> dict[str, object]:
    assert run(["compare", before, after, "--format", "json", *options]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert answer["schema"] == "kb.compare/1"
    return answer  # type: ignore[no-any-return]


def slugs(findings: object) -> list[str]:
    assert isinstance(findings, list)
    return [each["record"] for each in findings]


def test_what_another_target_brings_appears_and_what_it_takes_away_vanishes(capsys: pytest.CaptureFixture[str]) -> None:
    founding, note = "conv-stride-interleave-factors", "float32-output-neural-engine-ios18"
    newer = document(capsys, IOS15, IOS16)
    assert [slugs(newer[key]) for key in ("appeared", "vanished", "remained")] == [[founding], [], [note]]
    older = document(capsys, IOS16, IOS15)
    assert [slugs(older[key]) for key in ("appeared", "vanished", "remained")] == [[], [founding], [note]]
    assert newer["interface"] == newer["operations"] == []


def test_a_deployment_that_is_not_concerned_has_nothing_to_compare(capsys: pytest.CaptureFixture[str]) -> None:
    mac = document(capsys, IOS15, IOS16, "--min-os", "macos14", "--compute-units", "cpu_only")
    assert [slugs(mac[key]) for key in ("appeared", "vanished", "remained")] == [[], [], []]


def test_features_and_operations_that_differ_are_named(capsys: pytest.CaptureFixture[str]) -> None:
    answer = document(capsys, FLEXIBLE, FIXED)
    interface, operations = answer["interface"], answer["operations"]
    assert isinstance(interface, list)
    assert isinstance(operations, list)
    assert {each["role"] for each in interface} == {"input", "output"}
    assert all(each["before"] != each["after"] for each in (*interface, *operations))
    assert any(each["before"] == 0 for each in operations)


def test_an_interface_that_a_model_does_not_say_is_not_taken_for_the_same(
    compiled_without_interface: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert document(capsys, IOS16, compiled_without_interface)["interface"] is None
    assert run(["compare", compiled_without_interface, IOS16]) == 0
    assert "Interface\n  not known: a model does not say" in capsys.readouterr().out


@pytest.fixture
def compiled_without_interface(tmp_path: Path) -> str:
    """What a compiler leaves of a program, without the file that tells its interface."""
    folder = tmp_path / "model.mlmodelc"
    folder.mkdir()
    (folder / "model.mil").write_text(PROGRAM)
    return str(folder)


def test_the_text_tells_both_models_and_what_is_none(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["compare", IOS15, IOS16]) == 0
    out = capsys.readouterr().out
    assert out.startswith(f"- {IOS15}: built for iOS15")
    assert "Findings that vanish\n  none\n" in out


def test_a_model_that_cannot_be_read_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["compare", IOS15, str(ROOT / "README.md")]) == 2
    assert "README.md, byte 0: is not a Core ML model" in capsys.readouterr().err
