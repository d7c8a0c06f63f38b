"""Mutated, truncated and absurd models: only UnreadableModel, in bounded time and memory."""

import contextlib
import subprocess
import sys
import time
from functools import cache
from pathlib import Path

import built_models
import pytest
from coremltools.proto import Model_pb2
from exploring import explore, explore_message
from hypothesis import given, settings
from hypothesis import strategies as st

from kb.errors import UnreadableModel
from kb.models.model import Model
from kb.models.reading import decode_model, read_model

ROOT = Path(__file__).parents[2]

pytestmark = pytest.mark.filterwarnings("ignore")


@cache
def real_models() -> tuple[bytes, ...]:
    """Small models of many kinds, as bytes."""
    converted = (
        built_models.convolution(),
        built_models.branches(),
        built_models.stateful(),
        built_models.many_types(),
    )
    specs = [each.get_spec() for each in converted]
    specs += [built_models.network(), built_models.classifier(), built_models.pipeline()]
    specs += [built_models.of_kind(kind) for kind in ("treeEnsembleClassifier", "wordTagger", "customModel")]
    return tuple(spec.SerializeToString() for spec in specs)


def look_at_everything(content: bytes) -> None:
    """Only UnreadableModel may come out of this."""
    found: list[UnreadableModel] = []
    try:
        model = decode_model(content, origin="mutated")
        explore_all(model, found)
    except UnreadableModel as error:
        found.append(error)
    assert all(error.where.startswith("mutated, byte ") for error in found)


def explore_all(model: Model, found: list[UnreadableModel]) -> None:
    """The operations, then the message, though the operations may be damaged."""
    try:
        explore(model)
    except UnreadableModel as error:
        found.append(error)
    assert model.message
    explore_message(model.message)


@st.composite
def mutated(draw: st.DrawFn) -> bytes:
    content = bytearray(draw(st.sampled_from(real_models())))
    for _ in range(draw(st.integers(1, 4))):
        at = draw(st.integers(0, len(content)))
        match draw(st.sampled_from(["flip", "set", "insert", "delete", "copy", "number"])):
            case "flip" if at < len(content):
                content[at] ^= 1 << draw(st.integers(0, 7))
            case "set" if at < len(content):
                content[at] = draw(st.sampled_from([0, 1, 2, 10, 18, 26, 34, 127, 128, 255]))
            case "insert":
                content[at:at] = draw(st.binary(max_size=8))
            case "delete":
                del content[at : at + draw(st.integers(1, 30))]
            case "copy":
                start = draw(st.integers(0, len(content)))
                content[at:at] = content[start : start + draw(st.integers(1, 200))]
            case "number":
                content[at:at] = b"\xff\xff\xff\xff\xff\xff\xff\xff\x7f"
    return bytes(content)


@given(mutated())
@settings(max_examples=1500, deadline=None)
def test_a_mutated_model_is_read_or_refused(content: bytes) -> None:
    look_at_everything(content)


@given(st.data())
@settings(max_examples=300, deadline=None)
def test_a_truncated_model_is_refused(data: st.DataObject) -> None:
    content = data.draw(st.sampled_from(real_models()))
    look_at_everything(content[: data.draw(st.integers(0, len(content) - 1))])


@given(st.binary(max_size=200))
@settings(max_examples=500, deadline=None)
def test_any_bytes_are_read_or_refused(content: bytes) -> None:
    look_at_everything(content)


@given(mutated())
@settings(max_examples=100, deadline=None)
def test_a_mutated_model_is_read_in_a_tenth_of_a_second(content: bytes) -> None:
    def seconds() -> float:
        started = time.process_time()
        with contextlib.suppress(UnreadableModel):
            decode_model(content, origin="mutated")
        return time.process_time() - started

    # Of three tries the best: the machine may have other things to do.
    assert min(seconds() for _ in range(3)) < 0.1


def wrapped(content: bytes, *tags: bytes) -> bytes:
    for tag in reversed(tags):
        size, encoded = len(content), bytearray()
        while size > 127:
            encoded.append(size & 127 | 128)
            size >>= 7
        content = tag + bytes([*encoded, size]) + content
    return content


def deep(levels: int, *tags: bytes) -> bytes:
    content = b""
    for _ in range(levels):
        content = wrapped(content, *tags)
    return content


PROGRAM_BLOCK = (b"\xb2\x1f", b"\x12")


def program(block: bytes) -> bytes:
    """A program whose function `main` has this block."""
    function = b"\x12\x07CoreML5" + wrapped(b"\x0a\x07CoreML5" + wrapped(block, b"\x12"), b"\x1a")
    return b"\x08\x06" + wrapped(b"\x0a\x04main" + wrapped(function, b"\x12"), *PROGRAM_BLOCK)


def test_the_hand_made_program_is_one() -> None:
    content = program(wrapped(b"\x0a\x04relu", b"\x1a"))
    assert explore(decode_model(content, origin="by hand")) == 1
    assert "main" in Model_pb2.Model.FromString(content).mlProgram.functions


@pytest.mark.parametrize("levels", [20, 40, 60, 1000, 5000])
def test_deep_nesting_is_read_or_refused(levels: int) -> None:
    blocks = program(deep(levels, b"\x1a", b"\x22"))
    pipelines = deep(levels, b"\xd2\x0c", b"\x0a")
    types = program(wrapped(deep(levels, b"\x12", b"\x0a"), b"\x1a", b"\x1a", b"\x12"))
    values = program(
        wrapped(b"\x0a\x04relu" + wrapped(deep(levels, b"\x1a", b"\x1a", b"\x0a"), b"\x2a", b"\x12"), b"\x1a")
    )
    branches = wrapped(deep(levels, b"\x0a", b"\x82\x27", b"\x0a"), b"\xa2\x1f")
    groups = b"\x0b" * levels + b"\x0c" * levels
    for content in (blocks, pipelines, types, values, branches, groups):
        look_at_everything(content)
    if levels >= 1000:
        for content in (blocks, pipelines):
            with pytest.raises(UnreadableModel, match="nested deeper"):
                decode_model(content, origin="deep")


def test_values_that_depend_on_themselves_are_no_trouble() -> None:
    spec = built_models.convolution().get_spec()
    (block,) = spec.mlProgram.functions["main"].block_specializations.values()
    for operation in block.operations:
        for argument in operation.inputs.values():
            argument.arguments[0].name = block.operations[-1].outputs[0].name
    assert explore(decode_model(spec.SerializeToString(), origin="circle")) == len(block.operations)


def test_too_many_operations_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kb.models.program_index.OPERATIONS_LIMIT", 1000)
    assert explore(decode_model(program(b"\x1a\x06\x0a\x04relu" * 1000), origin="many")) == 1000
    with pytest.raises(UnreadableModel, match="more operations in one function than are read"):
        decode_model(program(b"\x1a\x06\x0a\x04relu" * 1001), origin="many")


_MEMORY = """
import re, resource, sys
from pathlib import Path
from kb.errors import UnreadableModel
from kb.models.reading import read_model

def peak():
    # Linux hands ru_maxrss on from the process that started this one.
    if sys.platform == "linux":
        return int(re.search(r"VmHWM:\\s+(\\d+) kB", Path("/proc/self/status").read_text())[1])
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024

before = peak()
try:
    model = read_model(Path(sys.argv[1]))
    for function in model.functions:
        for operation in function.source.operations(None):
            dict(operation.attributes)
except UnreadableModel:
    pass
print(peak() - before)
"""


def kilobytes_to_read(path: Path) -> int:
    done = subprocess.run([sys.executable, "-c", _MEMORY, path], capture_output=True, check=True, cwd=ROOT)
    return int(done.stdout)


def test_four_gigabytes_of_weights_are_not_read(tmp_path: Path) -> None:
    """A network whose one layer says that its weights take 4 GB, most of them a hole in the file."""
    size = 4 * 2**30
    path = tmp_path / "sparse.mlmodel"
    content = b"\x0a\x80\x80\x80\x80\x10"  # WeightParams.floatValue
    for tag, extra in (
        (b"\xd2\x05", b"\x08\x08"),
        (b"\xa2\x06", b"\x0a\x04conv"),
        (b"\x0a", b""),
        (b"\xa2\x1f", b"\x08\x04"),
    ):
        length, number = bytearray(), len(content) + size
        while number > 127:
            length.append(number & 127 | 128)
            number >>= 7
        content = extra + tag + bytes([*length, number]) + content
    with path.open("wb") as file:
        file.write(content)
        file.truncate(len(content) + size)
    (function,) = read_model(path).functions
    assert dict(function.operation_types) == {"nn:convolution": 1}
    (layer,) = function.source.operations(None)
    assert layer.attributes["weights.floatValue"].values is None
    assert layer.attributes["outputChannels"].values == (8,)
    assert kilobytes_to_read(path) < 8 * 1024


@pytest.mark.parametrize(
    "content",
    [
        b"\x08\x06" * 1_000_000,
        b"\x12\x00" * 1_000_000,
        program(b"\x1a\x00" * 300_000),
        program(b"\x12\x01y" * 500_000),
        b"\x08\x04" + wrapped(b"\x0a\x00" * 300_000, b"\xa2\x1f"),
        b"\x08\x04" + wrapped(b"\x0a\x00" * 300_000, b"\x12") + b"\xa2\x38\x00",
    ],
    ids=["numbers", "descriptions", "operations", "outputs", "layers", "inputs"],
)
def test_millions_of_tiny_fields_take_little_memory(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "m.mlmodel"
    path.write_bytes(content)
    assert kilobytes_to_read(path) < 64 * 1024
