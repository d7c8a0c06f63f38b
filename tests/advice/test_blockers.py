"""What keeps a new conversion from a lower target: features, compression, other kinds of model, grouping, cost."""

from collections.abc import Collection, Iterator
from typing import Any

import pytest
from every_operation import build, targets
from requirement_builders import array, image, layer, network, pipeline, program, state

from kb.advice.blockers import blockers_at, blockers_at_each
from kb.advice.blocking import alternatives
from kb.advice.blocking.operations import operation_obstacles
from kb.availability.table import Availability
from kb.models.model import Function, Model, Operation
from kb.models.reading import decode_model
from kb.platforms.targets import TARGETS, Target

PROGRAMS = tuple(target for target in TARGETS if target.opset)


def at(name: str) -> Target:
    return next(target for target in TARGETS if target.name == name)


def read(made: Any) -> Model:
    return decode_model(
        made if isinstance(made, bytes) else made.SerializeToString(deterministic=True), origin="test.mlmodel"
    )


def found(made: Any, target: str, availability: Availability) -> list[tuple[str, str, bool]]:
    return [(each.what, each.where, each.automatic) for each in blockers_at(read(made), at(target), availability)]


# Features of the model


def test_a_state_is_an_obstacle_below_ios18(availability: Availability) -> None:
    made = program("CoreML8")
    state(made.description.state.add(name="cache"))
    (blocker,) = blockers_at(read(made), at("iOS17"), availability)
    assert (blocker.what, blocker.where) == ("states begin at iOS18", "state cache")
    assert blocker.alternative
    assert not blocker.automatic
    assert blockers_at(read(made), at("iOS18"), availability) == ()


def test_an_fp16_input_is_no_obstacle_since_a_conversion_makes_it_fp32(availability: Availability) -> None:
    made = program("CoreML6")
    array(made.description.input.add(name="a"), "FLOAT16")
    image(made.description.output.add(name="b"), "GRAYSCALE_FLOAT16")
    assert found(made, "iOS15", availability) == [
        ("fp16 arrays begin at iOS16", "input a", True),
        ("fp16 images begin at iOS16", "output b", True),
    ]
    assert found(made, "iOS16", availability) == []


def test_an_int8_input_is_an_obstacle_below_ios26(availability: Availability) -> None:
    made = program("CoreML9")
    array(made.description.input.add(name="a"), "INT8")
    assert found(made, "iOS18", availability) == [("int8 arrays begin at iOS26", "input a", False)]


def test_enumerated_shapes_are_an_obstacle_below_ios18_where_two_inputs_have_them(availability: Availability) -> None:
    made = program("CoreML8")
    for name in ("a", "b"):
        shapes = array(made.description.input.add(name=name)).enumeratedShapes
        for size in (3, 4):
            shapes.shapes.add(shape=[size])
    what = "enumerated shapes for more than one input begin at iOS18"
    assert found(made, "iOS17", availability) == [(what, "a, b", False)]
    del made.description.input[-1]
    assert found(made, "iOS17", availability) == []


def test_several_functions_are_an_obstacle_below_ios18_and_one_is_none(availability: Availability) -> None:
    several = "several functions in one model begin at iOS18"
    assert found(program("CoreML8", other="CoreML8"), "iOS17", availability) == [(several, "main, other", False)]
    assert found(program("CoreML8"), "iOS17", availability) == []


def test_functions_that_an_older_model_holds_as_it_stands_are_no_obstacle(availability: Availability) -> None:
    made = program("CoreML6", other="CoreML6")
    made.specificationVersion = 7
    assert found(made, "iOS15", availability) == []


def test_a_model_without_inputs_is_an_obstacle_below_ios18(availability: Availability) -> None:
    made = program("CoreML8")
    del made.description.input[:]
    assert found(made, "iOS17", availability) == [("a model without inputs begins at iOS18", "", False)]


def test_what_a_function_description_has_is_told_with_the_function(availability: Availability) -> None:
    made = program("CoreML8")
    del made.description.input[:]
    for name in ("first", "second"):
        function = made.description.functions.add(name=name)
        array(function.input.add(name="x"), "FLOAT16")
    assert found(made, "iOS15", availability) == [
        ("fp16 arrays begin at iOS16", "function first, input x, function second, input x", True)
    ]


def test_an_ml_program_is_one_obstacle_below_ios15(availability: Availability) -> None:
    assert found(program("CoreML5"), "iOS14", availability) == [("ML programs begin at iOS15", "", False)]


# Compressed weights


def compressed(name: str, **values: Any) -> bytes:
    newest = next(each for each in targets() if each.name == "iOS18")
    return build(newest, {name: lambda mb, _: getattr(mb, name)(**values)})


@pytest.mark.parametrize(
    ("bits", "scale", "automatic"),
    [(8, (1, 1), True), (8, (4, 1), True), (8, (4, 2), False), (8, (2, 1), False), (4, (4, 1), False)],
)
def test_a_quantized_weight_goes_lower_where_it_has_8_bits_and_a_scale_for_a_channel(
    bits: int, scale: tuple[int, ...], automatic: bool, availability: Availability
) -> None:
    import numpy as np
    from coremltools.converters.mil.mil import types

    dtype = np.int8 if bits == 8 else types.np_int4_dtype
    data = np.ones((4, 4), np.int8).astype(dtype)
    made = compressed("constexpr_blockwise_shift_scale", data=data, scale=np.ones(scale, np.float32))
    (blocker,) = blockers_at(read(made), at("iOS16"), availability)
    assert "constexpr_affine_dequantize" in blocker.alternative
    assert blocker.automatic is automatic
    (lower,) = blockers_at(read(made), at("iOS15"), availability)
    assert "not compressed" in lower.alternative
    assert not lower.automatic


@pytest.mark.parametrize(("tables", "stops"), [((1, 1), False), ((4, 1), True)])
def test_a_palettized_weight_goes_lower_where_it_has_one_table(
    tables: tuple[int, int], stops: bool, availability: Availability
) -> None:
    import numpy as np
    from coremltools.converters.mil.mil import types

    indices = np.ones((4, 4), np.uint8).astype(types.np_uint4_dtype)
    made = compressed("constexpr_lut_to_dense", indices=indices, lut=np.ones((*tables, 16, 1), np.float32))
    blockers = blockers_at(read(made), at("iOS17"), availability)
    assert any(not each.automatic for each in blockers) is stops
    assert any("several tables" in each.what for each in blockers) is stops


# Other kinds of model, and pipelines


def test_a_neural_networks_blockers_are_what_it_needs(availability: Availability) -> None:
    made = network()
    layer(made, "cumSum")
    layer(made, "softmax")
    assert found(made, "iOS13", availability) == [("layer cumSum begins at iOS14", "main/cumSum_0", False)]
    assert found(made, "iOS14", availability) == []


def test_a_blocker_inside_a_pipeline_says_in_which_model(availability: Availability) -> None:
    stateful = program("CoreML8")
    state(stateful.description.state.add(name="cache"))
    nested = network()
    layer(nested, "cumSum")
    made = pipeline(nested, pipeline(stateful))
    assert found(made, "iOS17", availability) == [("states begin at iOS18", "1:step1/0:step0/state cache", False)]
    assert ("layer cumSum begins at iOS14", "0:step0/main/cumSum_0", False) in found(made, "iOS13", availability)
    assert ("ML programs begin at iOS15", "1:step1/0:step0", False) in found(made, "iOS13", availability)


# Grouping and cost


def fused(count: int) -> bytes:
    newest = next(each for each in targets() if each.name == "iOS18")

    def attend(mb: Any, x: Any) -> Any:
        for index in range(count):
            x = mb.scaled_dot_product_attention(query=x, key=x, value=x, name=f"attention_{index}")
        return x

    return build(newest, {"attention": attend})


def test_what_stands_at_many_places_is_one_blocker_with_their_count(availability: Availability) -> None:
    (blocker,) = blockers_at(read(fused(5)), at("iOS17"), availability)
    assert blocker.where.endswith(" and 4 more")
    assert blocker.automatic
    (single,) = blockers_at(read(fused(1)), at("iOS17"), availability)
    assert single.where == "main/attention_0"


def test_all_targets_at_once_say_what_each_says_alone(availability: Availability) -> None:
    read_once = read(fused(3))
    together = blockers_at_each(read_once, PROGRAMS, availability)
    assert together == {target: blockers_at(read(fused(3)), target, availability) for target in PROGRAMS}


def test_obstacles_come_before_what_changes_by_itself(availability: Availability) -> None:
    made = program("CoreML9")
    array(made.description.input.add(name="half"), "FLOAT16")
    array(made.description.input.add(name="eighth"), "INT8")
    automatic = [each.automatic for each in blockers_at(read(made), at("iOS15"), availability)]
    assert automatic == [False, True]


class Counting:
    """A source of operations that remembers which types were asked for, and how many it gave of each."""

    def __init__(self, types: dict[str, int]) -> None:
        self.types = types
        self.given: dict[str, int] = {}

    def operations(self, types: Collection[str] | None) -> Iterator[Operation]:
        for type_ in types or self.types:
            for index in range(self.types[type_]):
                self.given[type_] = self.given.get(type_, 0) + 1
                yield Operation(type=type_, name=f"{index}", function="main", location=f"main/{index}", opset="CoreML7")

    def producer(self, operation: Operation, value: str) -> Operation | None:
        raise NotImplementedError

    def consumers(self, operation: Operation, value: str) -> tuple[Operation, ...]:
        raise NotImplementedError

    def is_output(self, operation: Operation, value: str) -> bool:
        raise NotImplementedError


def test_operations_that_are_the_same_at_both_targets_are_not_decoded(availability: Availability) -> None:
    source = Counting({"relu": 10_000, "add": 10_000, "quantize": 10_000, "conv": 10_000, "gather": 50})
    function = Function(
        name="main", opset="CoreML7", inputs=(), outputs=(), operation_types=source.types, source=source
    )
    found_there = operation_obstacles(function, [at("iOS16")], availability)
    obstacles = {obstacle.what: obstacle.places for _, obstacle in found_there}
    assert obstacles == {"operation quantize begins at iOS17": 10_000}
    assert source.given == {"quantize": 1, "conv": 32, "gather": 50}


# The alternatives


def test_every_operation_that_came_later_has_an_alternative_at_every_lower_target(availability: Availability) -> None:
    first = PROGRAMS[0]
    later = {
        name: entry.available_from for name, entry in availability.operations.items() if entry.available_from > first
    }
    for name, since in later.items():
        for target in PROGRAMS:
            assert (alternatives.of_operation(name, target) is not None) or target >= since, (name, target)
    assert set(alternatives.OF_OPERATION) == set(later)


def test_every_parameter_that_came_later_has_an_alternative_unless_it_can_be_left_out(
    availability: Availability,
) -> None:
    added = {
        (name, parameter)
        for name, entry in availability.operations.items()
        for earlier, later in zip(entry.versions, entry.versions[1:], strict=False)
        for parameter in set(later.parameters) - set(earlier.parameters)
    }
    assert {pair for pair in added if pair[1] != "validate_indices"} == set(alternatives.OF_PARAMETER)


def test_alternatives_name_what_exists(availability: Availability) -> None:
    for name, parameter, dtype in alternatives.OF_PARAMETER_DTYPE:
        versions = availability.operations[name].versions
        assert any(dtype in each.parameters[parameter].dtypes for each in versions), (name, parameter, dtype)
    for known in every_alternative():
        assert known.text
        assert known.source.startswith("https://")


def every_alternative() -> Iterator[alternatives.Alternative]:
    for several in alternatives.OF_OPERATION.values():
        yield from several
    yield from alternatives.OF_PARAMETER.values()
    yield from alternatives.OF_DTYPE.values()
    yield from alternatives.OF_PARAMETER_DTYPE.values()
