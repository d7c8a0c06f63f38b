"""Whole processes, measured: the time a user waits, and the memory at its peak."""

import os
import statistics
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

ROOT = Path(__file__).parent.parent
RUNS = 5
# ru_maxrss counts bytes on macOS and kilobytes elsewhere.
PEAK_UNIT = 1 if sys.platform == "darwin" else 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    seconds: float
    """That pass."""
    busy: float
    """Seconds of a processor: what counts where other work keeps the machine busy."""
    megabytes: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    what: str
    cost: Cost
    against: Cost | None = None
    """What the cost is set against."""
    beyond: Cost | None = None
    """What is no part of it: imports, the start of Python."""
    aim: str = ""


Command: TypeAlias = Sequence[str | Path]


def measure(*commands: Command, runs: int = RUNS) -> tuple[Cost, ...]:
    """The median cost of each command. They take turns, so that what else the machine does strikes all alike."""
    environment = {**os.environ, "NO_COLOR": "1"}
    # Users' packages are compiled when they are installed; the first round, which does not count, does that here.
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    rounds = [[_run(command, environment) for command in commands] for _ in range(runs + 1)][1:]
    return tuple(
        Cost(
            seconds=statistics.median(each.seconds for each in costs),
            busy=statistics.median(each.busy for each in costs),
            megabytes=max(each.megabytes for each in costs),
        )
        for costs in zip(*rounds, strict=True)
    )


def _run(command: Command, environment: Mapping[str, str]) -> Cost:
    started = time.perf_counter()
    process = subprocess.Popen(
        command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, env=environment, cwd=ROOT, text=True
    )
    assert process.stderr
    said = process.stderr.read()
    process.stderr.close()
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - started
    process.returncode = os.waitstatus_to_exitcode(status)
    # 1 is a check's way to say that it found something.
    if process.returncode not in (0, 1) or "Traceback" in said:
        raise RuntimeError(f"{command} ended with {process.returncode}: {said[-2000:]}")
    return Cost(seconds=seconds, busy=usage.ru_utime + usage.ru_stime, megabytes=usage.ru_maxrss * PEAK_UNIT / 2**20)


def python(code: str, *arguments: str | Path) -> list[str | Path]:
    return [sys.executable, "-c", code, *arguments]


def check(path: Path, bundle: Path | None = None) -> list[str | Path]:
    """`kb check` as a user calls it, with the knowledge of a bundle such as a wheel carries, or of the checkout."""
    kb: list[str | Path] = [Path(sys.executable).parent / "kb", "check", path]
    return ["env", f"KB_DATA={bundle}", *kb] if bundle else kb


READ = "import sys, pathlib; from kb.models.reading import read_model; read_model(pathlib.Path(sys.argv[1]))"
# coremltools imports PyTorch where it is installed, which doubles what it costs: it is hidden, and not counted.
LOAD_SPEC = """
import sys
sys.modules["torch"] = None
import coremltools
coremltools.utils.load_spec(sys.argv[1])
"""
NOTHING = "pass"
