"""Two models set side by side: two targets of one network, or before and after a change."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from kb.advice.report import Finding, ModelReport
from kb.models.describing import describe_feature
from kb.models.model import Feature, Interface


@dataclass(frozen=True, slots=True, kw_only=True)
class InterfaceChange:
    """A feature that is there on one side only, or differs."""

    role: str
    """input, output or state."""
    name: str
    before: str
    """In words; empty where it is absent."""
    after: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CountChange:
    """An operation type that occurs another number of times."""

    type: str
    before: int
    after: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    before: ModelReport
    after: ModelReport
    interface: tuple[InterfaceChange, ...] | None
    """None where one of the models does not say what its interface is."""
    operations: tuple[CountChange, ...]
    appeared: tuple[Finding, ...]
    """Findings that only the second model has."""
    vanished: tuple[Finding, ...]
    remained: tuple[Finding, ...]
    """Findings of the second model that the first has as well."""


def compare(
    before: ModelReport, after: ModelReport, before_interface: Interface, after_interface: Interface
) -> Comparison:
    """Findings count as the same where record and verdict are; operations are counted by type."""
    known, found = (_keyed(report.findings) for report in (before, after))
    return Comparison(
        before=before,
        after=after,
        interface=_interface_changes(before_interface, after_interface),
        operations=tuple(_count_changes(before.operation_types, after.operation_types)),
        appeared=tuple(finding for key, finding in found.items() if key not in known),
        vanished=tuple(finding for key, finding in known.items() if key not in found),
        remained=tuple(finding for key, finding in found.items() if key in known),
    )


def _keyed(findings: Sequence[Finding]) -> Mapping[tuple[str, str], Finding]:
    return {(finding.record.id, finding.verdict.value): finding for finding in findings}


def _count_changes(before: Mapping[str, int], after: Mapping[str, int]) -> Iterator[CountChange]:
    for operation in sorted({*before, *after}):
        one, two = before.get(operation, 0), after.get(operation, 0)
        if one != two:
            yield CountChange(type=operation, before=one, after=two)


def _interface_changes(before: Interface, after: Interface) -> tuple[InterfaceChange, ...] | None:
    if not (before.is_known and after.is_known):
        return None
    roles = (
        ("input", before.inputs, after.inputs),
        ("output", before.outputs, after.outputs),
        ("state", before.states, after.states),
        ("training input", before.training_inputs, after.training_inputs),
    )
    return tuple(change for role, one, two in roles for change in _role_changes(role, one, two))


def _role_changes(role: str, before: Sequence[Feature], after: Sequence[Feature]) -> Iterator[InterfaceChange]:
    one = {feature.name: describe_feature(feature) for feature in before}
    two = {feature.name: describe_feature(feature) for feature in after}
    for name in dict.fromkeys([*one, *two]):
        if one.get(name) != two.get(name):
            yield InterfaceChange(role=role, name=name, before=one.get(name, ""), after=two.get(name, ""))
