"""Facts of a neural network's layers: the message's own fields, and aliases that read as MIL's parameters do."""

from collections.abc import Callable, Mapping
from typing import Final

from kb.availability.table import LayerEntry, LayerField
from kb.frozen import frozen
from kb.rules.argument_facts import constant_value
from kb.rules.kleene import UNKNOWN, equal
from kb.rules.scope import Scope
from kb.rules.types import BOOL, FLOAT, INT, SCALAR, STRING, Fact, ScalarType, ThingType, Type, string_of, tuple_of

_KINDS: Final[Mapping[str, ScalarType]] = {"int": INT, "float": FLOAT, "bool": BOOL, "string": STRING}
# Source: Protocol Buffers' language guide: a field that is not on the wire has this value.
_ZERO: Final[Mapping[str, object]] = {"int": 0, "float": 0.0, "bool": False, "string": "", "oneof": ""}

_IS_GIVEN: Final = "Whether the file gives it."


@frozen
class Alias:
    """A MIL parameter's name for what a layer's fields say."""

    fields: tuple[str, ...]
    """One field; or several scalar ones that make up a tuple."""
    unset: object
    """What Core ML takes where a field is not given, by the comments in NeuralNetwork.proto; for a tuple of
    fields, each one's. UNKNOWN where they state nothing."""


_3D: Final = ("Depth", "Height", "Width")
_AXIS_REDUCTIONS: Final = ("Sum", "Prod", "Mean", "Max", "Min", "L1", "L2", "LogSum", "SumSquare", "LogSumExp")

# Source: apple/coremltools, mlmodel/format/NeuralNetwork.proto: field names, and the default values that the
# comments above them state.
ALIASES: Final[Mapping[str, Mapping[str, Alias]]] = {
    "nn:convolution": {
        "strides": Alias(fields=("stride",), unset=(1, 1)),
        "dilations": Alias(fields=("dilationFactor",), unset=(1, 1)),
        "kernel_sizes": Alias(fields=("kernelSize",), unset=(3, 3)),
        "groups": Alias(fields=("nGroups",), unset=1),
    },
    "nn:convolution3d": {
        "strides": Alias(fields=tuple(f"stride{axis}" for axis in _3D), unset=UNKNOWN),
        "dilations": Alias(fields=tuple(f"dilation{axis}" for axis in _3D), unset=UNKNOWN),
        "kernel_sizes": Alias(fields=tuple(f"kernel{axis}" for axis in _3D), unset=UNKNOWN),
        "groups": Alias(fields=("nGroups",), unset=UNKNOWN),
    },
    "nn:pooling": {
        "strides": Alias(fields=("stride",), unset=(1, 1)),
        "kernel_sizes": Alias(fields=("kernelSize",), unset=(3, 3)),
    },
    "nn:pooling3d": {
        "strides": Alias(fields=tuple(f"stride{axis}" for axis in _3D), unset=UNKNOWN),
        "kernel_sizes": Alias(fields=tuple(f"kernel{axis}" for axis in _3D), unset=UNKNOWN),
    },
    "nn:transpose": {"perm": Alias(fields=("axes",), unset=())},
    "nn:reshapeStatic": {"shape": Alias(fields=("targetShape",), unset=())},
    "nn:topK": {
        "k": Alias(fields=("K",), unset=UNKNOWN),
        "ascending": Alias(fields=("useBottomK",), unset=False),
    },
    "nn:batchedMatmul": {
        "transpose_x": Alias(fields=("transposeA",), unset=False),
        "transpose_y": Alias(fields=("transposeB",), unset=False),
    },
    "nn:slidingWindows": {
        "size": Alias(fields=("windowSize",), unset=UNKNOWN),
        "stride": Alias(fields=("step",), unset=UNKNOWN),
    },
    "nn:cumSum": {"exclusive": Alias(fields=("excludeFinalSum",), unset=False)},
    **{f"nn:reduce{kind}": {"keep_dims": Alias(fields=("keepDims",), unset=False)} for kind in _AXIS_REDUCTIONS},
}


def layer_names(entry: LayerEntry) -> Mapping[str, Fact]:
    """The names that a layer's own fields and aliases give; nested fields are reached as attributes."""
    names = _group(entry.fields, "")
    for name, alias in ALIASES.get(entry.type, {}).items():
        fields = [entry.fields[field] for field in alias.fields if field in entry.fields]
        if name not in names and len(fields) == len(alias.fields):
            names[name] = _alias_fact(fields, alias)
    return names


def _group(fields: Mapping[str, LayerField], prefix: str) -> dict[str, Fact]:
    """The facts one level below `prefix`."""
    facts: dict[str, Fact] = {}
    for dotted in fields:
        if not dotted.startswith(prefix):
            continue
        name = dotted[len(prefix) :].split(".")[0]
        if name in facts:
            continue
        full = prefix + name
        inner = any(each.startswith(full + ".") for each in fields)
        field = fields.get(full)
        if inner or field is None or field.type == "message":
            facts[name] = _message_fact(full, _group(fields, full + "."), fields)
        else:
            facts[name] = _field_fact(field)
    return facts


def _message_fact(full: str, inner: dict[str, Fact], fields: Mapping[str, LayerField]) -> Fact:
    # A message leaves a trace where it has a plain field: the reader gives each one's default, too.
    leaves_trace = any(isinstance(fact.type, ThingType) and fact.type.value for fact in inner.values())
    oneof = _oneof_with_arm(full, fields)

    def is_given(_owner: object, scope: Scope) -> object:
        attributes = scope.operation.attributes
        if oneof in attributes:
            return constant_value(attributes[oneof]) == full.rpartition(".")[2]
        return any(each.startswith(full + ".") for each in attributes) or (False if leaves_trace else UNKNOWN)

    given = {"is_given": Fact(type=BOOL, read=is_given, documentation=_IS_GIVEN)}
    return Fact(type=ThingType(name="group of fields", facts={**inner, **given}), read=_there)


def _oneof_with_arm(full: str, fields: Mapping[str, LayerField]) -> str:
    """The oneof that the message is an arm of; "" where it is none."""
    parent, _, name = full.rpartition(".")
    beside = (field for field in fields.values() if field.name.rpartition(".")[0] == parent)
    return next((field.name for field in beside if field.type == "oneof" and name in field.choices), "")


def _there(_owner: object, _scope: Scope) -> object:
    """A group has no value of its own; its fields look at the operation."""
    return True


def _field_fact(field: LayerField) -> Fact:
    kinds = string_of(frozenset(field.choices) | {""}) if field.type in ("enum", "oneof") else _KINDS.get(field.type)
    kinds = kinds or SCALAR
    value_type: Type = tuple_of(kinds) if field.repeated else kinds
    read = _read_field(field)
    facts = {
        "is_given": Fact(
            type=BOOL, read=lambda _owner, scope: field.name in scope.operation.attributes, documentation=_IS_GIVEN
        ),
        "value": Fact(type=value_type, read=read, documentation="What the field says."),
    }
    return Fact(type=ThingType(name="field", facts=facts, value=facts["value"]), read=_there)


def _read_field(field: LayerField) -> Callable[[object, Scope], object]:
    unset = () if field.repeated else _ZERO.get(field.type, UNKNOWN)
    if field.type == "enum" and not field.repeated:
        unset = field.choices[0] if field.choices else UNKNOWN

    def read(_owner: object, scope: Scope) -> object:
        constant = scope.operation.attributes.get(field.name)
        if constant is None:
            return unset
        if field.repeated:
            return UNKNOWN if constant.values is None else constant.values
        return constant_value(constant)

    return read


def _alias_fact(fields: list[LayerField], alias: Alias) -> Fact:
    readers = [_read_field(field) for field in fields]

    def one(read: Callable[[object, Scope], object], scope: Scope) -> object:
        value = read(None, scope)
        # Zero and nothing are how the format says: not given.
        is_unset = equal(value, ()) is True or (value == 0 and not isinstance(value, bool))
        return alias.unset if is_unset else value

    def read_alias(_owner: object, scope: Scope) -> object:
        if len(readers) == 1:
            return one(readers[0], scope)
        return tuple([one(read, scope) for read in readers])

    def is_given(_owner: object, scope: Scope) -> object:
        return all(field.name in scope.operation.attributes for field in fields)

    scalar = _KINDS.get(fields[0].type, SCALAR)
    kind: Type = tuple_of(scalar) if fields[0].repeated or len(fields) > 1 else scalar
    meaning = f"MIL's name for {', '.join(f'`{field}`' for field in alias.fields)}."
    facts = {
        "is_given": Fact(type=BOOL, read=is_given, documentation=_IS_GIVEN),
        "value": Fact(type=kind, read=read_alias, documentation=meaning),
    }
    thing = ThingType(name="field", facts=facts, value=facts["value"])
    return Fact(type=thing, read=_there, documentation=meaning)
