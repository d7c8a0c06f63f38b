"""What a condition may see: the names that it may use, typed by operation from the availability table."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from kb.availability.table import Availability, OperationEntry, Parameter
from kb.platforms.targets import TARGET_OF_OPSET
from kb.rules.argument_facts import Default, no_default, output, parameter, parameter_list, read_list, read_parameter
from kb.rules.errors import ConditionError, ConditionProblem, did_you_mean
from kb.rules.kleene import UNKNOWN
from kb.rules.layer_facts import layer_names
from kb.rules.model_facts import FUNCTION_FACT, model_fact
from kb.rules.scope import Scope
from kb.rules.types import SCALAR, STRING, Fact, ScalarType, ThingType, string_of, tuple_of

LAYER_PREFIX: Final = "nn:"
MODEL: Final = "model"
"""The subject of a rule about the model as a whole, where an operation's type stands otherwise."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Vocabulary:
    """The names that a condition about one operation type, or about the model, may use."""

    subject: str
    """The operation or layer type; `model` for the model as a whole."""
    names: Mapping[str, Fact]


def vocabulary_of(subject: str, availability: Availability) -> Vocabulary:
    """The names for `conv`, `nn:convolution` or `model`. Raises ConditionError for a type that does not exist."""
    types = _all_types(availability)
    if subject == MODEL:
        return Vocabulary(subject=subject, names={"model": model_fact(types)})
    around = _surroundings(types)
    if subject in availability.operations:
        own = _operation_names(availability.operations[subject], types)
    elif subject in availability.layers:
        own = _layer_names(subject, availability, types)
    else:
        known = frozenset(availability.operations) | frozenset(availability.layers)
        what = f"no {'layer' if subject.startswith(LAYER_PREFIX) else 'operation'} `{subject}`"
        raise ConditionError(ConditionProblem(line=1, column=1, what=what, hint=did_you_mean(subject, known)))
    return Vocabulary(subject=subject, names={**around, **own})


def _all_types(availability: Availability) -> frozenset[str]:
    return frozenset(availability.operations) | frozenset(availability.layers) | {"", "const"}


def _surroundings(types: frozenset[str]) -> dict[str, Fact]:
    """What every operation has beside its own parameters."""
    one = output(types)
    operation = ThingType(
        name="operation",
        facts={
            "type": Fact(
                type=string_of(types),
                read=lambda _owner, scope: scope.operation.type,
                documentation="Its type, where a rule names several.",
            ),
            "name": Fact(
                type=STRING,
                read=lambda _owner, scope: scope.operation.name,
                documentation="The name that the converter or its user gave it.",
                names=True,
            ),
        },
    )
    return {
        "output": Fact(type=one, read=_first_output, documentation="The operation's first output."),
        "outputs": Fact(
            type=tuple_of(one),
            read=lambda _owner, scope: scope.operation.outputs,
            documentation="All outputs of the operation.",
        ),
        "operation": Fact(type=operation, read=lambda _owner, _scope: True, documentation="The operation itself."),
        "function": FUNCTION_FACT,
        "model": model_fact(types),
    }


def _first_output(_owner: object, scope: Scope) -> object:
    outputs = scope.operation.outputs
    return outputs[0] if outputs else UNKNOWN


def _operation_names(entry: OperationEntry, types: frozenset[str]) -> dict[str, Fact]:
    merged: dict[str, list[Parameter]] = {}
    for version in entry.versions:
        for name, each in version.parameters.items():
            merged.setdefault(name, []).append(each)
    return {name: _parameter_fact(entry, name, versions, types) for name, versions in merged.items()}


def _parameter_fact(entry: OperationEntry, name: str, versions: list[Parameter], types: frozenset[str]) -> Fact:
    kinds = _kinds([dtype for each in versions for dtype in each.dtypes])
    if any(each.kind == "tuple" for each in versions):
        return Fact(type=parameter_list(kinds, types), read=read_list(name))
    return Fact(type=parameter(kinds, types, _default_of(entry, name)), read=read_parameter(name))


def _kinds(dtypes: list[str]) -> ScalarType:
    kinds = frozenset(_kind_of(dtype) for dtype in dtypes)
    return ScalarType(kinds=kinds) if kinds else SCALAR


def _kind_of(dtype: str) -> str:
    if dtype.startswith(("int", "uint")):
        return "int"
    if dtype.startswith("fp"):
        return "float"
    return "string" if dtype in ("string", "str") else "bool"


def _default_of(entry: OperationEntry, name: str) -> Default:
    """The default in the version of the operation that the function's opset has."""
    by_opset: dict[str | None, object] = {}
    for opset, target in TARGET_OF_OPSET.items():
        version = entry.at(target)
        given = version.parameters.get(name) if version else None
        by_opset[opset] = UNKNOWN if given is None or given.default is None else given.default
    if all(value is UNKNOWN for value in by_opset.values()):
        return no_default
    return lambda scope: by_opset.get(scope.operation.opset, UNKNOWN)


def _layer_names(subject: str, availability: Availability, types: frozenset[str]) -> dict[str, Fact]:
    tensor = parameter(SCALAR, types)
    inputs = Fact(type=tuple_of(tensor), read=read_list("input"), documentation="The layer's inputs, in order.")
    first = Fact(type=tensor, read=_first_input, documentation="The layer's first input, as MIL calls it.")
    # A field of the same name comes first: a condition reads what the message says.
    return {"inputs": inputs, "x": first, **layer_names(availability.layers[subject])}


def _first_input(_owner: object, scope: Scope) -> object:
    bound = scope.operation.inputs.get("input", ())
    return bound[0] if bound else UNKNOWN
