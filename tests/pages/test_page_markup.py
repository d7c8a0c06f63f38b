"""What a value holds is never taken for markup."""

import html
import re
from typing import Final

import markdown
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.pages.markup import code, fence, front_matter, link, table, text, way

_EXTENSIONS: Final = ["attr_list", "admonition", "def_list", "md_in_html", "tables", "toc", "pymdownx.superfences"]
# As Material sets it up: every extension of mkdocs.yml that could see markup in a line.
_HOSTILE: Final = (
    "<script>alert(1)</script>",
    "# a heading",
    "- an item",
    "1. an item",
    "> a quotation",
    "```",
    "*emphasis* and __more__",
    "[a link](https://example.org)",
    "![an image](x.png)",
    "a | cell",
    "{ .class }",
    "{: .class }",
    "&amp; &#42;",
    "<https://example.org>",
    ": a definition",
    "!!! note",
    "===",
    '--8<-- "snippets/clean.txt"',
    "\\*",
    "a!",
)


def _read(source: str) -> str:
    return markdown.markdown(source, extensions=_EXTENSIONS)


def _words(rendered: str) -> str:
    return " ".join(html.unescape(re.sub(r"<[^>]*>", "", rendered)).split())


@pytest.mark.parametrize("value", _HOSTILE)
def test_hostile_text_is_one_plain_paragraph(value: str) -> None:
    rendered = _read(text(value))
    assert re.fullmatch(r"<p>[^<]*</p>", rendered), rendered
    assert _words(rendered) == value


@given(st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=40))
def test_any_text_reads_as_it_was_written(value: str) -> None:
    rendered = _read(f"x {text(value)}")
    assert re.fullmatch(r"<p>[^<]*</p>", rendered), rendered
    assert _words(rendered) == " ".join(f"x {value}".split())


@given(st.text(st.characters(min_codepoint=32, max_codepoint=126), min_size=1, max_size=40))
def test_any_text_stays_in_its_cell(value: str) -> None:
    rendered = _read(table(("a", "b"), [(code(value), text(f"y {value}"))]))
    cells = re.findall(r"<td>(.*?)</td>", rendered)
    assert [_words(cell) for cell in cells] == [" ".join(value.split()), " ".join(f"y {value}".split())]


def test_a_fence_is_longer_than_any_within() -> None:
    rendered = _read(fence("before\n````\n<b>&after"))
    assert "````\n&lt;b&gt;&amp;after" in rendered


def test_a_link_leads_where_it_says_even_with_brackets_in_its_address() -> None:
    rendered = _read(link("words", "https://example.org/a_(b) c"))
    assert 'href="https://example.org/a_%28b%29%20c"' in rendered


def test_the_front_matter_cannot_break_out_of_the_head_of_the_page() -> None:
    assert "<" not in front_matter('</title><script> "x"', "<b>")


@pytest.mark.parametrize(
    ("here", "target", "expected"),
    [
        ("records/a.md", "records/b.md", "b.md"),
        ("records/a.md", "operations/conv.md", "../operations/conv.md"),
        ("index.md", "records/a.md", "records/a.md"),
    ],
)
def test_a_way_leads_from_page_to_page(here: str, target: str, expected: str) -> None:
    assert way(here, target) == expected
