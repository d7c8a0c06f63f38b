"""`kb lint` and `kb test` as their users call them."""

import pytest

from kb.cli.app import run


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
