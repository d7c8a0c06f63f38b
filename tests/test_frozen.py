"""`@frozen` classes behave as frozen dataclasses do, case by case."""

import copy
import pickle
from collections.abc import Callable, Mapping
from dataclasses import FrozenInstanceError, asdict, dataclass, field, fields, replace
from typing import Any

import pytest

from kb.frozen import frozen
from kb.models.model import Constant, TensorType


class _Declared:
    """What is common to both."""

    name: str
    size: int = 1
    parts: Mapping[str, int] = field(default_factory=dict)
    at: int = field(default=0, compare=False, repr=False)

    @property
    def double(self) -> int:
        return 2 * self.size


def declared(decorate: Callable[[type], type]) -> Any:
    return decorate(type("It", (), dict(_Declared.__dict__) | {"__qualname__": "It"}))


OURS = declared(frozen)
THEIRS = declared(dataclass(frozen=True, slots=True, kw_only=True))


def outcome(make: Callable[[Any], object], of: Any) -> object:
    try:
        return make(of)
    except (TypeError, AttributeError) as error:
        return type(error)


@pytest.mark.parametrize(
    "make",
    [
        lambda it: repr(it(name="a")),
        lambda it: repr(it(name="a", size=3, parts={"b": 1}, at=7)),
        lambda it: it(name="a").double,
        lambda it: it(),
        lambda it: it("a"),
        lambda it: it(name="a", unknown=1),
        lambda it: it(name="a") == it(name="a", at=5),
        lambda it: it(name="a") == it(name="a", size=2),
        lambda it: it(name="a") == "a",
        lambda it: hash(it(name="a", parts=())) == hash(it(name="a", parts=(), at=5)),
        lambda it: hash(it(name="a")),
        lambda it: it(name="a").parts is it(name="b").parts,
        lambda it: setattr(it(name="a"), "name", "b"),
        lambda it: delattr(it(name="a"), "name"),
        lambda it: hasattr(it(name="a"), "__dict__"),
        lambda it: repr(replace(it(name="a", size=4, at=9), name="b")),
        lambda it: replace(it(name="a"), unknown=1),
        lambda it: asdict(it(name="a", parts={"b": 2})),
        lambda it: [each.name for each in fields(it)],
        lambda it: repr(copy.deepcopy(it(name="a", parts={"b": 2}))),
        lambda it: it.__match_args__,
    ],
)
def test_a_frozen_class_does_as_a_frozen_dataclass_does(make: Callable[[Any], object]) -> None:
    assert outcome(make, OURS) == outcome(make, THEIRS)


def test_unequal_classes_with_equal_fields_are_not_equal() -> None:
    assert OURS(name="a") != declared(frozen)(name="a")


def test_values_go_to_other_processes_and_back() -> None:
    value = Constant(type=TensorType(dtype="fp16", shape=(1, None)), values=(1.5,))
    assert pickle.loads(pickle.dumps(value)) == value


def test_what_is_defined_after_the_fields_are_set_is_called() -> None:
    @frozen
    class Even:
        number: int

        def __post_init__(self) -> None:
            if self.number % 2:
                raise ValueError

    assert Even(number=2).number == 2
    with pytest.raises(ValueError, match=r"^$"):
        Even(number=3)
    with pytest.raises(FrozenInstanceError):
        Even(number=2).number = 4  # type: ignore[misc]  # that is what is tested


def test_a_subclass_has_the_fields_of_its_base_first() -> None:
    @frozen
    class Base:
        one: int

    @frozen
    class Derived(Base):
        two: int = 2

    assert repr(Derived(one=1)).endswith("Derived(one=1, two=2)")
    assert Derived(one=1) == Derived(two=2, one=1) != Derived(one=1, two=3)
