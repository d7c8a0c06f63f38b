"""Configuration files: where they are found, what they may say, and how wrong ones are told."""

import datetime
import json
from pathlib import Path

import jsonschema
import pytest

from kb.cli.config import decode_config, find_config, read_config
from kb.cli.config_schema import config_schema
from kb.cli.options import Options
from kb.cli.request import request_of
from kb.errors import KbError

EVERYTHING = """
format = "sarif"
output = "out/kb.sarif"
min-os = ["ios16.2", "macos13"]
device = "iPhone 12"
chip = ["A14"]
compute-units = "CPU_AND_NE"
target = ["ios16", "ios17"]
select = ["a"]
ignore = ["b"]
fail-on = "warning"
min-confidence = "confirmed"
baseline = "kb-baseline.json"
strict = true

[[suppress]]
record = "apple/coremltools#2173"
reason = "runs on the CPU only"
until = 2027-01-31
model = "models/*.mlpackage"
function = "main"
operation = "patches*"

[[suppress]]
record = "b"
reason = "looked at it"
"""


def write(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def test_every_option_can_be_written(tmp_path: Path) -> None:
    config = read_config(write(tmp_path / "kb.toml", EVERYTHING))
    assert config.options == Options(
        format="sarif",
        output=str(tmp_path / "out/kb.sarif"),
        min_os=("ios16.2", "macos13"),
        device=("iPhone 12",),
        chip=("A14",),
        compute_units="CPU_AND_NE",
        target=("ios16", "ios17"),
        select=("a",),
        ignore=("b",),
        fail_on="warning",
        min_confidence="confirmed",
        baseline=str(tmp_path / "kb-baseline.json"),
        strict=True,
    )
    first, second = config.suppressions
    assert (first.record, first.until) == ("apple/coremltools#2173", datetime.date(2027, 1, 31))
    assert (second.where, second.until) == (f"{tmp_path / 'kb.toml'}: suppress 2", None)


def test_pyproject_holds_the_same_under_its_own_table(tmp_path: Path) -> None:
    path = write(
        tmp_path / "pyproject.toml", '[tool.kb]\nfail-on = "note"\n[[tool.kb.suppress]]\nrecord="a"\nreason="b"\n'
    )
    config = read_config(path)
    assert config.options == Options(fail_on="note")
    assert config.suppressions[0].record == "a"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("fail_on = 'error'", "there is no option 'fail_on' (did you mean fail-on?)"),
        ("minos = 'ios16'", "there is no option 'minos' (did you mean min-os?)"),
        ("fail-on = 'fatal'", "fail-on: 'fatal' is not among error, warning, note, never"),
        ("min-os = 16", "min-os: is neither a string nor a list of strings"),
        ("min-os = ['ios16', 3]", "min-os: is neither a string nor a list of strings"),
        ("strict = 'yes'", "strict: 'yes' is no true or false"),
        ("output = 3", "output: 3 is no string"),
        ("suppress = 'a'", "suppress: is no list of tables"),
        ("[[suppress]]\nrecord = 'a'", "suppress 1: has no reason"),
        ("[[suppress]]\nrecord = 'a'\nreason = ' '", "suppress 1: has no reason"),
        ("[[suppress]]\nreason = 'a'", "suppress 1: has no record"),
        ("[[suppress]]\nrecord = 'a'\nreason = 'b'\nuntill = 2027-01-01", "no option 'untill' (did you mean until?)"),
        ("[[suppress]]\nrecord = 'a'\nreason = 'b'\nuntil = 'soon'", "until: 'soon' is no day"),
        ("[[suppress]]\nrecord = 'a'\nreason = 'b'\nuntil = 2027-01-01T10:00:00", "is no day"),
        ("[[suppress]]\nrecord = 3\nreason = 'b'", "suppress 1, record: is no string"),
        ("a = = b", "is no TOML"),
    ],
)
def test_what_is_not_understood_is_told_with_file_and_key(tmp_path: Path, text: str, said: str) -> None:
    path = write(tmp_path / "kb.toml", text)
    with pytest.raises(KbError) as raised:
        read_config(path)
    assert str(raised.value).startswith(str(path))
    assert said in str(raised.value)


def test_a_file_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    with pytest.raises(KbError, match="there is no such file"):
        read_config(tmp_path / "none.toml")


def test_the_nearest_file_upwards_from_the_model_is_found(tmp_path: Path) -> None:
    write(tmp_path / "kb.toml", "")
    near = write(tmp_path / "app/models/kb.toml", "")
    assert find_config([str(tmp_path / "app/models/v1/x.mlpackage")], tmp_path) == near


def test_a_pyproject_without_our_table_is_passed_over(tmp_path: Path) -> None:
    far = write(tmp_path / "kb.toml", "")
    write(tmp_path / "app/pyproject.toml", "[project]\nname = 'app'\n")
    assert find_config(["x.mlpackage"], tmp_path / "app") == far


def test_for_a_model_elsewhere_the_working_folder_counts(tmp_path: Path) -> None:
    mine = write(tmp_path / "work/pyproject.toml", "[tool.kb]\n")
    assert find_config([str(tmp_path / "downloads/x.mlpackage")], tmp_path / "work") == mine


def test_several_models_share_the_file_above_all_of_them(tmp_path: Path) -> None:
    top = write(tmp_path / "kb.toml", "")
    write(tmp_path / "a/kb.toml", "")
    assert find_config(["a/x.mlpackage", "b/y.mlpackage"], tmp_path) == top


def test_the_command_line_wins_option_by_option() -> None:
    said = Options(fail_on="note", min_os=("ios17",))
    found = Options(fail_on="error", min_os=("ios15", "macos12"), chip=("A14",), strict=True)
    assert said.over(found) == Options(fail_on="note", min_os=("ios17",), chip=("A14",), strict=True)


def test_the_schema_takes_what_the_reader_takes_and_refuses_what_it_refuses() -> None:
    validator = jsonschema.Draft202012Validator(config_schema())
    good = {"fail-on": "note", "min-os": "ios16", "suppress": [{"record": "a", "reason": "b", "until": "2027-01-31"}]}
    assert decode_config(good, origin=Path("kb.toml"))
    assert validator.is_valid(good)
    for bad in ({"fail_on": "note"}, {"fail-on": "fatal"}, {"suppress": [{"record": "a"}]}, {"min-os": 3}):
        assert not validator.is_valid(json.loads(json.dumps(bad)))
        with pytest.raises(KbError):
            decode_config(bad, origin=Path("kb.toml"))


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (Options(min_os=("ios",)), "--min-os: 'ios' is no OS release (write ios16.2, macos13, watchos9.1)"),
        (Options(target=("ios16.2",)), "--target: 'ios16.2' is no deployment target"),
    ],
)
def test_a_value_that_means_nothing_is_told_before_any_model_is_opened(options: Options, said: str) -> None:
    with pytest.raises(KbError) as raised:
        request_of(["x"], options)
    assert str(raised.value).startswith(said)


def test_lists_may_be_written_with_commas_but_identifiers_are_not_split() -> None:
    request = request_of(["x"], Options(min_os=("ios16.2, macos13",), target=("ios17,ios16",), device=("iPhone13,2",)))
    assert [str(release) for release in request.deployment.min_os] == ["iOS 16.2", "macOS 13"]
    assert [target.name for target in request.candidates] == ["iOS16", "iOS17"]
    assert request.deployment.devices == ("iPhone13,2",)


@pytest.mark.parametrize(
    ("name", "text", "told"),
    [
        ("kb.toml", "a = " + "[" * 100_000, "nested too deep"),
        ("kb.toml", "a = " + "{b = " * 5_000, "nested too deep"),
        ("kb.toml", "a = " + "9" * 5_000, "is no TOML"),
        ("pyproject.toml", "tool = 3", "tool: is no table"),
        ("pyproject.toml", "[[tool]]", "tool: is no table"),
        ("pyproject.toml", "[tool]\nkb = 3", "kb: is no table"),
    ],
)
def test_a_hostile_file_is_refused(tmp_path: Path, name: str, text: str, told: str) -> None:
    with pytest.raises(KbError, match=told):
        read_config(write(tmp_path / name, text))
