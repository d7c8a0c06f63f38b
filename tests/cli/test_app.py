"""The command as a whole: verbs are found and loaded lazily, and every way to fail is one line on stderr."""

import ast
import os
import subprocess
import sys
import types
from collections.abc import Callable
from pathlib import Path

import pytest

from kb.cli import app
from kb.errors import KbError

CLI = Path(app.__file__).parent


def python(code: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, env={**os.environ, **environment}, check=False
    )


@pytest.fixture
def verb(monkeypatch: pytest.MonkeyPatch) -> Callable[[Callable[[], int]], None]:
    """Adds a verb `boom` that does what it is given."""

    def add(function: Callable[[], int]) -> None:
        module = types.ModuleType("kb.cli.boom")
        module.run = function
        monkeypatch.setitem(sys.modules, "kb.cli.boom", module)
        monkeypatch.setitem(app.VERBS, "boom", "Fails.")

    return add


def defines(path: Path) -> set[str]:
    """Names that a module defines at its top level; nothing is imported."""
    body = ast.parse(path.read_text(encoding="utf-8")).body
    assigned = {
        target.id
        for node in body
        if isinstance(node, ast.Assign)
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    return assigned | {node.name for node in body if isinstance(node, ast.FunctionDef)}


def test_every_file_that_can_be_run_is_a_verb_and_every_verb_has_its_file() -> None:
    runnable = {path.stem for path in CLI.glob("*.py") if defines(path) & {"run", "app"}}
    assert runnable - {"app"} == set(app.VERBS)


@pytest.mark.parametrize("name", app.VERBS)
def test_every_verb_loads_and_explains_itself(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert app.run([name, "--help"]) == 0
    assert f"Usage: kb {name}" in capsys.readouterr().out


def test_help_lists_every_verb_and_imports_none() -> None:
    verbs = [f"kb.cli.{name}" for name in app.VERBS]
    ran = python(
        "import sys; from kb.cli.app import run; status = run(['--help']);"
        f"print([name for name in {verbs!r} if name in sys.modules], status)"
    )
    assert ran.stdout.splitlines()[-1] == "[] 0"
    assert all(f"  {name} " in ran.stdout for name in app.VERBS)


def test_no_arguments_print_the_help_and_are_a_usage_error(capsys: pytest.CaptureFixture[str]) -> None:
    assert app.run([]) == 2
    told = capsys.readouterr()
    assert told.out == ""
    assert "Verbs:" in told.err


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["chekc"], "kb: no such verb: chekc; did you mean check? (kb --help tells more)"),
        (["zzz"], "kb: no such verb: zzz (kb --help tells more)"),
        (["--zzz"], "kb: No such option: --zzz (kb --help tells more)"),
        (["derive"], "kb: Missing command (kb derive --help tells more)"),
    ],
)
def test_a_usage_error_is_one_line_and_ends_with_2(
    arguments: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert app.run(arguments) == 2
    assert capsys.readouterr() == ("", said + "\n")


def test_the_status_that_a_verb_returns_is_the_status_of_the_process(verb: Callable[..., None]) -> None:
    verb(lambda: 1)
    assert app.run(["boom"]) == 1


def test_a_known_failure_is_one_line_and_ends_with_2(
    verb: Callable[..., None], capsys: pytest.CaptureFixture[str]
) -> None:
    def fail() -> int:
        raise KbError(where="a\nb.mlpackage", what="is \x1b[31mbroken", hint="copy it again")

    verb(fail)
    assert app.run(["boom"]) == 2
    assert capsys.readouterr() == ("", "kb: a\\nb.mlpackage: is \\x1b[31mbroken (copy it again)\n")


def test_a_defect_of_ours_is_one_line_that_says_so(
    verb: Callable[..., None], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    verb(lambda: 1 // 0)
    monkeypatch.delenv("KB_TRACEBACK", raising=False)
    assert app.run(["boom"]) == 2
    said = capsys.readouterr().err
    assert said.startswith("kb: this is a defect of kb, not of your model: ZeroDivisionError")
    assert said.count("\n") == 1


def test_a_package_that_is_missing_is_told_by_its_name(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def absent(*_: object) -> None:
        raise ModuleNotFoundError("No module named 'yaml'", name="yaml")

    monkeypatch.setattr("kb.cli.app._run", absent)
    assert app.run(["lint"]) == 2
    assert capsys.readouterr().err.startswith("kb: this needs yaml, which is not installed: `pip install ")


def test_a_defect_of_ours_shows_its_traceback_when_asked(
    verb: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    verb(lambda: 1 // 0)
    monkeypatch.setenv("KB_TRACEBACK", "1")
    with pytest.raises(ZeroDivisionError):
        app.run(["boom"])


def test_a_working_folder_that_is_gone_is_no_defect(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    gone = tmp_path / "gone"
    gone.mkdir()
    monkeypatch.chdir(gone)
    gone.rmdir()
    assert app.run(["check", "m.mlpackage"]) == 2
    assert capsys.readouterr().err == "kb: the working folder is not there any more: go to another one\n"


def test_an_interrupt_ends_with_130(verb: Callable[..., None], capsys: pytest.CaptureFixture[str]) -> None:
    def interrupt() -> int:
        raise KeyboardInterrupt

    verb(interrupt)
    assert app.run(["boom"]) == 130
    assert "Traceback" not in capsys.readouterr().err


def test_a_reader_who_leaves_is_no_error_message() -> None:
    code = "from kb.cli.app import main; from kb.cli.console import write_result; import kb.cli.app as app; "
    code += "import sys, types; module = types.ModuleType('kb.cli.boom'); "
    code += "module.run = lambda: [write_result('x' * 70000) for _ in range(9)]; "
    code += "sys.modules['kb.cli.boom'] = module; app.VERBS['boom'] = ''; main(['boom'])"
    ran = subprocess.run(
        ["bash", "-c", '"$0" -c "$1" | head -c 1; echo " ${PIPESTATUS[0]}"', sys.executable, code],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (ran.stdout, ran.stderr) == ("x 141\n", "")


def shell(script: str) -> tuple[str, str]:
    """What `sh` says and hears, where `"$@"` is the command `kb`."""
    ran = subprocess.run(
        ["bash", "-c", script, "bash", sys.executable, "-c", "from kb.cli.app import main; main()"],
        capture_output=True,
        text=True,
        check=False,
    )
    return ran.stdout, ran.stderr


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full here")
@pytest.mark.parametrize("line", ["--help", "check --help", "data diff --help", "--version", "version"])
def test_a_full_disk_is_told_in_one_line(line: str) -> None:
    out, err = shell(f'"$@" {line} >/dev/full; echo $?')
    assert (out, err) == ("2\n", "kb: stdout: cannot be written: No space left on device\n")


@pytest.mark.parametrize("line", ["--help", "check --help", "data diff --help", "version"])
def test_help_and_results_that_nobody_reads_end_alike(line: str) -> None:
    assert shell(f'"$@" {line} | true; echo "${{PIPESTATUS[0]}}"') == ("141\n", "")
    assert shell(f'"$@" {line} >&-; echo $?')[0] == "2\n"


@pytest.mark.parametrize("line", ["", "nosuch", "check --nosuch", "show nosuch"])
@pytest.mark.parametrize("stderr", [" /dev/full", "&-", " >(true)"])
def test_what_nobody_hears_still_ends_with_its_status(line: str, stderr: str) -> None:
    if "full" in stderr and not Path("/dev/full").exists():
        pytest.skip("no /dev/full here")
    assert shell(f'"$@" {line} 2>{stderr}; echo $?') == ("2\n", "")


def test_a_process_ends_with_its_status_its_output_and_what_was_registered_for_the_end() -> None:
    code = "import atexit, sys; import kb.cli.app as app; atexit.register(lambda: print('registered', flush=True)); "
    code += "app.run = lambda arguments: print('answer') or 7; app.main([])"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (ran.returncode, ran.stdout, ran.stderr) == (7, "answer\nregistered\n", "")


def test_a_process_waits_for_its_threads() -> None:
    code = "import threading, time; import kb.cli.app as app; "
    code += "work = lambda: (time.sleep(0.3), print('done', flush=True)); "
    code += "app.run = lambda arguments: threading.Thread(target=work).start() or 3; app.main([])"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (ran.returncode, ran.stdout) == (3, "done\n")
