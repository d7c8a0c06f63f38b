"""`kb check` from end to end, on the example models and the data of this checkout."""

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import jsonschema
import pytest

from kb.cli import app
from kb.errors import KbError

ROOT = Path(__file__).parents[2]
PATCH14, PATCH14_IOS15, CLEAN = (f"examples/{name}.mlpackage" for name in ("patch14-ios16", "patch14-ios15", "clean"))
STRIDE = "conv-stride-interleave-factors"


class Ran(NamedTuple):
    status: int
    out: str
    err: str

    @property
    def model(self):
        return json.loads(self.out)["models"][0]


Check = Callable[..., Ran]


@pytest.fixture
def check(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, opened_once: Callable[..., None]
) -> Check:
    opened_once("check")
    monkeypatch.chdir(ROOT)
    monkeypatch.delenv("FORCE_COLOR", raising=False)

    def run(*arguments: object) -> Ran:
        status = app.run(["check", *map(str, arguments)])
        return Ran(status, *capsys.readouterr())

    return run


def test_the_founding_case_is_told_on_one_screen(check: Check) -> None:
    ran = check(PATCH14)
    assert ran.status == 1
    assert len(ran.out.splitlines()) <= 40
    words = " ".join(ran.out.split())
    for said in (
        "strides = (14, 14)",
        "May apply: Convolution whose stride is no product of two interleave factors",
        "Seen on: iPad",
        "Absent on MacBook Pro, macOS 14.2.1",
        "Build for iOS15",
        "minimum_deployment_target=ct.target.iOS15",
    ):
        assert said in words, said


def test_the_same_model_for_ios15_does_not_have_the_problem(check: Check) -> None:
    ran = check(PATCH14_IOS15, "--format", "json")
    assert ran.status == 0
    assert STRIDE not in [finding["record"] for finding in ran.model["findings"]]


def test_a_clean_model_ends_with_0(check: Check) -> None:
    assert check(CLEAN).status == 0


def test_json_is_what_its_schema_says(check: Check) -> None:
    schema = json.loads((ROOT / "data/schema/kb.check-1.schema.json").read_text())
    jsonschema.validate(json.loads(check(PATCH14, CLEAN, "--format", "json").out), schema)


def test_the_recommendation_is_ios15_with_the_call(check: Check) -> None:
    recommendation = check(PATCH14, "--format", "json").model["recommendation"]
    assert recommendation["target"] == "iOS15"
    assert recommendation["snippet"].startswith("ct.convert(")


def test_an_unreadable_model_is_named_and_the_others_are_answered(check: Check, tmp_path: Path) -> None:
    broken = tmp_path / "broken.mlmodel"
    broken.write_bytes(b"no model")
    ran = check(broken, tmp_path / "missing.mlpackage", CLEAN, "--format", "json")
    assert ran.status == 2
    assert [line.startswith("kb: ") for line in ran.err.splitlines()] == [True, True]
    assert str(broken) in ran.err.splitlines()[0]
    models = json.loads(ran.out)["models"]
    assert [sorted(model) == ["errors", "path"] for model in models] == [True, True, False]


def test_a_damaged_record_stops_everything_and_is_told_as_what_it_is(
    check: Check, monkeypatch: pytest.MonkeyPatch
) -> None:
    def damaged(*_arguments: object, **_named: object) -> None:
        raise KbError(where="data/records/x.yaml:3", what="is damaged")

    monkeypatch.setattr("kb.cli.answering.check_model", damaged)
    assert check(CLEAN) == (2, "", "kb: data/records/x.yaml:3: is damaged\n")


def test_a_model_that_cannot_load_where_it_is_shipped_fails(check: Check) -> None:
    ran = check(CLEAN, "--min-os", "ios15", "--format", "json")
    assert ran.status == 1
    assert ran.model["cannot_load_on"]
    assert check(CLEAN, "--min-os", "ios16").status == 0


def test_what_cannot_concern_the_deployment_is_left_out_and_counted(check: Check) -> None:
    ran = check(PATCH14, "--compute-units", "cpu_only", "--format", "json")
    assert STRIDE not in [finding["record"] for finding in ran.model["findings"]]
    assert ran.model["left_out"] >= 1


def test_select_and_ignore_take_slugs_and_aliases(check: Check) -> None:
    selected = check(PATCH14, "--select", "apple/coremltools#2173", "--format", "json")
    assert [finding["record"] for finding in selected.model["findings"]] == [STRIDE]
    ignored = check(PATCH14, "--ignore", STRIDE, "--format", "json")
    assert STRIDE not in [finding["record"] for finding in ignored.model["findings"]]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--select", "conv-stride-interleave-factor"], f"did you mean {STRIDE}"),
        (["--device", "iPhone 12 Prox"], "no such device is known (did you mean"),
        (["--min-os", "16"], "'16' is no OS release"),
        (["--target", "ios16.2"], "'ios16.2' is no deployment target"),
        (["--format", "yaml"], "'yaml' is not one of"),
        (["--formt", "json"], "No such option: --formt"),
        (["--baseline", "none.json"], "none.json: does not exist (write it with --update-baseline)"),
        (["--update-baseline"], "--update-baseline: says no file"),
        (["--config", "none.toml"], "none.toml: there is no such file"),
        (["--output", "no/such/folder/x.txt"], "no/such/folder/x.txt: cannot be written"),
    ],
)
def test_a_wrong_argument_is_one_line_that_helps(check: Check, arguments: list[str], said: str) -> None:
    ran = check(CLEAN, *arguments)
    assert (ran.status, ran.out) == (2, "")
    assert said in ran.err
    assert ran.err.count("\n") == 1


def test_an_empty_path_is_no_folder(check: Check) -> None:
    assert check("") == (2, "", "kb: MODEL: a path is empty\n")


def test_no_model_is_a_usage_error(check: Check) -> None:
    ran = check()
    assert ran.status == 2
    assert "MODEL" in ran.err


def test_an_output_file_takes_the_result_and_stdout_none_of_it(check: Check, tmp_path: Path) -> None:
    ran = check(PATCH14, "--output", tmp_path / "report.sarif", "--format", "sarif")
    assert (ran.status, ran.out) == (1, "")
    assert json.loads((tmp_path / "report.sarif").read_text())["version"] == "2.1.0"


def test_two_runs_give_the_same_bytes(check: Check) -> None:
    assert check(PATCH14, CLEAN, "--verbose").out == check(PATCH14, CLEAN, "--verbose").out


def test_quiet_and_verbose_contradict_each_other(check: Check) -> None:
    answer = check(PATCH14, "--quiet", "--verbose")
    assert (answer.status, answer.out) == (2, "")
    assert answer.err == "kb: --quiet: contradicts --verbose (give one of them)\n"


def test_quiet_is_a_line_for_the_model_and_one_for_each_finding(check: Check) -> None:
    lines = check(PATCH14, "--quiet", "--select", STRIDE).out.splitlines()
    assert len(lines) == 2
    assert lines[0].endswith("build for iOS15")


def test_a_baseline_makes_known_what_is_there_and_fails_on_what_is_new(check: Check, tmp_path: Path) -> None:
    baseline = tmp_path / "kb-baseline.json"
    assert check(CLEAN, "--baseline", baseline, "--update-baseline").status == 0
    new = check(PATCH14, CLEAN, "--baseline", baseline, "--format", "json")
    assert new.status == 1
    assert "the model is not in the baseline" in [finding["new_because"] for finding in new.model["findings"]]
    assert check(PATCH14, "--baseline", baseline, "--update-baseline").status == 0
    known = check(PATCH14, "--baseline", baseline, "--format", "json")
    assert known.status == 0
    assert json.loads(known.out)["compared_with"]


def test_a_baseline_knows_a_model_from_whatever_folder_it_is_checked(
    check: Check, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    baseline = tmp_path / "kb-baseline.json"
    check(PATCH14, "--baseline", baseline, "--update-baseline")
    assert check(ROOT / PATCH14, "--baseline", baseline).status == 0
    monkeypatch.chdir(ROOT / "examples")
    assert check("./patch14-ios16.mlpackage", "--baseline", baseline).status == 0


def test_a_suppressed_finding_stays_marked_and_counts_for_nothing(check: Check, tmp_path: Path) -> None:
    config = tmp_path / "kb.toml"
    config.write_text('[[suppress]]\nrecord = "apple/coremltools#2173"\nreason = "Macs only"\nmodel = "patch14-*"\n')
    ran = check(PATCH14, "--config", config, "--format", "json")
    assert ran.status == 0
    suppressed = {finding["record"]: finding["suppressed"] for finding in ran.model["findings"]}
    assert suppressed[STRIDE] == {"reason": "Macs only", "until": None}
    assert ran.model["recommendation"]["target"] == "iOS16"


@pytest.mark.parametrize(
    ("scope", "recommended", "errors"),
    [
        ('operation = "patches_*"', "iOS16", 0),
        ('function = "main"', "iOS16", 0),
        ('operation = "linear_*"', "iOS15", 1),
    ],
)
def test_what_is_suppressed_where_it_stands_weighs_in_no_recommendation(
    check: Check, tmp_path: Path, scope: str, recommended: str, errors: int
) -> None:
    config = tmp_path / "kb.toml"
    config.write_text(f'[[suppress]]\nrecord = "{STRIDE}"\nreason = "Macs only"\n{scope}\n')
    ran = check(PATCH14, "--config", config, "--format", "json")
    assert ran.status == errors
    assert ran.model["recommendation"]["target"] == recommended
    (own,) = [each for each in ran.model["targets"] if each["target"] == "iOS16"]
    assert own["findings"]["error"] == errors


def test_a_stale_suppression_is_told_and_fails_where_that_is_asked(check: Check, tmp_path: Path) -> None:
    config = tmp_path / "kb.toml"
    config.write_text(f'[[suppress]]\nrecord = "{STRIDE}"\nreason = "Macs only"\n')
    ran = check(CLEAN, "--config", config)
    assert ran.status == 0
    assert "nothing needs the suppression" in ran.err
    assert check(CLEAN, "--config", config, "--strict").status == 1


def test_the_configuration_beside_the_model_is_found(check: Check, tmp_path: Path) -> None:
    (tmp_path / "kb.toml").write_text('format = "json"\nfail-on = "never"\n')
    model = tmp_path / "models/x.mlpackage"
    model.parent.mkdir()
    model.symlink_to(ROOT / PATCH14)
    ran = check(model)
    assert ran.status == 0
    assert json.loads(ran.out)["schema"] == "kb.check/1"


HEAVY = ("coremltools", "google.protobuf", "numpy", "pydantic", "rich", "sqlalchemy", "sqlmodel", "torch")


@pytest.mark.parametrize("form", ["text", "json", "sarif"])
def test_a_check_imports_nothing_heavy(form: str) -> None:
    """Each of these costs more than the check itself."""
    code = (
        "import sys; from kb.cli.app import run;"
        f"status = run(['check', {PATCH14!r}, '--format', {form!r}]);"
        f"print([name for name in {HEAVY!r} if name in sys.modules], status, file=sys.stderr)"
    )
    ran = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert ran.stderr == "[] 1\n"


@pytest.mark.parametrize("option", ["--min-os", "--device", "--chip", "--target", "--select", "--ignore"])
def test_an_option_that_a_script_left_empty_is_refused(option: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert app.run(["check", "examples/clean.mlpackage", option, ""]) == 2
    assert "its value is empty" in capsys.readouterr().err
