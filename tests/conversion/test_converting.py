"""One source, several targets: every build is checked, the choice has its reasons, no failure loses the others."""

import json
from pathlib import Path

import jsonschema
import pytest

import kb
from kb.cli.app import run
from kb.cli.schemas import DOCUMENTS
from kb.conversion import as_html, as_json_v1, as_text
from kb.conversion.converting import convert
from kb.conversion.report import ConversionReport
from kb.errors import KbError
from kb.models.reading import read_model
from kb.platforms.targets import target_named
from kb.reports.json_schema import schema_of
from kb.reports.layout import Layout

# The warnings of torch and coremltools are their own.
pytestmark = pytest.mark.filterwarnings("ignore")

STRIDE = "conv-stride-interleave-factors"
TARGETS = ("iOS15", "iOS16", "iOS18")


@pytest.fixture(scope="module")
def in_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("builds")


def chosen(report: ConversionReport) -> list[str]:
    return [str(each.target) for each in report.choice.builds]


def reasons(report: ConversionReport, target: str) -> str:
    return " / ".join(next(each for t, each in report.choice.reasons.items() if t.name == target))


def test_patches_of_14_are_shipped_to_ipads_as_ios15(patches, tmp_path: Path) -> None:
    source, arguments = patches
    report = convert(source, targets=TARGETS, deployment="ios16.5, iPad", out=tmp_path, name="Patches", **arguments)
    assert [build.target.name for build in report.builds] == [*TARGETS]
    for build in report.builds:
        path = tmp_path / f"Patches-{build.target}.mlpackage"
        assert read_model(path).specification_version == build.target.specification_version
        assert build.size > 0
    assert chosen(report) == ["iOS15"]
    assert STRIDE in reasons(report, "iOS16")
    assert "no known error or warning stands" in reasons(report, "iOS15")
    assert "does not load on iPad" in reasons(report, "iOS18")


def test_what_may_stand_weighs_less_than_what_stands_but_more_than_a_newer_target(patches, tmp_path: Path) -> None:
    """The convolution was seen to fail on iPadOS 16.5.1; whether it does on 18 nobody knows."""
    source, arguments = patches
    report = convert(source, targets=TARGETS, deployment="ios18, iPad", out=tmp_path, **arguments)
    assert chosen(report) == ["iOS15"]
    assert STRIDE in reasons(report, "iOS18")
    assert "not known" in reasons(report, "iOS18")


def test_on_the_cpu_alone_the_newest_target_that_all_devices_load_is_chosen(patches, tmp_path: Path) -> None:
    source, arguments = patches
    report = convert(
        source, targets=TARGETS, deployment="ios18, iPad, CPU_ONLY", out=tmp_path, name="Patches", **arguments
    )
    assert chosen(report) == ["iOS18"]
    assert "iOS18 is newer" in reasons(report, "iOS16")


def test_the_builds_differ_as_the_converter_made_them_differ(patches, tmp_path: Path) -> None:
    source, arguments = patches
    report = convert(source, targets=TARGETS, out=tmp_path, **arguments)
    described = {each.name: each.described for each in report.interface}
    assert described["image"] == tuple(f"{dtype} array 1×3×56×56" for dtype in ("fp32", "fp16", "fp16"))
    casts = next(each.counts for each in report.operations if each.type == "cast")
    assert casts[0] > casts[1] == casts[2] == 0


def test_a_program_is_converted_as_if_it_were_converted_alone(tmp_path: Path) -> None:
    """The converter changes the program it is given; the second target must not get the first one's."""
    import coremltools as ct
    from coremltools.converters.mil import Builder

    @Builder.program(input_specs=[Builder.TensorSpec(shape=(1, 8))])
    def program(x):
        return Builder.softmax(x=Builder.relu(x=x), axis=-1)

    convert(program, targets=["iOS15", "iOS17"], out=tmp_path / "both", convert_to="mlprogram")
    ct.convert(program, minimum_deployment_target=ct.target.iOS17, skip_model_load=True).save(
        str(tmp_path / "alone.mlpackage")
    )
    together, alone = (read_model(tmp_path / name) for name in ("both/Model-iOS17.mlpackage", "alone.mlpackage"))
    assert together.functions[0].operation_types == alone.functions[0].operation_types
    assert together.interface.inputs[0].type == alone.interface.inputs[0].type


def attention():
    """A program with an operation that begins at iOS18."""
    import coremltools as ct
    from coremltools.converters.mil import Builder

    @Builder.program(input_specs=[Builder.TensorSpec((1, 2, 4, 8)) for _ in range(3)], opset_version=ct.target.iOS18)
    def program(query, key, value):
        return Builder.scaled_dot_product_attention(query=query, key=key, value=value)

    return program


def test_a_target_that_is_refused_is_told_in_the_converters_words_and_loses_no_other(tmp_path: Path) -> None:
    report = convert(attention(), targets=["iOS17", "iOS18"], out=tmp_path)
    assert [build.target.name for build in report.builds] == ["iOS18"]
    (refusal,) = report.refusals
    assert refusal.target.name == "iOS17"
    assert "iOS18" in refusal.message
    assert not (tmp_path / "Model-iOS17.mlpackage").exists()
    assert refusal.message.splitlines()[0][:40] in as_text.render(report, Layout(width=2000))


def test_a_record_that_knows_the_refusal_is_named(tmp_path: Path, base, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every message of a record of a failed conversion would be found, were it the converter's answer."""
    from kb.conversion import converting

    record = next(each for each in base.records if each.category.value == "conversion-failure" and each.messages)

    def refuse(*_: object):
        def fail(target):
            raise ValueError(record.messages[0])

        return fail

    monkeypatch.setattr(converting, "converter_of", refuse)
    report = convert(object(), targets=["iOS16"], out=tmp_path)
    assert report.refusals[0].explanations[0].record.id == record.id
    assert report.choice.builds == ()
    assert record.id in as_html.render(report)


def test_nothing_is_overwritten_unasked(patches, tmp_path: Path) -> None:
    source, arguments = patches
    existing = tmp_path / "Model-iOS16.mlpackage"
    existing.mkdir()
    (existing / "mine").write_text("precious")
    with pytest.raises(KbError, match="is there already"):
        convert(source, targets=TARGETS, out=tmp_path, **arguments)
    assert (existing / "mine").read_text() == "precious"
    assert not (tmp_path / "Model-iOS15.mlpackage").exists()
    convert(source, targets=["iOS16"], out=tmp_path, force=True, **arguments)
    assert not (existing / "mine").exists()
    assert read_model(existing).specification_version == 7
    assert sorted(each.name for each in tmp_path.iterdir()) == ["Model-iOS16.mlpackage"]


def test_what_the_deployment_can_load_is_built_where_nobody_names_targets(tmp_path: Path) -> None:
    from coremltools.converters.mil import Builder

    @Builder.program(input_specs=[Builder.TensorSpec(shape=(1, 8))])
    def program(x):
        return Builder.relu(x=x)

    report = convert(program, deployment="ios16.2", out=tmp_path)
    assert [build.target.name for build in report.builds] == ["iOS15", "iOS16"]
    assert chosen(report) == ["iOS16"]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"targets": ["iOS16.2"]}, "no deployment target"),
        ({"targets": ["iOS14", "iOS16"]}, "two calls"),
        ({"targets": ["iOS16"], "minimum_deployment_target": 7}, "give `targets`"),
        ({"targets": ["iOS16"], "deployment": "iPhone 1000"}, "no such device"),
        ({"deployment": "iPhone 6"}, "nothing that can be converted for loads"),
    ],
)
def test_what_cannot_be_meant_is_refused_before_anything_is_converted(arguments, words, tmp_path: Path) -> None:
    with pytest.raises(KbError, match=words):
        convert(object(), out=tmp_path, **arguments)
    assert not list(tmp_path.iterdir())


def test_kb_convert_is_public() -> None:
    assert kb.convert is convert


SCRIPT = """
calls = []
def network():
    from coremltools.converters.mil import Builder
    calls.append(1)
    assert len(calls) == 1
    @Builder.program(input_specs=[Builder.TensorSpec(shape=(1, 8))])
    def program(x):
        return Builder.relu(x=x, name="y")
    return program, {"convert_to": "mlprogram"}
def broken():
    return 1 / 0
"""


@pytest.fixture
def script(tmp_path: Path) -> Path:
    path = tmp_path / "networks.py"
    path.write_text(SCRIPT)
    return path


def test_the_command_leaves_builds_and_reports_and_prints_the_choice(script: Path, tmp_path: Path, capfd) -> None:
    out = tmp_path / "out"
    command = ["convert", f"{script}:network", "--targets", "iOS15,iOS17", "--out", str(out)]
    assert run(command) == 0
    shown = capfd.readouterr()
    assert "Ship iOS15" in shown.out
    assert "converting for iOS17 (2 of 2)" in shown.err
    assert sorted(each.name for each in out.iterdir()) == [
        "network-iOS15.mlpackage",
        "network-iOS17.mlpackage",
        "network-report.html",
        "network-report.json",
    ]
    document = json.loads((out / "network-report.json").read_text())
    jsonschema.validate(document, schema_of(DOCUMENTS[as_json_v1.SCHEMA], name=as_json_v1.SCHEMA))
    assert document["choice"]["builds"][0]["target"] == "iOS15"
    assert run(command) == 2
    assert "is there already" in capfd.readouterr().err
    assert run([*command, "--force", "--format", "json"]) == 0


def test_an_error_in_the_users_script_names_its_line(script: Path, tmp_path: Path, capfd) -> None:
    assert run(["convert", f"{script}:broken", "--out", str(tmp_path / "out")]) == 2
    assert f"{script}:12: broken failed: ZeroDivisionError" in capfd.readouterr().err


def test_a_hostile_name_stays_text_in_every_format(tmp_path: Path) -> None:
    report = convert(attention(), targets=["iOS18"], out=tmp_path, name="<b>x\n::error::")
    assert "<b>x" not in as_html.render(report)
    assert "\n::error::" not in as_text.render(report, Layout())


def test_targets_may_be_targets_themselves(tmp_path: Path) -> None:
    target = target_named("iOS18")
    assert target is not None
    assert convert(attention(), targets=[target], out=tmp_path).builds[0].target is target
