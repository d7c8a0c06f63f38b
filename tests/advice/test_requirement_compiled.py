"""A compiled model holds no message: its kind, interface and opsets say what it needs."""

from typing import Any

from kb.advice.requirement import requirement_of
from kb.models.model import Feature, Function, Image, Interface, Metadata, Model, MultiArray, Plain, State


def compiled(kind: str = "mlProgram", opset: str | None = "CoreML5", **interface: tuple[Feature, ...]) -> Model:
    # A requirement needs no operation, so there is nothing to ask for one.
    nothing: Any = None
    function = Function(name="main", opset=opset, inputs=(), outputs=(), operation_types={"relu": 1}, source=nothing)
    return Model(
        path="test.mlmodelc",
        kind=kind,
        format="mlmodelc",
        specification_version=6,
        interface=Interface(**interface),
        metadata=Metadata(),
        functions=(function,) if opset else (),
    )


def needed(model: Model) -> list[tuple[str, str, str]]:
    return [(reason.target.name, reason.what, reason.where) for reason in requirement_of(model).reasons]


def test_its_opset_counts() -> None:
    assert needed(compiled(opset="CoreML7"))[0] == ("iOS17", "opset CoreML7", "function main")


def test_its_interface_counts() -> None:
    model = compiled(
        inputs=(
            Feature(name="a", type=MultiArray(dtype="fp16", shape=(1,), enumerated_shapes=((1,), (2,)))),
            Feature(name="b", type=MultiArray(dtype="fp32", shape=(1,), default=0.0), optional=True),
            Feature(name="c", type=Image(width=8, height=8, colour="GRAYSCALE_FLOAT16", enumerated_sizes=((8, 8),))),
            Feature(name="d", type=Plain(kind="sequence", detail="int64")),
        ),
        states=(Feature(name="s", type=State(array=MultiArray(dtype="int8", shape=(1,)))),),
    )
    assert needed(model) == [
        ("iOS26", "a state of dtype int8", "state s"),
        ("iOS18", "a state", "state s"),
        ("iOS16", "array of dtype fp16", "input a"),
        ("iOS16", "image of dtype fp16 (GRAYSCALE_FLOAT16)", "input c"),
        ("iOS15", "model kind mlProgram", ""),
        ("iOS15", "opset CoreML5", "function main"),
        ("iOS14", "default value of an optional array", "input b"),
        ("iOS12", "array of flexible shape", "input a"),
        ("iOS12", "image of flexible size", "input c"),
        ("iOS12", "sequence of int64", "input d"),
    ]


def test_its_kind_counts() -> None:
    assert needed(compiled("kNearestNeighborsClassifier", None))[0][:2] == (
        "iOS13",
        "model kind kNearestNeighborsClassifier",
    )
