"""Runs the scripts that reproduce records, each in an environment with the versions that its first line asks for.

    # requires: coremltools==9.0, numpy==2.3.5, torch==2.13.0

The interpreter that runs this program is taken where it has those versions; else a virtual environment is made once and
kept. A script prints what it observed and ends with 0 where it is as the record says.
"""

import hashlib
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Collection, Iterator
from enum import Enum
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Final, TypeAlias

from packaging.requirements import InvalidRequirement, Requirement
from packaging.version import Version

from kb.errors import KbError
from kb.frozen import frozen

FOLDER: Final = Path("data/reproductions")
SECONDS_TO_RUN: Final = 600
SECONDS_TO_INSTALL: Final = 1800
_HEADER: Final = "# requires:"

Environments: TypeAlias = Callable[[tuple[Requirement, ...]], Path]
"""From requirements to a Python that meets them. Raises KbError where there is none to be had."""


class Outcome(Enum):
    REPRODUCED = "reproduced"
    NOT_REPRODUCED = "not reproduced"
    SKIPPED = "skipped"


@frozen
class Script:
    slug: str
    """The record that it reproduces."""
    path: Path


@frozen
class Reproduction:
    slug: str
    outcome: Outcome
    told: str
    """The last line that the script printed; why it was skipped; or how it failed."""


def scripts_of(folder: Path, slugs: Collection[str]) -> tuple[Script, ...]:
    """The scripts named after one of these records, by slug. Others in the folder are what scripts share."""
    paths = sorted(folder.glob("*.py"))
    return tuple(Script(slug=path.stem, path=path) for path in paths if path.stem in slugs)


def reproduce(scripts: Collection[Script], environments: Environments) -> Iterator[Reproduction]:
    """In the order of the scripts, one after the other."""
    for script in scripts:
        try:
            python = environments(requirements_of(script.path))
        except KbError as error:
            yield Reproduction(slug=script.slug, outcome=Outcome.SKIPPED, told=error.what)
        else:
            yield _run(script, python)


def requirements_of(script: Path) -> tuple[Requirement, ...]:
    """What its first line asks for; nothing, if it says nothing. Raises KbError where that cannot be read."""
    first = script.read_text(encoding="utf-8").partition("\n")[0]
    if not first.startswith(_HEADER):
        return ()
    texts = [text.strip() for text in first.removeprefix(_HEADER).split(",") if text.strip()]
    try:
        return tuple(sorted((Requirement(text) for text in texts), key=str))
    except InvalidRequirement as error:
        raise KbError(
            where=str(script), what=f"asks for something unreadable: {error}", hint="write numpy==2.3.5"
        ) from error


def kept_environments(folder: Path) -> Environments:
    """Environments below `folder`, each made when it is first asked for and then kept."""

    @cache  # a set that cannot be installed is tried once, not once for each script
    def made(requirements: tuple[str, ...]) -> tuple[Path | None, str]:
        name = hashlib.sha256("\n".join((sys.version, *requirements)).encode()).hexdigest()[:16]
        try:
            return _environment(folder / name, requirements), ""
        except KbError as error:
            return None, error.what

    def environment(requirements: tuple[Requirement, ...]) -> Path:
        if is_met(requirements):
            return Path(sys.executable)
        python, trouble = made(tuple(map(str, requirements)))
        if python is None:
            raise KbError(where=str(folder), what=trouble)
        return python

    return environment


def is_met(requirements: Collection[Requirement]) -> bool:
    """Whether the interpreter that runs this has them. A local version (`2.13.0+cpu`) counts as the public one."""
    return all(_has(requirement) for requirement in requirements)


def default_folder() -> Path:
    """Where environments are kept: below the user's cache."""
    cache_home = os.environ.get("XDG_CACHE_HOME")
    base = Path(cache_home) if cache_home else Path.home() / ".cache"
    return (base if base.parent.is_dir() else Path(tempfile.gettempdir())) / "kb" / "reproductions"


def _has(requirement: Requirement) -> bool:
    try:
        found = Version(version(requirement.name)).public
    except PackageNotFoundError:
        return False
    return requirement.specifier.contains(found, prereleases=True)


def _environment(folder: Path, requirements: tuple[str, ...]) -> Path:
    """The Python of a virtual environment with these packages. Raises KbError where they cannot be installed."""
    python = folder / ("Scripts" if os.name == "nt" else "bin") / "python"
    complete = folder / "complete"
    if not complete.is_file():
        folder.parent.mkdir(parents=True, exist_ok=True)
        _install([sys.executable, "-m", "venv", "--clear", str(folder)])
        # A wheel that is missing for this Python is a reason to skip, not to compile for an hour.
        _install([str(python), "-m", "pip", "install", "--quiet", "--only-binary", ":all:", *requirements])
        complete.touch()
    return python


def _install(command: list[str]) -> None:
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=SECONDS_TO_INSTALL)  # noqa: S603 — no shell
    except (OSError, subprocess.TimeoutExpired) as error:
        raise KbError(where=command[0], what=f"cannot be run: {error}") from error
    if done.returncode:
        errors = [line for line in done.stderr.splitlines() if line.startswith("ERROR")] or [_last(done.stderr)]
        raise KbError(where=command[0], what=f"cannot be installed here: {errors[-1].removeprefix('ERROR: ')}")


def _run(script: Script, python: Path) -> Reproduction:
    command = [str(python), "-W", "ignore", str(script.path)]
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=SECONDS_TO_RUN)  # noqa: S603 — no shell
    except subprocess.TimeoutExpired:
        told = f"did not end within {SECONDS_TO_RUN} s"
        return Reproduction(slug=script.slug, outcome=Outcome.NOT_REPRODUCED, told=told)
    outcome = Outcome.NOT_REPRODUCED if done.returncode else Outcome.REPRODUCED
    return Reproduction(slug=script.slug, outcome=outcome, told=_last(done.stdout) or _last(done.stderr))


def _last(text: str) -> str:
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return lines[-1] if lines else ""
