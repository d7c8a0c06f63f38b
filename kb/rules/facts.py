"""What a condition may see: the names that it may use, typed by operation from the availability table."""

from collections.abc import Callable, Mapping
from functools import cached_property, partial
from typing import Final, TypeAlias

from kb.availability.table import Availability, LayerEntry, OperationEntry, Parameter
from kb.frozen import frozen
from kb.lazy import LazyMapping
from kb.platforms.targets import TARGET_OF_OPSET
from kb.rules.argument_facts import Default, no_default, output, parameter, parameter_list, read_list, read_parameter
from kb.rules.errors import ConditionError, ConditionProblem, did_you_mean
from kb.rules.kleene import UNKNOWN
from kb.rules.model_facts import FUNCTION_FACT, model_fact
from kb.rules.scope import Scope
from kb.rules.types import SCALAR, STRING, Fact, ScalarType, ThingType, string_of, tuple_of

LAYER_PREFIX: Final = "nn:"
MODEL: Final = "model"
"""The subject of a rule about the model as a whole, where an operation's type stands otherwise."""

# What a file may say beside what a registry lists: nothing, where a value comes from no operation, a constant, and what
# coremltools writes for an operation that its user registered. Source: coremltools/converters/mil/backend/mil/load.py.
_OF_NO_REGISTRY: Final = frozenset({"", "const", "custom_layer"})


@frozen
class Vocabulary:
    """The names that a condition about one operation type, or about the model, may use."""

    subject: str
    """The operation or layer type; `model` for the model as a whole."""
    names: Mapping[str, Fact]


class Vocabularies:
    """The vocabularies of one availability table, each made once; what an operation has, when it is first named."""

    def __init__(self, availability: Availability) -> None:
        self._availability = availability
        self._types = frozenset(availability.operations) | frozenset(availability.layers) | _OF_NO_REGISTRY
        self._made: dict[str, Vocabulary] = {}

    def of(self, subject: str) -> Vocabulary:
        """The names for `conv`, `nn:convolution` or `model`. Raises ConditionError for a type that does not exist."""
        if subject not in self._made:
            self._made[subject] = Vocabulary(subject=subject, names=self._names(subject))
        return self._made[subject]

    def _names(self, subject: str) -> Mapping[str, Fact]:
        if subject == MODEL:
            return {"model": self._model}
        if subject in self._availability.operations:
            own = _operation_names(self._availability.operations[subject], self._types)
        elif subject in self._availability.layers:
            own = _layer_names(self._availability.layers[subject], self._types)
        else:
            raise self._unknown(subject)
        around: dict[str, Make] = {"model": lambda: self._model}
        around.update({name: _constantly(fact) for name, fact in self._around.items()})
        return LazyMapping({**around, **own}, lambda _, make: make())

    def _unknown(self, subject: str) -> ConditionError:
        known = frozenset(self._availability.operations) | frozenset(self._availability.layers)
        what = f"no {'layer' if subject.startswith(LAYER_PREFIX) else 'operation'} `{subject}`"
        return ConditionError(ConditionProblem(line=1, column=1, what=what, hint=did_you_mean(subject, known)))

    @cached_property
    def _model(self) -> Fact:
        return model_fact(self._types)

    @cached_property
    def _around(self) -> Mapping[str, Fact]:
        return _surroundings(self._types)


def vocabulary_of(subject: str, availability: Availability) -> Vocabulary:
    """One vocabulary; who needs several asks `Vocabularies`."""
    return Vocabularies(availability).of(subject)


Make: TypeAlias = Callable[[], Fact]


def _constantly(fact: Fact) -> Make:
    return lambda: fact


def _surroundings(types: frozenset[str]) -> Mapping[str, Fact]:
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
    }


def _first_output(_owner: object, scope: Scope) -> object:
    outputs = scope.operation.outputs
    return outputs[0] if outputs else UNKNOWN


def _operation_names(entry: OperationEntry, types: frozenset[str]) -> dict[str, Make]:
    merged: dict[str, list[Parameter]] = {}
    for version in entry.versions:
        for name, each in version.parameters.items():
            merged.setdefault(name, []).append(each)
    return {name: partial(_parameter_fact, entry, name, versions, types) for name, versions in merged.items()}


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


def _layer_names(entry: LayerEntry, types: frozenset[str]) -> dict[str, Make]:
    from kb.rules.layer_facts import layer_names  # noqa: PLC0415 — programs have no layers

    tensor = parameter(SCALAR, types)
    inputs = Fact(type=tuple_of(tensor), read=read_list("input"), documentation="The layer's inputs, in order.")
    first = Fact(type=tensor, read=_first_input, documentation="The layer's first input, as MIL calls it.")
    # A field of the same name comes first: a condition reads what the message says.
    facts = {"inputs": inputs, "x": first, **layer_names(entry)}
    return {name: _constantly(fact) for name, fact in facts.items()}


def _first_input(_owner: object, scope: Scope) -> object:
    bound = scope.operation.inputs.get("input", ())
    return bound[0] if bound else UNKNOWN
