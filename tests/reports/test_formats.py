"""What holds of every format, and of those that have no schema of their own."""

import re
from html.parser import HTMLParser
from typing import get_args

import pytest
from markdown import markdown as to_html
from report_table import POW, REPORTS, STRIDE, many_findings

from kb.reports.markup import code, markdown
from kb.reports.renderers import RENDERERS, Format, renderer

FORMATS = sorted(RENDERERS)
TABLE = {"table", "tbody", "td", "th", "thead", "tr"}


class Page(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.addresses: list[str] = []
        self.attributes: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}
        self.addresses += [value or "" for name, value in attrs if name in ("href", "src")]


def test_every_format_that_can_be_asked_for_has_its_renderer() -> None:
    assert list(RENDERERS) == list(get_args(Format))


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("name", REPORTS)
def test_no_format_lets_a_control_character_through(form: str, name: str) -> None:
    style = "\n" if form != "html" else "\n "
    assert all(character.isprintable() or character in style for character in renderer(form)(REPORTS[name]))


@pytest.mark.parametrize("form", FORMATS)
def test_a_wide_match_says_may_in_every_format(form: str) -> None:
    assert "May apply" in renderer(form)(REPORTS["founding"])


@pytest.mark.parametrize("form", FORMATS)
def test_what_has_changed_since_the_baseline_is_told_in_every_format(form: str) -> None:
    assert "the knowledge has changed" in " ".join(renderer(form)(REPORTS["compared"]).split())


@pytest.mark.parametrize("form", FORMATS)
def test_the_same_report_gives_the_same_bytes(form: str) -> None:
    assert renderer(form)(REPORTS["several"]) == renderer(form)(REPORTS["several"])


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("name", ["undecided", "suppressed", "unreadable"])
def test_what_does_not_count_and_what_failed_is_still_told(form: str, name: str) -> None:
    text = renderer(form)(REPORTS[name])
    assert (STRIDE.id if name != "unreadable" else "the manifest is empty") in text


@pytest.mark.parametrize("form", sorted(set(FORMATS) - {"github"}))
@pytest.mark.parametrize("name", REPORTS)
def test_no_line_of_a_log_is_a_command_to_a_ci_runner(form: str, name: str) -> None:
    for line in renderer(form)(REPORTS[name]).splitlines():
        assert not line.lstrip().startswith("::")
        assert "##[" not in line


@pytest.mark.parametrize("form", FORMATS)
def test_ten_thousand_findings_are_told_or_said_to_be_left_out(form: str) -> None:
    text = renderer(form)(many_findings())
    assert "record-9999" in text or "left out" in text


# --- GitHub's annotations


def test_every_annotation_is_one_command_and_nothing_else_is_on_a_line() -> None:
    for name in REPORTS:
        for line in renderer("github")(REPORTS[name]).splitlines():
            command = re.fullmatch(r"::(error|warning|notice) file=([^,:]*),line=1,title=([^,:]*)::(.+)", line)
            assert command, line


def test_annotations_come_worst_first() -> None:
    levels = [line.split()[0] for line in renderer("github")(REPORTS["hostile"]).splitlines()]
    assert levels == ["::error", "::error", "::notice"]


# --- Xcode


def test_every_line_for_xcode_has_path_kind_and_message() -> None:
    for name in REPORTS:
        for line in renderer("xcode")(REPORTS[name]).splitlines():
            assert re.fullmatch(r"[^:]+: (error|warning|note): .+", line), line


# --- Markdown


def test_a_hostile_name_is_no_markup_no_link_and_no_mention() -> None:
    page = Page()
    page.feed(to_html(renderer("markdown")(REPORTS["hostile"]), extensions=["tables", "fenced_code"]))
    assert page.tags <= {"a", "code", "em", "h2", "h3", "hr", "li", "ol", "p", "pre", "strong", "ul"} | TABLE
    assert set(page.addresses) == {evidence.url for record in (STRIDE, POW) for evidence in record.evidence}


def test_markdown_fits_a_comment_and_says_what_it_left_out() -> None:
    text = renderer("markdown")(many_findings())
    assert len(text) < 65_536
    assert re.search(r"_\d+ parts left out: too long for a comment\._", text)


def test_every_row_of_a_table_has_its_columns() -> None:
    for line in renderer("markdown")(REPORTS["hostile"]).splitlines():
        if line.startswith("| "):
            assert len(re.findall(r"(?<!\\)\|", line)) in (4, 5)


@pytest.mark.parametrize(
    ("text", "expected"),
    [("a", "`a`"), ("a`b", "``a`b``"), ("`a`", "`` `a` ``"), ("", "``` ```"), ("a``b`c", "```a``b`c```")],
)
def test_a_code_span_holds_any_backticks(text: str, expected: str) -> None:
    assert code(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("conv_1 * 2", "conv\\_1 \\* 2"),
        ("# no heading", "\\# no heading"),
        ("1. no list", "1\\. no list"),
        ("iOS 16.5.1 (seen)", "iOS 16.5.1 (seen)"),
        ("<b>", "&lt;b>"),
        ("[a](b)", "\\[a\\](b)"),
    ],
)
def test_text_is_no_markdown(text: str, expected: str) -> None:
    assert markdown(text) == expected


# --- HTML


@pytest.mark.parametrize("name", REPORTS)
def test_a_page_needs_and_runs_nothing(name: str) -> None:
    page = Page()
    page.feed(renderer("html")(REPORTS[name]))
    assert not page.tags & {"script", "img", "iframe", "link", "object", "form"}
    assert page.attributes <= {"charset", "class", "content", "href", "http-equiv", "lang", "name", "rel"}
    assert all(address.startswith("https://") for address in page.addresses)
