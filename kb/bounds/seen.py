"""One operation as the bounds see it: the dimensions of what it takes, and its constants."""

from collections.abc import Callable, Mapping
from typing import Final, TypeAlias, TypeGuard

from kb.bounds.between import ANY, Dimensions, exactly, narrowed
from kb.models.model import Argument, Constant, Operation, Scalar, StateType, TensorType, ValueType


def declared(kind: ValueType | None) -> Dimensions | None:
    """What a value's type says of its dimensions; None where not even the rank is known."""
    if isinstance(kind, StateType):
        kind = kind.wrapped
    if not isinstance(kind, TensorType) or kind.shape is None:
        return None
    return tuple([ANY if each is None else exactly(each) for each in kind.shape])


def agreed(kind: ValueType | None, derived: Dimensions | None) -> Dimensions | None:
    """Both in one: what the type declares, and within that what was derived."""
    stated = declared(kind)
    if stated is None or derived is None or len(stated) != len(derived):
        return stated
    return tuple([narrowed(one, other) for one, other in zip(stated, derived, strict=True)])


class Seen:
    """An operation, with what has been derived so far of the values that it takes."""

    def __init__(
        self, operation: Operation, dimensions: Mapping[str, Dimensions], numbers: Mapping[str, Dimensions]
    ) -> None:
        self.operation = operation
        self._dimensions = dimensions
        self._numbers = numbers

    def bound(self, parameter: str) -> tuple[Argument, ...]:
        return self.operation.inputs.get(parameter, ())

    def shape(self, parameter: str) -> Dimensions | None:
        """The dimensions of what the parameter is bound to."""
        bound = self.bound(parameter)
        return self.shape_of(bound[0]) if len(bound) == 1 else None

    def shapes(self, parameter: str) -> list[Dimensions] | None:
        """The same of a parameter that takes a list; None where one of them is not known."""
        found = [self.shape_of(each) for each in self.bound(parameter)]
        known = [each for each in found if each is not None]
        return known if known and len(known) == len(found) else None

    def shape_of(self, argument: Argument) -> Dimensions | None:
        kind = argument.type
        if kind is None and argument.constant is not None:
            kind = argument.constant.type
        return agreed(kind, self._dimensions.get(argument.name) if argument.name else None)

    def numbers(self, parameter: str) -> Dimensions | None:
        """The elements of a small whole-number tensor: a constant's, or what was computed from shapes."""
        bound = self.bound(parameter)
        return self.numbers_of(bound[0]) if len(bound) == 1 else None

    def numbers_of(self, argument: Argument) -> Dimensions | None:
        if argument.constant is not None:
            whole = _whole(argument.constant, or_float=True) if is_vector(argument.constant.type) else None
            return None if whole is None else tuple([exactly(each) for each in whole])
        return self._numbers.get(argument.name) if argument.name else None

    def constants(self, parameter: str, default: tuple[int, ...] | None = None) -> tuple[int, ...] | None:
        """A constant's whole numbers; `default` where it is not given, None where it is not constant, or not read."""
        if not self.is_given(parameter):
            return default
        constant = self._constant(parameter)
        return None if constant is None else _whole(constant)

    def constant(self, parameter: str) -> Scalar | None:
        """A constant's only element."""
        constant = self._constant(parameter)
        values = constant.values if constant is not None else None
        return values[0] if values is not None and len(values) == 1 else None

    def number(self, parameter: str, default: int | None = None) -> int | None:
        """A constant's only whole number; `default` where it is not given."""
        values = self.constants(parameter, None if default is None else (default,))
        return values[0] if values is not None and len(values) == 1 else None

    def axis(self, rank: int, default: int | None = None) -> int | None:
        """The axis, counted from the first of `rank` dimensions; None where it is not known, or not one of them."""
        axis = self.number("axis", default)
        return axis % rank if axis is not None and -rank <= axis < rank else None

    def is_given(self, parameter: str) -> bool:
        return bool(self.bound(parameter)) or parameter in self.operation.attributes

    def _constant(self, parameter: str) -> Constant | None:
        bound = self.bound(parameter)
        if len(bound) == 1:
            return bound[0].constant
        return self.operation.attributes.get(parameter)


MAX_NUMBERS: Final = 64
"""Shapes, paddings and axes have no more elements; larger tensors are none."""


def _whole(constant: Constant, *, or_float: bool = False) -> tuple[int, ...] | None:
    """The constant's whole numbers; `or_float`: a float that is one counts, as sizes are multiplied by."""
    values = constant.values
    if values is None or len(values) > MAX_NUMBERS:
        return None
    whole = [int(each) for each in values if isinstance(each, int) or (or_float and _is_whole(each))]
    return tuple(whole) if len(whole) == len(values) else None


def _is_whole(value: Scalar) -> TypeGuard[float]:
    return isinstance(value, float) and value.is_integer()


def is_vector(kind: ValueType | None) -> bool:
    """Whether a tensor has one dimension at most: the elements of others would stand in an order of their own."""
    return isinstance(kind, TensorType) and kind.shape is not None and len(kind.shape) <= 1


def flags(values: tuple[int, ...] | None, count: int) -> tuple[bool, ...]:
    """A mask's bits; all false where it is not given."""
    return tuple([bool(each) for each in values]) if values is not None and len(values) == count else (False,) * count


Shape: TypeAlias = Callable[[Seen], Dimensions | None]
"""The dimensions of an operation's outputs; None where nothing can be said of them."""
