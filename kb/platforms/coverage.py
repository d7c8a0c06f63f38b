"""What a deployment covers: OS releases of which families, which devices and chips, which compute units.

Takes a resolved deployment (`kb.platforms.resolving.resolve`) and the tables, gives one value to ask.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence

from kb.frozen import frozen
from kb.lazy import DeferredSequence
from kb.platforms.deployment import Deployment
from kb.platforms.intervals import Interval, Version
from kb.platforms.os_releases import OS_FAMILIES
from kb.platforms.platforms import Device, Platforms


@frozen
class Coverage:
    spans: Mapping[str, tuple[Interval, ...]]
    """OS family → the releases covered. Families that are not covered are absent."""
    devices: Sequence[Device]
    """Every device in the tables that is shipped to."""
    chips: frozenset[str]
    """Their chips."""
    neural_engine: bool | None
    """Whether one of them has a Neural Engine that Core ML can use; None: not settled."""
    units: frozenset[str]
    """The compute units that the choice allows: CPU, GPU, NE. It need not be that the devices have them."""
    is_everything: bool
    """Nothing narrows it but, perhaps, the choice of compute units."""

    @property
    def families(self) -> tuple[str, ...]:
        return tuple(self.spans)


def coverage_of(deployment: Deployment, platforms: Platforms) -> Coverage:
    """Devices and chips that are named are all shipped to; `min_os` is a floor for its family.

    A family is covered where `min_os` names it or a named device runs it; where neither names any, all
    are. An iOS floor covers iPads too, unless iPadOS has a floor of its own or the named devices narrow it.
    """
    if not (deployment.min_os or deployment.devices or deployment.chips):
        return _of_everything(deployment, platforms)
    named = named_devices(deployment, platforms)
    narrowed = {device.os for device in named}
    floors = _floors(deployment, narrowed)
    families: Collection[str] = narrowed | set(floors)
    others = [d for d in platforms.devices.values() if d.os in families and d.os not in narrowed]
    devices = tuple(d for d in (*named, *others) if not span_of(d, floors.get(d.os)).is_empty)
    chips = frozenset(device.chip for device in devices)
    return Coverage(
        spans={
            str(family): _spans(floors.get(family), [d for d in devices if d.os == family and family in narrowed])
            for family in OS_FAMILIES
            if family in families
        },
        devices=devices,
        chips=chips,
        neural_engine=_neural_engine(chips, platforms),
        units=deployment.compute_units.units,
        is_everything=False,
    )


def _of_everything(deployment: Deployment, platforms: Platforms) -> Coverage:
    """All devices, whose table is left alone until one of them is asked for; and all chips, for each is in a device."""
    return Coverage(
        spans={family: (Interval(),) for family in OS_FAMILIES},
        devices=DeferredSequence(lambda: tuple(platforms.devices.values())),
        chips=frozenset(platforms.chips),
        neural_engine=_neural_engine(platforms.chips, platforms),
        units=deployment.compute_units.units,
        is_everything=True,
    )


def named_devices(deployment: Deployment, platforms: Platforms) -> tuple[Device, ...]:
    """Devices named by name or kind, then those that have a named chip, each once."""
    if not (deployment.devices or deployment.chips):
        return ()
    words = set(deployment.devices)
    named = [d for d in platforms.devices.values() if d.name in words or d.kind in words]
    with_chip = [d for d in platforms.devices.values() if d.chip in deployment.chips]
    # `macos13, M1` means Macs; an iPad with an M1 counts only where no floor says otherwise.
    floors = _floors(deployment, set())
    within = [device for device in with_chip if device.os in floors]
    return tuple(dict.fromkeys([*named, *(within or with_chip)]))


def span_of(device: Device, floor: Version | None = None) -> Interval:
    """The releases that a device runs, from `floor` on. `last_os` stands for its whole line: 15 is every 15.x."""
    low = device.first_os.version if device.first_os else None
    runs = Interval(low=low, high=_end_of_line(device), includes_high=False)
    return runs.meet(Interval(low=floor))


def _end_of_line(device: Device) -> Version | None:
    if device.last_os is None:
        return None
    version = device.last_os.version
    # Until macOS 11 the second number was the major one: 10.15 ends at 10.16.
    if device.os == "macOS" and version[0] == 10:
        return (10, version[1] + 1)
    return (version[0] + 1,)


_MOBILE = {"iOS", "iPadOS"}


def _floors(deployment: Deployment, narrowed: Collection[str]) -> Mapping[str, Version]:
    floors = {release.family: release.version for release in deployment.min_os}
    if "iOS" in floors and "iPadOS" not in floors:
        floor = floors.pop("iOS")
        floors |= dict.fromkeys(_MOBILE & set(narrowed) or _MOBILE, floor)
    return floors


def _spans(floor: Version | None, narrowing: Collection[Device]) -> tuple[Interval, ...]:
    spans = [span_of(device, floor) for device in narrowing]
    return tuple(dict.fromkeys(spans)) or (Interval(low=floor),)


def _neural_engine(chips: Iterable[str], platforms: Platforms) -> bool | None:
    answers = {platforms.chips[chip].neural_engine for chip in chips if chip in platforms.chips}
    return next((answer for answer in (True, None) if answer in answers), False if answers else None)
