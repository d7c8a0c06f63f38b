"""What a version of an operation changed, parameter by parameter."""

from collections.abc import Iterator
from dataclasses import dataclass

from kb.availability.table import OperationVersion, Parameter


@dataclass(frozen=True, slots=True, kw_only=True)
class ParameterChange:
    """How one parameter differs from the version before. A parameter that came or went has nothing else."""

    name: str
    came: bool = False
    went: bool = False
    dtypes_added: tuple[str, ...] = ()
    dtypes_removed: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()
    """In words: `may be computed at run time`, `default -1 instead of 0`."""


def changes_between(before: OperationVersion, after: OperationVersion) -> tuple[ParameterChange, ...]:
    """In the order of the newer version's parameters, then those that went. May be empty: coremltools sometimes
    makes a version whose inputs are the same."""
    return tuple(_changes(before, after))


def _changes(before: OperationVersion, after: OperationVersion) -> Iterator[ParameterChange]:
    for name, parameter in after.parameters.items():
        old = before.parameters.get(name)
        if old is None:
            yield ParameterChange(name=name, came=True)
        elif (change := _change(old, parameter)) is not None:
            yield change
    for name in before.parameters:
        if name not in after.parameters:
            yield ParameterChange(name=name, went=True)


def _change(old: Parameter, new: Parameter) -> ParameterChange | None:
    change = ParameterChange(
        name=new.name,
        dtypes_added=tuple(dtype for dtype in (*new.dtypes, *new.choices) if dtype not in (*old.dtypes, *old.choices)),
        dtypes_removed=tuple(
            dtype for dtype in (*old.dtypes, *old.choices) if dtype not in (*new.dtypes, *new.choices)
        ),
        remarks=tuple(_remarks(old, new)),
    )
    return None if change == ParameterChange(name=new.name) else change


def _remarks(old: Parameter, new: Parameter) -> Iterator[str]:
    if old.constant != new.constant:
        yield "has to be constant" if new.constant else "may be computed at run time"
    if old.optional != new.optional:
        yield "may be left out" if new.optional else "has to be given"
    if old.default != new.default and new.optional:
        yield f"default {new.default} instead of {old.default}"
    if old.domain != new.domain and old.domain and new.domain:
        yield f"its dtype goes with {new.domain} instead of {old.domain}"
