"""What an operation is apart from its names: equal for operations that no local condition can tell apart."""

from collections.abc import Hashable
from typing import Final

from kb.models.model import (
    Argument,
    Constant,
    DictionaryType,
    Feature,
    ListType,
    Model,
    Operation,
    StateType,
    TensorType,
    TupleType,
    ValueType,
)

_HASH_BYTES: Final = 8


def key_of(operation: Operation) -> Hashable:
    """Equal for operations that differ in names only. Not stable from one run to another, and made of tuples of plain
    values, which hash and compare fast: it is asked for every operation that a rule names."""
    return (
        operation.type,
        operation.opset,
        tuple([(name, *[_argument_key(each) for each in bound]) for name, bound in operation.inputs.items()]),
        tuple([(name, _constant_key(constant)) for name, constant in operation.attributes.items()]),
        tuple([_type_key(output.type) for output in operation.outputs]),
    )


def _argument_key(argument: Argument) -> Hashable:
    constant = argument.constant
    return (_type_key(argument.type), None if constant is None else _constant_key(constant))


def _constant_key(constant: Constant) -> Hashable:
    return (constant.values, constant.in_weight_file, _type_key(constant.type))


def _type_key(kind: ValueType | None) -> Hashable:
    return (kind.dtype, kind.shape) if isinstance(kind, TensorType) else kind


def signature_of(operation: Operation) -> str:
    """A short hash of the same, stable over runs and machines: what fingerprints are made of."""
    parts = [operation.type]
    for name, bound in sorted(operation.inputs.items()):
        parts.append(f"{name}={'|'.join(_argument(argument) for argument in bound)}")
    parts.extend(f"{name}:{_constant(constant)}" for name, constant in sorted(operation.attributes.items()))
    parts.extend(f"->{_type(output.type)}" for output in operation.outputs)
    return _hash("\n".join(parts))


def signature_of_model(model: Model) -> str:
    """The same for the model as a whole: its kind, its functions' number, its interface without names."""
    parts = ["model", model.kind, str(len(model.functions))]
    sides = (model.interface.inputs, model.interface.outputs, model.interface.states)
    parts.extend("|".join(_feature(feature) for feature in features) for features in sides)
    return _hash("\n".join(parts))


def _hash(text: str) -> str:
    from hashlib import blake2s  # noqa: PLC0415 — 2 ms that only a match should cost

    return blake2s(text.encode("utf-8", "surrogatepass"), digest_size=_HASH_BYTES).hexdigest()


def _argument(argument: Argument) -> str:
    constant = f" = {_constant(argument.constant)}" if argument.constant else ""
    return _type(argument.type) + constant


def _constant(constant: Constant) -> str:
    values = "in the weight file" if constant.values is None and constant.in_weight_file else repr(constant.values)
    return f"{_type(constant.type)} {values}"


def _type(kind: ValueType | None) -> str:
    match kind:
        case None:
            return "?"
        case TensorType(dtype=dtype, shape=None):
            return f"{dtype}[…]"
        case TensorType(dtype=dtype, shape=shape):
            return f"{dtype}[{','.join('?' if each is None else str(each) for each in shape or ())}]"
        case ListType(element=element, length=length):
            return f"list[{_type(element)},{length}]"
        case TupleType(elements=elements):
            return f"tuple[{','.join(_type(element) for element in elements)}]"
        case DictionaryType(key=key, value=value):
            return f"dict[{_type(key)},{_type(value)}]"
        case StateType(wrapped=wrapped):
            return f"state[{_type(wrapped)}]"


def _feature(feature: Feature) -> str:
    return f"{feature.type!r}{'?' if feature.optional else ''}"
