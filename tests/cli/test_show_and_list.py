"""`kb show`, `kb list` and `kb version`, on the data of this checkout."""

import json
from collections.abc import Callable
from pathlib import Path

import jsonschema
import pytest

from kb.cli import app

ROOT = Path(__file__).parents[2]
STRIDE = "conv-stride-interleave-factors"
Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def kb(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, opened_once: Callable[..., None]) -> Run:
    opened_once("show", "list", "version")
    monkeypatch.delenv("FORCE_COLOR", raising=False)

    def run(*arguments: str) -> tuple[int, str, str]:
        return app.run(arguments), *capsys.readouterr()

    return run


def schema(name: str) -> dict[str, object]:
    loaded: dict[str, object] = json.loads((ROOT / f"data/schema/{name}.schema.json").read_text())
    return loaded


@pytest.mark.parametrize(
    "name",
    [
        STRIDE,
        STRIDE.upper(),
        "apple/coremltools#2173",
        "https://github.com/apple/coremltools/issues/2173",
        "https://github.com/apple/coremltools/issues/2173#issuecomment-1",
    ],
)
def test_a_record_is_found_by_each_of_its_names(kb: Run, name: str) -> None:
    status, out, _ = kb("show", name, "--format", "json")
    assert status == 0
    assert json.loads(out)["record"]["id"] == STRIDE


def test_a_record_as_json_is_whole_and_what_its_schema_says(kb: Run) -> None:
    _, out, _ = kb("show", STRIDE, "--format", "json")
    document = json.loads(out)
    jsonschema.validate(document, schema("kb.record-1"))
    for key in ("evidence", "rules", "aliases"):
        assert document["record"][key]
    assert document["record"]["examples"]["affected"]
    assert document["record"]["examples"]["unaffected"]


def test_a_record_as_text_has_its_fixed_headings(kb: Run) -> None:
    _, out, _ = kb("show", STRIDE)
    headings = [line for line in out.splitlines() if line and not line.startswith(" ")]
    wanted = ["What happens", "Whom it concerns", "What to do", "How it is detected", "Why we believe it", "Examples"]
    assert [line for line in headings if line in wanted] == wanted


def test_an_unknown_record_is_told_with_the_closest_names(kb: Run) -> None:
    status, out, err = kb("show", "conv-strides-interleave")
    assert (status, out) == (2, "")
    assert f"did you mean {STRIDE}" in err


def test_every_record_is_shown_whole_in_both_forms(kb: Run) -> None:
    _, out, _ = kb("list", "--format", "json")
    records = json.loads(out)["records"]
    jsonschema.validate(json.loads(out), schema("kb.records-1"))
    validator = jsonschema.Draft202012Validator(schema("kb.record-1"))
    for record in records[:: max(len(records) // 20, 1)]:
        _, text, _ = kb("show", record["id"])
        assert record["id"] in text
        _, document, _ = kb("show", record["id"], "--format", "json")
        validator.validate(json.loads(document))


@pytest.mark.parametrize(
    ("filters", "fits"),
    [
        (["--operation", "conv"], lambda record: "conv" in record["operations"]),
        (["--category", "crash"], lambda record: record["category"] == "crash"),
        (["--severity", "error"], lambda record: record["severity"] == "error"),
        (["--status", "fixed"], lambda record: record["status"] == "fixed"),
        (["--confidence", "confirmed"], lambda record: record["confidence"] in ("confirmed", "documented")),
        (
            ["--operation", "conv", "--severity", "error"],
            lambda r: "conv" in r["operations"] and r["severity"] == "error",
        ),
    ],
)
def test_filters_leave_what_fits_and_nothing_else(kb: Run, filters: list[str], fits: Callable[[dict], bool]) -> None:
    every = json.loads(kb("list", "--format", "json")[1])["records"]
    left = json.loads(kb("list", *filters, "--format", "json")[1])["records"]
    assert left == [record for record in every if fits(record)]
    assert 0 < len(left) < len(every)


def test_a_target_leaves_out_what_cannot_concern_it(kb: Run) -> None:
    slugs = [record["id"] for record in json.loads(kb("list", "--target", "ios15", "--format", "json")[1])["records"]]
    assert slugs
    assert STRIDE not in slugs


def test_a_filter_with_a_wrong_value_is_a_usage_error(kb: Run) -> None:
    assert kb("list", "--severity", "fatal")[0] == 2
    status, _, err = kb("list", "--target", "windows11")
    assert status == 2
    assert "no deployment target" in err


def test_the_version_says_program_and_data(kb: Run) -> None:
    _, out, _ = kb("version", "--format", "json")
    document = json.loads(out)
    jsonschema.validate(document, schema("kb.version-1"))
    status, text, _ = kb("version")
    assert status == 0
    assert f"data {document['data_version']} with {document['records']} records" in text


def test_an_operation_that_does_not_exist_is_not_listed_as_unaffected(kb: Run) -> None:
    for name in ("resiz", ""):
        status, out, err = kb("list", "--operation", name)
        assert (status, out) == (2, "")
        assert f"--operation: there is no operation {name!r}" in err


def test_an_operation_is_listed_however_it_is_spelt(kb: Run) -> None:
    assert kb("list", "--operation", "NN:Pooling")[1] == kb("list", "--operation", "nn:pooling")[1] != "0 records\n"
