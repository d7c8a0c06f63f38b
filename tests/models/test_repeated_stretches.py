"""Taking whole stretches of a program apart tells what taking it apart operation by operation tells."""

import random
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from benchmarks.large_program import large_program
from kb.errors import UnreadableModel
from kb.models import program_index
from kb.models.decode_program import ProgramSource
from kb.models.reading import decode_model
from kb.models.repeated_stretches import Stretch, Stretches

LENGTH = 400
"""Operations: far more than it takes until a stretch grows."""


@contextmanager
def one_by_one() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(Stretches, "repeats", lambda _self, _layouts: 0)
        yield


def indexed(content: bytes) -> object:
    """All that the index of the first function holds; the error where it cannot be read."""
    try:
        function = decode_model(content, origin="model.mlmodel").functions[0]
    except UnreadableModel as error:
        return str(error)
    assert isinstance(function.source, ProgramSource)
    index = function.source.index
    return (
        list(index.starts),
        list(index.sizes),
        [index.types[number] for number in index.type_of],
        list(index.block_of),
        # Two layouts of one kind may fit the same bytes.
        [index.layouts.all[number].kind if number >= 0 else None for number in index.layout_of],
        [(each.owner, each.label, each.outputs, each.values) for each in index.blocks],
        (list(index.giver_of), list(index.likeness_of)),
        alike(function.source),
    )


def alike(source: ProgramSource) -> list[tuple[int, int]]:
    """Each operation with the first one that is like it."""
    first: dict[Hashable, int] = {}
    return [(index, first.setdefault(each, index)) for index, each in source.likenesses(source.index.types)]


def assert_the_same(content: bytes) -> None:
    found = indexed(content)
    with one_by_one():
        assert indexed(content) == found


def operations_of(spec: Any) -> Any:
    return spec.mlProgram.functions["main"].block_specializations["CoreML6"].operations


def test_stretches_are_met_in_a_program_that_repeats_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    """Else the tests below would show nothing."""
    met: list[int] = []
    holes = Stretch.holes

    def counted(self: Stretch, buffer: bytes, start: int) -> tuple[bytes, ...] | None:
        found = holes(self, buffer, start)
        met.append(len(self.starts) if found else 0)
        return found

    monkeypatch.setattr(Stretch, "holes", counted)
    indexed(large_program(LENGTH).SerializeToString())
    assert sum(met) > LENGTH / 2
    assert max(met) > min(each for each in met if each)


def leave_as_it_is(_operations: Any) -> None:
    pass


def rename_in_the_middle(operations: Any) -> None:
    operations[200].outputs[0].name = "a much longer name than it was"


def name_twice(operations: Any) -> None:
    operations[320].outputs[0].name = operations[200].outputs[0].name


def change_a_type(operations: Any) -> None:
    operations[202].type = "tanh"


def change_a_constant(operations: Any) -> None:
    operations[208].attributes["val"].immediateValue.tensor.ints.values[:] = [7, 7]


def take_an_older_value(operations: Any) -> None:
    assert operations[206].type == "conv"
    operations[206].inputs["x"].arguments[0].name = operations[7].outputs[0].name


def take_what_the_function_takes(operations: Any) -> None:
    operations[206].inputs["x"].arguments[0].name = "x"


def take_a_value_that_nobody_gives(operations: Any) -> None:
    operations[206].inputs["weight"].arguments[0].name = "nothing"


def hide_what_the_function_takes(operations: Any) -> None:
    operations[391].outputs[0].name = "x"


def give_nothing(operations: Any) -> None:
    """Constants that nobody takes, each another one."""
    for number, operation in enumerate(operations):
        if operation.type == "relu":
            operation.type = "const"
            operation.attributes["val"].CopyFrom(operations[1].attributes["val"])
            operation.attributes["val"].immediateValue.tensor.ints.values[:] = [number % 7, 1]
            del operation.outputs[:]
        elif operation.type == "conv":
            operation.inputs["x"].arguments[0].name = operation.inputs["pad"].arguments[0].name


def leave_one_out(operations: Any) -> None:
    del operations[211]


def give_two_values(operations: Any) -> None:
    for operation in operations:
        if operation.type == "relu":
            operation.outputs.add(name=f"{operation.outputs[0].name}_2").type.CopyFrom(operation.outputs[0].type)


def hold_a_block(operations: Any) -> None:
    inner = operations[223].blocks.add()
    inner.operations.extend(operations[8:104])
    inner.outputs.append(operations[103].outputs[0].name)


def only_activations(operations: Any) -> None:
    for operation in [each for each in operations if each.type != "relu"]:
        operations.remove(operation)


@pytest.mark.parametrize(
    "change",
    [
        leave_as_it_is,
        rename_in_the_middle,
        name_twice,
        change_a_type,
        change_a_constant,
        take_an_older_value,
        take_what_the_function_takes,
        take_a_value_that_nobody_gives,
        hide_what_the_function_takes,
        give_nothing,
        leave_one_out,
        give_two_values,
        hold_a_block,
        only_activations,
    ],
)
def test_a_program_is_indexed_alike_in_stretches_and_one_by_one(change: Callable[[Any], None]) -> None:
    spec = large_program(LENGTH)
    change(operations_of(spec))
    assert_the_same(spec.SerializeToString())


def test_outputs_of_the_block_between_operations_are_not_lost() -> None:
    spec = large_program(LENGTH)
    name = operations_of(spec)[-1].outputs[0].name
    content = spec.SerializeToString()
    # An operation becomes an output of its block, byte for byte as long.
    at = content.index(name.encode())
    head = content.rindex(b"\x1a", 0, at - 4)
    changed = content[:head] + b"\x12" + content[head + 1 :]
    assert_the_same(changed)


@pytest.mark.parametrize("seed", range(150))
def test_a_damaged_program_is_told_alike(seed: int) -> None:
    content = bytearray(large_program(160).SerializeToString())
    chance = random.Random(seed)
    for _ in range(chance.randint(1, 4)):
        content[chance.randrange(len(content) // 3, len(content))] = chance.randrange(256)
    cut = chance.choice((len(content), chance.randrange(len(content) // 2, len(content))))
    assert_the_same(bytes(content[:cut]))


@pytest.mark.parametrize(("name", "limit"), [("OPERATIONS_LIMIT", 300), ("VALUES_LIMIT", 250), ("BYTES_LIMIT", 20_000)])
def test_limits_hold_within_stretches(name: str, limit: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(program_index, name, limit)
    content = large_program(LENGTH).SerializeToString()
    assert "more operations in one function than are read" in str(indexed(content))
    assert_the_same(content)
