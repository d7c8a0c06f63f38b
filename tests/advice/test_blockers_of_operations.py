"""For every operation: none in its way at the target it was built for, something at every target below its first."""

import re
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from every_operation import APART, build, build_classifier, build_with_state, every_operation, targets

from kb.advice.blockers import blockers_at
from kb.advice.vocabulary import unlisted_operations
from kb.availability.table import Availability, OperationEntry, OperationVersion, Parameter
from kb.models.model import Model
from kb.models.reading import decode_model
from kb.platforms.targets import TARGETS, Target

PROGRAMS = tuple(target for target in TARGETS if target.opset)


def by_name(name: str) -> Target:
    return next(target for target in TARGETS if target.name == name)


@pytest.fixture(scope="module")
def built(availability: Availability) -> dict[Target, tuple[Model, ...]]:
    """What coremltools builds for each target, with everything that exists there."""
    models: dict[Target, tuple[Model, ...]] = {}
    for made_for in targets():
        target = by_name(made_for.name)
        forms = every_operation(made_for)
        chosen = {name: forms[name] for name in forms if availability.operations[name].available_from <= target}
        contents = [build(made_for, chosen), build_classifier(made_for)]
        if availability.operations["read_state"].available_from <= target:
            contents.append(build_with_state(made_for))
        models[target] = tuple(decode_model(content, origin="test.mlmodel") for content in contents)
    return models


def types_of(models: tuple[Model, ...]) -> set[str]:
    return {type_ for model in models for function in model.functions for type_ in function.operation_types}


def test_the_programs_have_every_operation_that_their_target_knows(
    built: dict[Target, tuple[Model, ...]], availability: Availability
) -> None:
    for target, models in built.items():
        there = {name for name, entry in availability.operations.items() if entry.available_from <= target}
        assert there - types_of(models) == {"_const_symbolic"}, APART["_const_symbolic"]


def test_what_coremltools_built_for_a_target_has_no_blocker_there_nor_above(
    built: dict[Target, tuple[Model, ...]], availability: Availability
) -> None:
    for target, models in built.items():
        for model in models:
            assert {each: blockers_at(model, each, availability) for each in PROGRAMS if each >= target} == {
                each: () for each in PROGRAMS if each >= target
            }


def test_no_operation_that_coremltools_built_is_missing_in_its_opset(
    built: dict[Target, tuple[Model, ...]], availability: Availability
) -> None:
    assert [
        note for models in built.values() for each in models for note in unlisted_operations(each, availability)
    ] == []


def test_an_operation_has_a_blocker_at_every_target_below_its_first_and_at_no_other(
    built: dict[Target, tuple[Model, ...]], availability: Availability, capsys: pytest.CaptureFixture[str]
) -> None:
    table: Counter[tuple[Target, Target]] = Counter()
    for target, (model, *_) in built.items():
        for lower in (each for each in PROGRAMS if each < target):
            blocked = {
                match[1]: match[2]
                for blocker in blockers_at(model, lower, availability)
                if (match := re.fullmatch(r"operation (\w+) begins at (\w+)", blocker.what))
            }
            later = {
                name: str(availability.operations[name].available_from)
                for name in types_of((model,))
                if availability.operations[name].available_from > lower
            }
            assert blocked == later, f"built for {target}, looked at for {lower}"
            table[target, lower] += len(types_of((model,)))
    with capsys.disabled():
        show(table)


def show(table: Counter[tuple[Target, Target]]) -> None:
    """The table in the test's output: operations judged, by the target they were built for and the lower one."""
    print()  # noqa: T201
    for (target, lower), count in table.items():
        print(f"built for {target.name:6} looked at for {lower.name:6} {count:4} operations")  # noqa: T201
    print(f"{sum(table.values())} operations × targets in all")  # noqa: T201


def test_a_state_is_told_once_and_not_again_by_the_operations_that_use_it(
    built: dict[Target, tuple[Model, ...]], availability: Availability
) -> None:
    stateful = built[by_name("iOS18")][-1]
    assert [each.what for each in blockers_at(stateful, by_name("iOS17"), availability)] == ["states begin at iOS18"]


# What later versions of an operation added, one parameter or dtype at a time, in operations of the wire format.


def program_with(opset: str, operations: list[tuple[str, str, str, str]]) -> Model:
    """One operation for each (type, parameter, dtype, constant text); an empty text means a value of that dtype."""
    from coremltools.proto import MIL_pb2, Model_pb2

    made = Model_pb2.Model(specificationVersion=by_name("iOS26").specification_version)
    made.description.input.add(name="x").type.multiArrayType.shape.append(1)
    function = made.mlProgram.functions["main"]
    function.opset = opset
    block = function.block_specializations[opset]
    for index, (type_, parameter, dtype, text) in enumerate(operations):
        operation = block.operations.add(type=type_)
        operation.outputs.add(name=f"{type_}_{index}").type.tensorType.dataType = MIL_pb2.FLOAT32
        argument = operation.inputs[parameter].arguments.add()
        if text:
            argument.value.type.tensorType.dataType = MIL_pb2.STRING
            argument.value.immediateValue.tensor.strings.values.append(text)
        else:
            argument.name = f"v{index}"
            value = function.inputs.add(name=f"v{index}")
            value.type.tensorType.dataType = MIL_pb2.DataType.Value(PROTO_NAMES.get(dtype, dtype.upper()))
    return decode_model(made.SerializeToString(), origin="test.mlmodel")


PROTO_NAMES = {"fp16": "FLOAT16", "fp32": "FLOAT32", "fp64": "FLOAT64"}
Added = tuple[str, str, str, str]


def added_parameters(entry: OperationEntry, earlier: OperationVersion, later: OperationVersion) -> Iterator[Added]:
    for name, parameter in later.parameters.items():
        if name not in earlier.parameters:
            yield entry.type, name, (parameter.dtypes or ("fp32",))[0], ""


def added_dtypes(entry: OperationEntry, earlier: OperationVersion, later: OperationVersion) -> Iterator[Added]:
    yield from _dtypes(entry, earlier, later, lambda before, dtype: dtype not in before.dtypes)


def kept_dtypes(entry: OperationEntry, earlier: OperationVersion, later: OperationVersion) -> Iterator[Added]:
    yield from _dtypes(entry, earlier, later, lambda before, dtype: dtype in before.dtypes)


def _dtypes(
    entry: OperationEntry,
    earlier: OperationVersion,
    later: OperationVersion,
    wanted: Callable[[Parameter, str], bool],
) -> Iterator[Added]:
    for name, parameter in later.parameters.items():
        before = earlier.parameters.get(name)
        if before and before.dtypes:
            yield from ((entry.type, name, dtype, "") for dtype in parameter.dtypes if wanted(before, dtype))


def added_choices(entry: OperationEntry, earlier: OperationVersion, later: OperationVersion) -> Iterator[Added]:
    for name, parameter in later.parameters.items():
        before = earlier.parameters.get(name)
        if before and before.choices:
            yield from ((entry.type, name, "", each) for each in parameter.choices if each not in before.choices)


def steps(availability: Availability) -> Iterator[tuple[OperationEntry, OperationVersion, OperationVersion]]:
    for entry in availability.operations.values():
        yield from ((entry, *pair) for pair in zip(entry.versions, entry.versions[1:], strict=False))


@pytest.mark.parametrize("added", [added_parameters, added_dtypes, added_choices])
def test_what_a_later_version_added_has_a_blocker_below_it(
    added: Callable[..., Iterator[Added]], availability: Availability, capsys: pytest.CaptureFixture[str]
) -> None:
    count = 0
    for entry, earlier, later in steps(availability):
        for case in added(entry, earlier, later):
            assert later.since.opset
            model = program_with(later.since.opset, [case])
            below = [each for each in PROGRAMS if entry.available_from <= each < later.since]
            for target in below:
                found = blockers_at(model, target, availability)
                assert [blocker.where for blocker in found] == [f"main/{entry.type}_0"], (case, target, found)
                assert entry.type in found[0].what
                assert str(later.since) in found[0].what or target < earlier.since
                count += 1
            assert blockers_at(model, later.since, availability) == ()
    with capsys.disabled():
        print(f"\n{added.__name__}: {count} cases below the version that added them")  # noqa: T201
    assert count


def test_a_dtype_that_an_earlier_version_took_has_no_blocker(availability: Availability) -> None:
    count = 0
    for entry, earlier, later in steps(availability):
        cases = list(kept_dtypes(entry, earlier, later))
        assert later.since.opset
        assert blockers_at(program_with(later.since.opset, cases), earlier.since, availability) == (), entry.type
        count += len(cases)
    assert count


def test_parameters_that_had_to_agree_in_their_dtype_are_told_where_they_do_not(availability: Availability) -> None:
    model = two_dtypes("rsqrt", x="fp16", epsilon="fp32")
    (blocker,) = blockers_at(model, by_name("iOS16"), availability)
    assert blocker.what == "rsqrt with x in fp16 and epsilon in fp32 begins at iOS17"
    assert blocker.automatic
    assert blockers_at(two_dtypes("rsqrt", x="fp16", epsilon="fp16"), by_name("iOS16"), availability) == ()


def two_dtypes(type_: str, **dtypes: str) -> Model:
    from coremltools.proto import MIL_pb2, Model_pb2

    made = Model_pb2.Model(specificationVersion=8)
    made.description.input.add(name="x").type.multiArrayType.shape.append(1)
    function = made.mlProgram.functions["main"]
    function.opset = "CoreML7"
    operation = function.block_specializations["CoreML7"].operations.add(type=type_)
    operation.outputs.add(name="out").type.tensorType.dataType = MIL_pb2.FLOAT16
    for name, dtype in dtypes.items():
        operation.inputs[name].arguments.add().name = name
        function.inputs.add(name=name).type.tensorType.dataType = MIL_pb2.DataType.Value(PROTO_NAMES[dtype])
    return decode_model(made.SerializeToString(), origin="test.mlmodel")


def test_a_parameter_that_says_what_was_so_before_it_existed_is_no_blocker(availability: Availability) -> None:
    gathered, taken = plain_and_new()
    assert blockers_at(gathered, by_name("iOS15"), availability) == ()
    (blocker,) = blockers_at(taken, by_name("iOS15"), availability)
    assert (blocker.what, blocker.automatic) == ("gather with batch_dims begins at iOS16", False)
    assert blocker.alternative


def plain_and_new() -> tuple[Model, Model]:
    """Two programs for iOS17: one gathers as always, the other in a batch."""
    made_for: Any = next(each for each in targets() if each.name == "iOS17")
    plain = build(made_for, {"gather": lambda mb, x: mb.gather(x=x, indices=[0, 1], axis=1)})
    batched = build(made_for, {"gather": lambda mb, x: mb.gather(x=x, indices=[[0, 1]], axis=1, batch_dims=1)})
    return decode_model(plain, origin="plain"), decode_model(batched, origin="batched")
