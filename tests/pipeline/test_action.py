"""The action's own scripts, run in a scratch checkout; its files, held against what they refer to."""

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).parents[2]
SCRIPTS = ROOT / ".github" / "action"
MODEL = str(ROOT / "examples" / "patch14-ios16.mlpackage")
KB = Path(sys.executable).with_name("kb")
BASH = shutil.which("bash")

pytestmark = pytest.mark.skipif(not (KB.exists() and BASH), reason="needs bash, and kb beside Python")


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    """A scratch checkout: one model that something is known of, in a folder with a space; one without."""
    folder = tmp_path / "checkout"
    shutil.copytree(ROOT / "examples" / "patch14-ios16.mlpackage", folder / "my models" / "patch 14.mlpackage")
    shutil.copytree(ROOT / "examples" / "clean.mlpackage", folder / "clean.mlpackage")
    return folder


def script(
    name: str, workspace: Path, *arguments: str, **environment: str
) -> tuple[subprocess.CompletedProcess[str], Mapping[str, str]]:
    """The finished script, and what it wrote to GITHUB_OUTPUT."""
    output = workspace.parent / "output"
    output.write_text("", encoding="utf-8")
    done = subprocess.run(
        [str(BASH), str(SCRIPTS / name), *arguments],
        cwd=workspace,
        env={"PATH": os.environ["PATH"], "KB": str(KB), "GITHUB_OUTPUT": str(output), "CI": "1"} | environment,
        capture_output=True,
        text=True,
        check=False,
    )
    return done, dict(line.split("=", 1) for line in output.read_text(encoding="utf-8").splitlines())


def test_models_are_annotated_and_reported_and_the_step_leaves_failing_to_the_last_one(workspace: Path) -> None:
    files = {name: str(workspace.parent / name) for name in ("kb.sarif", "comment.md", "summary.md")}
    done, output = script(
        "check.sh",
        workspace,
        KB_PATHS="'my models/*.mlpackage' clean.mlpackage",
        KB_SARIF=files["kb.sarif"],
        KB_COMMENT=files["comment.md"],
        GITHUB_STEP_SUMMARY=files["summary.md"],
    )
    assert done.returncode == 0
    assert output == {"status": "1", "sarif": files["kb.sarif"], "comment": files["comment.md"]}
    assert done.stdout.startswith("::error file=my models/patch 14.mlpackage")
    (run,) = json.loads(Path(files["kb.sarif"]).read_text(encoding="utf-8"))["runs"]
    assert run["results"]
    summary = Path(files["summary.md"]).read_text(encoding="utf-8")
    assert summary == Path(files["comment.md"]).read_text(encoding="utf-8")
    assert "clean.mlpackage" in summary


def test_without_paths_every_model_of_the_checkout_is_checked(workspace: Path) -> None:
    done, output = script("check.sh", workspace)
    assert (output["status"], "sarif" in output) == ("1", False)
    assert "patch 14.mlpackage" in done.stdout


@pytest.mark.parametrize(
    ("paths", "arguments", "status"),
    [
        ("clean.mlpackage", "", "0"),
        (".", "--fail-on never", "0"),
        (".", "--device 'iPhone 12'", "1"),
        ("clean.mlpackage absent.mlpackage", "", "2"),
        ("no/such/*.mlpackage", "", "2"),
        (".", "--no-such-option", "2"),
    ],
)
def test_the_status_is_what_kb_check_ends_with(workspace: Path, paths: str, arguments: str, status: str) -> None:
    assert script("check.sh", workspace, KB_PATHS=paths, KB_ARGS=arguments)[1]["status"] == status


def test_no_input_becomes_shell_code(workspace: Path) -> None:
    evil = "$(touch evil) `touch evil` ; touch evil && touch evil | touch evil"
    for name in ("KB_PATHS", "KB_ARGS", "KB_COMMENT"):
        script("check.sh", workspace, **({"KB_PATHS": "clean.mlpackage"} | {name: evil}))
    assert not (workspace / "evil").exists()


def test_no_name_of_a_file_becomes_an_output_of_its_own(workspace: Path) -> None:
    done, output = script("check.sh", workspace, KB_COMMENT="x.md\nstatus=0")
    assert (done.returncode, output) == (2, {})


def test_a_quote_that_does_not_end_and_a_command_that_is_not_there_fail_the_step(workspace: Path) -> None:
    done, _ = script("check.sh", workspace, KB_PATHS="'half")
    assert (done.returncode, "No closing quotation" in done.stderr) == (1, True)
    assert script("check.sh", workspace, KB="/no/such/kb")[0].returncode == 127


FAKE_GH = """\
#!{python}
import json, os, pathlib, sys
log = pathlib.Path(os.environ["GH_LOG"])
log.write_text(log.read_text() + json.dumps(sys.argv[1:]) + chr(10))
if "--paginate" in sys.argv:
    print(os.environ["GH_KNOWN"])
"""


@pytest.mark.parametrize(("known", "method", "where"), [("", "POST", "7/comments"), ("42", "PATCH", "comments/42")])
def test_a_comment_is_written_once_and_replaced_from_then_on(
    workspace: Path, known: str, method: str, where: str
) -> None:
    tools = workspace.parent / "bin"
    tools.mkdir()
    (tools / "gh").write_text(FAKE_GH.format(python=sys.executable), encoding="utf-8")
    (tools / "gh").chmod(0o755)
    log = workspace.parent / "gh.log"
    log.write_text("", encoding="utf-8")
    body = workspace / "comment.md"
    body.write_text("<!-- kb check -->\n## kb check\n", encoding="utf-8")
    path = f"{tools}:{os.environ['PATH']}"
    fake = {"PATH": path, "GH_LOG": str(log), "GH_KNOWN": known}
    done, _ = script("comment.sh", workspace, "owner/name", "7", str(body), **fake)
    assert done.returncode == 0, done.stderr
    asked, written = map(json.loads, log.read_text(encoding="utf-8").splitlines())
    assert "repos/owner/name/issues/7/comments" in asked
    assert method in written
    assert any(argument.endswith(where) for argument in written)
    for number, text in (("7; touch evil", "<!-- kb -->"), ("7", "no marker")):
        body.write_text(text, encoding="utf-8")
        assert script("comment.sh", workspace, "owner/name", number, str(body), **fake)[0].returncode == 2
    assert len(log.read_text(encoding="utf-8").splitlines()) == 2


def test_what_a_branch_changes_in_the_data_is_told_without_what_others_changed(tmp_path: Path) -> None:
    root = tmp_path / "repository"
    shutil.copytree(ROOT / "data", root / "data", ignore=shutil.ignore_patterns("evidence", "schema", "reproductions"))
    commit(root, "start")
    git(root, "switch", "--quiet", "--create", "branch")
    edit(root, "pow-constant-base-two", "severity: error", "severity: warning")
    commit(root, "branch")
    git(root, "switch", "--quiet", "main")
    edit(root, "conv-stride-interleave-factors", "severity: error", "severity: note")
    commit(root, "others")
    summary = tmp_path / "summary.md"
    done, _ = script("data-diff.sh", root, "main", "branch", "out/diff.md", GITHUB_STEP_SUMMARY=str(summary))
    assert done.returncode == 0, done.stderr
    told = (root / "out" / "diff.md").read_text(encoding="utf-8")
    assert told == summary.read_text(encoding="utf-8")
    assert told.startswith("<!-- kb data diff -->\n")
    assert "**severity**: `error` → `warning`" in told
    assert "conv-stride-interleave-factors" not in told


def edit(root: Path, slug: str, old: str, new: str) -> None:
    path = next((root / "data" / "records").rglob(f"{slug}.yaml"))
    path.write_text(path.read_text(encoding="utf-8").replace(old, new, 1), encoding="utf-8")


def git(root: Path, *arguments: str) -> None:
    subprocess.run(["git", "-C", str(root), *arguments], check=True, capture_output=True)


def commit(root: Path, message: str) -> None:
    if not (root / ".git").exists():
        git(root, "init", "--quiet", "--initial-branch=main")
    git(root, "add", "--all")
    git(root, "-c", "user.name=t", "-c", "user.email=t@example.org", "commit", "--quiet", "-m", message)


WORKFLOWS = [ROOT / "action.yml", *sorted((ROOT / ".github" / "workflows").glob("*.yml"))]


def loaded(path: Path) -> Any:
    return yaml.safe_load(path.read_text(encoding="utf-8"))


def steps_of(document: Any) -> list[Any]:
    if "runs" in document:
        return list(document["runs"]["steps"])
    return [step for job in document["jobs"].values() for step in job["steps"]]


@pytest.mark.parametrize("path", [each for each in WORKFLOWS if each.name != "pages.yml"], ids=lambda path: path.name)
def test_what_is_used_is_pinned_and_what_is_run_exists(path: Path) -> None:
    steps = steps_of(loaded(path))
    for step in steps:
        uses = step.get("uses", "./")
        assert uses == "./" or re.fullmatch(r"[\w./-]+@[0-9a-f]{40}", uses), uses
        for script_path in re.findall(r"\.github/action/[\w-]+\.sh", step.get("run", "")):
            assert os.access(ROOT / script_path, os.X_OK), script_path
        # An expression inside a script is where injections come from: values go through the environment.
        assert "${{" not in step.get("run", "")
        if path.name == "action.yml" and "run" in step:
            assert step["shell"] == "bash"


def test_every_input_of_the_action_is_used_and_every_output_comes_from_a_step() -> None:
    text = (ROOT / "action.yml").read_text(encoding="utf-8")
    action = loaded(ROOT / "action.yml")
    for name in action["inputs"]:
        assert f"inputs.{name}" in text, name
    identifiers = {step["id"] for step in action["runs"]["steps"] if "id" in step}
    for output in action["outputs"].values():
        assert re.fullmatch(r"\$\{\{ steps\.(\w+)\.outputs\.\w+ \}\}", output["value"])[1] in identifiers  # type: ignore[index]  # None fails


def test_everything_that_kb_check_needs_is_pinned_with_its_hash() -> None:
    """What the action installs is what an import of the verb loads from outside the standard library."""
    pinned = {
        line.split("==")[0].replace("-", "_")
        for line in (SCRIPTS / "requirements.txt").read_text(encoding="utf-8").splitlines()
        if "==" in line and "--hash=sha256:" in line
    }
    code = (
        "import sys; from kb.cli.app import run;"
        f"[run(['check', {MODEL!r}, '--output', {os.devnull!r}, '--format', form])"
        " for form in ('github', 'sarif', 'markdown')];"
        "print({name.partition('.')[0] for name, module in sys.modules.items()"
        " if 'site-packages' in (getattr(module, '__file__', None) or '')})"
    )
    answer = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    loaded_names = set(re.findall(r"'(\w+)'", answer.stdout))
    # A checkout reads YAML, an installation a bundle; the other is setuptools' own hook.
    assert loaded_names - {"yaml", "_yaml", "_distutils_hack", "coreml_kb"} <= pinned


def test_the_pages_examples_are_yaml_and_name_hooks_and_inputs_that_exist() -> None:
    folder = ROOT / "examples" / "ci"
    (hook,) = loaded(ROOT / ".pre-commit-hooks.yaml")
    assert [each["id"] for each in loaded(folder / "pre-commit-config.yaml")["repos"][0]["hooks"]] == [hook["id"]]
    inputs = loaded(ROOT / "action.yml")["inputs"]
    steps = steps_of(loaded(folder / "github-workflow.yml"))
    assert set(steps[-1]["with"]) <= set(inputs)
    assert "codequality" in loaded(folder / "gitlab-ci.yml")["kb"]["artifacts"]["reports"]


def test_the_build_phase_of_xcode_warns_beside_the_file_and_fails_the_build(workspace: Path) -> None:
    phase = [str(shutil.which("sh")), str(ROOT / "examples" / "ci" / "xcode-build-phase.sh")]
    environment = {
        "PATH": os.environ["PATH"],
        "HOME": str(workspace),
        "KB": str(KB),
        "SRCROOT": str(workspace),
        "TARGET_NAME": "my models",
        "PLATFORM_NAME": "iphoneos",
        "IPHONEOS_DEPLOYMENT_TARGET": "15.0",
    }
    done = subprocess.run(phase, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert re.search(r"^.*patch 14\.mlpackage.*: (error|warning): ", done.stdout, re.MULTILINE)
    # A model for iOS16 cannot load on iOS 15: kb knows by the target's own setting.
    assert "cannot load on iOS 15" in done.stdout
    assert (
        subprocess.run(phase, env=environment | {"KB_FAIL_ON": "never"}, capture_output=True, check=False).returncode
        == 0
    )
    absent = subprocess.run(phase, env=environment | {"KB": "kb-absent"}, capture_output=True, text=True, check=False)
    assert (absent.returncode, absent.stdout.startswith("warning: kb is not installed")) == (0, True)
