"""Chips, devices and OS releases are spelt as the tables have them."""

from collections.abc import Callable

from kb.curation.lints.platforms_are_known import check

Told = Callable[..., list[str]]


def test_known_names_pass(told: Told) -> None:
    assert told(check, ("compute_units: [NE]", "chips: [A14, M1]\n    devices: [iPad, iPhone 12]")) == []


def test_an_unknown_chip_is_told(told: Told) -> None:
    (problem,) = told(check, ("compute_units: [NE]", "chips: [A14, A99]"))
    assert "x.yaml:8:18: no chip `A99`" in problem


def test_an_unknown_device_is_told(told: Told) -> None:
    (problem,) = told(check, ("compute_units: [NE]", "devices: [iPone 12]"))
    assert "did you mean `iPhone 12`?" in problem


def test_places_of_observations_are_checked_too(told: Told) -> None:
    assert "no chip `M1 Huge`" in told(check, ("chip: M1", "chip: M1 Huge"))[0]
    assert "is no OS release" in told(check, ("os: iPadOS 16.5.1", "os: iPads"))[0]
    assert "there was no iPadOS 99.1" in told(check, ("os: iPadOS 16.5.1", "os: iPadOS 99.1"))[0]
