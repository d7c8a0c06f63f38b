"""A typer application as all of `kb` uses it."""

from collections.abc import Callable
from typing import Any

import typer
from typer.core import TyperCommand, TyperGroup

from kb.cli.console import write_result


class _HelpAsResult:
    """Help is written like every result: what keeps it from being written is told like for any other."""

    def get_help_option(self, ctx: Any) -> Any:
        option = super().get_help_option(ctx)  # type: ignore[misc]  # of the typer class beside this one
        if option is not None:
            option.callback = _show_help
        return option


class Command(_HelpAsResult, TyperCommand):
    pass


class Group(_HelpAsResult, TyperGroup):
    pass


class _Application(typer.Typer):
    def command(self, name: str | None = None, **settings: Any) -> Callable[[Any], Any]:
        return super().command(name, cls=Command, **settings)


def application(cls: type[TyperGroup] = Group, **settings: Any) -> typer.Typer:
    """Without Rich, which costs 60 ms: help reads alike on a terminal and in a pipe, and `kb` words its own errors."""
    return _Application(
        cls=cls, rich_markup_mode=None, pretty_exceptions_enable=False, add_completion=False, **settings
    )


def _show_help(ctx: Any, parameter: Any, value: object) -> None:  # noqa: ARG001 — typer's signature
    if value and not ctx.resilient_parsing:
        write_result(ctx.get_help() + "\n")
        ctx.exit()
