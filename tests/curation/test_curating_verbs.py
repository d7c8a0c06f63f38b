"""`kb lint` and `kb test` as their users call them."""

import pytest

from kb.cli import test as verb_test
from kb.cli.app import run
from kb.curation.converting import has_torch


def test_lint_ends_with_0_for_a_sound_record(capfd: pytest.CaptureFixture[str]) -> None:
    assert run(["lint", "pow-constant-base-two"]) == 0
    out, err = capfd.readouterr()
    assert out == ""
    assert err == "kb: 1 records, 0 problems\n"


@pytest.mark.parametrize("verb", ["lint", "test"])
def test_a_name_that_is_no_record_is_a_usage_error(verb: str, capfd: pytest.CaptureFixture[str]) -> None:
    assert run([verb, "no-such-record"]) == 2
    assert "no-such-record" in capfd.readouterr().err


def test_test_proves_the_records_that_it_is_given(capfd: pytest.CaptureFixture[str]) -> None:
    assert run(["test", "pow-constant-base-two", "--jobs", "1"]) == 0
    out, err = capfd.readouterr()
    assert out == ""
    assert err == "kb: 1 records, 7 examples, 0 records failed\n"


@pytest.mark.skipif(not has_torch(), reason="PyTorch is not installed")
def test_test_tries_the_remedies_that_it_is_given(capfd: pytest.CaptureFixture[str]) -> None:
    assert run(["test", "pow-constant-base-two", "--remedies", "--jobs", "1"]) == 0
    out, err = capfd.readouterr()
    assert out == ""
    assert err.splitlines()[-1] == "kb: 1 records, 1 remedies, 0 records failed"


def test_trying_remedies_without_pytorch_says_what_to_install(
    capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(verb_test, "has_torch", lambda: False)
    assert run(["test", "pow-constant-base-two", "--remedies"]) == 2
    assert "needs PyTorch, which is not installed" in capfd.readouterr().err
