"""The example packages that the README and `make demo` use."""

import filecmp
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

import pytest

EXAMPLES = Path(__file__).parents[2] / "examples"
BUILT_WITH = "9.0"


@pytest.mark.skipif(version("coremltools") != BUILT_WITH, reason="another coremltools writes other bytes")
def test_the_committed_packages_are_what_the_script_builds(tmp_path: Path) -> None:
    subprocess.run(
        [sys.executable, "examples/build.py", tmp_path], cwd=EXAMPLES.parent, check=True, capture_output=True
    )
    built = sorted(path.relative_to(tmp_path) for path in tmp_path.rglob("*") if path.is_file())
    committed = sorted(path.relative_to(EXAMPLES) for path in EXAMPLES.glob("*.mlpackage/**/*") if path.is_file())
    assert built == committed
    assert [name for name in built if not filecmp.cmp(tmp_path / name, EXAMPLES / name, shallow=False)] == []
