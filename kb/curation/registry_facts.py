"""From coremltools' registry of MIL operations to availability's values.

Facts that the registry does not hold are constants here, each with its source.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any, Final

from kb.availability.encoding import REFERENCE
from kb.availability.table import OperationEntry, OperationVersion, Parameter
from kb.curation.registry_defaults import defaults_of
from kb.platforms.targets import TARGETS, Target, target_named

# What the registry knows since iOS13 or iOS14 came to ML programs with ML programs themselves.
FIRST_TARGET: Final = next(target for target in TARGETS if target.opset)

# An update of a state is written to the file as this operation. Source: coremltools 9.0,
# converters/mil/backend/mil/load.py, translate_coreml_update_state_op; states came with iOS18.
WRITE_STATE: Final = "write_state"
_UPDATE_STATE: Final = "coreml_update_state"
_WRITE_STATE_PARAMETERS: Final = {"state": "input", "value": "data"}
_WRITE_STATE_TARGET: Final = "iOS18"

_KINDS: Final = {
    "TensorInputType": "tensor",
    "TupleInputType": "tuple",
    "ListInputType": "list",
    "StateInputType": "state",
}
"""An input type's class → the kind of parameter; everything else is `any`."""

_DEFINITIONS: Final = "coremltools.converters.mil.mil.ops.defs."

# Class attributes against which `type_inference` checks a dtype's name. Source: coremltools 9.0,
# ops/defs/iOS17/reduction.py and tensor_operation.py.
_DTYPE_LISTS: Final = {
    "output_dtype": "_VALID_OUTPUT_DTYPES",
    "output_indices_dtype": "_ALLOWED_OUTPUT_INDICES_DTYPES",
}


def operation_entries() -> dict[str, OperationEntry]:
    """Every operation of the registry, and `write_state`, by type."""
    from coremltools.converters.mil.mil.ops.registry import SSAOpRegistry

    entries = {name: _entry(name, classes) for name, classes in SSAOpRegistry.core_ops.items()}
    entries[WRITE_STATE] = _write_state(SSAOpRegistry.dialect_ops[_UPDATE_STATE])
    return dict(sorted(entries.items()))


def _entry(name: str, classes: Mapping[Any, Any]) -> OperationEntry:
    versions: list[OperationVersion] = []
    last = None
    for target, operation_class in _by_target(classes):
        if operation_class is not last:
            versions.append(OperationVersion(since=target, parameters=_parameters(operation_class)))
            last = operation_class
    return OperationEntry(type=name, versions=tuple(versions), documentation=_place(next(iter(classes.values()))))


def _by_target(classes: Mapping[Any, Any]) -> Iterator[tuple[Target, Any]]:
    """The class at each target that knows ML programs, oldest first."""
    at: dict[Target, Any] = {}
    for named, operation_class in sorted(classes.items()):
        target = target_named(named.name)
        assert target is not None, f"coremltools has a target {named.name} that kb/platforms/targets.py lacks"
        at[max(target, FIRST_TARGET)] = operation_class
    yield from sorted(at.items())


def _parameters(operation_class: Any) -> dict[str, Parameter]:
    defaults = defaults_of(operation_class)
    choices = _choices(operation_class)
    return {
        name: replace(
            _parameter(name, kind, operation_class.type_domains),
            default=defaults.get(name),
            choices=choices.get(name, ()),
        )
        for name, kind in operation_class.input_spec.input_types.items()
        # These exist while a program is built and are never written to a file.
        if not name.startswith("_")
    }


def _parameter(name: str, kind: Any, domains: Mapping[str, Any]) -> Parameter:
    domain = getattr(kind, "type_domain_id", None) or ""
    # A domain is looked up by its name: coremltools fills `type_domain` in when an operation is first
    # built, into an object that versions of the operation share.
    dtypes = domains[domain] if domain else getattr(kind, "type_domain", ())
    return Parameter(
        name=name,
        kind=_KINDS.get(type(kind).__name__, "any"),
        dtypes=tuple(_dtype(dtype) for dtype in dtypes),
        domain=domain,
        optional=kind.optional,
        constant=kind.const,
        default=None,
    )


def _choices(operation_class: Any) -> dict[str, tuple[str, ...]]:
    """Dtypes that a string parameter may name. The input specification only says that it is a string."""
    choices = {
        parameter: tuple(sorted(getattr(operation_class, attribute)))
        for parameter, attribute in _DTYPE_LISTS.items()
        if hasattr(operation_class, attribute)
    }
    if operation_class.__name__ == "cast":
        choices["dtype"] = tuple(sorted(operation_class.supported_dtypes()))
    return choices


def _dtype(builtin: Any) -> str:
    from coremltools.converters.mil.mil.types import builtin_to_string

    return str(builtin_to_string(builtin))


def _place(operation_class: Any) -> str:
    """Where coremltools' reference tells of it; empty for an operation of its own workings."""
    module, name = operation_class.__module__, operation_class.__name__
    return "" if name.startswith("_") else f"{REFERENCE}{module.removeprefix(_DEFINITIONS)}.{name}"


def _write_state(update_state: Any) -> OperationEntry:
    since = target_named(_WRITE_STATE_TARGET)
    assert since is not None
    parameters = {}
    for name, kind in update_state.input_spec.input_types.items():
        written = _WRITE_STATE_PARAMETERS[name]
        parameters[written] = _parameter(written, kind, update_state.type_domains)
    version = OperationVersion(since=since, parameters=parameters)
    return OperationEntry(type=WRITE_STATE, versions=(version,), documentation=_place(update_state))
