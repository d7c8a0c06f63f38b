"""A program of 50,000 operations."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from benchmarks.installed import write_bundle
from benchmarks.measuring import LOAD_SPEC, READ, ROOT, Row, check, measure, python

OPERATIONS = 50_000
CONVOLUTIONS = """
import sys, pathlib
from kb.models.reading import read_model
(function,) = read_model(pathlib.Path(sys.argv[1])).functions
for operation in function.source.operations({"conv"}):
    operation.inputs["strides"]
"""
PROTOBUF = """
import sys
from coremltools.proto import Model_pb2
model = Model_pb2.Model.FromString(open(sys.argv[1], "rb").read())
for function in model.mlProgram.functions.values():
    for block in function.block_specializations.values():
        for operation in block.operations:
            operation.type, [output.name for output in operation.outputs]
"""


def rows(folder: Path) -> Iterator[Row]:
    path, matching = folder / "large.mlmodel", folder / "matching.mlmodel"
    bundle = write_bundle(folder)
    # In another process: on Linux, what this one once took counts as its children's peak too.
    command: list[str | Path] = [sys.executable, "-m", "benchmarks.large_program", path, matching]
    subprocess.run(command, check=True, cwd=ROOT, capture_output=True)
    load_spec, parsed, read, convolutions, checked, found = measure(
        python(LOAD_SPEC, path),
        python(PROTOBUF, path),
        python(READ, path),
        python(CONVOLUTIONS, path),
        check(path, bundle),
        check(matching, bundle),
    )
    yield Row(what="coremltools load_spec", cost=load_spec)
    yield Row(what="protobuf's parser and every name", cost=parsed)
    yield Row(what="read_model", cost=read, against=load_spec)
    yield Row(what="read_model and a parameter of 6,250 operations", cost=convolutions, against=load_spec)
    yield Row(what="kb check", cost=checked, against=load_spec, aim="at most 1/4, goal 1/8; under 64 MB")
    yield Row(what=f"kb check, a finding at {OPERATIONS // 8:,} operations", cost=found, against=checked)


def large_program(operations: int = OPERATIONS, stride: int = 1) -> Any:
    """Convolutions and activations in a row, each with its constants, as coremltools lays them out."""
    from coremltools.proto import Model_pb2

    spec = Model_pb2.Model(specificationVersion=7)
    for features, name in ((spec.description.input, "x"), (spec.description.output, "y")):
        array = features.add(name=name).type.multiArrayType
        array.shape.extend([1, 8, 64, 64])
        array.dataType = 65568
    function = spec.mlProgram.functions["main"]
    function.opset = "CoreML6"
    _tensor(function.inputs.add(name="x").type, 11, 1, 8, 64, 64)
    block = function.block_specializations["CoreML6"]
    value = "x"
    while len(block.operations) < operations:
        value = _convolution(block, value, stride)
    block.outputs.append(value)
    return spec


def _convolution(block: Any, value: str, stride: int) -> str:
    name = f"conv_{len(block.operations)}"
    bound = {"x": value}
    for parameter, numbers in (
        ("strides", (stride, stride)),
        ("dilations", (1, 1)),
        ("pad", (0, 0, 0, 0)),
        ("groups", ()),
    ):
        bound[parameter] = f"{name}_{parameter}_0"
        constant = _constant(block, bound[parameter], 23, *((len(numbers),) if numbers else ()))
        constant.immediateValue.tensor.ints.values.extend(numbers or (1,))
    bound["pad_type"], bound["weight"] = f"{name}_pad_type_0", f"{name}_weight"
    _constant(block, bound["pad_type"], 2).immediateValue.tensor.strings.values.append("valid")
    weights = _constant(block, bound["weight"], 10, 8, 8, 3, 3).blobFileValue
    weights.fileName, weights.offset = "@model_path/weights/weight.bin", 64 * len(block.operations)
    convolution = _operation(block, "conv", name, 10, 1, 8, 64, 64)
    for parameter, source in bound.items():
        convolution.inputs[parameter].arguments.add().name = source
    relu = _operation(block, "relu", f"{name}_relu", 10, 1, 8, 64, 64)
    relu.inputs["x"].arguments.add().name = name
    return f"{name}_relu"


def _operation(block: Any, kind: str, name: str, dtype: int, *shape: int) -> Any:
    operation = block.operations.add(type=kind)
    attribute = operation.attributes["name"]
    _tensor(attribute.type, 2)
    attribute.immediateValue.tensor.strings.values.append(name)
    _tensor(operation.outputs.add(name=name).type, dtype, *shape)
    return operation


def _constant(block: Any, name: str, dtype: int, *shape: int) -> Any:
    value = _operation(block, "const", name, dtype, *shape).attributes["val"]
    _tensor(value.type, dtype, *shape)
    return value


def _tensor(value_type: Any, dtype: int, *shape: int) -> None:
    value_type.tensorType.dataType = dtype
    value_type.tensorType.rank = len(shape)
    for size in shape:
        value_type.tensorType.dimensions.add().constant.size = size


if __name__ == "__main__":
    Path(sys.argv[1]).write_bytes(large_program().SerializeToString())
    # 14 is no product of two interleave factors: the record of that rule matches every convolution.
    Path(sys.argv[2]).write_bytes(large_program(stride=14).SerializeToString())
