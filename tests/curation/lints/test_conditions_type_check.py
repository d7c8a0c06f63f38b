"""A condition uses only what its operations have."""

from collections.abc import Callable

import pytest

from kb.curation.lints.conditions_type_check import check

Told = Callable[..., list[str]]
WHEN = "strides.is_given and any(s > 8 for s in strides)"


def test_a_sound_condition_passes(told: Told) -> None:
    assert told(check) == []


@pytest.mark.parametrize(
    ("condition", "what"),
    [
        ("any(s > 8 for s in strid)", "did you mean `strides`?"),
        ('any(s > "8" for s in strides)', "condition 1:"),
        ("any(s > 8 for s in strides", "condition 1:"),
        ("model.nothing", "condition 1:7"),
    ],
)
def test_a_mistake_is_told_at_its_place(told: Told, condition: str, what: str) -> None:
    problems = told(check, (WHEN, condition))
    assert problems
    assert all(problem.startswith("x.yaml:11:11: ") for problem in problems)
    assert what in problems[0]


def test_a_rule_about_the_model_sees_the_model(told: Told) -> None:
    rule = ("operations: [conv]", "model: true")
    assert told(check, rule, (WHEN, "model.function_count > 1")) == []
    assert told(check, rule) != []
