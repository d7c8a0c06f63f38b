"""From a package alone: what coremltools loses on the way is kept or refused, never lost in silence."""

from pathlib import Path

import pytest

from kb.conversion.converting import convert
from kb.errors import KbError
from kb.models.reading import read_model

pytestmark = pytest.mark.filterwarnings("ignore")


def again(path: Path, target: str):
    report = convert(path, targets=[target], out=path.parent / "again", name="Again")
    return report, path.parent / "again" / f"Again-{target}.mlpackage"


@pytest.mark.parametrize("target", ["iOS16", "iOS18"])
def test_a_package_reaches_newer_targets(package, target: str) -> None:
    report, path = again(package("iOS15"), target)
    assert report.refusals == ()
    model = read_model(path)
    assert model.functions[0].opset == {"iOS16": "CoreML6", "iOS18": "CoreML8"}[target]


def image_input(model) -> dict:
    import coremltools as ct

    return {"inputs": [ct.ImageType(name="x", shape=(1, 3, 8, 8), color_layout=ct.colorlayout.RGB)]}


def describe(model) -> None:
    model.author = "A. Nonymous"
    model.user_defined_metadata["labels"] = "cat,dog"
    model.input_description["x"] = "what comes in"


def optional(model) -> None:
    description = model.get_spec().description
    description.input[0].type.isOptional = True
    model._spec.description.CopyFrom(description)


@pytest.mark.parametrize(
    ("arguments", "change"),
    [({"flexible": True}, None), (image_input(None), None), ({}, describe), ({}, optional)],
    ids=["flexible-shapes", "image", "metadata", "optional-input"],
)
def test_interface_and_metadata_go_over_word_by_word(package, arguments, change) -> None:
    source = package("iOS15", **arguments, **({"change": change} if change else {}))
    report, path = again(source, "iOS17")
    assert report.refusals == ()
    before, after = read_model(source), read_model(path)
    assert after.interface == before.interface
    assert after.metadata == before.metadata


def test_weights_go_over_bit_by_bit(tmp_path: Path) -> None:
    import coremltools as ct
    import numpy as np
    from coremltools.converters.mil import Builder

    weight = np.random.default_rng(0).normal(size=(64, 64)).astype(np.float32)

    @Builder.program(input_specs=[Builder.TensorSpec(shape=(1, 64))])
    def program(x):
        return Builder.linear(x=x, weight=weight)

    path = tmp_path / "source.mlpackage"
    ct.convert(program, minimum_deployment_target=ct.target.iOS15, skip_model_load=True).save(str(path))
    _, result = again(path, "iOS16")
    bins = [next(each.rglob("weight.bin")).read_bytes() for each in (path, result)]
    assert bins[0] == bins[1]


def test_fp16_arrays_keep_a_package_from_ios15(package) -> None:
    from coremltools.converters.mil.mil import types

    source = package("iOS16", dtype=types.fp16)
    report, path = again(source, "iOS15")
    assert report.builds == ()
    assert "fp16 arrays begin at iOS16" in report.refusals[0].message
    assert "convert from the source" in report.refusals[0].message
    assert not path.exists()


def test_what_is_lost_all_the_same_is_refused(package, monkeypatch: pytest.MonkeyPatch) -> None:
    """Were coremltools to drop the description, the build would not be left behind as if it were whole."""
    from coremltools.converters.mil import converter

    original = converter.mil_convert

    def forgetful(*arguments, model_description, **rest):
        return original(*arguments, **rest)

    monkeypatch.setattr(converter, "mil_convert", forgetful)
    report, path = again(package("iOS15", change=describe), "iOS16")
    assert "lost part of" in report.refusals[0].message
    assert not path.exists()


def test_a_neural_network_and_several_functions_are_refused_as_a_whole(tmp_path: Path, package) -> None:
    import coremltools as ct

    path = package("iOS18")
    both = ct.utils.MultiFunctionDescriptor()
    both.add_function(str(path), "main", "one")
    both.add_function(str(path), "main", "two")
    both.default_function_name = "one"
    ct.utils.save_multifunction(both, str(tmp_path / "both.mlpackage"))
    with pytest.raises(KbError, match="2 functions"):
        convert(tmp_path / "both.mlpackage", targets=["iOS18"], out=tmp_path)


def test_arguments_of_a_conversion_cannot_be_given_without_a_source(package) -> None:
    path = package("iOS15")
    with pytest.raises(KbError, match="compute_precision"):
        convert(path, targets=["iOS16"], out=path.parent, compute_precision=None)
