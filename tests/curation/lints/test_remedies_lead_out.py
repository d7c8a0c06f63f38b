"""A remedy leads out of what is affected."""

from collections.abc import Callable

from kb.curation.lints.remedies_lead_out import check

Told = Callable[..., list[str]]


def test_remedies_outside_of_affects_pass(told: Told) -> None:
    assert told(check) == []


def test_a_target_that_is_affected_itself_is_told(told: Told) -> None:
    (problem,) = told(check, ("target: iOS15", "target: iOS17"))
    assert "holds for iOS17 as well" in problem


def test_it_passes_where_the_text_says_what_else_changes(told: Told) -> None:
    assert told(check, ("target: iOS15", "target: iOS17\n    text: With strides below nine.")) == []


def test_a_target_that_does_not_exist_is_told(told: Told) -> None:
    (problem,) = told(check, ("target: iOS15", "target: iOS99"))
    assert "there is no target `iOS99`" in problem


def test_compute_units_that_are_all_affected_are_told(told: Told) -> None:
    (problem,) = told(check, ("[NE]", "[NE, CPU, GPU]"))
    assert "`CPU_AND_GPU` is among the compute units that are affected" in problem
