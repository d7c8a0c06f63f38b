"""What was read from one Core ML model, in Core ML's own words.

A `Model` is cheap: operations stay undecoded until someone asks for their type.
"""

from collections.abc import Collection, Hashable, Iterator, Mapping
from dataclasses import field
from typing import Protocol, TypeAlias

from kb.errors import Problem
from kb.frozen import frozen
from kb.models.message import Message
from kb.models.message_values import Scalar as MessageScalar

Dtype: TypeAlias = str
"""MIL's spelling: fp16 fp32 fp64 int4 … int64 uint1 … uint64 bool string."""

Shape: TypeAlias = tuple[int | None, ...]
"""A tensor's dimensions; None where a dimension is not known before the model runs."""

Scalar: TypeAlias = MessageScalar


@frozen
class TensorType:
    dtype: Dtype
    shape: Shape | None
    """None where even the rank is not known."""

    @property
    def is_open(self) -> bool:
        """Whether the rank is known, and a dimension is not."""
        return self.shape is not None and None in self.shape


@frozen
class ListType:
    element: "ValueType"
    length: int | None


@frozen
class TupleType:
    elements: tuple["ValueType", ...]


@frozen
class DictionaryType:
    key: "ValueType"
    value: "ValueType"


@frozen
class StateType:
    wrapped: "ValueType"


ValueType: TypeAlias = TensorType | ListType | TupleType | DictionaryType | StateType


@frozen
class Constant:
    """A value that stands in the file, or in the weight file beside it."""

    type: ValueType | None
    """None where the format gives no type (a layer's parameter)."""
    values: tuple[Scalar, ...] | None
    """Flat, row-major. None: not read, since it lies in the weight file or exceeds the reader's limit."""
    in_weight_file: bool = False


@frozen
class Argument:
    """What one parameter of an operation is bound to: a named value, or a constant written in place."""

    name: str | None
    """The value's name; None for a constant written in place."""
    type: ValueType | None
    constant: Constant | None
    """The constant, in place or through the `const`/`constexpr_*` operation that the name leads to."""


@frozen
class Value:
    """A named, typed value: an operation's output, a function's input."""

    name: str
    type: ValueType | None


@frozen
class Operation:
    """One operation of an ML program, or one layer of a neural network (`nn:convolution`)."""

    type: str
    name: str
    function: str
    location: str
    """Where it stands, stable and readable: `main/cond_3/block0/conv_1`; inside pipelines `2:detector/main/…`."""
    opset: str | None
    inputs: Mapping[str, tuple[Argument, ...]] = field(default_factory=dict)
    """Parameter → what it is bound to. A layer's inputs all stand under `input`."""
    outputs: tuple[Value, ...] = ()
    attributes: Mapping[str, Constant] = field(default_factory=dict)
    """Attributes of an operation; for a layer its parameters under the message's own field names, nested ones
    dotted (`weights.quantization.numberOfBits`), a oneof's chosen arm under the oneof's name."""
    index: int = field(default=-1, compare=False, repr=False)
    """Which one of its function's operations it is; for the source that gave it."""


class OperationSource(Protocol):
    """Where a function's operations come from: protobuf bytes, MIL text, layer messages."""

    def operations(self, types: Collection[str] | None) -> Iterator[Operation]:
        """Decode operations in file order, nested blocks included; all of them where `types` is None."""
        ...

    def likenesses(self, types: Collection[str]) -> Iterator[tuple[int, Hashable]]:
        """The same operations undecoded: the index of each, and what it is alike to.

        Operations of equal likeness differ in names, and in who takes what they give, and in nothing else: type,
        attributes, the types, constants and producers' types of what they take are equal. Operations that are equal
        so may have different likenesses where telling that would cost more than decoding them.
        """
        ...

    def operation(self, index: int) -> Operation:
        """Decode the operation of that index."""
        ...

    def producer(self, operation: Operation, value: str) -> Operation | None:
        """The operation that gives `value` as seen from `operation`; None for inputs of the function."""
        ...

    def consumers(self, operation: Operation, value: str) -> tuple[Operation, ...]:
        """The operations that take `value`, which `operation` gives, in file order."""
        ...

    def is_output(self, operation: Operation, value: str) -> bool:
        """Whether `value`, which `operation` gives, leaves its function or block."""
        ...


@frozen
class Function:
    """A function of an ML program; a neural network counts as one function called `main` without an opset."""

    name: str
    opset: str | None
    inputs: tuple[Value, ...]
    outputs: tuple[Value, ...]
    operation_types: Mapping[str, int]
    """Operation type → how many, nested blocks included, in file order of first appearance."""
    source: OperationSource = field(repr=False, compare=False)


@frozen
class DimensionRange:
    lower: int
    upper: int | None
    """None: unbounded."""


@frozen
class MultiArray:
    dtype: Dtype
    shape: tuple[int, ...]
    """The default shape; empty where the file states none."""
    enumerated_shapes: tuple[tuple[int, ...], ...] = ()
    shape_ranges: tuple[DimensionRange, ...] = ()
    default: Scalar | None = None
    """An optional input's default value."""


@frozen
class Image:
    width: int
    height: int
    colour: str
    """GRAYSCALE RGB BGR GRAYSCALE_FLOAT16."""
    enumerated_sizes: tuple[tuple[int, int], ...] = ()
    """(width, height) pairs."""
    width_range: DimensionRange | None = None
    height_range: DimensionRange | None = None


@frozen
class Plain:
    """A feature without a shape: int64, double, string, sequence, dictionary; `detail` is its key or element type."""

    kind: str
    detail: str = ""


@frozen
class State:
    array: MultiArray


FeatureType: TypeAlias = MultiArray | Image | Plain | State


@frozen
class Feature:
    """An input, output or state as the model's interface declares it."""

    name: str
    type: FeatureType | None
    """None where the file declares none."""
    optional: bool = False
    description: str = ""


@frozen
class Interface:
    inputs: tuple[Feature, ...] = ()
    outputs: tuple[Feature, ...] = ()
    states: tuple[Feature, ...] = ()
    training_inputs: tuple[Feature, ...] = ()
    is_known: bool = True
    """False where the file does not say it, as in some compiled models: then nothing is known to be absent."""


@frozen
class Metadata:
    """The model's description of itself, and of how it was made."""

    coremltools: str | None = None
    """The version that converted it, from `com.github.apple.coremltools.version`."""
    source: Mapping[str, str] = field(default_factory=dict)
    """From `com.github.apple.coremltools.source`: `{"torch": "2.7.0"}`."""
    source_dialect: str | None = None
    author: str = ""
    short_description: str = ""
    version: str = ""
    license: str = ""
    user_defined: Mapping[str, str] = field(default_factory=dict)


@frozen
class Model:
    """One model as a user named it. A pipeline's models stand in `submodels`."""

    path: str
    kind: str
    """The arm of Core ML's Model message: mlProgram, neuralNetwork, pipelineClassifier, …"""
    format: str
    """mlpackage, mlmodel or mlmodelc; how it was wrapped (a zip) does not matter."""
    specification_version: int
    updatable: bool = False
    interface: Interface
    """Of the default function, where there are several."""
    function_interfaces: Mapping[str, Interface] = field(default_factory=dict)
    """Function → interface, where the file describes functions one by one."""
    default_function: str = ""
    metadata: Metadata
    functions: tuple[Function, ...] = ()
    submodels: tuple["Model", ...] = ()
    notes: tuple[Problem, ...] = ()
    """What a reader should know though the model could be read: weights absent, a Git LFS pointer, …"""
    message: Message | None = field(default=None, compare=False, repr=False)
    """The file's own message, for rules that look at what the other fields do not tell; None of a compiled model."""
