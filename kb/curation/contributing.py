"""From one operation of somebody's model to a minimal example of a record: types, shapes and small constants, nothing
of the weights. `docs/reference/examples.md` has the notation; the names of a model's own values do not leave it."""

import json
from collections.abc import Iterator, Mapping
from typing import Any, Final

from kb.availability.table import Availability, Parameter
from kb.curation.building_program import WEIGHTS
from kb.errors import KbError
from kb.models.model import Argument, Constant, Function, Model, Operation, Shape, StateType, TensorType, ValueType
from kb.platforms.targets import TARGETS, Target
from kb.records.record import Category, Confidence, Record, Severity

# Longer constants are told by their type: a condition that needs their values is a rare one.
LONGEST: Final = 32
# Attributes that every operation or layer has, and that say nothing of the issue.
_OF_NO_INTEREST: Final = frozenset({"name", "val", "isUpdatable"})
NO_RECORD: Final = Record(
    id="contributed",
    area="",
    title="",
    category=Category.TOOLING,
    severity=Severity.NOTE,
    what_happens="",
    evidence=(),
    confidence=Confidence.REPORTED,
)
"""What an example is built for that belongs to no record yet."""


def operations_named(model: Model, name: str) -> Iterator[Operation]:
    """Operations and layers of that name, location or type, in file order; submodels' too."""
    for function in model.functions:
        yield from _in_function(function, name)
    for submodel in model.submodels:
        yield from operations_named(submodel, name)


def _in_function(function: Function, name: str) -> Iterator[Operation]:
    types = [name] if name in function.operation_types else None
    for operation in function.source.operations(types):
        if types or name in (operation.name, operation.location, *(output.name for output in operation.outputs)):
            yield operation


def example_of(operation: Operation, target: Target | None, availability: Availability) -> dict[str, Any]:
    """The example as plain values: `{"conv": {…}, "target": "iOS16"}`. Raises KbError where no example can say it."""
    if operation.type.startswith("nn:"):
        return {operation.type: _layer_values(operation)}
    if operation.type in ("const", "cond", "while_loop"):
        raise KbError(where=operation.location, what=f"`{operation.type}` makes no example by itself")
    entry = availability.operations.get(operation.type)
    version = entry.at(target or TARGETS[-1]) if entry else None
    parameters: Mapping[str, Parameter] = version.parameters if version else {}
    # The registry's order: what goes in first.
    names = [*(name for name in parameters if name in operation.inputs), *operation.inputs]
    values = {name: _bound(name, operation, parameters.get(name)) for name in dict.fromkeys(names)}
    values |= {
        name: _constant(constant, name, takes_constant=True)
        for name, constant in operation.attributes.items()
        if name not in _OF_NO_INTEREST and name not in values
    }
    return {operation.type: values} | ({"target": target.name} if target else {})


def _bound(name: str, operation: Operation, parameter: Parameter | None) -> Any:
    # A builder that holds weights takes a bare type for a constant; everything else for an input.
    takes_constant = name in WEIGHTS or (parameter is not None and parameter.constant)
    bound = operation.inputs[name]
    values = [_argument(name, argument, operation, takes_constant=takes_constant) for argument in bound]
    is_list = len(values) != 1 or (parameter is not None and parameter.kind == "tuple")
    return values if is_list else values[0]


def _argument(name: str, argument: Argument, operation: Operation, *, takes_constant: bool) -> Any:
    if argument.constant is not None:
        return _constant(argument.constant, name, takes_constant=takes_constant, type=argument.type)
    text = _type_text(argument.type)
    if text is None:
        raise KbError(where=operation.location, what=f"the type of `{name}` is not known, or no example can write it")
    return f"input {text}" if takes_constant else text


def _constant(constant: Constant, name: str, *, takes_constant: bool, type: ValueType | None = None) -> Any:  # noqa: A002
    known = constant.type or type
    values = constant.values
    shape = known.shape if isinstance(known, TensorType) else None
    is_scalar = shape == () or (shape is None and values is not None and len(values) == 1)
    if values is not None and is_scalar and values and _is_writable(values[0]):
        return values[0]
    is_small = values is not None and len(values) <= LONGEST and (shape is None or len(shape) == 1)
    if is_small and values is not None and name not in WEIGHTS and all(map(_is_writable, values)):
        return list(values)
    text = _type_text(known)
    if text is None:
        raise KbError(where=name, what="is a constant of a type that no example can write")
    return text if takes_constant else f"const {text}"


def _is_writable(value: object) -> bool:
    return not isinstance(value, bytes)


def _type_text(type: ValueType | None) -> str | None:  # noqa: A002 — Core ML's word
    if isinstance(type, StateType):
        inner = _type_text(type.wrapped)
        return inner and f"state {inner}"
    if not isinstance(type, TensorType) or type.shape is None:
        return None
    return f"{type.dtype}[{_shape_text(type.shape)}]"


def _shape_text(shape: Shape) -> str:
    return ",".join("?" if dimension is None else str(dimension) for dimension in shape)


def _layer_values(operation: Operation) -> dict[str, Any]:
    """Small parameters; a layer's weights are no parameters of an example, and its inputs have no written type."""
    values: dict[str, Any] = {}
    inputs = [_type_text(argument.type) for argument in operation.inputs.get("input", ())]
    if len(inputs) == 1 and inputs[0]:
        values["x"] = inputs[0]
    elif inputs and all(inputs):
        values["inputs"] = inputs
    for name, constant in operation.attributes.items():
        known = constant.values
        if (
            known is None
            or len(known) > LONGEST
            or name.rpartition(".")[2] in _OF_NO_INTEREST
            or not all(map(_is_writable, known))
        ):
            continue
        # Zeros are what a layer has anyway.
        if any(known) and not name.endswith(("floatValue", "float16Value")):
            repeated = isinstance(constant.type, TensorType) and constant.type.shape != ()
            values[name] = list(known) if len(known) != 1 or repeated else known[0]
    return values


def example_text(example: Mapping[str, Any]) -> str:
    """One line of YAML, as records have it."""
    return _flow(example)


def _flow(value: object) -> str:
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{_key(str(key))}: {_flow(each)}" for key, each in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_flow, value)) + "]"
    if isinstance(value, str):
        return value if value.isidentifier() and value.lower() not in _NOT_TEXT else json.dumps(value)
    if isinstance(value, float):
        return _float(value)
    return json.dumps(value)


def _float(value: float) -> str:
    """YAML 1.1 takes `1e-05` for a text: a number has a dot, and its exponent a sign."""
    text = {"inf": ".inf", "-inf": "-.inf", "nan": ".nan"}.get(repr(value), repr(value))
    mantissa, e, exponent = text.partition("e")
    if not e:
        return text
    mantissa += "" if "." in mantissa else ".0"
    return f"{mantissa}e{exponent if exponent[0] in '+-' else f'+{exponent}'}"


def _key(key: str) -> str:
    return json.dumps(key) if ":" in key else key


_NOT_TEXT: Final = frozenset({"true", "false", "yes", "no", "on", "off", "null", "y", "n"})
