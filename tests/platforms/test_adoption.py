"""How many iPhones load what is built for a target."""

import pytest

from kb.platforms.adoption import newest_figures, share_that_loads
from kb.platforms.platforms import Adoption, Platforms
from kb.platforms.targets import TARGETS, target_named


def figures(**percent: float) -> Adoption:
    return Adoption(
        measured="2026-06-07",
        by="App Store",
        os="iOS",
        population="all iPhones",
        percent={key.removeprefix("ios"): value for key, value in percent.items()},
        evidence=("https://example.org",),
    )


@pytest.mark.parametrize(
    ("target", "percent", "at_least"),
    [("iOS26", 79, False), ("iOS18", 93, False), ("iOS17", 93, True), ("iOS11.2", 93, True)],
)
def test_releases_that_were_not_counted_one_by_one_make_it_at_least(
    target: str, percent: float, at_least: bool
) -> None:
    named = target_named(target)
    assert named is not None
    share = share_that_loads(named, figures(ios26=79, ios18=14, earlier=7))
    assert (share.percent, share.at_least) == (percent, at_least)


def test_a_count_without_a_rest_is_exact() -> None:
    share = share_that_loads(TARGETS[0], figures(ios26=79, ios18=21))
    assert (share.percent, share.at_least) == (100, False)


def test_a_higher_target_never_reaches_more_iphones(platforms: Platforms) -> None:
    newest = newest_figures(platforms.adoption)
    assert newest is not None
    shares = [share_that_loads(target, newest).percent for target in TARGETS]
    assert shares == sorted(shares, reverse=True)


def test_the_newest_count_of_all_iphones_is_taken(platforms: Platforms) -> None:
    newest = newest_figures(platforms.adoption)
    assert newest is not None
    assert newest.measured == max(each.measured for each in platforms.adoption if each.by == "App Store")


def test_nothing_is_said_where_nothing_was_counted() -> None:
    assert newest_figures(()) is None
