"""Targets, devices and chips as text for people."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from kb.platforms.adoption import newest_figures, share_that_loads
from kb.platforms.os_releases import OS_FAMILIES
from kb.platforms.platforms import Adoption, Chip, Device, Platforms, TargetFacts
from kb.platforms.targets import Target
from kb.reports.layout import Layout
from kb.reports.plain import plain, prose
from kb.reports.wording import counted

_DEVICE = 40
"""Columns for a device's name; a longer one pushes the rest of its line."""


def render_targets(targets: Iterable[Target], platforms: Platforms, layout: Layout) -> str:
    """A table, the newest first: specification version, opset, first OS release of each family, share of iPhones."""
    figures = newest_figures(platforms.adoption)
    rows = [["target", "version", "opset", *OS_FAMILIES, "iPhones"]]
    rows += [_row(target, figures) for target in sorted(targets, reverse=True)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    lines = ["  ".join(f"{cell:<{width}}" for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]
    lines[0] = layout.paint(lines[0], "strong")
    lines += [
        "",
        layout.wrap("version: of the model's specification; below an OS: the first release that loads it.", indent=0),
    ]
    if figures:
        counted_on = f"{figures.measured} ({figures.evidence[0]})"
        told = f"iPhones: percent of {figures.population} that load it, counted on {counted_on}."
        lines.append(layout.wrap(plain(told, longest=400), indent=0))
    return "\n".join(lines) + "\n"


def _row(target: Target, figures: Adoption | None) -> list[str]:
    first = [target.first_os.get(family, "-") for family in OS_FAMILIES]
    return [target.name, str(target.specification_version), target.opset or "-", *first, _share(target, figures)]


def _share(target: Target, figures: Adoption | None) -> str:
    if figures is None:
        return "-"
    share = share_that_loads(target, figures)
    return f"{'at least ' if share.at_least else ''}{share.percent:g} %"


def render_target(target: Target, platforms: Platforms, layout: Layout) -> str:
    """One target: how it is written, what loads it, what it brought, each with its sources."""
    facts = platforms.targets.get(target.name) or TargetFacts(core_ml="", coremltools_names=(), added=())
    opset = f", opset {target.opset}" if target.opset else ""
    lines = [
        layout.paint(target.name, "strong"),
        f"Core ML {plain(facts.core_ml)}, specification version {target.specification_version}{opset}",
        layout.wrap(
            ", ".join(f"{family} {first}" for family, first in target.first_os.items()), indent=0, label="Loads on "
        ),
    ]
    if facts.coremltools_names:
        lines.append(layout.wrap(", ".join(facts.coremltools_names), indent=0, label="In coremltools "))
    if (figures := newest_figures(platforms.adoption)) is not None:
        told = f"{_share(target, figures)} of {figures.population} on {figures.measured} ({figures.evidence[0]})"
        lines.append(layout.wrap(plain(told, longest=400), indent=0, label="Reaches "))
    if facts.note:
        lines.append(layout.wrap(prose(facts.note), indent=0))
    lines += ["", layout.paint("What it brought", "strong")]
    lines += _added(facts, layout)
    return "\n".join(lines) + "\n"


def _added(facts: TargetFacts, layout: Layout) -> Iterator[str]:
    for addition in facts.added:
        yield layout.wrap(f"{prose(addition.what)} ({plain(addition.kind)})", indent=2, label="- ")
        yield from (layout.paint(f"      {plain(address, longest=2000)}", "faint") for address in addition.evidence)


def render_devices(devices: Sequence[Device], chips: Mapping[str, Chip], layout: Layout) -> str:
    """A table: name, chip, Neural Engine, OS releases, identifiers."""
    lines = []
    for device in devices:
        chip = chips[device.chip]
        facts = f"{chip.name:<8}  {_engine(chip):<16}  {_releases(device)}"
        identifiers = layout.paint(", ".join(map(plain, device.identifiers)), "faint")
        lines.append(f"{plain(device.name):<{_DEVICE}}  {facts}")
        lines.append(layout.wrap(identifiers, indent=4))
    return "\n".join([*lines, counted(len(devices), "device")]) + "\n"


def _engine(chip: Chip) -> str:
    return {True: "Neural Engine", False: "no Neural Engine", None: "not settled"}[chip.neural_engine]


def _releases(device: Device) -> str:
    first = str(device.first_os) if device.first_os else device.os
    return f"{first} to {device.last_os.version_text}" if device.last_os else f"{first} and newer"
