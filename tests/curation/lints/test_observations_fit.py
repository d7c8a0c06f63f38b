"""Where it was seen, `affects` holds."""

from collections.abc import Callable

import pytest

from kb.curation.lints.observations_fit import check

Told = Callable[..., list[str]]
PLACE = "os: iPadOS 16.5.1, chip: M1"


def test_a_place_inside_of_affects_passes(told: Told) -> None:
    assert told(check) == []


@pytest.mark.parametrize(
    ("os", "place"),
    [
        ('{iPadOS: ">=17"}', PLACE),
        ('{iOS: ">=17"}', PLACE),
        ('{iPadOS: ">=15,<16.5"}', PLACE),
        ('{iPadOS: "==16.5.1"}', "target: iOS15"),
    ],
)
def test_a_place_that_affects_shuts_out_is_told(told: Told, os: str, place: str) -> None:
    (problem,) = told(check, ('{iPadOS: "==16.5.1"}', os), (PLACE, place))
    assert "which `affects` shuts out" in problem


@pytest.mark.parametrize("os", ['{macOS: ">=13"}', '{iPadOS: ">=16,<17"}', '{iPadOS: "==16.6"}'])
def test_a_place_that_affects_does_not_speak_of_passes(told: Told, os: str) -> None:
    """Another family is unknown, and so is another release than the one where it was seen."""
    assert told(check, ('{iPadOS: "==16.5.1"}', os)) == []


def test_a_place_where_it_is_absent_may_be_anywhere(told: Told) -> None:
    assert told(check, ('{iPadOS: "==16.5.1"}', '{iPadOS: ">=17"}'), ("affected: true", "affected: false")) == []
