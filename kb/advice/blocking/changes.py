"""What a later version of an operation knows that an earlier one does not, so that nothing else need be decoded."""

from collections.abc import Iterable, Iterator, Mapping

from kb.availability.table import OperationEntry, OperationVersion, Parameter
from kb.frozen import frozen
from kb.platforms.targets import Target


@frozen
class Changes:
    entry: OperationEntry
    earlier: OperationVersion
    later: OperationVersion
    added: tuple[str, ...]
    """Parameters that the earlier version does not have."""
    widened: tuple[str, ...]
    """Parameters that take more dtypes, or more names of dtypes, in the later version."""
    parted: tuple[tuple[str, ...], ...]
    """Parameters that must agree in their dtype in the earlier version, and need not in the later one."""

    def __bool__(self) -> bool:
        return bool(self.added or self.widened or self.parted)

    @property
    def at_single_places(self) -> bool:
        """Whether one operation may use them and the next may not: a parameter, the dtype that a cast is told.

        Other dtypes come in with the values, from a cast, an input, a quantization that is told itself; and mixed
        dtypes come from a pass that treats operations of one type alike.
        """
        return bool(self.added) or any(self.later.parameters[name].choices for name in self.widened)

    def first_with_parameter(self, name: str) -> Target:
        return next(version.since for version in self.entry.versions if name in version.parameters)

    def first_with_dtype(self, name: str, dtype: str) -> Target:
        return next(v.since for v in self.entry.versions if name in v.parameters and takes(v.parameters[name], dtype))

    def first_with_choice(self, name: str, choice: str) -> Target:
        return next(
            v.since for v in self.entry.versions if name in v.parameters and chooses(v.parameters[name], choice)
        )

    def first_apart(self, names: Iterable[str]) -> Target:
        versions = (v for v in self.entry.versions if len({v.parameters[name].domain for name in names}) > 1)
        return next(versions).since


def changes_between(entry: OperationEntry, earlier: OperationVersion, later: OperationVersion) -> Changes:
    both = [name for name in later.parameters if name in earlier.parameters]
    return Changes(
        entry=entry,
        earlier=earlier,
        later=later,
        added=tuple(name for name in later.parameters if name not in earlier.parameters),
        widened=tuple(name for name in both if _widens(earlier.parameters[name], later.parameters[name])),
        parted=tuple(_parted(both, earlier.parameters, later.parameters)),
    )


def takes(parameter: Parameter, dtype: str) -> bool:
    return not parameter.dtypes or dtype in parameter.dtypes


def chooses(parameter: Parameter, choice: str) -> bool:
    return not parameter.choices or choice in parameter.choices


def _widens(earlier: Parameter, later: Parameter) -> bool:
    dtypes = earlier.dtypes and not set(later.dtypes or ["any"]) <= set(earlier.dtypes)
    choices = earlier.choices and not set(later.choices or ["any"]) <= set(earlier.choices)
    return bool(dtypes or choices)


def _parted(
    names: Iterable[str], earlier: Mapping[str, Parameter], later: Mapping[str, Parameter]
) -> Iterator[tuple[str, ...]]:
    groups: dict[str, list[str]] = {}
    for name in names:
        if earlier[name].domain:
            groups.setdefault(earlier[name].domain, []).append(name)
    for group in groups.values():
        if len({later[name].domain for name in group}) > 1:
            yield tuple(group)
