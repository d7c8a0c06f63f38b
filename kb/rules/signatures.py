"""What an operation is apart from its names: equal for operations that no local condition can tell apart."""

from typing import Final

from kb.digests import blake2s
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


def signature_of(operation: Operation) -> str:
    """A short hash, stable over runs and machines: what fingerprints are made of."""
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
    return blake2s(text.encode("utf-8", "surrogatepass"), size=_HASH_BYTES)


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
