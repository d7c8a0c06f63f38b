"""Compiled models: the same model as the package, whichever way the compiler wrote it."""

import contextlib
import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from coremltools.proto import Model_pb2
from hypothesis import given, settings
from hypothesis import strategies as st
from mil_printer import Printer

import kb
from kb.cli.app import run
from kb.errors import UnreadableModel
from kb.models.mil_text import program_of
from kb.models.model import Model, Operation
from kb.models.reading import read_model
from kb.rules.verdict import Verdict

ROOT = Path(__file__).parents[2]
CORPUS = sorted((ROOT / "tests/corpus/packages").glob("*/*.mlpackage"))
SAMPLES = ROOT.parent / "shared" / "samples"
INSIDE = "Data/com.apple.CoreML/model.mlmodel"


def specification(package: Path) -> Any:
    return Model_pb2.Model.FromString((package / INSIDE).read_bytes())


def compiled(folder: Path, spec: Any, *, scalars_as_tensors: bool) -> Path:
    """A `.mlmodelc` with the program as text and the description as a message."""
    path = folder / "compiled.mlmodelc"
    path.mkdir()
    (path / "model.mil").write_text(Printer(scalars_as_tensors=scalars_as_tensors).program(spec.mlProgram))
    description = spec.description.SerializeToString()
    header = b"\x05\0\0\0\0\0\0\0\x07\0\0\0\0\0\0\0generic"
    (path / "coremldata.bin").write_bytes(header + len(description).to_bytes(8, "little") + description)
    said = [{"specificationVersion": spec.specificationVersion, "modelType": {"name": "MLModelType_mlProgram"}}]
    (path / "metadata.json").write_text(json.dumps(said))
    return path


def zipped(folder: Path, path: Path, *, inside: str) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for each in sorted(folder.rglob("*")):
            archive.write(each, f"{inside}{each.relative_to(folder)}")
    return path


@pytest.mark.parametrize("inside", ["", "m.mlmodelc/", "build/m.mlmodelc/"])
def test_a_zipped_compiled_model_is_that_model(tmp_path: Path, inside: str, capsys: pytest.CaptureFixture[str]) -> None:
    folder = compiled(tmp_path, specification(CORPUS[0]), scalars_as_tensors=False)
    archive = zipped(folder, tmp_path / "m.zip", inside=inside)
    read, again = read_model(folder), read_model(archive)
    assert operations(again) == operations(read)
    assert (again.path, again.format, again.metadata) == (str(archive), "mlmodelc", read.metadata)
    assert run(["check", str(archive), "--format", "json", "--fail-on", "never"]) == 0
    (answered,) = json.loads(capsys.readouterr().out)["models"]
    assert (answered["path"], answered["kind"]) == (str(archive), "mlProgram")


def test_damage_in_a_zipped_compiled_model_is_named_by_the_archive(tmp_path: Path) -> None:
    folder = compiled(tmp_path, specification(CORPUS[0]), scalars_as_tensors=False)
    (folder / "model.mil").write_text("program(1.3)\n{ func ")
    archive = zipped(folder, tmp_path / "m.zip", inside="m.mlmodelc/")
    with pytest.raises(UnreadableModel) as caught:
        read_model(archive)
    assert caught.value.where.startswith(f"{archive}: m.mlmodelc: model.mil")


@pytest.mark.parametrize(
    ("said", "verdict"), [({}, Verdict.UNDECIDED), ({"inputSchema": [], "outputSchema": []}, Verdict.MATCHED)]
)
def test_an_interface_that_is_not_told_is_not_an_empty_one(
    tmp_path: Path, said: dict[str, Any], verdict: Verdict
) -> None:
    folder = compiled(tmp_path, specification(CORPUS[0]), scalars_as_tensors=False)
    (folder / "coremldata.bin").unlink()
    (folder / "metadata.json").write_text(json.dumps([{"specificationVersion": 6, **said}]))
    (answered,) = kb.check(folder).models
    (finding,) = [each for each in answered.findings if each.record.id == "no-inputs-before-ios18"]
    assert finding.verdict is verdict
    assert bool(said) is not any("inputs and outputs" in note.what for note in answered.notes)


def seen(operation: Operation) -> dict[str, Any]:
    return {
        "type": operation.type,
        "name": operation.name,
        "location": operation.location,
        "inputs": {key: tuple(value) for key, value in operation.inputs.items()},
        "outputs": operation.outputs,
        "attributes": dict(operation.attributes),
    }


def operations(model: Model) -> list[dict[str, Any]]:
    return [seen(each) for function in model.functions for each in function.source.operations(None)]


@pytest.mark.parametrize("scalars_as_tensors", [True, False], ids=["as until 2023", "as since 2024"])
@pytest.mark.parametrize("package", CORPUS, ids=lambda path: path.stem)
def test_a_compiled_model_is_the_model_of_the_package(package: Path, tmp_path: Path, scalars_as_tensors: bool) -> None:
    read, again = (
        read_model(package),
        read_model(compiled(tmp_path, specification(package), scalars_as_tensors=scalars_as_tensors)),
    )
    assert operations(again) == operations(read)
    assert (again.kind, again.specification_version) == (read.kind, read.specification_version)
    assert (again.interface, again.metadata) == (read.interface, read.metadata)
    assert [(f.name, f.opset, f.inputs, f.outputs) for f in again.functions] == [
        (f.name, f.opset, f.inputs, f.outputs) for f in read.functions
    ]


@pytest.mark.skipif(not SAMPLES.is_dir(), reason="the models compiled by Apple are not beside this checkout")
@pytest.mark.parametrize("name", ["silero-vad-unified-v6.0.0", "unified_int8", "unified_palette_4bit"])
def test_a_model_that_apple_compiled_is_the_model_of_its_package(name: str) -> None:
    read, again = (read_model(SAMPLES / f"{name}.{form}") for form in ("mlpackage", "mlmodelc"))
    assert operations(again) == operations(read)
    assert (again.interface, again.metadata) == (read.interface, read.metadata)
    said = json.loads((SAMPLES / f"{name}.mlmodelc/metadata.json").read_text())[0]
    assert again.specification_version == said["specificationVersion"]
    histogram = said["mlProgramOperationTypeHistogram"]
    counted = {key: count for key, count in again.functions[0].operation_types.items() if key != "const"}
    assert sum(histogram.values()) == sum(counted.values())
    assert {key.rpartition(".")[2].lower(): count for key, count in histogram.items()} == {
        key.replace("_", ""): count for key, count in counted.items()
    }


def test_nested_blocks_states_several_functions_and_operations_without_outputs_are_read() -> None:
    text = """program(1.3)
[buildInfo = dict<string, string>({{"coremlc-version", "3500.32.1"}})]
{
    func first<ios18>(state<tensor<fp16, [1, 4]>> cache, tensor<fp16, [1, ?]> x) {
        bool p = const()[name = string("p"), val = bool(true)];
        (tensor<fp16, [1, ?]> y) = cond(pred = p)[name = string("cond_0")] {
            tensor<fp16, [1, ?]> a = relu(x = x)[name = string("relu_0")];
        } -> (a), block1() {
            tensor<fp16, [1, ?]> b = tanh(x = x)[name = string("tanh_0")];
        } -> (b);
        write_state(input = cache, data = y)[name = string("write_0")];
        tensor<fp16, [2, ?]> z = concat(axis = int32(0), interleave = bool(false), values = (x, y))[name = string("c")];
    } -> (z);
    func second<ios18>(tensor<fp16, [1]> x) {
        tensor<fp16, [1]> y = exp(x = x)[name = string("e \\"quoted\\"\\n")];
    } -> (y);
}
"""
    from coremltools.proto import MIL_pb2

    program = MIL_pb2.Program.FromString(program_of(text, origin="model.mil"))
    assert sorted(program.functions) == ["first", "second"]
    block = program.functions["first"].block_specializations["CoreML8"]
    assert [each.type for each in block.operations] == ["const", "cond", "write_state", "concat"]
    assert [[inner.type for inner in each.operations] for each in block.operations[1].blocks] == [["relu"], ["tanh"]]
    assert [each.name for each in block.operations[3].inputs["values"].arguments] == ["x", "y"]
    assert not block.operations[2].outputs
    assert program.functions["first"].inputs[0].type.WhichOneof("type") == "stateType"
    named = program.functions["second"].block_specializations["CoreML8"].operations[0].attributes["name"]
    assert named.immediateValue.tensor.strings.values == ['e "quoted"\n']


def test_names_may_read_like_types() -> None:
    text = """program(1.0) { func main<ios15>(tensor<fp32, [1]> state, fp32 tensor) {
        fp32 int32 = add(x = state, y = tensor)[];
    } -> (int32); }"""
    assert program_of(text, origin="model.mil")


@pytest.mark.parametrize(
    ("text", "where", "what"),
    [
        ("", "line 1, column 1", "`program` was expected, not `the end`"),
        ("program(1.0)\n{\n  func main<ios15>(", "line 3, column 20", "a type was expected"),
        ("program(1.0)\n{ func main<ios15>() { fp16 x = const()[val = fp16(abc)]; }", "line 2", "a fp16 was expected"),
        ("program(1.0)\n{ func main<ios15>() { what x = const()[]; } -> (x); }", "line 2", "`(` was expected, not `x"),
        ('program(1.0)\n{ func main<ios15>() { string x = const()[v = string("open)]', "line 2", "a token was"),
        (f"program(1.0)\n{{ func main<ios15>(tensor<fp16, [{'9' * 5000}]> x)", "line 2", "a dimension was expected"),
        ('program(1.0)\n{ func main<ios15>() { int32 x = const()[v = tensor<int8, [2]>([1,"x"])', "line 2", "one type"),
    ],
)  # fmt: skip
def test_an_error_names_line_column_and_what_was_expected(text: str, where: str, what: str) -> None:
    with pytest.raises(UnreadableModel) as raised:
        program_of(text, origin="model.mil")
    assert where in raised.value.where
    assert what in raised.value.what


def test_nesting_without_end_is_refused() -> None:
    deep = "program(1.0) { func main<ios15>() { " + "tensor<fp32, [1]> y = cond()[] { " * 5000
    for text in (
        deep,
        "program(1.0) { func main<ios15>(" + "tuple<" * 100_000,
        "program(1.0) [a = tensor<fp32, []>(" + "[" * 100_000,
    ):
        with pytest.raises(UnreadableModel):
            program_of(text, origin="model.mil")


def _small() -> str:
    package = next(path for path in CORPUS if path.stem == "stateful-decoder-ios18")
    return Printer(scalars_as_tensors=False).program(specification(package).mlProgram)


@settings(max_examples=300, deadline=None)
@given(data=st.data())
def test_a_damaged_text_is_read_or_refused_and_nothing_else(data: st.DataObject) -> None:
    """No text makes the scanner raise anything but UnreadableModel."""
    text = _small()
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, min(len(text), start + 60)))
    damaged = text[:start] + data.draw(st.text(max_size=5)) + text[end:]
    if data.draw(st.booleans()):
        damaged = damaged[:start]
    with contextlib.suppress(UnreadableModel):
        program_of(damaged, origin="model.mil")


def _absent(path: Path) -> None:
    path.rmdir()


def _no_metadata(path: Path) -> None:
    (path / "metadata.json").write_text("[{}]")


def _strange_kind(path: Path) -> None:
    (path / "metadata.json").write_text('[{"modelType": {"name": "MLModelType_oracle"}}]')


def _no_json(path: Path) -> None:
    (path / "metadata.json").write_text("{" * 100_000)


@pytest.mark.parametrize(
    ("damage", "what"),
    [
        (_absent, "no such file"),
        (_no_metadata, "does not say what kind of model it is"),
        (_strange_kind, "a kind of model not known here: oracle"),
        (_no_json, "is not JSON"),
    ],
)
def test_a_compiled_folder_that_is_none_is_refused(tmp_path: Path, damage: Callable[[Path], None], what: str) -> None:
    path = tmp_path / "broken.mlmodelc"
    path.mkdir()
    damage(path)
    with pytest.raises(UnreadableModel, match=what):
        read_model(path)


def test_a_compiled_network_gives_its_layers(tmp_path: Path) -> None:
    path = tmp_path / "network.mlmodelc"
    path.mkdir()
    layers = [
        {"name": "conv1", "type": "convolution", "bottom": "data", "top": "conv1", "Nx": 3, "Ny": 5, "stride_x": 2,
         "stride_y": 2, "n_groups": 1, "C": 8, "K": 3},
        {"name": "pool1", "type": "pool", "bottom": "conv1", "top": "pool1", "size_x": 14, "size_y": 14},
        {"name": "odd", "type": "never_heard_of", "bottom": "pool1", "top": "out"},
    ]  # fmt: skip
    (path / "model.espresso.net").write_text(json.dumps({"layers": layers}))
    shapes = {"layer_shapes": {"data": {"n": 1, "k": 3, "h": 8, "w": 9}}}
    (path / "model.espresso.shape").write_text(json.dumps(shapes))
    said = {
        "specificationVersion": 4,
        "modelType": {"name": "MLModelType_neuralNetworkClassifier"},
        "inputSchema": [{"name": "data", "type": "Image", "width": "9", "height": "8", "colorspace": "RGB"}],
        "outputSchema": [{"name": "out", "type": "MultiArray", "dataType": "Float32", "shape": "[1, 2]"}],
    }
    (path / "metadata.json").write_text(json.dumps([said]))
    model = read_model(path)
    assert (model.kind, model.specification_version) == ("neuralNetworkClassifier", 4)
    assert dict(model.functions[0].operation_types) == {"nn:convolution": 1, "nn:pooling": 1, "nn:never_heard_of": 1}
    conv, pool, odd = model.functions[0].source.operations(None)
    assert conv.attributes["kernelSize"].values == (5, 3)
    assert conv.inputs["input"][0].type is not None
    assert pool.attributes["kernelSize"].values == (14, 14)
    assert not odd.attributes
    assert [each.name for each in model.functions[0].source.consumers(conv, "conv1")] == ["pool1"]


@pytest.mark.parametrize(
    "said",
    [
        {"inputSchema": 3},
        {"inputSchema": [{"name": "\ud800", "type": "Image", "width": "²", "height": "9" * 5000}]},
        {"author": "\ud800", "userDefinedMetadata": {"\ud800": "\udfff"}},
    ],
    ids=["no list", "no numbers", "no text"],
)
def test_a_strange_description_leaves_the_layers_readable(tmp_path: Path, said: dict[str, Any]) -> None:
    path = tmp_path / "network.mlmodelc"
    path.mkdir()
    (path / "model.espresso.net").write_text('{"layers": [{"name": "a", "type": "softmax"}]}')
    (path / "metadata.json").write_text(json.dumps([said]))
    assert dict(read_model(path).functions[0].operation_types) == {"nn:softmax": 1}


@pytest.mark.parametrize("name", ["isUpdatable", "specificationVersion", "description"])
def test_a_field_of_the_message_is_no_kind_of_model(tmp_path: Path, name: str) -> None:
    path = tmp_path / "m.mlmodelc"
    path.mkdir()
    (path / "metadata.json").write_text(json.dumps([{"modelType": {"name": f"MLModelType_{name}"}}]))
    with pytest.raises(UnreadableModel, match="kind of model not known here"):
        read_model(path)


def test_a_layer_that_gives_a_value_its_name_anew_parts_what_takes_it(tmp_path: Path) -> None:
    path = tmp_path / "network.mlmodelc"
    path.mkdir()
    places = [("x", "a"), ("a", "a"), ("a", "b"), ("a,b", "c")]
    layers = [{"name": str(i), "type": "softmax", "bottom": one, "top": two} for i, (one, two) in enumerate(places)]
    (path / "model.espresso.net").write_text(json.dumps({"layers": layers}))
    source = read_model(path).functions[0].source
    first, second, third, fourth = source.operations(None)
    assert [each.name for each in source.consumers(first, "a")] == ["1"]
    assert [each.name for each in source.consumers(second, "a")] == ["2", "3"]
    assert source.producer(first, "x") is None
    assert source.producer(second, "a") == first
    assert source.producer(fourth, "a") == second
    assert source.producer(fourth, "b") == third
    assert source.is_output(fourth, "c")
    assert not source.is_output(third, "b")
