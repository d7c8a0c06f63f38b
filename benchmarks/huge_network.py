"""A network with 4 GB of weights in its one file, most of it a hole. coremltools cannot load it at all."""

from collections.abc import Iterator
from pathlib import Path

from benchmarks.installed import write_bundle
from benchmarks.measuring import READ, Row, check, measure, python

WEIGHTS = 4 * 2**30
# From the inside out: the field that holds what was written so far, and what stands before it.
# WeightParams.floatValue in ConvolutionLayerParams.weights in a layer in a network in a model.
FIELDS = (
    (b"\x0a", b""),
    (b"\xd2\x05", b"\x08\x08\x10\x08"),
    (b"\xa2\x06", b"\x0a\x04conv\x12\x01x\x1a\x01y"),
    (b"\x0a", b""),
    (b"\xa2\x1f", b"\x08\x04\x12\x00"),
)


def rows(folder: Path) -> Iterator[Row]:
    bundle = write_bundle(folder)
    huge, small = folder / "huge.mlmodel", folder / "small.mlmodel"
    write_network(huge, WEIGHTS)
    write_network(small, 4)
    read_small, read_huge, checked_small, checked_huge = measure(
        python(READ, small), python(READ, huge), check(small, bundle), check(huge, bundle)
    )
    yield Row(what="read_model, 4 bytes of weights", cost=read_small)
    yield Row(what="read_model, 4 GB of weights", cost=read_huge, against=read_small)
    yield Row(what="kb check, 4 bytes of weights", cost=checked_small)
    yield Row(what="kb check, 4 GB of weights", cost=checked_huge, against=checked_small, aim="at most 2; under 40 MB")


def write_network(path: Path, weights: int) -> None:
    head, size = b"", weights
    for tag, before in FIELDS:
        head = before + tag + _number(size) + head
        size = len(head) + weights
    with path.open("wb") as file:
        file.write(head)
        file.truncate(size)


def _number(value: int) -> bytes:
    encoded = bytearray()
    while value > 127:
        encoded.append(value & 127 | 128)
        value >>= 7
    return bytes([*encoded, value])
