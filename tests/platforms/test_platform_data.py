"""`data/platforms/`: what it says, where from, and what happens when somebody breaks it."""

import datetime
import json
from collections.abc import Callable
from typing import Any

import coremltools
import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from kb.errors import Problem
from kb.platforms.encoding import platforms_from_json, platforms_to_json
from kb.platforms.os_releases import OS_FAMILIES, OSRelease, version_of
from kb.platforms.parsing import parse_platforms, platforms_when_asked
from kb.platforms.platforms import Platforms
from kb.platforms.targets import TARGETS, Target, newest_target_of, target_named


def load(text: str) -> Any:
    return yaml.load(text, Loader=yaml.CSafeLoader)


def release(text: str) -> OSRelease:
    parsed = OSRelease.parse(text)
    assert parsed is not None
    return parsed


# What it says


@pytest.mark.parametrize(
    ("identifier", "name", "chip", "first", "last"),
    [
        ("iPhone13,2", "iPhone 12", "A14", "iOS 14", None),
        ("iPhone10,6", "iPhone X", "A11", "iOS 11", "iOS 16"),
        ("iPad13,4", "iPad Pro 11-inch (3rd generation)", "M1", "iPadOS 14", None),
        ("Mac14,9", "MacBook Pro (14-inch, M2 Pro, 2023)", "M2 Pro", "macOS 13", None),
        ("Mac14,5", "MacBook Pro (14-inch, M2 Max, 2023)", "M2 Max", "macOS 13", None),
        ("MacBookPro16,1", "MacBook Pro (16-inch, 2019)", "Intel", None, "macOS 26"),
        ("Watch6,10", "Apple Watch SE (2nd generation)", "S8", "watchOS 9", "watchOS 26"),
    ],
)
def test_a_device_is_told_by_its_identifier(
    identifier: str, name: str, chip: str, first: str | None, last: str | None, platforms: Platforms
) -> None:
    (device,) = [each for each in platforms.devices.values() if identifier in each.identifiers]
    assert (device.name, device.chip) == (name, chip)
    assert device.first_os == (release(first) if first else None)
    assert device.last_os == (release(last) if last else None)


@pytest.mark.parametrize(
    ("chip", "neural_engine"),
    [("A11", False), ("A12", True), ("A14", True), ("M1", True), ("Intel", False), ("S9", None), ("M6", None)],
)
def test_a_chip_says_whether_core_ml_can_use_its_neural_engine(
    chip: str, neural_engine: bool | None, platforms: Platforms
) -> None:
    assert platforms.chips[chip].neural_engine is neural_engine


def test_a_release_has_its_day(platforms: Platforms) -> None:
    assert platforms.releases[release("iOS 17")] == datetime.date(2023, 9, 18)
    assert platforms.releases[release("iPadOS 16.5.1")] == datetime.date(2023, 6, 21)
    assert platforms.releases[release("iOS 27")] == datetime.date(2026, 9, 14)


def test_every_family_has_releases_for_every_target_that_it_can_load(platforms: Platforms) -> None:
    for target in TARGETS:
        for family, first in target.first_os.items():
            lines = {each.version for each in platforms.releases if each.family == family}
            assert any(version >= version_of(first) for version in lines), (target, family)


def test_ios_27_is_a_release_and_no_target(platforms: Platforms) -> None:
    assert release("iOS 27") in platforms.releases
    assert target_named("iOS27") is None
    assert newest_target_of(release("iOS 27.0.1")) == TARGETS[-1]


def test_the_app_store_and_web_pages_are_told_apart(platforms: Platforms) -> None:
    assert {each.by for each in platforms.adoption} == {"App Store", "web pages"}
    (newest,) = [
        each
        for each in platforms.adoption
        if (each.measured, each.os, each.population) == ("2026-06-07", "iOS", "all iPhones")
    ]
    assert newest.percent == {"26": 79, "18": 14, "earlier": 7}


# Targets


@pytest.mark.parametrize("target", TARGETS, ids=lambda target: target.name)
def test_the_file_agrees_with_what_the_program_computes_with(
    target: Target, files: dict[str, str], platforms: Platforms
) -> None:
    told = load(files["targets.yaml"])["targets"][target.name]
    assert told["specification_version"] == target.specification_version
    assert told["opset"] == target.opset
    assert told["first_os"] == dict(target.first_os)
    assert platforms.targets[target.name].added


@pytest.mark.parametrize("target", TARGETS, ids=lambda target: target.name)
def test_coremltools_knows_each_name_as_the_same_target(target: Target, platforms: Platforms) -> None:
    names = platforms.targets[target.name].coremltools_names
    known = {
        name: value.value
        for name, value in coremltools.target.__members__.items()
        if value == target.specification_version
    }
    assert set(names) == set(known)
    for name in names:
        assert target_named(name) == target


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("iOS16", "iOS16"),
        ("ios16.0", "iOS16"),
        ("macOS13", "iOS16"),
        ("macOS10_15", "iOS13"),
        ("macOS10_16", "iOS14"),
        ("watchOS11", "iOS18"),
        ("visionOS2", "iOS18"),
        ("iOS11.2", "iOS11.2"),
        ("iOS16.2", None),
        ("iOS27", None),
        ("CoreML8", None),
        ("", None),
    ],
)
def test_a_target_may_be_written_by_any_family(text: str, name: str | None) -> None:
    target = target_named(text)
    assert (target.name if target else None) == name


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("iOS 16.2", "iOS16"),
        ("iOS 11.1", "iOS11"),
        ("iOS 10.3", None),
        ("macOS 10.13.1", "iOS11"),
        ("macOS 10.13.2", "iOS11.2"),
        ("macOS 12.6", "iOS15"),
        ("visionOS 1.1", "iOS17"),
        ("macOS 27", "iOS26"),
    ],
)
def test_an_os_release_loads_targets_up_to_its_own(text: str, name: str | None) -> None:
    target = newest_target_of(release(text))
    assert (target.name if target else None) == name


# Where from


def test_every_chip_device_family_target_and_figure_names_a_source(files: dict[str, str]) -> None:
    devices, releases = load(files["devices.yaml"]), load(files["os-releases.yaml"])
    targets, adoption = load(files["targets.yaml"]), load(files["adoption.yaml"])
    rows = [*devices["chips"].values(), *devices["devices"].values(), *releases["families"].values()]
    rows += [addition for target in targets["targets"].values() for addition in target["added"]]
    rows += adoption["figures"]
    assert len(rows) > 350
    assert all(row["evidence"] for row in rows)


def test_evidence_leads_to_addresses(platforms: Platforms) -> None:
    for facts in platforms.targets.values():
        for addition in facts.added:
            assert all(address.startswith("https://") for address in addition.evidence)
    model_proto = platforms.targets["iOS18"].added[0].evidence[0]
    assert model_proto.startswith("https://github.com/apple/coremltools/blob/")
    assert model_proto.endswith("mlmodel/format/Model.proto#L332")


# Broken


def broken(files: dict[str, str], name: str, old: str, new: str) -> list[str]:
    assert old in files[name]
    _, problems = parse_platforms({**files, name: files[name].replace(old, new, 1)})
    return [str(problem) for problem in problems]


@pytest.mark.parametrize(
    ("name", "old", "new", "told"),
    [
        (
            "devices.yaml",
            "chip: A19 Pro",
            "chip: A19 Prof",
            "`A19 Prof` is not among what is known (did you mean A19 Pro",
        ),
        (
            "devices.yaml",
            "kind: iPhone",
            "kind: iphone",
            "kind: `iphone` is not among what is known (did you mean iPhone",
        ),
        ("devices.yaml", "neural_engine: true", "neural_engine: yep", "neural_engine: true or false is expected"),
        ("devices.yaml", "evidence: [ipsw-db, ipsw-procs]", "evidence: [wikipedia]", "there is no source `wikipedia`"),
        ("devices.yaml", "evidence: [ipsw-db, ipsw-procs]", "evidence: []", "evidence: names no source"),
        ("devices.yaml", 'first_os: "27"', "first_os: 27", "first_os: a text is expected, not 27 (quote it)"),
        ("os-releases.yaml", "2017-09-19", "2017-13-19", "`2017-13-19` is no day (write it as 2026-11-24)"),
        ("os-releases.yaml", '"11.0.1"', '"11.0.x"', "`11.0.x` is no version"),
        ("os-releases.yaml", "  iPadOS:\n", "  iPad:\n", "there is no OS family `iPad`"),
        ("targets.yaml", 'macOS: "10.14"', 'macOS: "10.15"', "kb/platforms/targets.py has"),
        ("targets.yaml", "  iOS18:\n", "  iOS19:\n", "targets.iOS19: is no target"),
        ("targets.yaml", "kind: layer", "kind: layers", "(did you mean layer?)"),
        ("adoption.yaml", 'measured: "2026-06-07"', "measured: last year", "`last year` is no day or month"),
        ("adoption.yaml", '"26": 79', '"26": 97', "percent: more than 100 percent in all"),
        ("adoption.yaml", "by: App Store", "by: App store", "(did you mean App Store?)"),
    ],
)
def test_what_is_wrong_is_told_with_file_and_line(
    name: str, old: str, new: str, told: str, files: dict[str, str]
) -> None:
    line = files[name][: files[name].index(old)].count("\n") + 1
    problems = broken(files, name, old, new)
    assert any(told in problem for problem in problems), problems
    assert any(problem.startswith(f"data/platforms/{name}:{line}") for problem in problems)


def test_an_identifier_of_two_devices_is_told(files: dict[str, str]) -> None:
    (problem,) = broken(files, "devices.yaml", '"iPhone13,2"', '"iPhone13,1"')
    assert "`iPhone13,1` is iPhone 12 already" in problem or "`iPhone13,1` is iPhone 12 mini already" in problem


def test_a_chip_without_a_device_is_told(files: dict[str, str]) -> None:
    extra = "chips:\n  A99:\n    neural_engine: null\n    evidence: [ipsw-db]\n"
    problems = broken(files, "devices.yaml", "chips:\n", extra)
    assert len(problems) == 1
    assert "chips.A99: no device has this chip" in problems[0]


def test_a_list_that_is_none_is_told_once(files: dict[str, str]) -> None:
    head, _, _ = files["adoption.yaml"].partition("figures:")
    _, problems = parse_platforms({**files, "adoption.yaml": f"{head}figures: {{}}\n"})
    assert [problem.what for problem in problems] == ["figures: a list is expected"]


def test_a_file_that_is_missing_is_told(files: dict[str, str]) -> None:
    platforms, problems = parse_platforms({name: text for name, text in files.items() if name != "adoption.yaml"})
    assert [str(problem) for problem in problems] == ["data/platforms/adoption.yaml: is missing"]
    assert platforms.devices


@given(st.text(alphabet=st.sampled_from("chips:devices{}[]-,\"' \n12&*!#|>"), max_size=60))
def test_no_text_raises(text: str) -> None:
    _, problems = parse_platforms(dict.fromkeys(("devices.yaml", "targets.yaml"), text))
    assert problems


JUNK: tuple[Any, ...] = (None, "", "x", "9", 0, 1.5, True, [], {}, ["x"], {"x": 1}, [[]], [None], {"9": None})


def spoilt(value: Any, draw: Callable[[st.SearchStrategy[Any]], Any]) -> Any:
    """The value with one part of it, drawn at random, replaced by something that has no place there."""
    if isinstance(value, dict | list) and value and draw(st.integers(0, 4)):
        step = draw(st.sampled_from(list(value) if isinstance(value, dict) else range(len(value))))
        inner = spoilt(value[step], draw)
        if isinstance(value, dict):
            return {**value, step: inner}
        return [*value[:step], inner, *value[step + 1 :]]
    return draw(st.sampled_from(JUNK))


@pytest.fixture(scope="session")
def shortened(files: dict[str, str]) -> dict[str, dict[str, Any]]:
    """Every file with the first three rows of each of its tables: what goes wrong in one row does so in all."""

    def short(value: Any) -> Any:
        if isinstance(value, dict) and len(value) > 20:
            return dict(list(value.items())[:3])
        return value[:3] if isinstance(value, list) else value

    whole = {name: load(text) for name, text in files.items()}
    return {name: {key: short(value) for key, value in document.items()} for name, document in whole.items()}


@given(drawn=st.data(), name=st.sampled_from(["devices.yaml", "os-releases.yaml", "targets.yaml", "adoption.yaml"]))
@settings(deadline=None)
def test_a_part_that_is_spoilt_is_told_or_harmless(
    drawn: st.DataObject, name: str, shortened: dict[str, dict[str, Any]]
) -> None:
    """No value in any place makes the parser raise, and what it accepts can be written and read again."""
    platforms, problems = parse_platforms({name: json.dumps(spoilt(shortened[name], drawn.draw), default=str)})
    assert all(problem.where.startswith("data/platforms/") for problem in problems)
    assert platforms_from_json(platforms_to_json(platforms)) == platforms


# JSON


def test_json_gives_back_the_same_platforms(platforms: Platforms) -> None:
    assert platforms_from_json(json.loads(json.dumps(platforms_to_json(platforms)))) == platforms


def test_json_makes_no_table_that_nobody_asks_for(platforms: Platforms) -> None:
    value: dict[str, Any] = {**platforms_to_json(platforms), "devices": "never decoded"}
    assert platforms_from_json(value).chips == platforms.chips


def test_families_stand_in_one_order(platforms: Platforms) -> None:
    assert list(dict.fromkeys(each.family for each in platforms.releases)) == list(OS_FAMILIES)


def test_tables_are_read_when_somebody_looks_at_them(files: dict[str, str], platforms: Platforms) -> None:
    told: list[Problem] = []
    later = platforms_when_asked({**files, "targets.yaml": "targets: ["}, told.extend)
    assert dict(later.chips) == dict(platforms.chips)
    assert dict(later.devices) == dict(platforms.devices)
    assert dict(later.releases) == dict(platforms.releases)
    assert later.adoption == platforms.adoption
    assert told == []
    assert not later.targets
    assert {problem.where.partition(":")[0] for problem in told} == {"data/platforms/targets.yaml"}


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("\nchips:\n", "\nchips:\n  A0: {neural_engine: maybe, evidence: [ipsw-db]}\n"),
        ("\ndevices:\n", "\nchips: {}\ndevices:\n"),
        ("\nread: 2026-11-24\n", "\nread: 2026-11-24\nunknown: 1\n"),
    ],
)
def test_chips_that_are_read_alone_are_told_as_in_the_whole_file(files: dict[str, str], old: str, new: str) -> None:
    spoilt_files = {**files, "devices.yaml": files["devices.yaml"].replace(old, new, 1)}
    told: list[Problem] = []
    later = platforms_when_asked(spoilt_files, told.extend)
    whole, problems = parse_platforms(spoilt_files)
    assert dict(later.chips) == dict(whole.chips)
    assert told == [problem for problem in problems if problem.where.startswith("data/platforms/devices")]
