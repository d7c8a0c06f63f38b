"""A rule without examples of both kinds is not proved."""

import re
from collections.abc import Callable

import pytest

from kb.curation.lints.rules_are_proved import check

Told = Callable[..., list[str]]
AFFECTED = '  affected:\n    - {conv: {x: "fp16[1,3,9,9]", weight: "fp16[4,3,9,9]", strides: [9, 9]}}\n'
UNAFFECTED = '  unaffected:\n    - {conv: {x: "fp16[1,3,8,8]", weight: "fp16[4,3,8,8]", strides: [8, 8]}}\n'


def test_examples_of_both_kinds_are_enough(told: Told) -> None:
    assert told(check) == []


@pytest.mark.parametrize(("part", "kind"), [(AFFECTED, "affected"), (UNAFFECTED, "unaffected")])
def test_a_missing_kind_is_told(told: Told, part: str, kind: str) -> None:
    (problem,) = told(check, (part, ""))
    assert re.search(rf"no {kind} example", problem)


def test_a_record_without_rules_needs_no_examples(told: Told) -> None:
    condition = "    when: strides.is_given and any(s > 8 for s in strides)\n"
    rules = f"rules:\n  - operations: [conv]\n{condition}    precision: exact\n"
    assert told(check, (rules, ""), (AFFECTED, "")) == []
