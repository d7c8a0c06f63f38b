"""The kit: the same inputs everywhere, a reference in fp32, and runners that write what `compare` reads."""

import importlib.util
import json
import shutil
import subprocess
import sys
from pathlib import Path
from types import ModuleType, SimpleNamespace

import numpy as np
import pytest
from made_results import as_results

from kb.cli.app import run
from kb.errors import KbError
from kb.models.model import DimensionRange, Feature, Image, Interface, Model, MultiArray, Plain
from kb.models.reading import read_model
from kb.verification import run_on_mac
from kb.verification.comparison import DEFAULT
from kb.verification.inputs import LARGEST_INTEGER, Number, Pixels, encode_inputs, seeded_inputs, shared_interface
from kb.verification.kit import DATA, KitModel, kit_files
from kb.verification.measuring import values_of
from kb.verification.referencing import reference_results
from kb.verification.results import Array, decode_results
from kb.verification.verifying import verify

SNAPSHOT = Path(__file__).parent / "kit"


def interface(*features: Feature, outputs: tuple[Feature, ...] = ()) -> Interface:
    return Interface(inputs=features, outputs=outputs)


def array(name: str, dtype: str = "fp32", shape: tuple[int, ...] = (2, 3), **more) -> Feature:
    return Feature(name=name, type=MultiArray(dtype=dtype, shape=shape, **more))


PHOTO = Feature(name="photo", type=Image(width=4, height=2, colour="RGB"))


def test_the_same_seed_makes_the_same_inputs_and_another_seed_others() -> None:
    described = interface(array("x"), PHOTO)
    one, two, other = (seeded_inputs(described, seed=seed, sets=2) for seed in (1, 1, 2))
    assert one == two
    assert one != other
    assert one[0].values["x"] != one[1].values["x"]


def test_a_new_input_changes_no_others_values() -> None:
    alone, together = (seeded_inputs(interface(*f), seed=1, sets=1) for f in ([array("x")], [array("a"), array("x")]))
    assert alone[0].values["x"] == together[0].values["x"]


def test_values_are_of_the_kind_that_the_interface_says() -> None:
    described = interface(
        array("x", "fp16", (500,)), array("n", "int32", (500,)), PHOTO, Feature(name="k", type=Plain(kind="int64"))
    )
    values = seeded_inputs(described, seed=3, sets=1)[0].values
    fractions, numbers, photo, k = (values[name] for name in ("x", "n", "photo", "k"))
    assert isinstance(fractions, Array)
    assert isinstance(numbers, Array)
    held = values_of(fractions)
    assert (held == held.astype(np.float16)).all()
    assert 0.9 < held.std() < 1.1
    assert set(values_of(numbers)) <= set(range(LARGEST_INTEGER + 1))
    assert isinstance(photo, Pixels)
    assert len(photo.content) == 4 * 2 * 3
    assert isinstance(k, Number)


def test_every_enumerated_shape_and_the_lowest_of_a_range_is_run() -> None:
    enumerated = array("x", shape=(1, 8), enumerated_shapes=((1, 8), (1, 16)))
    ranged = array(
        "y", shape=(1, 8), shape_ranges=(DimensionRange(lower=1, upper=1), DimensionRange(lower=2, upper=None))
    )
    sets = seeded_inputs(interface(enumerated, ranged), seed=0, sets=1)
    shapes = [{name: value.shape for name, value in each.values.items()} for each in sets]
    assert shapes == [{"x": (1, 8), "y": (1, 8)}, {"x": (1, 16), "y": (1, 8)}, {"x": (1, 8), "y": (1, 2)}]


def test_an_optional_input_is_left_out_once() -> None:
    optional = Feature(name="mask", type=MultiArray(dtype="fp32", shape=(1,)), optional=True)
    sets = seeded_inputs(interface(array("x"), optional), seed=0, sets=2)
    assert [sorted(each.values) for each in sets] == [["mask", "x"], ["x"]]


def test_what_cannot_be_made_up_is_refused() -> None:
    with pytest.raises(KbError, match="no values can be made up"):
        seeded_inputs(interface(Feature(name="words", type=Plain(kind="string"))), seed=0, sets=1)


def model_with(*inputs: Feature) -> Model:
    from kb.models.model import Metadata

    return Model(
        path="m",
        kind="mlProgram",
        format="mlpackage",
        specification_version=7,
        interface=interface(*inputs),
        metadata=Metadata(),
    )


def test_builds_that_differ_in_precision_only_share_inputs_that_fp16_can_hold() -> None:
    shared = shared_interface([model_with(array("x", "fp32")), model_with(array("x", "fp16"))])
    assert shared.inputs[0].type == MultiArray(dtype="fp16", shape=(2, 3))
    with pytest.raises(KbError, match="are not those of"):
        shared_interface([model_with(array("x")), model_with(array("y"))])


def test_a_pytorch_module_is_the_reference_in_fp32() -> None:
    torch = pytest.importorskip("torch", reason="PyTorch is not installed")

    module = torch.nn.Linear(3, 2).eval()
    described = interface(array("x"), outputs=(array("y"),))
    sets = seeded_inputs(described, seed=0, sets=2)
    reference = reference_results(module, described, sets)
    for made, expected in zip(sets, reference.predictions, strict=True):
        given = made.values["x"]
        assert isinstance(given, Array)
        x = torch.from_numpy(values_of(given).astype(np.float32))
        got = expected.outputs["y"]
        assert isinstance(got, Array)
        assert got.shape == (2, 2)
        np.testing.assert_array_equal(values_of(got).astype(np.float32), module(x).detach().numpy())


def test_a_function_takes_pixels_and_gives_a_label_and_scores() -> None:
    described = interface(PHOTO, outputs=(array("label"), array("scores")))

    def predict(values):
        assert values["photo"].shape == (2, 4, 3)
        return {"label": "cat", "scores": {"cat": 0.75, "dog": 0.25}}

    (prediction,) = reference_results(predict, described, seeded_inputs(described, seed=0, sets=1)).predictions
    assert prediction.outputs["label"].text == "cat"
    assert prediction.outputs["scores"].values == {"cat": 0.75, "dog": 0.25}


@pytest.mark.parametrize(
    ("source", "words"),
    [(lambda values: [1, 2], "gives 2 outputs"), (lambda values: {"z": 1}, "gives z"), (5, "cannot be called")],
)
def test_a_source_that_does_not_fit_the_interface_is_refused(source, words: str) -> None:
    described = interface(array("x"), outputs=(array("y"),))
    with pytest.raises(KbError, match=words):
        reference_results(source, described, seeded_inputs(described, seed=0, sets=1))


def test_pixels_are_not_guessed_into_tensors() -> None:
    torch = pytest.importorskip("torch", reason="PyTorch is not installed")

    with pytest.raises(KbError, match="how pixels become tensors"):
        reference_results(torch.nn.ReLU(), interface(PHOTO), ())


SETS = seeded_inputs(interface(array("x", "fp16", (2, 2))), seed=0, sets=1)
FILES = kit_files(
    [KitModel(path=Path("Model-iOS16.mlpackage"), sha256="ab" * 32, target="iOS16")], SETS, seed=0, reference=None
)


@pytest.mark.parametrize("name", sorted(FILES))
def test_every_file_of_the_kit_is_as_it_was_read(name: str) -> None:
    """Accepted by reading it; a file that is a copy is compared with its source."""
    source = {"run_on_mac.py": Path(run_on_mac.__file__)}.get(name, SNAPSHOT / f"{name}.snapshot")
    assert FILES[name] == source.read_text(encoding="utf-8")


@pytest.mark.skipif(not shutil.which("swiftc"), reason="no Swift toolchain here: the package is a snapshot only")
def test_the_swift_files_parse(tmp_path: Path) -> None:
    for name in FILES:
        if name.endswith(".swift"):
            path = tmp_path / Path(name).name
            path.write_text(FILES[name])
            subprocess.run(["swiftc", "-parse", str(path)], check=True)


class Standin:
    """Predicts as `MLModel` does: fp16 on the units that have it, `make_state` where there is a state."""

    def __init__(self, units: str, *, state: bool = False) -> None:
        self.units, self.state, self.given = units, state, []

    def get_spec(self):
        return SimpleNamespace(description=SimpleNamespace(state=[1] if self.state else []))

    def make_state(self):
        return object()

    def predict(self, values, state=None):
        assert (state is not None) is self.state
        self.given.append(values)
        if self.units == "CPU_AND_GPU":
            raise RuntimeError("Unable to compute the prediction")
        exact = values["x"].astype(np.float32) * 3
        result = exact if self.units == "CPU_ONLY" else exact.astype(np.float16)
        return {"y": result, "label": "cat", "scores": {"cat": 0.5, "dog": float("nan")}, "n": 3}


def load(path: str, units: str) -> Standin:
    if units == "ALL":
        raise OSError("the model does not load")
    return Standin(units)


@pytest.fixture
def kit(tmp_path: Path) -> Path:
    for name, text in FILES.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return tmp_path


MACHINE = {"device": "Mac14,2", "chip": "Apple M2", "os": "macOS 14.2.1"}


def test_the_runner_writes_what_compare_reads(kit: Path, base) -> None:
    written = run_on_mac.run(kit / DATA, kit / "results", run_on_mac.UNITS, load, MACHINE)
    assert [path.name for path in written] == [f"Model-iOS16-{units}.json" for units in run_on_mac.UNITS]
    cpu, gpu, engine, everything = (decode_results(path.read_text(), origin=path.name) for path in written)
    assert everything.error == "OSError: the model does not load"
    assert gpu.predictions[0].error == "RuntimeError: Unable to compute the prediction"
    assert engine.ran.device == "Mac14,2"
    assert engine.sha256 == "ab" * 32
    assert engine.predictions[0].outputs["y"].dtype == "fp16"
    found = verify(cpu, [engine, gpu, everything], {}, base, DEFAULT)
    assert [run.passed for run in found.runs] == [True, False, False]


def test_the_runner_gives_the_model_the_kits_own_values(kit: Path) -> None:
    models: list[Standin] = []

    def watch(path: str, units: str) -> Standin:
        assert path.endswith("Kit/models/Model-iOS16.mlpackage")
        models.append(Standin(units, state=True))
        return models[-1]

    run_on_mac.run(kit / DATA, kit / "results", ["CPU_ONLY"], watch, MACHINE)
    (given,) = models[0].given
    made = SETS[0].values["x"]
    assert isinstance(made, Array)
    assert given["x"].dtype == np.float16
    np.testing.assert_array_equal(given["x"].astype(float), values_of(made))


def test_the_runner_in_the_kit_stands_alone(kit: Path) -> None:
    """It starts where kb is not: no import of it, and words for a wrong argument."""
    assert "import kb" not in FILES["run_on_mac.py"]
    assert "from kb" not in FILES["run_on_mac.py"]
    command = [sys.executable, "-I", str(kit / "run_on_mac.py"), "GPU"]
    asked = subprocess.run(command, capture_output=True, text=True, check=False)
    assert asked.returncode == 2
    assert "no such compute units: GPU" in asked.stderr


def test_pixels_become_an_image_of_the_same_pixels() -> None:
    sets = seeded_inputs(interface(PHOTO), seed=0, sets=1)
    written = encode_inputs(sets, seed=0)["sets"][0]["features"]["photo"]  # type: ignore[index]
    image = run_on_mac.decode(written)
    assert image.size == (4, 2)
    assert image.tobytes() == sets[0].values["photo"].content  # type: ignore[union-attr]


SCRIPT = """
def source():
    import numpy
    return lambda values: {"y": numpy.zeros((1, 1))}
"""


def test_the_command_makes_a_kit_with_a_reference_once(tmp_path: Path, patches_model: Path, capfd) -> None:
    script = tmp_path / "network.py"
    outputs = [each.name for each in read_model(patches_model).interface.outputs]
    script.write_text(SCRIPT.replace('"y"', repr(outputs[0])))
    folder = tmp_path / "kit"
    command = ["verify", "kit", str(folder), str(patches_model), "--source", f"{script}:source"]
    assert run(command) == 0
    assert (folder / DATA / "models" / patches_model.name / "Manifest.json").is_file()
    reference = decode_results((folder / "reference.json").read_text(), origin="reference.json")
    assert reference.ran.compute_units == "reference"
    assert json.loads((folder / DATA / "kit.json").read_text())["models"][0]["target"] == "iOS16"
    assert run(command) == 2
    assert "is not empty" in capfd.readouterr().err


def as_module(path: Path) -> ModuleType:
    specification = importlib.util.spec_from_file_location("in_kit", path)
    assert specification is not None
    assert specification.loader is not None
    module = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(module)
    return module


def test_the_copy_in_the_kit_runs(kit: Path) -> None:
    written = as_module(kit / "run_on_mac.py").run(kit / DATA, kit / "results", ["CPU_ONLY"], load, MACHINE)
    assert decode_results(written[0].read_text(), origin="x").predictions[0].outputs


def test_results_of_a_model_without_outputs_fail(base) -> None:
    assert not verify(as_results({}), [as_results({})], {}, base, DEFAULT).passed
