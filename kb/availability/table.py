"""From which target on an operation, a parameter, a dtype or a layer exists at all."""

from collections.abc import Mapping
from typing import TypeAlias

from kb.frozen import frozen
from kb.platforms.targets import Target

Default: TypeAlias = bool | int | float | str | tuple[bool | int | float | str, ...] | None


@frozen
class Parameter:
    """One input of an operation, in one of its versions."""

    name: str
    kind: str
    """`tensor`, `tuple` (a list of values), `list`, `state`, `any`."""
    dtypes: tuple[str, ...]
    """The type domain, as MIL spells it: `fp16`, `int32`, …; empty where it is not restricted."""
    domain: str
    """The name of a domain that several parameters share (`T`); they must agree in it. Empty: none."""
    optional: bool
    constant: bool
    """Must be known when the model is compiled."""
    default: Default
    """None where there is none, or where it depends on other inputs (`strides` of conv: a one for each dimension)."""
    choices: tuple[str, ...] = ()
    """For a parameter that names a dtype (`dtype` of cast): the dtypes that it may name; empty: not restricted."""


@frozen
class OperationVersion:
    """An operation as it stands from `since` on, until the next version."""

    since: Target
    parameters: Mapping[str, Parameter]


@frozen
class OperationEntry:
    type: str
    versions: tuple[OperationVersion, ...]
    """Oldest first; never empty."""
    documentation: str = ""
    """Its page in coremltools' reference."""

    @property
    def available_from(self) -> Target:
        return self.versions[0].since

    def at(self, target: Target) -> OperationVersion | None:
        """The version that a model built for `target` uses; None where the operation does not exist yet."""
        fitting = [version for version in self.versions if version.since <= target]
        return fitting[-1] if fitting else None


@frozen
class LayerField:
    """One parameter of a layer: the message's own field name, nested ones dotted."""

    name: str
    type: str
    """`int`, `float`, `bool`, `string`, `bytes`, `enum`, `oneof`, `message`."""
    repeated: bool
    choices: tuple[str, ...] = ()
    """An enumeration's names, or a oneof's arms."""


@frozen
class LayerEntry:
    type: str
    """`nn:convolution`."""
    available_from: Target
    fields: Mapping[str, LayerField]


@frozen
class Availability:
    coremltools: str
    """The version whose registry this was derived from."""
    operations: Mapping[str, OperationEntry]
    layers: Mapping[str, LayerEntry]
