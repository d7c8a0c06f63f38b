"""What a user ships to: how it is written, checked against the tables, and what it then covers."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.errors import KbError
from kb.platforms.coverage import Coverage, coverage_of
from kb.platforms.deployment import ComputeUnits, Deployment
from kb.platforms.intervals import Interval
from kb.platforms.os_releases import OS_FAMILIES, OSRelease
from kb.platforms.platforms import Platforms
from kb.platforms.reach import (
    Reach,
    all_reach,
    any_reach,
    chip_reach,
    device_reach,
    os_reach,
    target_reach,
    unit_reach,
)
from kb.platforms.resolving import resolve
from kb.platforms.targets import TARGETS, target_named


def covered(text: str, platforms: Platforms) -> Coverage:
    return coverage_of(resolve(Deployment.parse(text), platforms), platforms)


# How it is written


@pytest.mark.parametrize(
    ("text", "min_os", "devices", "chips", "units"),
    [
        ("", [], [], [], "ALL"),
        ("ios16.2, iPhone 12, CPU_AND_GPU", ["iOS 16.2"], ["iPhone 12"], [], "CPU_AND_GPU"),
        ("macOS-13,A14", ["macOS 13"], [], ["A14"], "ALL"),
        ("iPhone13,2, iPad13,4", [], ["iPhone13,2", "iPad13,4"], [], "ALL"),
        ("MacBook Air (15-inch, M2, 2023), M1 Pro", [], ["MacBook Air (15-inch, M2, 2023)"], ["M1 Pro"], "ALL"),
        ("apple m1, Intel, A17 Pro, S9", [], [], ["apple m1", "Intel", "A17 Pro", "S9"], "ALL"),
        ("cpu_and_ne, ios 17", ["iOS 17"], [], [], "CPU_AND_NE"),
        ("ios16, ipados17.1", ["iOS 16", "iPadOS 17.1"], [], [], "ALL"),
    ],
)
def test_each_part_is_known_by_its_form(
    text: str, min_os: list[str], devices: list[str], chips: list[str], units: str
) -> None:
    parsed = Deployment.parse(text)
    assert [str(release) for release in parsed.min_os] == min_os
    assert list(parsed.devices) == devices
    assert list(parsed.chips) == chips
    assert parsed.compute_units is ComputeUnits[units]


@pytest.mark.parametrize(
    "text", ["io\u017f16", "\u0131os16", "\u0130OS 16", "ios\u0661\u0666", "ios16.\u00b2", "maco\u017f13"]
)
def test_letters_and_digits_of_other_scripts_name_no_release(text: str) -> None:
    """Some of them are equal to ASCII ones where case does not count."""
    assert OSRelease.parse(text) is None
    assert target_named(text) is None


def test_two_choices_of_compute_units_are_refused() -> None:
    with pytest.raises(KbError, match="names two choices of compute units"):
        Deployment.parse("CPU_ONLY, ALL")


# Names


@pytest.mark.parametrize(
    ("given_as", "name"),
    [
        ("iphone 12", "iPhone 12"),
        ("iPhone13,2", "iPhone 12"),
        ("IPHONE13,2", "iPhone 12"),
        ("iphone se 2nd generation", "iPhone SE (2nd generation)"),
        ("iPad", "iPad"),
        ("apple watch", "Apple Watch"),
        ("Mac14,9", "MacBook Pro (14-inch, M2 Pro, 2023)"),
    ],
)
def test_a_device_is_spelt_as_the_tables_have_it(given_as: str, name: str, platforms: Platforms) -> None:
    assert resolve(Deployment(devices=(given_as,)), platforms).devices == (name,)


@pytest.mark.parametrize(
    ("given_as", "name"),
    [
        ("a14 bionic", "A14"),
        ("A14", "A14"),
        ("Apple M1", "M1"),
        ("m1 pro", "M1 Pro"),
        ("A17", "A17 Pro"),
        ("intel", "Intel"),
    ],
)
def test_a_chip_is_called_by_its_shortest_name(given_as: str, name: str, platforms: Platforms) -> None:
    assert resolve(Deployment(chips=(given_as,)), platforms).chips == (name,)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("iPhone 112", "iPhone 112: no such device is known (did you mean iPhone 12"),
        ("iPhone 14 Plus Pro", "did you mean iPhone 14 Plus or "),
        ("MacBook Pro", "did you mean MacBook Pro ("),
        ("toaster", "`kb targets --devices` lists them"),
        ("A99", "A99: no such chip is known (did you mean A9"),
        ("iPhone 7, ios16.2", "iPhone 7: runs iOS 15 at most, below iOS 16.2"),
        ("A9, ios17", "A9: runs iOS 15 at most, below iOS 17"),
        ("macos27, Intel", "Intel: runs macOS "),
    ],
)
def test_what_cannot_be_meant_is_refused_with_a_suggestion(text: str, told: str, platforms: Platforms) -> None:
    with pytest.raises(KbError) as refused:
        resolve(Deployment.parse(text), platforms)
    assert told in str(refused.value)


def test_the_lowest_of_two_floors_of_one_family_counts(platforms: Platforms) -> None:
    resolved = resolve(Deployment.parse("ios17, ios16.2, macos14"), platforms)
    assert [str(release) for release in resolved.min_os] == ["iOS 16.2", "macOS 14"]


def test_every_device_and_chip_of_the_tables_resolves_to_itself(platforms: Platforms) -> None:
    devices, chips = tuple(platforms.devices), tuple(platforms.chips)
    resolved = resolve(Deployment(devices=devices, chips=chips), platforms)
    assert resolved.devices == devices
    assert resolved.chips == chips


def test_resolving_twice_changes_nothing(platforms: Platforms) -> None:
    once = resolve(Deployment.parse("ios16.2, iphone13,2, a14 bionic, iPad"), platforms)
    assert resolve(once, platforms) == once


# Coverage


@pytest.mark.parametrize(
    ("text", "families"),
    [
        ("", list(OS_FAMILIES)),
        ("CPU_ONLY", list(OS_FAMILIES)),
        ("ios16.2", ["iOS", "iPadOS"]),
        ("ipados16.2", ["iPadOS"]),
        ("ios16.2, iPhone 12", ["iOS"]),
        ("ios16.2, iPad Air (4th generation)", ["iPadOS"]),
        ("ios16.2, ipados17, iPhone 12", ["iOS", "iPadOS"]),
        ("ios16.2, Mac", ["iOS", "iPadOS", "macOS"]),
        ("macos13, iPhone 12", ["iOS", "macOS"]),
        ("iPhone 12", ["iOS"]),
        ("A14", ["iOS", "iPadOS"]),
        ("M1", ["iPadOS", "macOS"]),
        ("macos13, M1", ["macOS"]),
        ("ios16.2, M1", ["iPadOS"]),
        ("watchos10", ["watchOS"]),
    ],
)
def test_families_follow_from_floors_and_devices(text: str, families: list[str], platforms: Platforms) -> None:
    assert list(covered(text, platforms).families) == families


@pytest.mark.parametrize(
    ("text", "family", "low", "high"),
    [
        ("ios16.2", "iOS", (16, 2), None),
        ("ios16.2", "iPadOS", (16, 2), None),
        ("iPhone 12", "iOS", (14,), None),
        ("ios16.2, iPhone 12", "iOS", (16, 2), None),
        ("iPhone X", "iOS", (11,), (17,)),
        ("ios16.2, iPhone X", "iOS", (16, 2), (17,)),
        ("MacBookPro16,1", "macOS", None, (27,)),
        ("MacPro5,1", "macOS", None, (10, 15)),
        ("macos14, iPhone X", "macOS", (14,), None),
    ],
)
def test_releases_run_from_the_floor_to_the_end_of_the_devices_last_line(
    text: str, family: str, low: tuple[int, ...] | None, high: tuple[int, ...] | None, platforms: Platforms
) -> None:
    assert covered(text, platforms).spans[family] == (Interval(low=low, high=high, includes_high=high is None),)


def test_a_device_that_ends_below_the_floor_is_not_covered(platforms: Platforms) -> None:
    devices = {device.name for device in covered("ios16.2", platforms).devices}
    assert "iPhone 12" in devices
    assert "iPhone 7" not in devices
    assert "iPad (5th generation)" in devices


@pytest.mark.parametrize(
    ("text", "engine"),
    [
        ("", True),
        ("iPhone 12", True),
        ("iPhone X", False),
        ("iPhone X, iPhone 12", True),
        ("Intel", False),
        ("S9", None),
        ("tvos27", True),
    ],
)
def test_coverage_says_whether_there_is_a_neural_engine(text: str, engine: bool | None, platforms: Platforms) -> None:
    assert covered(text, platforms).neural_engine is engine


releases = st.builds(
    lambda family, version: f"{family}{version}", st.sampled_from(["ios", "ipados", "macos"]), st.integers(11, 27)
)


@given(
    floors=st.lists(releases, min_size=1, max_size=3), named=st.sampled_from(["iPhone 12", "M1", "A9", "Mac", "iPad"])
)
def test_naming_a_device_never_covers_more_of_the_families_that_have_a_floor(
    floors: list[str], named: str, platforms: Platforms
) -> None:
    text = ", ".join(floors)
    without = covered(text, platforms)
    try:
        narrowed = covered(f"{text}, {named}", platforms)
    except KbError:
        return
    for family in without.families:
        for span in narrowed.spans.get(family, ()):
            assert any(span.meet(whole) == span for whole in without.spans[family])


# Reach


@pytest.mark.parametrize(
    ("affects", "deployment", "reach"),
    [
        # Nothing is said, or nothing is narrowed: in reach.
        ({}, "ios16.2", "yes"),
        ({"iOS": ">=18"}, "", "yes"),
        ({"iOS": "==16.5.1"}, "CPU_ONLY", "yes"),
        # A range.
        ({"iOS": ">=16"}, "ios15", "yes"),
        ({"iOS": ">=16"}, "ios17", "yes"),
        ({"iOS": "<16"}, "ios16", "no"),
        ({"iOS": "<16.2"}, "ios16", "yes"),
        ({"iOS": ">=16,<17.2"}, "ios17.2", "no"),
        ({"iOS": ">=17"}, "iPhone X", "no"),
        ({"iOS": ">=16.7.20"}, "iPhone X", "yes"),
        ({"iOS": "<14"}, "iPhone 12", "no"),
        # Where it was seen.
        ({"iOS": "==16.5.1"}, "ios16", "yes"),
        ({"iOS": "==16.5.1"}, "ios16.6", "unknown"),
        ({"iOS": "==16.5.1|==16.6"}, "ios16.6", "yes"),
        # A family of which nothing is said.
        ({"iOS": ">=16"}, "macos13", "unknown"),
        ({"iOS": "<16"}, "ios16, macos13", "no"),
        ({"iOS": ">=16"}, "ios16, macos13", "yes"),
        # iOS and iPadOS stand for each other where one is named.
        ({"iPadOS": "==16.5.1"}, "ios16", "yes"),
        ({"iPadOS": ">=17"}, "iPhone X", "no"),
        ({"iOS": ">=16", "iPadOS": "<16"}, "ipados16", "no"),
        ({"iOS": "<16", "iPadOS": ">=16"}, "ios16, iPhone 12", "no"),
    ],
)
def test_reach_of_os_releases(affects: dict[str, str], deployment: str, reach: str, platforms: Platforms) -> None:
    assert os_reach(affects, covered(deployment, platforms)) is Reach(reach)


@pytest.mark.parametrize(
    ("affects", "deployment", "reach"),
    [
        ({"macOS": "<13"}, "ios16", "no"),
        ({"macOS": "<13"}, "ios15", "unknown"),
        ({"macOS": "<13", "iOS": "<16"}, "tvos16", "no"),
        ({"macOS": "<13"}, "watchos9", "no"),
        ({"macOS": "<13"}, "visionos1", "no"),
        # Between two targets equals are not known: iOS 15.4 came with macOS 12.3.
        ({"macOS": "<12.3"}, "ios15.4", "unknown"),
        ({"macOS": "<12.3"}, "ios16", "no"),
        ({"macOS": "<=13"}, "ios16", "unknown"),
        ({"iOS": ">=17"}, "macos13, macos14", "unknown"),
        ({"iOS": "<15|>=17"}, "macos14", "unknown"),
        # Where something was seen says nothing of an end.
        ({"macOS": "==12.6"}, "ios16", "unknown"),
        ({"macOS": "<13", "iOS": "==15.2"}, "tvos16", "unknown"),
    ],
)
def test_what_ends_in_one_family_ends_in_its_equals(
    affects: dict[str, str], deployment: str, reach: str, platforms: Platforms
) -> None:
    assert os_reach(affects, covered(deployment, platforms)) is Reach(reach)


def test_what_begins_in_one_family_begins_in_its_equals(platforms: Platforms) -> None:
    older = covered("iPhone 7", platforms)  # which ends with iOS 15
    assert os_reach({"macOS": ">=13"}, older) is Reach.NO
    assert os_reach({"macOS": ">=12"}, older) is Reach.UNKNOWN


@pytest.mark.parametrize(
    ("chips", "deployment", "reach"),
    [
        ([], "iPhone 12", "yes"),
        (["A14"], "", "yes"),
        (["A14"], "iPhone 12", "yes"),
        (["A15"], "iPhone 12", "no"),
        (["A11"], "ios17", "no"),
        (["A11"], "ios16", "yes"),
        (["Intel"], "macos27", "no"),
    ],
)
def test_reach_of_chips(chips: list[str], deployment: str, reach: str, platforms: Platforms) -> None:
    assert chip_reach(chips, covered(deployment, platforms)) is Reach(reach)


@pytest.mark.parametrize(
    ("devices", "deployment", "reach"),
    [
        ([], "iPhone 12", "yes"),
        (["iPhone 12"], "iPhone 12", "yes"),
        (["iPhone"], "iPhone 12", "yes"),
        (["iPad"], "iPhone 12", "no"),
        (["iPad"], "ios16", "yes"),
        (["Mac"], "ios16", "no"),
        (["Mac"], "", "yes"),
    ],
)
def test_reach_of_devices(devices: list[str], deployment: str, reach: str, platforms: Platforms) -> None:
    assert device_reach(devices, covered(deployment, platforms)) is Reach(reach)


@pytest.mark.parametrize(
    ("units", "deployment", "reach"),
    [
        ([], "CPU_ONLY", "yes"),
        (["NE"], "", "yes"),
        (["NE"], "CPU_AND_GPU", "no"),
        (["GPU"], "CPU_AND_NE", "no"),
        (["GPU", "NE"], "CPU_AND_NE", "yes"),
        (["NE"], "iPhone X", "no"),
        (["CPU", "NE"], "iPhone X", "yes"),
        (["NE"], "S9", "unknown"),
    ],
)
def test_reach_of_compute_units(units: list[str], deployment: str, reach: str, platforms: Platforms) -> None:
    assert unit_reach(units, covered(deployment, platforms)) is Reach(reach)


def test_reach_of_targets() -> None:
    assert [target.name for target in TARGETS if target_reach(">=iOS16,<iOS18", target)] == ["iOS16", "iOS17"]


answers = st.lists(st.sampled_from(Reach), max_size=4)


@given(answers)
def test_alternatives_and_conditions_mirror_each_other(reaches: list[Reach]) -> None:
    """De Morgan: what can reach is the mirror of what must hold."""
    mirror = {Reach.YES: Reach.NO, Reach.NO: Reach.YES, Reach.UNKNOWN: Reach.UNKNOWN}
    assert any_reach(reaches) is mirror[all_reach(mirror[reach] for reach in reaches)]


@given(low=st.integers(11, 27), bound=st.integers(11, 27))
def test_a_higher_floor_never_brings_a_range_into_reach(low: int, bound: int, platforms: Platforms) -> None:
    """Raising `--min-os` may only take releases away."""
    lower = coverage_of(Deployment(min_os=(OSRelease(family="iOS", version=(low,)),)), platforms)
    higher = coverage_of(Deployment(min_os=(OSRelease(family="iOS", version=(low + 1,)),)), platforms)
    for specifier in (f"<{bound}", f">={bound}", f">={bound},<{bound + 1}"):
        if os_reach({"iOS": specifier}, lower) is Reach.NO:
            assert os_reach({"iOS": specifier}, higher) is Reach.NO
