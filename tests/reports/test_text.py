"""Text for people: what a reader must be able to take from it."""

from dataclasses import replace

import pytest
from report_table import FOUNDING, REPORTS, STRIDE, finding, operation, report

from kb.reports.as_text import render
from kb.reports.layout import Detail, Layout
from kb.reports.plain import plain


def test_the_founding_case_fits_one_screen_and_says_what_it_must() -> None:
    text = render(REPORTS["founding"], Layout(width=80))
    assert len(text.splitlines()) <= 40
    words = " ".join(text.split())
    for said in (
        "conv main/patches_cast_fp16: strides = (14, 14)",
        "May apply: ",
        "Seen on: iPad Pro, iPadOS 16.5.1, built for iOS16.",
        "Absent on Mac, macOS 14.2.1, built for iOS16; iPad Pro, iPadOS 16.5.1, built for iOS15.",
        "Elsewhere: not known",
        "The log names no factors: 1, 2, 3, 4 and 8 are our reading of it.",
        "Load the model with compute units CPU_AND_GPU. (Untried.)",
        "iOS15 convert anew nothing known",
        "Build for iOS15",
        'ct.convert(source, convert_to="mlprogram", minimum_deployment_target=ct.target.iOS15)',
    ):
        assert said in words


def test_a_document_that_says_two_things_is_named_once() -> None:
    (first,) = STRIDE.evidence
    twice = replace(STRIDE, evidence=(first, replace(first, says="something else")))
    model = replace(FOUNDING, findings=(finding(twice, operation("a")),))
    assert render(report(model), Layout(detail=Detail.VERBOSE)).count(first.url) == 1


@pytest.mark.parametrize("width", [60, 80, 100, 120])
@pytest.mark.parametrize("name", ["founding", "shipped", "suppressed", "undecided"])
def test_no_line_is_wider_than_asked_unless_it_is_one_word_or_code(name: str, width: int) -> None:
    for line in render(REPORTS[name], Layout(width=width)).splitlines():
        assert len(line) <= width or "ct.convert" in line or "http" in line


@pytest.mark.parametrize("detail", Detail)
@pytest.mark.parametrize("name", REPORTS)
def test_nothing_but_line_ends_and_our_own_colours_can_move_a_terminal(name: str, detail: Detail) -> None:
    text = render(REPORTS[name], Layout(detail=detail))
    assert all(character.isprintable() or character == "\n" for character in text)


def test_colour_changes_nothing_but_colour() -> None:
    def stripped(text: str) -> str:
        for code in ("0", "1", "2", "1;31", "1;32", "1;33", "1;36"):
            text = text.replace(f"\x1b[{code}m", "")
        return text

    for each in REPORTS.values():
        assert stripped(render(each, Layout(colour=True))) == render(each)


def test_quiet_is_one_line_a_model_and_one_a_finding_that_counts() -> None:
    assert render(REPORTS["several"], Layout(detail=Detail.QUIET)).splitlines() == [
        "examples/patch14-ios16.mlpackage: 1 error; needs iOS16; build for iOS15",
        f"examples/patch14-ios16.mlpackage: error: May apply: {STRIDE.title} [{STRIDE.id}]",
        "broken.mlpackage: unreadable: the manifest is empty",
        "models/vit.mlpackage: nothing known; needs iOS16; build for iOS16",
    ]


def test_verbose_lists_every_operation() -> None:
    many = report(replace(FOUNDING, findings=(finding(STRIDE, *(operation(f"conv_{n}") for n in range(12))),)))
    assert "conv_11" not in render(many)
    assert "and 9 more" in render(many)
    assert "conv_11" in render(many, Layout(detail=Detail.VERBOSE))


def test_the_last_line_tells_apart_what_does_not_count() -> None:
    last = [render(REPORTS[name]).splitlines()[-1] for name in ("suppressed", "undecided", "shipped")]
    assert last == [
        "1 model: 1 warning, 1 suppressed, 1 known before (data 2026.11.24)",
        "1 model: nothing known, 1 undecided (data 2026.11.24)",
        "1 model: 1 warning, 1 cannot load (data 2026.11.24)",
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("conv_1", "conv_1"),
        ("größe 图", "größe 图"),
        ("a\x1b[31mb", "a\\x1b[31mb"),
        ("a\nb\tc\rd", "a\\nb\\tc\\rd"),
        ("\u202eexe.gpj", "\\u202eexe.gpj"),
        ("\udcff", "\\udcff"),
        ("\U000e0001x", "\\U000e0001x"),
        ("x" * 300, "x" * 199 + "…"),
    ],
)
def test_a_name_is_made_plain(text: str, expected: str) -> None:
    assert plain(text) == expected
