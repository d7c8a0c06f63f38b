"""The command `kb`: finds the verb, loads its file and no other, turns every way to fail into one line.

A verb is a file `kb/cli/<verb>.py` with `run`, a function that typer can call and that returns the exit status; or with
`app`, a `typer.Typer` of its own, where the verb has verbs (`kb data diff`). Add it to VERBS, and it exists.
"""

import atexit
import os
import sys
import threading
from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from importlib import import_module
from typing import Annotated, Any, Final, NoReturn

import typer
from typer.exceptions import Abort, TyperException
from typer.main import get_command

from kb import __version__
from kb.cli.application import Group, application
from kb.cli.console import ReaderLeft, complain, tell, write_result
from kb.errors import KbError

# In the order in which `kb --help` shows them.
VERBS: Final[Mapping[str, str]] = {
    "check": "Check models: what they need, what is known against them, which target to build for.",
    "explain": "Find known issues by log and error lines: which record, by which line, how sure, what to do.",
    "compare": "Compare two models: what they need, interface, operations, findings that appear and vanish.",
    "why": "Say why a record matches a model, part by part, or how near it comes.",
    "show": "Show one record: what happens, who is concerned, what to do, and the evidence.",
    "list": "List records, by operation, category, severity, confidence, status, target.",
    "search": "Search records by words and filters, the best first.",
    "ops": "Show operations and layers: parameters, types, since which target.",
    "targets": "Show deployment targets, devices and chips: what loads what, what came when.",
    "scan": "Scan folders, apps, archives, remote stores: check every model below, record what is found.",
    "history": "Show what scans found over time, what moved, and what would change.",
    "precheck": "Say what would be found after a conversion, by line of the source; nothing is written.",
    "convert": "Convert one source for several targets, check each result, say which to ship.",
    "verify": "Verify on devices: plan what to run where, make the kit to run, compare what came of it.",
    "new": "Write a new record's file, asked or by options, and lint it.",
    "contribute": "Print an operation of a model as a minimal example for a record, without weights.",
    "lint": "Lint records; --fix puts right what a machine can.",
    "test": "Prove records: build every example with coremltools, and decide it.",
    "coverage": "Say how much is known by operation, target and category, and what is missing.",
    "data": "The data apart from the program: what changed, newer ones, a bundle of them.",
    "derive": "Derive data from their source: write them, or check that what is committed still follows.",
    "docs": "Write the documentation site's pages.",
    "version": "Say which program and which data these are.",
}

FAILED: Final = 2
INTERRUPTED: Final = 130
# What a shell reports for a process that SIGPIPE ended: 128 + 13.
PIPE_CLOSED: Final = 141


class VerbGroup(Group):
    """Knows its verbs' names and one line about each; imports a verb when it is asked for."""

    def list_commands(self, ctx: Any) -> list[str]:  # noqa: ARG002 — typer's signature, here and below
        return list(VERBS)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        if cmd_name in VERBS:
            return load_verb(cmd_name)
        close = get_close_matches(cmd_name, VERBS, n=1)
        return ctx.fail(f"no such verb: {cmd_name}" + (f"; did you mean {close[0]}?" if close else ""))

    def format_commands(self, ctx: Any, formatter: Any) -> None:  # noqa: ARG002
        with formatter.section("Verbs"):
            formatter.write_dl(list(VERBS.items()))


def load_verb(name: str) -> Any:
    """The typer command of a verb, its module imported."""
    module = import_module(f"kb.cli.{name}")
    app = getattr(module, "app", None)
    if app is None:
        app = application()
        app.command(name)(module.run)
    command = get_command(app)
    command.name = name
    return command


def _root(
    context: typer.Context,
    *,
    version: Annotated[bool, typer.Option("--version", help="Print the program's version.")] = False,
) -> None:
    """The compatibility knowledge base for Core ML: check a model, learn which target to build for, and why."""
    if version:
        write_result(f"kb {__version__}\n")
        raise typer.Exit
    if context.invoked_subcommand is None:
        tell(context.get_help())
        raise typer.Exit(FAILED)


def main(arguments: Sequence[str] | None = None) -> None:
    """The entry point. Never returns."""
    _end(run(sys.argv[1:] if arguments is None else arguments))


def _end(status: int) -> NoReturn:
    """End the process as Python ends it, but for taking apart what is alive, which takes a tenth of a small check."""
    try:
        for stream in filter(None, (sys.stdout, sys.stderr)):
            stream.flush()
    except (OSError, ValueError):
        # Nobody reads any more, or the disk is full: Python has its own way to tell that.
        sys.exit(status)
    watched = sys.gettrace() or sys.getprofile()
    if threading.active_count() == 1 and not watched:
        # As a process of `multiprocessing` ends.
        atexit._run_exitfuncs()  # noqa: SLF001
        os._exit(status)
    sys.exit(status)


def run(arguments: Sequence[str]) -> int:
    """Run one command line and return its exit status."""
    try:
        return _run(arguments)
    except KbError as error:
        complain(str(error))
    except TyperException as error:
        complain(_usage(error))
    except (KeyboardInterrupt, Abort):
        complain("interrupted")
        return INTERRUPTED
    except ReaderLeft:
        # Python would try to flush once more when it ends.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return PIPE_CLOSED
    except Exception as error:
        if os.environ.get("KB_TRACEBACK"):
            raise
        complain(_unexpected(error))
    return FAILED


def _unexpected(error: Exception) -> str:
    if isinstance(error, FileNotFoundError) and not _has_working_folder():
        return "the working folder is not there any more: go to another one"
    if isinstance(error, ModuleNotFoundError) and error.name and error.name.partition(".")[0] != "kb":
        return f"this needs {error.name}, which is not installed: `pip install coreml-kb` brings all of it"
    return (
        f"this is a defect of kb, not of your model: {type(error).__name__}: {error}"
        f" (kb {__version__}; set KB_TRACEBACK=1 to see where, and report it)"
    )


def _has_working_folder() -> bool:
    try:
        return bool(os.getcwd())  # noqa: PTH109 — Path.cwd does the same, and says less
    except FileNotFoundError:
        return False


def _run(arguments: Sequence[str]) -> int:
    app = application(cls=VerbGroup, invoke_without_command=True)
    app.callback()(_root)
    status = get_command(app).main(args=list(arguments), prog_name="kb", standalone_mode=False)
    return status if isinstance(status, int) else 0


def _usage(error: TyperException) -> str:
    context = getattr(error, "ctx", None)
    verb = context.command_path if context else "kb"
    return f"{error.format_message().rstrip('.')} ({verb} --help tells more)"
