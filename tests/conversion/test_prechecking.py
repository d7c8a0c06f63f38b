"""What would be found is told by line of the source: the lines survive the converter's passes."""

import json
from pathlib import Path

import jsonschema
import pytest

from kb.checking import check_model
from kb.cli.app import run
from kb.cli.schemas import DOCUMENTS
from kb.conversion import precheck_text, prechecking
from kb.conversion.converters import converter_of
from kb.conversion.converting import convert
from kb.conversion.prechecking import precheck, source_lines
from kb.errors import KbError
from kb.models.reading import read_model
from kb.platforms.deployment import Deployment
from kb.platforms.targets import target_named
from kb.reports.json_schema import schema_of

pytestmark = pytest.mark.filterwarnings("ignore")

STRIDE = "conv-stride-interleave-factors"
NETWORK = Path(__file__).with_name("networks_with_lines.py")
IPAD = Deployment.parse("ios16, iPad")


def line_of(text: str) -> int:
    return next(number for number, line in enumerate(NETWORK.read_text().splitlines(), 1) if text in line)


@pytest.fixture(scope="module")
def exported():
    pytest.importorskip("torch", reason="PyTorch is not installed")
    from networks_with_lines import exported

    return exported()


@pytest.fixture(scope="module")
def targets():
    return [target_named(name) for name in ("iOS15", "iOS16")]


def test_a_finding_stands_at_its_line_and_at_no_other(exported, targets, base) -> None:
    found = precheck(exported, targets, base, IPAD, arguments={})
    at = [each for each in found.findings if each.finding.record.id == STRIDE]
    assert [(Path(each.where.file).name, each.where.line) for each in at] == [(NETWORK.name, line_of("# stride 14"))]
    assert at[0].where.text.startswith("patches = self.patches(image)")
    assert [target.name for target in at[0].targets] == ["iOS16"]
    assert [target.name for target in found.clean] == ["iOS15"]


def test_every_operation_but_constants_and_casts_leads_to_a_line_of_the_users_own(exported, targets) -> None:
    """Through fusion (layer norm, gelu, linear) and decomposition (attention): else findings would lose their place."""
    convert_for = converter_of(exported, {})
    for target in targets:
        program = convert_for(target)._mil_program
        lines = prechecking._lines(program)
        operations = [o for o in program.functions["main"].operations if o.op_type not in ("const", "cast")]
        assert len(operations) > 10
        lost = [o.name for o in operations if Path(lines[o.name].file if o.name in lines else "").name != NETWORK.name]
        assert lost == []


def test_what_is_told_is_what_a_conversion_would_be_found_to_have(exported, targets, base, tmp_path: Path) -> None:
    found = precheck(exported, targets, base, IPAD, arguments={})
    report = convert(exported, targets=targets, deployment=IPAD, out=tmp_path)
    for build in report.builds:
        saved = check_model(read_model(Path(build.report.path)), base, IPAD, (build.target,))
        before = {each.finding.record.id for each in found.findings if build.target in each.targets}
        assert before == {finding.record.id for finding in saved.findings}


def test_a_traced_module_is_refused_since_it_remembers_no_lines(patches, targets, base) -> None:
    with pytest.raises(KbError, match="does not remember the lines"):
        precheck(patches[0], targets, base, IPAD, arguments={})


def test_a_target_that_the_converter_refuses_is_told_beside_the_others(exported, targets, base, monkeypatch) -> None:
    original = prechecking.converter_of

    def choosy(*arguments):
        convert_for = original(*arguments)

        def fail(target):
            if target.name == "iOS15":
                raise ValueError("no such thing at iOS15")
            return convert_for(target)

        return fail

    monkeypatch.setattr(prechecking, "converter_of", choosy)
    found = precheck(exported, targets, base, IPAD, arguments={})
    assert [each.target.name for each in found.refusals] == ["iOS15"]
    assert [target.name for target in found.targets] == ["iOS16"]


OWN = 'File "/home/me/net.py", line 7, in forward\n    return self.c(x)'
TORCH = 'File "/x/site-packages/torch/nn/modules/conv.py", line 565, in forward\n    return self._conv_forward(x)'
LIBRARY = 'File "/x/site-packages/transformers/vit.py", line 99, in forward\n    return self.patches(x)'


@pytest.mark.parametrize(
    ("trace", "line"),
    [(f"{OWN}\n  {TORCH}", 7), (f"{OWN}\n  {LIBRARY}\n  {TORCH}", 7), (f"{LIBRARY}\n  {TORCH}", 99)],
)
def test_the_innermost_line_that_tells_the_user_something_is_taken(trace: str, line: int) -> None:
    assert [each.line for each in source_lines([trace])] == [line]


def test_torchs_own_lines_are_no_place() -> None:
    assert source_lines([TORCH]) == ()


def test_the_command_tells_lines_and_writes_nothing(tmp_path: Path, monkeypatch, capfd) -> None:
    pytest.importorskip("torch", reason="PyTorch is not installed")
    monkeypatch.chdir(tmp_path)
    command = ["precheck", f"{NETWORK}:exported", "--targets", "iOS15,iOS16", "--min-os", "ios16", "--device", "iPad"]
    assert run(command) == 0
    shown = capfd.readouterr().out
    assert f"{NETWORK.name}:{line_of('# stride 14')}" in shown
    assert "No known error would stand at iOS15" in shown
    assert run([*command[:2], "--targets", "iOS16", *command[4:], "--format", "json"]) == 1
    document = json.loads(capfd.readouterr().out)
    jsonschema.validate(document, schema_of(DOCUMENTS[precheck_text.SCHEMA], name=precheck_text.SCHEMA))
    assert document["clean"] == []
    assert list(tmp_path.iterdir()) == []
