"""What a program's operations need that a lower target does not have: the operation, a parameter, a dtype.

Only operations of a type that exists in another version at the target are decoded, and of those only what the
versions differ in. What comes in with a cast, an input or a pass is looked for in the first operations of a type.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice, product
from typing import Final

from kb.advice.blocking import alternatives
from kb.advice.blocking.alternatives import Alternative
from kb.advice.blocking.changes import Changes, changes_between, chooses, takes
from kb.advice.blocking.compression import DECODED, compression_obstacles
from kb.advice.blocking.obstacle import Obstacle
from kb.availability.table import Availability, OperationEntry
from kb.models.model import (
    Argument,
    Constant,
    DictionaryType,
    Function,
    ListType,
    Operation,
    Scalar,
    StateType,
    TensorType,
    TupleType,
    ValueType,
)
from kb.platforms.targets import TARGET_OF_OPSET, TARGETS, Target

# Values that say what the operation did before it had the parameter, where the default depends on other inputs.
# Source: the operations' documentation in coremltools/converters/mil/mil/ops/defs.
_AS_BEFORE: Final[Mapping[tuple[str, str], Scalar]] = {
    ("topk", "output_indices_dtype"): "int32",
    ("gru", "reset_after"): False,
}


# Operations of one type that are looked at for what is alike in all of them.
_SAMPLE: Final = 32


def operation_obstacles(
    function: Function, targets: Sequence[Target], availability: Availability, *, without: Iterable[str] = ()
) -> Iterator[tuple[Target, Obstacle]]:
    """Each target with what stands in its way; an operation is decoded once for all of them.

    `without`: types that are told otherwise.
    """
    own = TARGET_OF_OPSET.get(function.opset or "", TARGETS[-1])
    lower = [target for target in targets if target < own]
    for type_, count in function.operation_types.items() if lower else ():
        entry = availability.operations.get(type_)
        if entry is None or type_ in without:
            continue
        if type_ in DECODED:
            for operation, target in product(function.source.operations({type_}), lower):
                yield from ((target, each) for each in compression_obstacles(operation, target))
        else:
            yield from _if_defined_later(function, entry, count, lower)
        yield from _if_changed(function, entry, count, own, lower)


def _if_defined_later(
    function: Function, entry: OperationEntry, count: int, targets: Iterable[Target]
) -> Iterator[tuple[Target, Obstacle]]:
    for target in targets:
        if target < entry.available_from:
            first = next(iter(function.source.operations({entry.type})), None)
            where = first.location if first else f"function {function.name}"
            what = f"operation {entry.type} begins at {entry.available_from}"
            yield target, _obstacle(what, where, alternatives.of_operation(entry.type, target), count)


def _if_changed(
    function: Function, entry: OperationEntry, count: int, own: Target, targets: Iterable[Target]
) -> Iterator[tuple[Target, Obstacle]]:
    changes = {target: found for target in targets if (found := _changes(entry, target, own))}
    if not changes:
        return
    limit = None if any(each.at_single_places for each in changes.values()) else _SAMPLE
    for operation in islice(function.source.operations({entry.type}), limit):
        for target, each in changes.items():
            for obstacle in _changes_used(function, operation, each):
                yield target, obstacle._replace(sampled=limit is not None and count > limit)


def _changes(entry: OperationEntry, target: Target, own: Target) -> Changes | None:
    """What is worth a look at operations of this type; None where nothing is."""
    earlier, later = entry.at(target), entry.at(own)
    if earlier is None or later is None or earlier is later:
        return None
    return changes_between(entry, earlier, later) or None


def _changes_used(function: Function, operation: Operation, changes: Changes) -> Iterator[Obstacle]:
    type_, where = operation.type, operation.location
    for name in changes.added:
        arguments = operation.inputs.get(name, ())
        if arguments and not _as_before(type_, name, arguments, changes):
            what = f"{type_} with {name} begins at {changes.first_with_parameter(name)}"
            yield _obstacle(what, where, alternatives.OF_PARAMETER.get((type_, name)))
    yield from _dtype_obstacles(function, operation, changes)
    for name in changes.widened:
        for argument in operation.inputs.get(name, ()):
            yield from _choice_obstacle(operation, name, argument, changes)
    for group in changes.parted:
        dtypes = {name: dtype for name in group for dtype in _dtypes(operation.inputs.get(name, ()))}
        if len(set(dtypes.values())) > 1:
            named = {dtype: [name for name in dtypes if dtypes[name] == dtype] for dtype in dtypes.values()}
            mixed = " and ".join(f"{', '.join(names)} in {dtype}" for dtype, names in named.items())
            what = f"{type_} with {mixed} begins at {changes.first_apart(group)}"
            yield _obstacle(what, where, alternatives.MIXED_DTYPES)


def _as_before(type_: str, name: str, arguments: tuple[Argument, ...], changes: Changes) -> bool:
    """Whether the parameter says what the operation did before it had it."""
    constant = arguments[0].constant
    default = _AS_BEFORE.get((type_, name), changes.later.parameters[name].default)
    if default is None or constant is None or constant.values is None:
        return False
    return constant.values == (default if isinstance(default, tuple) else (default,))


def _dtype_obstacles(function: Function, operation: Operation, changes: Changes) -> Iterator[Obstacle]:
    """One for each dtype; the parameters that have it stand together."""
    type_ = operation.type
    found: dict[tuple[str, Target, Alternative | None], list[str]] = {}
    for name in changes.widened:
        earlier, later = changes.earlier.parameters[name], changes.later.parameters[name]
        for argument in operation.inputs.get(name, ()):
            for dtype in _dtypes((argument,)):
                if takes(later, dtype) and not takes(earlier, dtype):
                    boolean = dtype == "int8" and _is_boolean(function, operation, argument)
                    known = alternatives.BOOLEANS_AS_INT8 if boolean else alternatives.of_dtype(type_, name, dtype)
                    found.setdefault((dtype, changes.first_with_dtype(name, dtype), known), []).append(name)
    for (dtype, since, known), names in found.items():
        together = ", ".join(dict.fromkeys(names))
        yield _obstacle(f"{type_} with {together} in {dtype} begins at {since}", operation.location, known)


def _is_boolean(function: Function, operation: Operation, argument: Argument) -> bool:
    """Whether the int8 value is a boolean that was cast in order to be gathered."""
    giver = function.source.producer(operation, argument.name) if argument.name else None
    return giver is not None and giver.type == "cast" and "bool" in _dtypes(giver.inputs.get("x", ()))


def _choice_obstacle(operation: Operation, name: str, argument: Argument, changes: Changes) -> Iterator[Obstacle]:
    earlier, later = changes.earlier.parameters[name], changes.later.parameters[name]
    for choice in _texts(argument.constant):
        if chooses(later, choice) and not chooses(earlier, choice):
            what = f"{operation.type} with {name} {choice} begins at {changes.first_with_choice(name, choice)}"
            from_boolean = choice == "int8" and "bool" in _dtypes(operation.inputs.get("x", ()))
            known = alternatives.BOOLEANS_AS_INT8 if from_boolean else alternatives.OF_DTYPE.get(choice)
            yield _obstacle(what, operation.location, known)


def _texts(constant: Constant | None) -> Iterator[str]:
    for value in (constant.values or ()) if constant else ():
        if isinstance(value, str):
            yield value


def _dtypes(arguments: Iterable[Argument]) -> Iterator[str]:
    for argument in arguments:
        if argument.type is not None:
            yield from _dtypes_of(argument.type)


def _dtypes_of(type_: ValueType) -> Iterator[str]:
    match type_:
        case TensorType(dtype=dtype):
            yield dtype
        case ListType(element=inner) | StateType(wrapped=inner):
            yield from _dtypes_of(inner)
        case TupleType(elements=elements):
            for element in elements:
                yield from _dtypes_of(element)
        case DictionaryType():
            return


def _obstacle(what: str, where: str, alternative: Alternative | None, places: int = 1) -> Obstacle:
    if alternative is None:
        return Obstacle(what, where, places=places)
    return Obstacle(what, where, alternative.text, alternative.automatic, places)
