"""`kb targets [NAME]`: deployment targets, and the devices and chips that `--device` and `--chip` know."""

from typing import Annotated, Literal, TypeAlias

import typer

from kb.cli.console import stdout_layout, write_result
from kb.cli.parameters import NoColor
from kb.errors import KbError
from kb.knowledge.knowledge_base import KnowledgeBase
from kb.knowledge.opening import open_knowledge
from kb.platforms.coverage import named_devices
from kb.platforms.deployment import Deployment
from kb.platforms.platforms import Device, Platforms
from kb.platforms.resolving import resolve
from kb.platforms.targets import TARGETS, Target, target_named

Form: TypeAlias = Literal["text", "json"]


def run(
    name: Annotated[
        str, typer.Argument(metavar="NAME", help="A target (ios18, macos15); with --devices: iPad, A14, iPhone13,2.")
    ] = "",
    *,
    devices: Annotated[bool, typer.Option("--devices", help="List devices with their chips and OS releases.")] = False,
    form: Annotated[Form, typer.Option("--format", help="How to answer.")] = "text",
    no_color: NoColor = False,
) -> int:
    """Show targets: what loads them, what each brought. With --devices: devices, chips, Neural Engine."""
    base = open_knowledge()
    if devices:
        write_result(_devices(base, _chosen(name, base.platforms), form, no_color=no_color))
    else:
        write_result(_targets(base, _target(name) if name else None, form, no_color=no_color))
    return 0


def _target(name: str) -> Target:
    target = target_named(name)
    if target is None:
        hint = f"known are {', '.join(each.name for each in TARGETS)}; `kb targets --devices` takes devices and chips"
        raise KbError(where="kb targets", what=f"{name!r} is no deployment target", hint=hint)
    return target


def _chosen(name: str, platforms: Platforms) -> tuple[Device, ...]:
    """The devices that a name, a kind, an identifier or a chip stands for; all of them without one."""
    if not name:
        return tuple(platforms.devices.values())
    deployment = Deployment.parse(name)
    if deployment.min_os:
        raise KbError(where="kb targets", what=f"{name!r} is an OS release", hint="name a device or a chip")
    return named_devices(resolve(deployment, platforms), platforms)


def _devices(base: KnowledgeBase, devices: tuple[Device, ...], form: Form, *, no_color: bool) -> str:
    chips = base.platforms.chips
    if form == "json":
        from kb.reports import target_json_v1  # noqa: PLC0415 — only this format needs it

        used = [chips[name] for name in dict.fromkeys(device.chip for device in devices)]
        return target_json_v1.render_devices(devices, used, data_version=base.data_version)
    from kb.reports import target_text  # noqa: PLC0415 — likewise

    return target_text.render_devices(devices, chips, stdout_layout(no_color=no_color))


def _targets(base: KnowledgeBase, target: Target | None, form: Form, *, no_color: bool) -> str:
    chosen = TARGETS if target is None else (target,)
    if form == "json":
        from kb.reports import target_json_v1  # noqa: PLC0415 — as above

        return target_json_v1.render_targets(chosen, base.platforms, data_version=base.data_version)
    from kb.reports import target_text  # noqa: PLC0415 — as above

    layout = stdout_layout(no_color=no_color)
    if target is None:
        return target_text.render_targets(TARGETS, base.platforms, layout)
    return target_text.render_target(target, base.platforms, layout)
