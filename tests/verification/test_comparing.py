"""A reference and the results of several devices: what is right, what is wrong, which records could explain it."""

import json
import math
import shutil
from pathlib import Path

import jsonschema
import numpy as np
import pytest
import xmlschema
from made_results import as_results

from kb.cli.app import run
from kb.cli.schemas import DOCUMENTS
from kb.errors import KbError
from kb.models.reading import read_model
from kb.reports.json_schema import schema_of
from kb.reports.layout import Layout
from kb.verification import as_html, as_json_v1, as_junit, as_text
from kb.verification.comparison import Fault, Tolerance, Verification
from kb.verification.hashing import sha256_of
from kb.verification.results import Label, Scores, decode_results, encode_results
from kb.verification.verifying import verify

IPAD = {"device": "iPad13,4", "chip": "M1", "os": "iPadOS 16.5.1"}
STRIDE = "conv-stride-interleave-factors"


def verified(reference, *results, models=None, base) -> Verification:
    return verify(as_results(reference), results, models or {}, base, Tolerance())


def wrong(features: np.ndarray) -> np.ndarray:
    result = features.copy()
    result[:, 2] = 0
    return result


def test_results_read_back_as_they_were_written(features) -> None:
    results = as_results({"y": features, "p": Scores(values={"cat": math.inf, "dog": 0.5}), "l": Label(text="cat")})
    assert decode_results(encode_results(results), origin="results.json") == results


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda document: document.update(schema="kb.results/9"), "schema"),
        (lambda document: document.update(predictions={}), "predictions"),
        (lambda document: document["predictions"][0]["outputs"]["y"].update(shape=[1, 2]), "which is not 1×2"),
        (lambda document: document["predictions"][0]["outputs"]["y"].update(data="!"), "no base64"),
        (lambda document: document["predictions"][0]["outputs"]["y"].update(encoding="fp8"), "encoding"),
        (lambda document: document["predictions"][0]["outputs"]["y"].update(shape=[10**9, 10**9]), "which is not"),
        (lambda document: document["ran"].update(device=5), "ran.device"),
    ],
)
def test_damaged_results_are_refused_with_their_place(features, change, words: str) -> None:
    document = json.loads(encode_results(as_results({"y": features})))
    change(document)
    with pytest.raises(KbError, match=words):
        decode_results(json.dumps(document), origin="results.json")


def test_one_wrong_output_fails_its_run_and_no_other(features, base) -> None:
    found = verified(
        {"y": features, "z": features},
        as_results({"y": features, "z": features}, compute_units="CPU_ONLY"),
        as_results({"y": features, "z": wrong(features)}, compute_units="ALL"),
        base=base,
    )
    assert [each.passed for each in found.runs] == [True, False]
    assert [each.passed for each in found.runs[1].outputs] == [True, False]
    assert not found.passed


def test_an_output_that_is_absent_fails(features, base) -> None:
    (only,) = verified({"y": features, "z": features}, as_results({"y": features}), base=base).runs
    assert [each.named.fault for each in only.outputs] == [Fault.NONE, Fault.MISSING]


def test_a_run_without_any_output_does_not_pass(features, base) -> None:
    (only,) = verified({"y": features}, as_results({}, error="model did not load"), base=base).runs
    assert not only.passed


SCORES = {"background": 0.1, "cat": 0.6, "dog": 0.2, "eel": 0.06, "fox": 0.04}


def test_a_label_beside_the_right_one_is_off_by_one_and_so_are_its_scores(base) -> None:
    moved = dict(zip(SCORES, [0.04, 0.1, 0.6, 0.2, 0.06], strict=True))
    (only,) = verified(
        {"label": Label(text="cat"), "scores": Scores(values=SCORES)},
        as_results({"label": Label(text="dog"), "scores": Scores(values=moved)}),
        base=base,
    ).runs
    assert [each.named.fault for each in only.outputs] == [Fault.OFF_BY_ONE, Fault.OFF_BY_ONE]
    assert only.outputs[1].figures is not None
    assert only.outputs[1].figures.top1 == 0.0


def test_a_label_from_elsewhere_is_another_label(base) -> None:
    (only,) = verified(
        {"label": Label(text="cat"), "scores": Scores(values=SCORES)},
        as_results({"label": Label(text="fox"), "scores": Scores(values=SCORES)}),
        base=base,
    ).runs
    assert [each.named.fault for each in only.outputs] == [Fault.OTHER_LABEL, Fault.NONE]


def test_scores_are_compared_by_label_not_by_place(base) -> None:
    turned = dict(reversed(SCORES.items()))
    (only,) = verified({"s": Scores(values=SCORES)}, as_results({"s": Scores(values=turned)}), base=base).runs
    assert only.passed


@pytest.fixture(scope="module")
def patches(patches_model) -> tuple[str, Path]:
    return sha256_of(patches_model), patches_model


def test_the_record_that_the_model_has_and_that_was_seen_there_comes_first(features, base, patches) -> None:
    sha256, path = patches
    found = verified(
        {"y": features},
        as_results({"y": wrong(features)}, sha256=sha256, compute_units="CPU_AND_NE", **IPAD),
        as_results({"y": features}, sha256=sha256, compute_units="CPU_ONLY", **IPAD),
        models={sha256: read_model(path)},
        base=base,
    )
    suspects = found.runs[0].suspects
    assert suspects[0].record.id == STRIDE
    assert "it was seen on iPadOS 16.5.1" in suspects[0].because
    assert any("needs NE" in each for each in suspects[0].because)
    assert found.runs[1].suspects == ()


def test_a_record_of_the_neural_engine_does_not_explain_what_fails_on_the_cpu(features, base, patches) -> None:
    sha256, path = patches
    (only,) = verified(
        {"y": features},
        as_results({"y": wrong(features)}, sha256=sha256, compute_units="CPU_ONLY", **IPAD),
        models={sha256: read_model(path)},
        base=base,
    ).runs
    assert STRIDE not in {each.record.id for each in only.suspects}
    assert only.was_explained


def test_a_place_where_it_was_seen_to_be_absent_ranks_lower(features, base, patches) -> None:
    sha256, path = patches
    found = verified(
        {"y": features},
        as_results({"y": wrong(features)}, sha256=sha256, compute_units="ALL", **IPAD),
        as_results({"y": wrong(features)}, sha256=sha256, compute_units="ALL", os="macOS 14.2.1"),
        models={sha256: read_model(path)},
        base=base,
    )
    scores = [{each.record.id: each.score for each in run.suspects}.get(STRIDE, -9.0) for run in found.runs]
    assert scores[0] > scores[1]


def test_the_error_of_a_model_that_did_not_run_is_explained_by_its_message(base, patches) -> None:
    sha256, path = patches
    record = next(each for each in base.records if each.category.value == "load-failure" and each.messages)
    (only,) = verified(
        {},
        as_results({}, sha256=sha256, error=record.messages[0], **IPAD),
        models={sha256: read_model(path)},
        base=base,
    ).runs
    assert record.id in {each.record.id for each in only.suspects}


@pytest.fixture
def mixed(features, base, patches) -> Verification:
    sha256, path = patches
    return verified(
        {"y": features},
        as_results({"y": wrong(features)}, sha256=sha256, compute_units="ALL", **IPAD),
        as_results({"y": features}, sha256=sha256, compute_units="CPU_ONLY", device="<b>\n::error::"),
        as_results({}, error="did not load & died", sha256=sha256),
        models={sha256: read_model(path)},
        base=base,
    )


def test_json_is_what_its_schema_says(mixed: Verification) -> None:
    document = json.loads(as_json_v1.render(mixed))
    jsonschema.validate(document, schema_of(DOCUMENTS[as_json_v1.SCHEMA], name=as_json_v1.SCHEMA))
    assert document["runs"][0]["outputs"][0]["fault"] == "channel-zero"
    assert document["runs"][0]["suspects"][0]["record"] == STRIDE


def test_junit_is_what_its_schema_says(mixed: Verification) -> None:
    text = as_junit.render(mixed)
    xmlschema.XMLSchema(str(Path(__file__).parents[1] / "reports/junit.xsd")).validate(text)
    assert text.count("<failure") == 1
    assert text.count("<error") == 1


def test_the_page_sets_devices_side_by_side_with_plots_and_runs_nothing(mixed: Verification) -> None:
    page = as_html.render(mixed)
    assert page.count("<svg") == 2
    assert "<b>" not in page
    assert "<script" not in page
    assert "channel-zero" in page


def test_text_says_what_failed_and_what_could_explain_it(mixed: Verification) -> None:
    text = as_text.render(mixed, Layout(width=200))
    assert "FAILED  Model-iOS16 on iPad13,4 (M1), iPadOS 16.5.1, ALL" in text
    assert "zero at index 2 of axis 1" in text
    assert f"could be {STRIDE}" in text
    assert "3 runs: 2 runs failed" in text
    assert "\n::error::" not in text


def test_the_command_compares_files_and_its_status_tells(features, tmp_path: Path, patches_model, capfd) -> None:
    model = tmp_path / "Patches.mlpackage"
    shutil.copytree(patches_model, model)
    sha256 = sha256_of(model)
    reference, right, bad = (tmp_path / f"{name}.json" for name in ("reference", "right", "bad"))
    reference.write_text(encode_results(as_results({"y": features})))
    right.write_text(encode_results(as_results({"y": features}, sha256=sha256, **IPAD)))
    bad.write_text(encode_results(as_results({"y": wrong(features)}, sha256=sha256, **IPAD)))
    command = ["verify", "compare", str(reference)]
    assert run([*command, str(right)]) == 0
    assert run([*command, str(right), str(bad), "--model", str(model)]) == 1
    assert STRIDE in capfd.readouterr().out
    assert run([*command, str(bad), "--snr", "-100", "--relative", "5"]) == 0
    bad.write_text("{")
    assert run([*command, str(bad)]) == 2
    assert "bad.json" in capfd.readouterr().err
