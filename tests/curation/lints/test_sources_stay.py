"""What is cited stays what was read."""

from collections.abc import Callable

import pytest

from kb.curation.lints.sources_stay import check

Told = Callable[..., list[str]]
URL = "https://github.com/apple/coremltools/issues/1"


@pytest.mark.parametrize(
    "url",
    [
        URL,
        f"https://github.com/apple/coremltools/blob/{'a' * 40}/coremltools/converters/mil/mil/ops/defs/iOS15/conv.py",
        "https://github.com/apple/coremltools/blob/9.0/README.md",
        "https://github.com/coreml-kb/kb/blob/main/data/reproductions/x.py",
        "https://example.org/blob/main/README.md",
    ],
)
def test_what_stays_passes(url: str, told: Told) -> None:
    assert told(check, (URL, url)) == []


def test_a_file_on_a_branch_is_told(told: Told) -> None:
    (problem,) = told(check, (URL, "https://github.com/apple/coremltools/blob/main/README.md"))
    assert "`main` shows something else tomorrow" in problem


def test_it_passes_where_the_release_is_named(told: Told) -> None:
    url = "https://github.com/apple/coremltools/blob/main/README.md"
    assert told(check, (URL, url), ("Seen on an iPad.", "Seen on an iPad (release 0.4.0).")) == []
