"""pre-commit, installed for real, runs our hook on a scratch repository."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from kb.cli import app
from kb.cli.changed_files import models_of

ROOT = Path(__file__).parents[2]
PYTHON = Path(sys.executable)


def test_a_changed_weight_file_leads_to_its_package_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for model in ("a/b.mlpackage", "c.mlmodelc", "d.mlpackage"):
        (tmp_path / model).mkdir(parents=True)
    (tmp_path / "e.mlmodel").touch()
    files = [
        "a/b.mlpackage/Data/com.apple.CoreML/weights/weight.bin",
        "README.md",
        "a/b.mlpackage/Data/com.apple.CoreML/model.mlmodel",
        "c.mlmodelc/model.mil",
        "e.mlmodel",
        "gone.mlpackage/Manifest.json",
    ]
    assert models_of(files) == ("a/b.mlpackage", "c.mlmodelc", "e.mlmodel")


def test_changed_files_of_no_model_are_nothing_to_check(capsys: pytest.CaptureFixture[str]) -> None:
    assert app.run(["check", "--changed-files", "README.md", "gone.mlmodel"]) == 0
    assert capsys.readouterr().err == "kb: no model among 2 changed files\n"


def test_changed_files_are_checked_as_the_models_that_they_belong_to(capsys: pytest.CaptureFixture[str]) -> None:
    package = ROOT / "examples" / "patch14-ios16.mlpackage"
    files = [str(package / "Manifest.json"), str(package / "Data" / "weights" / "weight.bin")]
    assert app.run(["check", "--quiet", "--changed-files", *files]) == 1
    assert capsys.readouterr().out.count("1 error") == 1


@pytest.fixture(scope="module")
def pre_commit(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The command, in an environment of its own; skipped where pip reaches no index."""
    folder = tmp_path_factory.mktemp("pre-commit")
    subprocess.run([sys.executable, "-m", "venv", str(folder)], check=True, capture_output=True)
    pip = [str(folder / "bin" / "python"), "-m", "pip", "install", "--quiet", "--retries", "0", "--timeout", "10"]
    done = subprocess.run([*pip, "pre-commit==4.6.0"], capture_output=True, text=True, check=False)
    if done.returncode:
        done = subprocess.run([*pip, "pre-commit"], capture_output=True, text=True, check=False)
    if done.returncode:
        pytest.skip(f"pip can install no pre-commit here: {done.stderr.strip().splitlines()[-1]}")
    return folder / "bin" / "pre-commit"


def git(root: Path, *arguments: str) -> None:
    subprocess.run(["git", "-C", str(root), *arguments], check=True, capture_output=True)


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A repository with two packages staged, that takes our hook's definition as it stands, for the kb under test."""
    root = tmp_path / "repository"
    root.mkdir()
    git(root, "init", "--quiet")
    for name in ("patch14-ios16", "clean"):
        shutil.copytree(ROOT / "examples" / f"{name}.mlpackage", root / "Models" / f"{name}.mlpackage")
    (root / "README.md").write_text("nothing to check\n", encoding="utf-8")
    # As `repo: local` wants it: the same lines, run by the kb that is installed here instead of one of its own.
    definition = (ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8")
    local = definition.replace("language: python", "language: system").replace(
        "entry: kb", f"entry: {PYTHON.with_name('kb')}"
    )
    lines = "".join(f"      {line}\n" for line in local.splitlines())
    config = f"repos:\n  - repo: local\n    hooks:\n{lines}"
    (root / ".pre-commit-config.yaml").write_text(config, encoding="utf-8")
    git(root, "add", "--all")
    return root


def run(command: Path, root: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = os.environ | {"PRE_COMMIT_HOME": str(root.parent / "cache"), "PRE_COMMIT_COLOR": "never"}
    return subprocess.run(
        [str(command), *arguments], cwd=root, env=environment, capture_output=True, text=True, check=False
    )


def test_staged_packages_are_checked_once_each_and_what_fails_stops_the_commit(
    pre_commit: Path, repository: Path
) -> None:
    done = run(pre_commit, repository, "run")
    assert done.returncode == 1, done.stdout + done.stderr
    assert "kb check" in done.stdout
    assert "2 models: " in done.stdout
    assert "conv-stride-interleave-factors" in done.stdout


def test_what_is_clean_passes_and_what_is_no_model_is_not_even_looked_at(pre_commit: Path, repository: Path) -> None:
    clean = [str(path.relative_to(repository)) for path in (repository / "Models" / "clean.mlpackage").rglob("*.*")]
    done = run(pre_commit, repository, "run", "--files", *[each for each in clean if (repository / each).is_file()])
    assert (done.returncode, "Passed" in done.stdout) == (0, True), done.stdout
    done = run(pre_commit, repository, "run", "--files", "README.md")
    assert (done.returncode, "Skipped" in done.stdout) == (0, True), done.stdout


def test_the_hook_is_found_in_a_repository_of_ours(pre_commit: Path, repository: Path, tmp_path: Path) -> None:
    """`try-repo`, as a user's configuration would name us: pre-commit reads our file and makes the hook of it."""
    ours = tmp_path / "ours"
    ours.mkdir()
    git(ours, "init", "--quiet")
    text = (ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8")
    # An environment of its own would install the whole of kb from an index.
    (ours / ".pre-commit-hooks.yaml").write_text(text.replace("language: python", "language: system"), encoding="utf-8")
    git(ours, "add", "--all")
    git(ours, "-c", "user.name=t", "-c", "user.email=t@example.org", "commit", "--quiet", "-m", "hooks")
    environment = {"PATH": f"{PYTHON.parent}:{os.environ['PATH']}"}
    done = subprocess.run(
        [str(pre_commit), "try-repo", str(ours), "kb-check", "--all-files"],
        cwd=repository,
        env=os.environ | environment | {"PRE_COMMIT_HOME": str(tmp_path / "cache")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert "conv-stride-interleave-factors" in done.stdout
