"""What `kb check` imports: the modules that take longest, and that none of the heavy ones is among them."""

import os
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from benchmarks.measuring import ROOT, check
from benchmarks.small_model import MODEL

HEAVY = ("coremltools", "sqlmodel", "sqlalchemy", "pydantic", "rich", "numpy", "torch", "google.protobuf")
LONGEST = 15

_LINE = re.compile(r"import time:\s+(\d+) \|\s+(\d+) \|\s*(\S+)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Import:
    module: str
    own_milliseconds: float


def imports_of_check(bundle: Path) -> tuple[Import, ...]:
    """Every module that a check of a small model imports, the longest first."""
    command = [sys.executable, "-X", "importtime", *check(MODEL)]
    environment = {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}
    environment["KB_DATA"] = str(bundle)
    # The first run compiles.
    for _ in range(2):
        done = subprocess.run(command, capture_output=True, text=True, env=environment, cwd=ROOT, check=False)
    found = (_LINE.match(line) for line in done.stderr.splitlines())
    imports = [Import(module=each[3], own_milliseconds=int(each[1]) / 1000) for each in found if each]
    return tuple(sorted(imports, key=lambda each: -each.own_milliseconds))


def heavy(imports: tuple[Import, ...]) -> tuple[str, ...]:
    return tuple(each.module for each in imports if each.module in HEAVY)
