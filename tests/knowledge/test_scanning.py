"""The quick scan sees what the parser sees, or says that it does not know."""

import pytest

from kb.knowledge.scanning import scan_record

RULES = """\
id: x
what_happens: All operations of the model run.
rules:
{rules}
"""


@pytest.mark.parametrize(
    ("rules", "operations", "model"),
    [
        ("  - operations: [conv]\n    precision: wide", {"conv"}, False),
        ('  - operations: [conv, "nn:convolution"]', {"conv", "nn:convolution"}, False),
        ("  - operations:\n      [conv,\n       linear]", {"conv", "linear"}, False),
        ("  - {operations: [conv], precision: wide}\n  - {operations: [relu]}", {"conv", "relu"}, False),
        ("  - model: true\n    when: model.function_count > 1", set(), True),
        ("  - {model: true, when: x}\n  - operations: [relu]", {"relu"}, True),
        ("  - precision: wide", set(), False),
    ],
)
def test_rules_written_as_usual_are_seen_without_parsing(rules: str, operations: set[str], model: bool) -> None:
    entry = scan_record(RULES.format(rules=rules))
    assert entry is not None
    assert (set(entry.operations), entry.model) == (operations, model)


@pytest.mark.parametrize(
    "rules",
    [
        "  - operations:\n      - conv",
        "  - operations: [conv, # the usual one\n      relu]",
        '  - operations: ["c\\x6fnv"]',
        '  - "operati\\x6fns": [conv]',
        "  - ? operations\n    : [conv]",
        "  - 'operations': [conv]",
        "  - operations: &a [conv]",
        "  - operations: conv",
    ],
)
def test_what_the_scan_does_not_surely_understand_it_leaves_to_the_parser(rules: str) -> None:
    assert scan_record(RULES.format(rules=rules)) is None
