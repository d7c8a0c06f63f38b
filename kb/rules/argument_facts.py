"""Facts of an operation's parameters and outputs, and of the values bound to them."""

from collections.abc import Callable
from typing import TypeAlias

from kb.models.model import Argument, Constant, StateType, TensorType, Value, ValueType
from kb.rules.kleene import UNKNOWN, folded, seen_number
from kb.rules.scope import Scope
from kb.rules.types import BOOL, INT, Fact, ScalarType, SequenceType, ThingType, Type, string_of, tuple_of

DTYPES = frozenset(
    {"fp16", "fp32", "fp64", "bool", "string"}
    | {f"{sign}int{bits}" for sign in ("", "u") for bits in (1, 2, 3, 4, 6, 8, 16, 32, 64)}
)
DTYPE = string_of(DTYPES)
SHAPE = tuple_of(INT)

Given: TypeAlias = Argument | None
"""What a parameter is bound to; None where it is not given."""

Default: TypeAlias = Callable[[Scope], object]
"""The value of a parameter that is not given, or UNKNOWN."""


def no_default(_scope: Scope) -> object:
    return UNKNOWN


def read_parameter(name: str) -> Callable[[object, Scope], object]:
    """The argument bound to the parameter: an `Argument`, None, or UNKNOWN where several are bound."""

    def read(_owner: object, scope: Scope) -> object:
        operation = scope.operation
        bound = operation.inputs.get(name)
        if bound:
            return bound[0] if len(bound) == 1 else UNKNOWN
        # Compressed weights of iOS16 carry their parameters as attributes.
        attribute = operation.attributes.get(name)
        return None if attribute is None else Argument(name=None, type=attribute.type, constant=attribute)

    return read


def read_list(name: str) -> Callable[[object, Scope], object]:
    """Everything bound to a parameter that takes a list of values."""
    return lambda _owner, scope: scope.operation.inputs.get(name, ())


def constant_value(constant: Constant | None) -> object:
    """A scalar for a scalar, a flat tuple for a tensor, UNKNOWN where the values were not read."""
    if constant is None or constant.values is None:
        return UNKNOWN
    values = constant.values
    kind = constant.type
    is_scalar = len(values) == 1 if kind is None else isinstance(kind, TensorType) and kind.shape == ()
    if not is_scalar:
        return values
    return values[0] if len(values) == 1 else UNKNOWN


def tensor_type(kind: ValueType | None) -> TensorType | None:
    """The tensor behind a value's type; a state's is what it holds."""
    if isinstance(kind, StateType):
        kind = kind.wrapped
    return kind if isinstance(kind, TensorType) else None


def dtype_of(kind: ValueType | None) -> object:
    tensor = tensor_type(kind)
    return UNKNOWN if tensor is None else tensor.dtype


def shape_of(kind: ValueType | None, name: str | None, scope: Scope) -> object:
    """The dimensions of the value of that name; an open one as the scope knows it."""
    tensor = tensor_type(kind)
    if tensor is None or tensor.shape is None:
        return UNKNOWN
    if None not in tensor.shape:
        return tensor.shape
    bounds = scope.bounds(name) if name is not None else None
    if bounds is not None:
        return tuple([seen_number(each) for each in bounds])
    # Dynamic means unknown: taken for 1, it would call a failing model safe.
    return tuple([UNKNOWN if dimension is None else dimension for dimension in tensor.shape])


def rank_of_type(kind: ValueType | None) -> object:
    tensor = tensor_type(kind)
    return UNKNOWN if tensor is None or tensor.shape is None else len(tensor.shape)


def rank_of(shape: object) -> object:
    return len(shape) if isinstance(shape, tuple) else UNKNOWN


size_of = folded("*", 1)
"""How many elements a tensor of that shape has."""


def producer_of(argument: object, scope: Scope) -> object:
    """The type of the operation that gives the argument: `const` for constants, "" for a function's input."""
    if not isinstance(argument, Argument):
        return UNKNOWN
    if argument.name is None:
        return "const" if argument.constant is not None else UNKNOWN
    if scope.function is None:
        return UNKNOWN
    producer = scope.function.source.producer(scope.operation, argument.name)
    return "" if producer is None else producer.type


class _Reading:
    """How the facts of one parameter are read off the argument bound to it; None stands for: not given."""

    def __init__(self, default: Default) -> None:
        self._default = default

    def value(self, argument: Given, scope: Scope) -> object:
        return self._default(scope) if argument is None else constant_value(argument.constant)

    def values(self, argument: Given, scope: Scope) -> object:
        if argument is not None:
            constant = argument.constant
            return UNKNOWN if constant is None or constant.values is None else constant.values
        given = self._default(scope)
        return given if given is UNKNOWN or isinstance(given, tuple) else (given,)

    def single(self, argument: Given, scope: Scope) -> object:
        values = self.values(argument, scope)
        return values[0] if isinstance(values, tuple) and len(values) == 1 else UNKNOWN

    def is_constant(self, argument: Given, scope: Scope) -> object:
        if argument is not None:
            return argument.constant is not None
        return UNKNOWN if self._default(scope) is UNKNOWN else True

    def dtype(self, argument: Given, _scope: Scope) -> object:
        return UNKNOWN if argument is None else dtype_of(_type_of(argument))

    def shape(self, argument: Given, scope: Scope) -> object:
        if argument is not None:
            return shape_of(_type_of(argument), argument.name, scope)
        given = self._default(scope)
        if given is UNKNOWN:
            return UNKNOWN
        return (len(given),) if isinstance(given, tuple) else ()

    def rank(self, argument: Given, scope: Scope) -> object:
        return rank_of(self.shape(argument, scope))

    def size(self, argument: Given, scope: Scope) -> object:
        return size_of(self.shape(argument, scope))


def _type_of(argument: Argument) -> ValueType | None:
    if argument.type is None and argument.constant is not None:
        return argument.constant.type
    return argument.type


def _is_given(argument: Given, _scope: Scope) -> object:
    return argument is not None


def parameter(kinds: ScalarType, types: frozenset[str], default: Default = no_default) -> ThingType:
    """A parameter that takes one value. `types`: operation types that a producer can have."""
    reading = _Reading(default)
    facts = {
        "is_given": _fact(
            BOOL, _is_given, "Whether the model gives the parameter; False where an optional one is left out."
        ),
        "is_constant": _fact(
            BOOL,
            reading.is_constant,
            "Whether its value stands in the file, compressed or not, or in the weight file beside it.",
        ),
        "dtype": _fact(DTYPE, reading.dtype, 'MIL\'s dtype: `"fp16"`, `"int32"`, …'),
        "shape": _fact(
            SHAPE,
            reading.shape,
            "A tuple of dimensions; a dynamic one lies between bounds, where the inputs give it any.",
        ),
        "rank": _fact(INT, reading.rank, "How many dimensions it has; 0 for a scalar."),
        "size": _fact(INT, reading.size, "How many elements it has; unknown if one dimension is."),
        "value": _fact(kinds, reading.single, "The constant's only element, whatever its rank."),
        "values": _fact(tuple_of(kinds), reading.values, "The constant's elements as a flat tuple, row by row."),
        "producer": Fact(
            type=string_of(types),
            read=producer_of,
            documentation='The type of the operation that gives it: `"const"` for a constant, `""` for an input of the'
            " function.",
        ),
    }
    own_value = Fact(type=SequenceType(element=kinds, or_scalar=True), read=reading.value)
    return ThingType(name="parameter", facts=facts, value=own_value)


def _fact(kind: Type, read: Callable[..., object], documentation: str) -> Fact:
    return Fact(type=kind, read=read, documentation=documentation)


def parameter_list(kinds: ScalarType, types: frozenset[str]) -> ThingType:
    """A parameter that takes a list of values, such as `concat`'s `values`."""
    facts = {
        "is_given": _fact(BOOL, lambda bound, _scope: bool(bound), "Whether the model gives any."),
        "count": Fact(type=INT, read=lambda bound, _scope: len(bound), documentation="How many values are given."),
        "producers": Fact(
            type=tuple_of(string_of(types)),
            read=lambda bound, scope: tuple([producer_of(argument, scope) for argument in bound]),
            documentation="The type of the operation that gives each of them.",
        ),
    }
    return ThingType(name="list of parameters", facts=facts, elements=parameter(kinds, types))


def _consumers(output: Value, scope: Scope) -> object:
    if scope.function is None:
        return UNKNOWN
    return tuple([each.type for each in scope.function.source.consumers(scope.operation, output.name)])


def _is_output(output: Value, scope: Scope) -> object:
    return UNKNOWN if scope.function is None else scope.function.source.is_output(scope.operation, output.name)


def _shape_of_output(output: Value, scope: Scope) -> object:
    return shape_of(output.type, output.name, scope)


def output(types: frozenset[str]) -> ThingType:
    """One output of an operation."""
    facts = {
        "dtype": Fact(
            type=DTYPE,
            read=lambda value, _scope: dtype_of(value.type),
            documentation='MIL\'s dtype: `"fp16"`, `"int32"`, …',
        ),
        "shape": Fact(
            type=SHAPE,
            read=_shape_of_output,
            documentation="A tuple of dimensions; a dynamic one lies between bounds, where the inputs give it any.",
        ),
        "rank": Fact(
            type=INT,
            read=lambda value, _scope: rank_of_type(value.type),
            documentation="How many dimensions it has; 0 for a scalar.",
        ),
        "size": Fact(
            type=INT,
            read=lambda value, scope: size_of(_shape_of_output(value, scope)),
            documentation="How many elements it has; unknown if one dimension is.",
        ),
        "consumers": Fact(
            type=tuple_of(string_of(types)),
            read=_consumers,
            takers=True,
            documentation="The types of the operations that take it, in file order.",
        ),
        "is_output": Fact(
            type=BOOL,
            read=_is_output,
            takers=True,
            documentation="Whether it leaves its function or block.",
        ),
    }
    return ThingType(name="output", facts=facts)
