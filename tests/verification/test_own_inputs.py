"""The user's own inputs: as numpy has them, or as the kit holds them; what does not fit the interface is refused."""

import json
from pathlib import Path

import numpy as np
import pytest

from kb.errors import KbError
from kb.models.model import Feature, Image, Interface, MultiArray
from kb.verification.inputs import encode_inputs, seeded_inputs
from kb.verification.measuring import values_of
from kb.verification.own_inputs import read_inputs

INTERFACE = Interface(
    inputs=(
        Feature(name="x", type=MultiArray(dtype="fp16", shape=(1, 3))),
        Feature(name="ids/main", type=MultiArray(dtype="int32", shape=(4,)), optional=True),
        Feature(name="photo", type=Image(width=4, height=2, colour="RGB"), optional=True),
    )
)
X = np.array([[1.0, -2.0, 0.5]])


def archive(folder: Path, **arrays: np.ndarray) -> Path:
    path = folder / "own.npz"
    np.savez(path, **arrays)
    return path


def test_arrays_of_numpy_are_taken_by_set_and_name(tmp_path: Path) -> None:
    path = archive(tmp_path, **{"x": X, "second/x": X * 2, "second/ids/main": np.arange(4)})
    first, second = read_inputs(path, INTERFACE)
    assert (first.name, second.name) == ("own-1", "second")
    np.testing.assert_array_equal(values_of(first.values["x"]), X)
    np.testing.assert_array_equal(values_of(second.values["x"]), X * 2)
    np.testing.assert_array_equal(values_of(second.values["ids/main"]), [0, 1, 2, 3])


def test_pictures_are_arrays_of_8_bits(tmp_path: Path) -> None:
    photo = np.arange(24, dtype=np.uint8).reshape(2, 4, 3)
    (only,) = read_inputs(archive(tmp_path, x=X, photo=photo), INTERFACE)
    pixels = only.values["photo"]
    assert (pixels.width, pixels.height, pixels.content) == (4, 2, photo.tobytes())
    with pytest.raises(KbError, match="8 bits"):
        read_inputs(archive(tmp_path, x=X, photo=photo.astype(float)), INTERFACE)


def test_what_a_kit_holds_can_be_given_to_the_next(tmp_path: Path) -> None:
    sets = seeded_inputs(INTERFACE, seed=4, sets=2)
    path = tmp_path / "inputs.json"
    path.write_text(json.dumps(encode_inputs(sets, seed=4)))
    assert read_inputs(path, INTERFACE) == sets


@pytest.mark.parametrize(
    ("arrays", "words"),
    [({"y": X}, "'y' is no input"), ({"photo": np.zeros((2, 4, 3), np.uint8)}, "has no x"), ({}, "no set")],
)
def test_what_does_not_fit_the_interface_is_refused(arrays, words: str, tmp_path: Path) -> None:
    with pytest.raises(KbError, match=words):
        read_inputs(archive(tmp_path, **arrays), INTERFACE)


def test_an_archive_of_objects_is_not_unpickled(tmp_path: Path) -> None:
    with pytest.raises(KbError, match="cannot be read"):
        read_inputs(archive(tmp_path, x=np.array([{}], dtype=object)), INTERFACE)


def test_a_damaged_archive_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "own.npz"
    path.write_bytes(b"PK\x03\x04 no archive")
    with pytest.raises(KbError, match="cannot be read"):
        read_inputs(path, INTERFACE)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('{"schema": "kb.inputs/1", "sets": [{"features": []}]}', "no features"),
        ("{", "no JSON"),
        ('{"schema": "kb.inputs/1"}', "list of sets"),
        ('{"schema": "kb.inputs/1", "sets": [{"features": {"x": {"kind": "word"}}}]}', "must be an array"),
        ('{"schema": "kb.inputs/1", "sets": [{"features": {"x": {"kind": "array", "shape": [9]}}}]}', "encoding"),
        ('{"schema": "kb.inputs/1", "sets": [{"features": {"x": {"kind": "image", "width": 1}}}]}', "needs width"),
    ],
)
def test_damaged_documents_are_refused(text: str, words: str, tmp_path: Path) -> None:
    path = tmp_path / "inputs.json"
    path.write_text(text)
    with pytest.raises(KbError, match=words):
        read_inputs(path, INTERFACE)
