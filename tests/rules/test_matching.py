"""Rules meet a model: grouping, order, what is decoded, what counts as equal."""

from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rules_builders import (
    AVAILABILITY,
    Known,
    Operations,
    founding_convolution,
    function,
    model,
    numbers,
    operation,
    output,
    record,
    rule,
    tensor,
)

from kb.errors import KbError
from kb.models.model import DimensionRange, Feature, Function, Interface, Model, MultiArray
from kb.models.walking import operation_types
from kb.records.record import Affects, Precision, Record, Status
from kb.rules import deciding
from kb.rules.compiling import RuleSet, compile_rules
from kb.rules.errors import ConditionError
from kb.rules.language import parse_condition
from kb.rules.match import Match
from kb.rules.matching import match
from kb.rules.nearest import explain_nearest
from kb.rules.scope import Scope
from kb.rules.tree_json import tree_to_json
from kb.rules.verdict import Verdict

FOUNDING = record(
    "conv-stride-interleave-factors",
    rule(
        "conv",
        "nn:convolution",
        when="any(s not in PRODUCTS_OF_TWO_INTERLEAVE_FACTORS for s in strides)",
        precision=Precision.WIDE,
    ),
)


def rules_for(of: Model, *records: Record) -> RuleSet:
    return compile_rules(Known(records=records), operation_types(of))


def matches(of: Model, *records: Record) -> tuple[Match, ...]:
    return match(of, rules_for(of, *records))


def test_the_founding_case_is_found_with_its_operation_and_reason() -> None:
    it = model(function(founding_convolution("embed"), founding_convolution("other", stride=16)))
    (found,) = matches(it, FOUNDING)
    assert (found.record, found.verdict, found.precision) == (FOUNDING, Verdict.MATCHED, Precision.WIDE)
    (where,) = found.operations
    assert (where.function, where.name, where.type, where.location) == ("main", "embed", "conv", "main/embed")
    assert where.why == "strides = (14, 14): 14 is not in PRODUCTS_OF_TWO_INTERLEAVE_FACTORS"


def test_nothing_matches_where_nothing_holds() -> None:
    assert matches(model(function(founding_convolution(stride=16))), FOUNDING) == ()
    assert matches(model(), FOUNDING) == ()


def test_undecided_operations_stand_apart_from_matched_ones() -> None:
    unknown = operation("conv", {"strides": tensor("computed", "int32", 2)}, name="unknown")
    it = model(function(unknown, founding_convolution("a"), founding_convolution("b")))
    matched, undecided = matches(it, FOUNDING)
    assert (matched.verdict, [each.name for each in matched.operations]) == (Verdict.MATCHED, ["a", "b"])
    assert (undecided.verdict, [each.name for each in undecided.operations]) == (Verdict.UNDECIDED, ["unknown"])
    assert undecided.operations[0].why == "strides is not known"


def test_each_rule_of_a_record_matches_for_itself_with_its_own_reach() -> None:
    narrow = (Affects(targets=">=iOS17"),)
    wide = (Affects(targets=">=iOS15"),)
    two = record("two-rules", rule("conv", affects=narrow), rule("conv", when="strides[0] == 14"), affects=wide)
    found = matches(model(function(founding_convolution())), two)
    assert [each.affects for each in found] == [narrow, wide]
    assert found[0].operations[0].why == "this holds for every conv"


def test_matches_come_in_the_order_of_slugs_and_rules() -> None:
    records = [
        record("b", rule("conv"), rule("relu")),
        record("a", rule("relu")),
        record("c", rule(when="True == True")),
    ]
    it = model(function(operation("relu"), founding_convolution()))
    assert [each.record.id for each in matches(it, *records)] == ["a", "b", "b", "c"]


@pytest.mark.parametrize("status", [Status.WITHDRAWN, Status.SUPERSEDED])
def test_what_is_withdrawn_or_superseded_never_matches(status: Status) -> None:
    it = model(function(founding_convolution()))
    assert matches(it, record("gone", rule("conv"), rule(), status=status)) == ()
    assert matches(it, record("fixed", rule("conv"), status=Status.FIXED)) != ()


def test_a_rule_about_the_model_is_decided_for_each_model_of_a_pipeline() -> None:
    about = record("flexible", rule(when="any(i.is_flexible for i in model.inputs)"))
    feature = Feature(name="x", type=MultiArray(dtype="fp32", shape=(1,), enumerated_shapes=((1,), (2,))))
    inner = model(interface=Interface(inputs=(feature,)), path="it.mlpackage/1:detector")
    (found,) = matches(model(submodels=(model(path="it.mlpackage/0:scaler"), inner), kind="pipeline"), about)
    (where,) = found.operations
    assert (where.type, where.location, where.function) == ("model", "1:detector", "")
    assert where.why == 'model.inputs, i = "x": i.is_flexible is true'


def test_operations_of_every_function_and_submodel_are_met() -> None:
    it = model(
        function(founding_convolution("a")),
        function(founding_convolution("b"), name="decode"),
        submodels=(model(function(founding_convolution("c")), path="it.mlpackage/0:part"),),
    )
    (found,) = matches(it, FOUNDING)
    assert [each.name for each in found.operations] == ["a", "b", "c"]


def test_only_operations_that_a_rule_names_are_decoded() -> None:
    source = Operations(all=(founding_convolution(), *(operation("relu", name=f"r{i}") for i in range(100))))
    it = model(replace(function(*source.all), source=source))
    rules = compile_rules(Known(records=(FOUNDING, record("other", rule("topk")))), operation_types(it))
    assert list(rules.by_type) == ["conv"]
    match(it, rules)
    assert source.decoded == ["patch"]


@pytest.mark.parametrize("when", ["strides[0] in (7, 14)", "strides[0] == x.shape[9]"], ids=["matched", "undecided"])
def test_reasons_are_worked_out_once_for_operations_that_differ_in_names_only(
    when: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    explained: Counter[str] = Counter()
    plain = deciding.Condition.decide

    def counting(self: deciding.Condition, scope: Scope) -> object:
        explained[scope.operation.name] += 1
        return plain(self, scope)

    monkeypatch.setattr(deciding.Condition, "decide", counting)
    it = model(function(*(founding_convolution(f"c{i}") for i in range(50)), founding_convolution("odd", stride=7)))
    (found,) = matches(it, record("common", rule("conv", when=when)))
    assert len(found.operations) == 51
    assert explained == {"c0": 1, "odd": 1}


def test_a_signature_leaves_names_out_and_nothing_else() -> None:
    it = model(
        function(
            founding_convolution("a"),
            founding_convolution("b"),
            founding_convolution("c", stride=7),
            replace(founding_convolution("d"), outputs=(output("y", dtype="fp32"),)),
        )
    )
    (found,) = matches(it, FOUNDING)
    a, b, c, d = (each.signature for each in found.operations)
    assert a == b
    assert len({a, c, d}) == 3


def test_a_signature_is_the_same_in_every_run() -> None:
    """Fingerprints in baselines are made of it: changing it makes every baseline stale."""
    (found,) = matches(model(function(founding_convolution())), FOUNDING)
    assert found.operations[0].signature == "0044f160ed241b47"


def test_a_condition_that_sees_names_or_neighbours_is_explained_for_each_operation() -> None:
    named = record("named", rule("conv", when='starts_with(operation.name, "c")'))
    first = operation("relu", {"x": tensor("in", "fp16", 1)}, name="r", outputs=(output("r_out"),))
    after = replace(founding_convolution("c1"), inputs={"x": tensor("r_out", "fp16", 1)})
    alone = replace(founding_convolution("c2"), inputs={"x": tensor("in", "fp16", 1)})
    fused = record("fused", rule("conv", when='x.producer in ("relu", "")'))
    by_neighbour, by_name = matches(model(function(first, after, alone)), named, fused)
    assert [each.why.rpartition(", where ")[2] for each in by_name.operations] == [
        'operation.name = "c1"',
        'operation.name = "c2"',
    ]
    assert [each.why for each in by_neighbour.operations] == [
        'x.producer = "relu" is in ("relu", "")',
        'x.producer = "" is in ("relu", "")',
    ]


def test_a_condition_that_sees_who_takes_an_output_is_decided_for_each_of_alike_operations() -> None:
    before = [replace(founding_convolution(name), outputs=(output(f"{name}_out"),)) for name in ("a", "b", "c")]
    takers = [operation(kind, {"x": tensor(f"{name}_out", "fp16", 1)}) for kind, name in (("relu", "a"), ("tanh", "b"))]
    followed = record("followed", rule("conv", when='strides[0] == 14 and "relu" in output.consumers'))
    (found,) = matches(model(function(*before, *takers, leaving=("c_out",))), followed)
    assert [each.name for each in found.operations] == ["a"]
    leaving = record("leaving", rule("conv", when="output.is_output"))
    (found,) = matches(model(function(*before, *takers, leaving=("c_out",))), leaving)
    assert [each.name for each in found.operations] == ["c"]


def test_alike_operations_are_decoded_once_where_nothing_can_match_whoever_takes_them() -> None:
    source = Operations(all=tuple(founding_convolution(f"c{i}", stride=16) for i in range(100)))
    it = model(replace(function(*source.all), source=source))
    followed = record("followed", rule("conv", when='strides[0] == 14 and "relu" in output.consumers'))
    assert matches(it, followed, FOUNDING) == ()
    assert source.decoded == ["c0"]


def test_trees_from_a_bundle_give_the_same_matches_and_nothing_is_parsed(monkeypatch: pytest.MonkeyPatch) -> None:
    it = model(function(founding_convolution()))
    expected = matches(it, FOUNDING)
    when = FOUNDING.rules[0].when
    trees = {when: tree_to_json(parse_condition(when))}
    monkeypatch.setattr("kb.rules.language.parse_condition", None)
    rules = compile_rules(Known(records=(FOUNDING,), trees=trees), operation_types(it))
    assert match(it, rules) == expected


def test_a_broken_condition_names_its_record() -> None:
    it = model(function(founding_convolution()))
    with pytest.raises(ConditionError) as caught:
        matches(it, record("broken", rule("conv", when="strid == 1")))
    assert caught.value.where == "record broken, condition 1:1"
    with pytest.raises(KbError) as damaged:
        compile_rules(Known(records=(FOUNDING,), trees={FOUNDING.rules[0].when: {}}), operation_types(it))
    assert FOUNDING.id in damaged.value.where


names = st.lists(st.text(min_size=1, max_size=6), min_size=4, max_size=4, unique=True)


@settings(max_examples=60, deadline=None)
@given(names=names, stride=st.integers(1, 20))
def test_renaming_every_operation_and_value_changes_no_verdict(names: list[str], stride: int) -> None:
    """Renaming operations and values changes no verdict, no reason and no signature."""
    records = (FOUNDING, record("fused", rule("conv", when='x.producer == "relu" and not output.is_output')))

    def chain(first: str, between: str, second: str, last: str) -> Function:
        relu = operation("relu", {"x": tensor("in", "fp16", 1)}, name=first, outputs=(output(between),))
        inputs = {"x": tensor(between, "fp16", 1, 8), "strides": numbers(stride)}
        return function(relu, operation("conv", inputs, name=second, outputs=(output(last),)))

    def seen(it: Function) -> list[tuple[object, ...]]:
        return [
            (each.record.id, each.verdict, *((where.why, where.signature) for where in each.operations))
            for each in matches(model(it), *records)
        ]

    assert seen(chain(*names)) == seen(chain("a", "b", "c", "d"))


class TestNearest:
    """Why a record matches, or how near it comes."""

    @staticmethod
    def known() -> Known:
        return Known(records=())

    def test_parts_are_told_one_by_one(self) -> None:
        it = model(function(founding_convolution("far", stride=2), founding_convolution("near")))
        plain = record("near", rule("conv", "topk", when='strides[0] == 14 and pad_type == "same" and bias.rank == 4'))
        (near,) = explain_nearest(plain, it, self.known())
        assert (near.index, near.absent, near.looked_at) == (0, ("topk",), 2)
        first, second = near.nearest
        assert [first.operation.name, second.operation.name] == ["near", "far"]
        assert first.verdict is Verdict.UNMATCHED
        assert [(part.text, part.verdict.value, part.why) for part in first.parts] == [
            ("strides[0] == 14", "matched", "strides[0] = 14"),
            ('pad_type == "same"', "unmatched", 'pad_type = "valid" is not "same"'),
            ("bias.rank == 4", "undecided", "bias is not given"),
        ]
        assert first.distance == (1, 1)

    def test_only_the_nearest_are_kept(self) -> None:
        it = model(function(*(founding_convolution(f"c{i}", stride=i) for i in range(1, 20))))
        (near,) = explain_nearest(FOUNDING, it, self.known(), shown=3)
        assert near.looked_at == 19
        assert [each.operation.name for each in near.nearest] == ["c5", "c7", "c10"]
        assert near.absent == ("nn:convolution",)

    def test_a_rule_about_the_model_and_one_without_a_condition(self) -> None:
        plain = record("plain", rule(when='model.kind == "pipeline"'), rule("conv"))
        about, always = explain_nearest(plain, model(function(founding_convolution())), self.known())
        assert about.nearest[0].parts[0].why == 'model.kind = "mlProgram" is not "pipeline"'
        assert about.nearest[0].operation.type == "model"
        assert (always.nearest[0].verdict, always.nearest[0].parts) == (Verdict.MATCHED, ())


def test_every_operation_type_of_the_table_has_a_vocabulary() -> None:
    it = model(function(*(operation(kind) for kind in [*AVAILABILITY.operations, *AVAILABILITY.layers])))
    everywhere = record("everywhere", rule(*AVAILABILITY.operations, *AVAILABILITY.layers, when='operation.type != ""'))
    found = matches(it, everywhere)
    assert len(found[0].operations) == len(AVAILABILITY.operations) + len(AVAILABILITY.layers)


def relus_on_a_length_of(*lengths: DimensionRange) -> Model:
    """A relu on each input, and one behind it: four that are alike but for the bounds of what they take."""
    names = [f"x{index}" for index, _ in enumerate(lengths)]
    relus = [
        operation("relu", {"x": tensor(taken, "fp16", 1, None)}, name=given, outputs=(output(given, shape=(1, None)),))
        for name in names
        for taken, given in ((name, f"{name}_once"), (f"{name}_once", f"{name}_twice"))
    ]
    features = tuple(
        Feature(
            name=name,
            type=MultiArray(dtype="fp16", shape=(1, each.lower), shape_ranges=(DimensionRange(lower=1, upper=1), each)),
        )
        for name, each in zip(names, lengths, strict=True)
    )
    inputs = tuple(output(name, shape=(1, None)) for name in names)
    return model(replace(function(*relus), inputs=inputs), interface=Interface(inputs=features))


def test_a_flexible_size_is_decided_by_its_bounds_for_each_operation() -> None:
    small, large = DimensionRange(lower=1, upper=64), DimensionRange(lower=20000, upper=40000)
    across, endless = DimensionRange(lower=1, upper=40000), DimensionRange(lower=1, upper=None)
    it = relus_on_a_length_of(small, large, across, endless)
    long = record("long", rule("relu", when="output.shape[-1] > 16384"))
    matched, undecided = matches(it, long)
    assert [each.name for each in matched.operations] == ["x1_once", "x1_twice"]
    assert {each.why for each in matched.operations} == {"output.shape[-1] = 20000 to 40000 > 16384"}
    assert undecided.verdict is Verdict.UNDECIDED
    assert [each.name for each in undecided.operations] == ["x2_once", "x2_twice", "x3_once", "x3_twice"]
    assert undecided.operations[0].why == "output.shape[-1] can be 1 to 40000"
    assert undecided.operations[-1].why == "output.shape[-1] can be 1 or more"


def test_bounds_are_not_worked_out_where_nothing_asks_for_an_open_size() -> None:
    it = relus_on_a_length_of(DimensionRange(lower=1, upper=64))
    assert matches(it, record("wide", rule("relu", when="x.shape[0] > 7"))) == ()
    assert it.functions[0].source.decoded == ["x0_once", "x0_twice"]


def test_the_nearest_operations_are_decided_by_their_bounds_too() -> None:
    it = relus_on_a_length_of(DimensionRange(lower=1, upper=64))
    long = record("long", rule("relu", when="output.shape[-1] > 16384"))
    (near,) = explain_nearest(long, it, Known(records=(long,)))
    assert {each.verdict for each in near.nearest} == {Verdict.UNMATCHED}
