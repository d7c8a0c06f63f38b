"""What must hold of all conditions and all facts. Python itself is the judge: `eval` of the same text."""

import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from rules_builders import AVAILABILITY, constant, decide, function, operation, output
from rules_builders import given as bound

from kb.models.model import Argument, Constant, ListType, Operation, Scalar, Shape, StateType, TensorType, ValueType
from kb.rules.deciding import condition_of
from kb.rules.facts import vocabulary_of
from kb.rules.functions import CONSTANTS
from kb.rules.language import parse_condition
from kb.rules.scope import Scope
from kb.rules.type_checking import check_condition
from kb.rules.verdict import Verdict

VOCABULARY = vocabulary_of("conv", AVAILABILITY)


@dataclass(frozen=True, kw_only=True)
class Facts:
    """Everything that a generated condition may look at, known."""

    shape: tuple[int, ...]
    dtype: str
    strides: tuple[int, ...]
    pad: tuple[int, ...]
    flags: tuple[bool, ...]
    groups: int
    alpha: float
    pad_type: str
    keep_dims: bool

    @property
    def operation(self) -> Operation:
        return operation(
            "conv",
            {
                "x": (Argument(name="x", type=TensorType(dtype=self.dtype, shape=self.shape), constant=None),),
                "strides": bound(constant("int32", (len(self.strides),), *self.strides)),
                "pad": bound(constant("int32", (len(self.pad),), *self.pad)),
                "flags": bound(constant("bool", (len(self.flags),), *self.flags)),
                "groups": bound(constant("int32", (), self.groups)),
                "alpha": bound(constant("fp32", (), self.alpha)),
                "pad_type": bound(constant("string", (), self.pad_type)),
                "keep_dims": bound(constant("bool", (), self.keep_dims)),
            },
            outputs=(output("y", dtype=self.dtype, shape=self.shape),),
        )

    @property
    def namespace(self) -> dict[str, object]:
        """The same facts and functions, for Python's own evaluation."""
        tensor = SimpleNamespace(
            shape=self.shape, rank=len(self.shape), dtype=self.dtype, size=math.prod(self.shape), is_constant=False
        )
        return {
            "__builtins__": {},
            "x": tensor,
            "output": tensor,
            "bias": SimpleNamespace(is_given=False),
            "strides": self.strides,
            "pad": self.pad,
            "flags": self.flags,
            "groups": self.groups,
            "alpha": self.alpha,
            "pad_type": self.pad_type,
            "keep_dims": self.keep_dims,
            **FUNCTIONS,
            **{name: each.value for name, each in CONSTANTS.items()},
        }


FUNCTIONS: dict[str, Callable[..., Any]] = {
    "any": any,
    "all": all,
    "sum": sum,
    "min": min,
    "max": max,
    "len": len,
    "abs": abs,
    "product": math.prod,
    "is_multiple": lambda number, factor: number % factor == 0,
    "is_power_of_two": lambda number: number in {2**exponent for exponent in range(64)},
    "is_close": lambda number, other: math.isclose(number, other, rel_tol=1e-3),
    "starts_with": str.startswith,
    "ends_with": str.endswith,
    "count_distinct": lambda values: len(set(values)),
}

small = st.integers(-3, 9)
several = st.lists(small, max_size=4).map(tuple)
facts = st.builds(
    Facts,
    shape=st.lists(st.integers(0, 9), max_size=4).map(tuple),
    dtype=st.sampled_from(["fp16", "fp32"]),
    strides=several,
    pad=several,
    flags=st.lists(st.booleans(), max_size=3).map(tuple),
    groups=small,
    alpha=st.one_of(small.map(float), st.floats(-9, 9, width=16)),
    pad_type=st.sampled_from(["same", "valid", "custom"]),
    keep_dims=st.booleans(),
)


def _joined(pattern: str, *parts: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.tuples(*parts).map(lambda texts: pattern.format(*texts))


def _grow(depth: int) -> dict[str, st.SearchStrategy[str]]:
    """Well-typed expressions of each type, as text, at most so deep."""
    plain = {
        "number": st.one_of(
            small.map(str),
            st.sampled_from(
                ["groups", "alpha", "x.rank", "output.size", "strides[0]", "x.shape[-1]", "0.5", "FP16_MAX"]
            ),
        ),
        "tuple": st.sampled_from(
            [
                "strides",
                "pad",
                "x.shape",
                "x.shape[1:]",
                "pad[:-1]",
                "INTERLEAVE_FACTORS",
                "(1, 2)",
                "()",
                "(groups, 3)",
            ]
        ),
        "string": st.sampled_from(["pad_type", "x.dtype"]),
        "truth": st.sampled_from(["keep_dims", "bias.is_given", "x.is_constant", "any(flags)", "all(flags)", "True"]),
    }
    if depth == 0:
        return plain
    lower = _grow(depth - 1)
    number, several, truth = lower["number"], lower["tuple"], lower["truth"]
    s = f"s{depth}"  # a variable of its own for each depth: a name never means two things
    order, equality = st.sampled_from(["<", "<=", ">", ">="]), st.sampled_from(["==", "!="])
    membership = st.sampled_from(["in", "not in"])
    about_element = st.one_of(
        _joined(f"{s} {{}} {{}}", order, number),
        _joined(f"{s} {{}} {{}}", membership, several),
        _joined(f"{s} % {{}} == 1", number),
    )
    return {
        "number": st.one_of(
            plain["number"],
            _joined("({} {} {})", number, st.sampled_from(["+", "-", "*", "//", "%", "/"]), number),
            _joined("({} ** {})", number, st.integers(-1, 3).map(str)),
            _joined("-{}", number),
            _joined("{}({})", st.sampled_from(["sum", "min", "max", "product", "len", "count_distinct"]), several),
            _joined("min({}, {})", number, number),
            _joined("abs({})", number),
            _joined(f"sum({s} > {{}} for {s} in {{}})", number, several),
            _joined(f"max({s} * {{}} for {s} in {{}} if {{}})", number, several, about_element),
            _joined("{}[{}]", several, st.integers(-2, 2).map(str)),
        ),
        "tuple": plain["tuple"],
        "string": plain["string"],
        "truth": st.one_of(
            plain["truth"],
            _joined("({} and {})", truth, truth),
            _joined("({} or {} or {})", truth, truth, truth),
            _joined("(not {})", truth),
            _joined("({} {} {})", number, order, number),
            _joined("({} {} {})", number, equality, number),
            _joined("({} {} {} {} {})", number, order, number, equality, number),
            _joined("({} {} {})", several, equality, several),
            _joined("({} {} {})", number, membership, several),
            _joined("(pad_type {} {})", equality, st.sampled_from(['"same"', '"valid"'])),
            _joined('(pad_type {} ("same", "custom"))', membership),
            _joined("starts_with({}, {})", lower["string"], st.sampled_from(['"s"', '"fp1"'])),
            _joined(f"any({{}} for {s} in {{}})", about_element, several),
            _joined(f"all({{}} for {s} in {{}} if {{}})", about_element, several, about_element),
            _joined(f"any({{}} for {s} in {{}} if {{}} {{}} {s})", about_element, several, number, order),
            _joined(f"all(any(t {{}} {s} for t in {{}}) for {s} in {{}})", order, several, several),
            _joined("is_multiple({}, {})", number, number),
            _joined("is_close({}, {})", number, number),
        ),
    }


conditions = _grow(3)["truth"]
relaxed = settings(
    max_examples=250, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much]
)


def decided(text: str, of: Operation) -> Verdict:
    return condition_of(parse_condition(text), VOCABULARY).verdict(
        Scope(model=None, function=function(of), operation=of)
    )


@relaxed
@given(text=conditions, known=facts)
def test_with_all_facts_known_a_condition_decides_what_python_says(text: str, known: Facts) -> None:
    """With all facts known, a condition decides what Python's own evaluation of the same text says."""
    try:
        says = eval(text, dict(known.namespace))  # generated above, from nothing but this language
    except (ArithmeticError, TypeError, ValueError, IndexError):
        return  # What Python refuses may be decided or not: a part that was refused need not have mattered.
    assert decided(text, known.operation) is (Verdict.MATCHED if says else Verdict.UNMATCHED)


@relaxed
@given(text=conditions, known=facts)
def test_generated_conditions_pass_the_type_checker_and_have_reasons(text: str, known: Facts) -> None:
    assert check_condition(text, operations=("conv",), availability=AVAILABILITY) == ()
    decision = decide(text, known.operation)
    assert decision.verdict is decided(text, known.operation)
    assert decision.why
    assert "\n" not in decision.why


def _forgetful(known: Operation) -> st.SearchStrategy[Operation]:
    """The operation with some of its facts made unknown."""

    def forget(name: str, how: str) -> Callable[[Operation], Operation]:
        def apply(of: Operation) -> Operation:
            (argument,) = of.inputs[name]
            return replace(of, inputs={**of.inputs, name: (_forgotten(argument, how),)})

        return apply

    one = st.tuples(st.sampled_from(sorted(known.inputs)), st.sampled_from(["shape", "first", "last", "all", "values"]))
    return st.lists(one, min_size=1, max_size=3).map(
        lambda chosen: _applied(known, [forget(name, how) for name, how in chosen])
    )


def _applied(of: Operation, changes: list[Callable[[Operation], Operation]]) -> Operation:
    for change in changes:
        of = change(of)
    return of


def _forgotten(argument: Argument, how: str) -> Argument:
    kind, held = argument.type, argument.constant
    assert isinstance(kind, TensorType)
    if held is not None:
        return replace(argument, constant=replace(held, values=None))
    if kind.shape is None:
        return argument
    shape: Shape | None = kind.shape
    if how == "shape":
        shape = None
    elif how == "first":
        shape = (None, *kind.shape[1:]) if kind.shape else ()
    elif how == "last":
        shape = (*kind.shape[:-1], None) if kind.shape else ()
    elif how == "all":
        shape = (None,) * len(kind.shape)
    return replace(argument, type=replace(kind, shape=shape))


@relaxed
@given(text=conditions, known=facts, choice=st.data())
def test_a_fact_made_unknown_never_turns_a_verdict_round(text: str, known: Facts, choice: st.DataObject) -> None:
    """A fact made unknown never turns MATCHED into UNMATCHED or the reverse."""
    whole = known.operation
    before, after = decided(text, whole), decided(text, choice.draw(_forgetful(whole)))
    assert after in (before, Verdict.UNDECIDED)


@relaxed
@given(text=conditions, known=facts, shape=st.lists(st.integers(0, 9), max_size=4))
def test_what_is_decided_without_a_shape_holds_for_every_shape(text: str, known: Facts, shape: list[int]) -> None:
    """A verdict given while a shape is unknown is the verdict for whatever shape turns out to be there."""
    whole = known.operation
    (argument,) = whole.inputs["x"]
    unknown = replace(whole, inputs={**whole.inputs, "x": (_forgotten(argument, "shape"),)})
    other = replace(known, shape=tuple(shape)).operation
    early = decided(text.replace("output.", "x."), unknown)
    assert early is Verdict.UNDECIDED or early is decided(text.replace("output.", "x."), other)


scalars: st.SearchStrategy[Scalar] = st.one_of(
    st.booleans(), st.integers(-(2**70), 2**70), st.floats(), st.text(max_size=5), st.binary(max_size=3)
)
odd_types: st.SearchStrategy[ValueType | None] = st.recursive(
    st.one_of(
        st.none(),
        st.builds(
            TensorType,
            dtype=st.sampled_from(["fp16", "int32", "string", "odd"]),
            shape=st.one_of(st.none(), st.lists(st.one_of(st.none(), st.integers(0, 2**65)), max_size=3).map(tuple)),
        ),
    ),
    lambda inner: st.one_of(
        st.builds(ListType, element=inner.filter(bool), length=st.none()),
        st.builds(StateType, wrapped=inner.filter(bool)),
    ),
    max_leaves=3,
)
odd_constants = st.one_of(
    st.none(),
    st.builds(
        Constant,
        type=odd_types,
        values=st.one_of(st.none(), st.lists(scalars, max_size=3).map(tuple)),
        in_weight_file=st.booleans(),
    ),
)
odd_arguments = st.builds(
    Argument, name=st.one_of(st.none(), st.text(max_size=3)), type=odd_types, constant=odd_constants
)
odd_operations = st.dictionaries(
    st.sampled_from(["x", "strides", "pad", "flags", "groups", "alpha", "pad_type", "keep_dims", "bias"]),
    st.lists(odd_arguments, max_size=2).map(tuple),
).map(lambda inputs: operation("conv", inputs))


@relaxed
@given(text=conditions, of=odd_operations)
def test_a_checked_condition_decides_about_any_operation_whatever(text: str, of: Operation) -> None:
    """A model may hold values of any type and size: a checked condition never fails on them."""
    assert isinstance(decide(text, of, inside=function(of)).verdict, Verdict)


@pytest.mark.parametrize(
    "text", ["groups == 1", "x.shape[0] == 1", "x.producer == ''", "any(flags)", "output.rank == 1"]
)
def test_nothing_known_decides_nothing(text: str) -> None:
    assert decided(text, operation("conv", opset=None)) is Verdict.UNDECIDED
