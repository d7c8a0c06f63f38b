"""A scratch checkout of the project in git, and the `kb` that belongs to it."""

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LEFT_OUT = shutil.ignore_patterns("__pycache__", "evidence", "reproductions")
IDENTITY = {
    f"GIT_{who}_{what}": value
    for who in ("AUTHOR", "COMMITTER")
    for what, value in (("NAME", "t"), ("EMAIL", "t@example.org"))
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Checkout:
    """A repository of git that holds the project, and a folder with its `kb`."""

    root: Path
    tools: Path

    def run(self, command: str) -> subprocess.CompletedProcess[str]:
        """A line of shell, as a contributor would type it."""
        environment = os.environ | IDENTITY | {"PATH": f"{self.tools}:{os.environ['PATH']}", "CI": "1"}
        environment.pop("KB_DATA", None)
        return subprocess.run(
            ["bash", "-c", command], cwd=self.root, env=environment, capture_output=True, text=True, check=False
        )

    def said(self, command: str) -> str:
        """What a line that has to succeed prints to stdout."""
        done = self.run(command)
        assert done.returncode == 0, f"{command}\n{done.stdout}{done.stderr}"
        return done.stdout

    def refused(self, command: str) -> str:
        """What a line that has to fail says, wherever it says it. A message, never a traceback."""
        done = self.run(command)
        assert done.returncode in (1, 2), f"{command}\n{done.stdout}{done.stderr}"
        assert "Traceback" not in done.stderr
        return done.stdout + done.stderr


@pytest.fixture
def checkout(tmp_path: Path) -> Checkout:
    """One that a test may commit to; its golden answers follow from its data."""
    made = made_in(tmp_path)
    # What somebody is about to commit to the data here is no part of what is tested.
    made.said("kb derive golden 2>/dev/null; git add --all && git commit --quiet --allow-empty --message answers")
    return made


@pytest.fixture(scope="session")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Checkout:
    """One that every test leaves as it was."""
    return made_in(tmp_path_factory.mktemp("shared"))


def made_in(folder: Path) -> Checkout:
    root = folder / "kb"
    for name in ("kb", "data", "tests/corpus/packages", "tests/golden", "examples/patch14-ios16.mlpackage"):
        shutil.copytree(ROOT / name, root / name, ignore=LEFT_OUT)
    for name in ("pyproject.toml", "CONTRIBUTING.md", "CHANGELOG.md"):
        shutil.copy(ROOT / name, root / name)
    (root / ".gitignore").write_text("__pycache__/\n", encoding="utf-8")
    tools = folder / "tools"
    tools.mkdir()
    # The installation under test is of another checkout: this one's own modules come first.
    start = f"""#!/bin/sh
PYTHONPATH="{root}" exec "{sys.executable}" -P -c "from kb.cli.app import main; main()" "$@"
"""
    (tools / "kb").write_text(start, encoding="utf-8")
    (tools / "kb").chmod(0o755)
    made = Checkout(root=root, tools=tools)
    made.said("git init --quiet --initial-branch=main && git add --all && git commit --quiet --message start")
    assert str(root) in made.said("kb version"), "the kb of this checkout, not of another"
    return made
