"""From text to tree: what is in the language, and how clearly the rest is refused."""

import json

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from kb.errors import KbError
from kb.rules import tree
from kb.rules.errors import ConditionError
from kb.rules.language import MAX_LENGTH, parse_condition
from kb.rules.printing import text_of
from kb.rules.tree_json import tree_from_json, tree_to_json

CONDITIONS = (
    "any(s not in PRODUCTS_OF_TWO_INTERLEAVE_FACTORS for s in strides)",
    'x.is_constant and x.dtype in ("fp16", "fp32") and all(v == 2 for v in x.values)',
    "1 < x.rank <= 3 or not (x.shape[-1] % 8 == 0 and groups > 1)",
    "x.shape[2:] == weight.shape[2:] or x.shape[:-1] == ()",
    "(-3) ** 2 > -(3 ** 2) + 2 ** 3 ** 2 - (1 - 2) * 3",
    "sum(s for s in strides if s > 1 if s < 9) // 2 > 0.5",
    "((1, 2), (3,)) == ((1, 2), (3,)) and (not keep_dims) == True",
    "any(any(a == b for a in pad) for b in strides)",
    "min(x.rank, 3) < max(strides) and 'a\"b' == pad_type",
)


@pytest.mark.parametrize("text", CONDITIONS)
def test_a_tree_printed_and_parsed_again_is_the_same_tree(text: str) -> None:
    parsed = parse_condition(text)
    assert parse_condition(text_of(parsed)) == parsed


@pytest.mark.parametrize("text", CONDITIONS)
def test_a_tree_survives_json(text: str) -> None:
    parsed = parse_condition(text)
    assert tree_from_json(json.loads(json.dumps(tree_to_json(parsed)))) == parsed


def test_the_tree_of_the_founding_condition_reads_as_documented() -> None:
    assert tree_to_json(parse_condition("any(s > 2 for s in strides)")) == {
        "version": 1,
        "tree": [
            "call",
            "any",
            [
                [
                    "generator",
                    ["comparison", ["name", "s"], [[">", ["literal", 2]]]],
                    "s",
                    ["name", "strides"],
                    [],
                ]
            ],
        ],
    }


@pytest.mark.parametrize(
    "damaged",
    [
        None,
        [],
        {"version": 2, "tree": ["literal", 1]},
        {"version": 1},
        {"version": 1, "tree": ["nonsense"]},
        {"version": 1, "tree": ["call", "open", [["literal", "x"]]]},
        {"version": 1, "tree": ["comparison", ["literal", 1], []]},
        {"version": 1, "tree": ["comparison", ["literal", 1], [["is", ["literal", 1]]]]},
        {"version": 1, "tree": ["arithmetic", "@", ["literal", 1], ["literal", 1]]},
        {"version": 1, "tree": ["generator", ["name", "s"], "s", ["name", "strides"], []]},
    ],
)
def test_a_damaged_tree_is_refused(damaged: object) -> None:
    with pytest.raises(KbError):
        tree_from_json(damaged)


def test_a_tree_nested_without_end_is_refused() -> None:
    nested: list[object] = ["literal", True]
    for _ in range(5000):
        nested = ["not", nested]
    with pytest.raises(KbError):
        tree_from_json({"version": 1, "tree": nested})


REFUSED = (
    # text, line, column, part of the message, part of the hint
    ("lambda: 1", 1, 1, "a lambda", ""),
    ("x if y else z", 1, 1, "if … else", "`and` and `or`"),
    ("[1, 2] == strides", 1, 1, "a list", "tuple"),
    ("any([s > 1 for s in strides])", 1, 5, "list comprehension", "generator"),
    ("x is None", 1, 1, "`is`", ".is_given"),
    ("x == None", 1, 6, "None", ".is_given"),
    ("__import__('os')", 1, 1, "no function", ""),
    ("x.shape.count(1) == 1", 1, 1, "own functions", ""),
    ("anny(s > 1 for s in strides)", 1, 1, "no function `anny`", "`any`"),
    ("len(s for s in strides) == 1", 1, 5, "takes no generator", ""),
    ("(s for s in strides)", 1, 1, "a generator outside a call", "any"),
    ("any(a > b for a in x for b in y)", 1, 5, "more than one thing", "nest"),
    ("any(a > b for a, b in x)", 1, 15, "one name", ""),
    ("max(strides, key=1) == 1", 1, 1, "by name", ""),
    ("x.shape[::2] == ()", 1, 1, "step", ""),
    ("x.shape[:n] == ()", 1, 10, "bounds", ""),
    ("groups | 1 == 1", 1, 1, "bitwise", "or"),
    ("~groups == 1", 1, 1, "`~`", ""),
    ("f'{x}' == pad_type", 1, 1, "f-string", ""),
    ("b'x' == pad_type", 1, 1, "b'x'", ""),
    ("(groups := 3) == 3", 1, 2, ":=", ""),
    ("a) or (b", 1, 1, "balance", ""),
    ("groups ==", 1, 10, "not an expression", ""),
    ("groups == 1\n  and strides ==", 2, 17, "not an expression", ""),
    ("1e999 < groups", 1, 1, "too large", ""),
    (f"groups < {10**200}", 1, 10, "too large", ""),
    ("pad_type == 'a\\tb'", 1, 15, "backslash", ""),
    ("pad_type == 'a\tb'", 1, 13, "cannot be printed", "on one line"),
    ("pad_type == '''a'b\"c'''", 1, 13, "both quotes", "one kind of quotes"),
    ("", 1, 1, "empty", "leave `when` out"),
    ("groups\x00", 1, 1, "not an expression", ""),
    ("x" * (MAX_LENGTH + 1), 1, 1, f"{MAX_LENGTH + 1} characters", "split"),
    ("not " * 30 + "keep_dims", 1, 97, "too deeply", "split"),
    ("(" * 300 + "1" + ")" * 300 + " == 1", 1, 200, "not an expression", ""),
)


@pytest.mark.parametrize(("text", "line", "column", "what", "hint"), REFUSED, ids=[each[0][:30] for each in REFUSED])
def test_what_is_not_in_the_language_is_refused_with_its_place(
    text: str, line: int, column: int, what: str, hint: str
) -> None:
    with pytest.raises(ConditionError) as caught:
        parse_condition(text)
    assert what in caught.value.what
    assert hint in caught.value.hint
    assert (caught.value.line, caught.value.column) == (line, column)


def test_a_condition_may_run_over_lines_and_carry_comments() -> None:
    parsed = parse_condition("groups == 1  # depthwise is another record\n   and\n strides == (2, 2)")
    assert text_of(parsed) == "groups == 1 and strides == (2, 2)"


def test_places_count_characters_not_bytes() -> None:
    with pytest.raises(ConditionError) as caught:
        parse_condition('pad_type == "größer" and [1] == strides')
    assert caught.value.column == 26


WORDS = st.sampled_from(
    (
        *("x", ".shape", "[0]", "[", "]", "(", ")", " and ", " or ", "not ", " in ", "==", "<", "any(", " for s in "),
        *("1", "-", "strides", "**", "99", "'a'", '"', ",", "lambda ", ":", "\n", "#", "é", "\x00", "\ud800", "if "),
        *("else ", " is ", "1if", "0x", "{", "}", "*", "await ", "\\", "\t", "\f", "\r", ";", "=", "f'", "'''"),
    )
)


@settings(max_examples=500, deadline=None)
@given(st.one_of(st.text(max_size=80), st.lists(WORDS, max_size=40).map("".join)))
@example("'''\\r'''")
@example('"\x1f"')
@example("'''a'b\"c'''")
def test_no_text_makes_the_parser_raise_anything_but_its_own_error(text: str) -> None:
    """No text makes the parser raise anything but its own error; what it takes, it prints and takes again."""
    try:
        parsed = parse_condition(text)
    except ConditionError:
        return
    assert parse_condition(text_of(parsed)) == parsed
    assert tree_from_json(tree_to_json(parsed)) == parsed


@pytest.mark.parametrize("opening", ["(", "[", "not ", "-", "x.", "any(", "1,(", "x[", "1+(", "(1,", "{"])
def test_endless_nesting_is_refused_at_once(opening: str) -> None:
    with pytest.raises(ConditionError):
        parse_condition(opening * (MAX_LENGTH // len(opening)))


def test_positions_do_not_make_trees_differ() -> None:
    assert parse_condition("groups==1") == parse_condition("  groups  ==  1")
    assert isinstance(parse_condition("groups==1"), tree.Comparison)
