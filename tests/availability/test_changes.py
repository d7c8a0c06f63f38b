"""What a version of an operation changed, as a person who compares the two classes would say it."""

import pytest

from kb.availability.changes import ParameterChange, changes_between
from kb.availability.table import Availability, OperationVersion


def versions(availability: Availability, operation: str, index: int) -> tuple[OperationVersion, OperationVersion]:
    found = availability.operations[operation].versions
    return found[index - 1], found[index]


@pytest.mark.parametrize(
    ("operation", "index", "changes"),
    [
        ("topk", 1, [ParameterChange(name="sort", came=True), ParameterChange(name="return_indices", came=True)]),
        (
            "conv",
            1,
            [
                ParameterChange(name="weight", remarks=("its dtype goes with U instead of T",)),
                ParameterChange(
                    name="bias", remarks=("may be computed at run time", "its dtype goes with U instead of T")
                ),
            ],
        ),
        (
            "cast",
            1,
            [
                ParameterChange(name="x", dtypes_added=("int8", "uint8", "int16", "uint16")),
                ParameterChange(name="dtype", dtypes_added=("int16", "int8", "uint16", "uint8")),
            ],
        ),
    ],
)
def test_changes_are_told_parameter_by_parameter(
    operation: str, index: int, changes: list[ParameterChange], availability: Availability
) -> None:
    assert list(changes_between(*versions(availability, operation, index))) == changes


def test_a_parameter_that_went_is_told(availability: Availability) -> None:
    """crop_resize takes boxes and box_indices instead of roi from iOS17 on."""
    before, after = versions(availability, "crop_resize", 2)
    changes = {change.name: change for change in changes_between(before, after)}
    assert changes["roi"].went
    assert changes["boxes"].came


def test_a_version_does_not_differ_from_itself(availability: Availability) -> None:
    for entry in availability.operations.values():
        for version in entry.versions:
            assert changes_between(version, version) == ()
