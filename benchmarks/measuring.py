"""Whole processes, measured: the time a user waits, and the memory at its peak."""

import os
import statistics
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parent.parent
RUNS = 5
# ru_maxrss counts bytes on macOS and kilobytes elsewhere.
PEAK_UNIT = 1 if sys.platform == "darwin" else 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    seconds: float
    megabytes: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    what: str
    cost: Cost
    against: Cost | None = None
    """What the cost is set against."""
    aim: str = ""


def measure(*commands: Sequence[str | Path]) -> tuple[Cost, ...]:
    """The median cost of each command. They take turns, so that what else the machine does strikes all alike."""
    environment = {**os.environ, "NO_COLOR": "1"}
    # Users' packages are compiled when they are installed; the first round, which does not count, does that here.
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    rounds = [[_run(command, environment) for command in commands] for _ in range(RUNS + 1)][1:]
    return tuple(
        Cost(
            seconds=statistics.median(each.seconds for each in costs),
            megabytes=max(each.megabytes for each in costs),
        )
        for costs in zip(*rounds, strict=True)
    )


def _run(command: Sequence[str | Path], environment: Mapping[str, str]) -> Cost:
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
    return Cost(seconds=seconds, megabytes=usage.ru_maxrss * PEAK_UNIT / 2**20)


def python(code: str, *arguments: str | Path) -> list[str | Path]:
    return [sys.executable, "-c", code, *arguments]


def check(path: Path) -> list[str | Path]:
    """`kb check` as a user calls it."""
    return [Path(sys.executable).parent / "kb", "check", path]


READ = "import sys, pathlib; from kb.models.reading import read_model; read_model(pathlib.Path(sys.argv[1]))"
LOAD_SPEC = "import sys, coremltools; coremltools.utils.load_spec(sys.argv[1])"
NOTHING = "pass"
