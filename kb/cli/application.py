"""A typer application as all of `kb` uses it."""

from typing import Any

import typer


def application(**settings: Any) -> typer.Typer:
    """Without Rich, which costs 60 ms: help reads alike on a terminal and in a pipe, and `kb` words its own errors."""
    return typer.Typer(rich_markup_mode=None, pretty_exceptions_enable=False, add_completion=False, **settings)
