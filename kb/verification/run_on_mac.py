"""Run every model of this kit on this Mac with each choice of compute units; write `results/*.json`.

    python3 run_on_mac.py [CPU_ONLY CPU_AND_GPU CPU_AND_NE ALL]

Needs coremltools and numpy, and Pillow for images; nothing else. Stands alone: the kit holds a copy of it.
"""

import base64
import json
import platform
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

UNITS = ("CPU_ONLY", "CPU_AND_GPU", "CPU_AND_NE", "ALL")
Load = Callable[[str, str], Any]
"""Path of a model, compute units → something that predicts as `coremltools.models.MLModel` does."""


def main(arguments: Sequence[str]) -> int:
    unknown = [each for each in arguments if each not in UNITS]
    if unknown:
        print(f"no such compute units: {', '.join(unknown)}; known are {', '.join(UNITS)}", file=sys.stderr)  # noqa: T201 — it stands alone
        return 2
    here = Path(__file__).resolve().parent
    written = run(here / "Sources/Verification/Kit", here / "results", arguments or UNITS, load_model, this_mac())
    print("\n".join(map(str, written)))  # noqa: T201
    return 0


def run(kit: Path, folder: Path, units: Sequence[str], load: Load, machine: Mapping[str, str]) -> list[Path]:
    """The files written, one for each model and choice of compute units. A model that fails is written down, too."""
    models = json.loads((kit / "kit.json").read_text(encoding="utf-8"))["models"]
    sets = json.loads((kit / "inputs.json").read_text(encoding="utf-8"))["sets"]
    folder.mkdir(exist_ok=True)
    written = []
    for model in models:
        for choice in units:
            document = run_model(kit / model["path"], choice, sets, load)
            document |= {
                "schema": "kb.results/1",
                "model": {key: model[key] for key in ("name", "sha256", "target")},
                "ran": {**machine, "compute_units": choice},
            }
            path = folder / f"{model['name']}-{choice}.json"
            path.write_text(json.dumps(document, indent=1) + "\n", encoding="utf-8")
            written.append(path)
    return written


def run_model(path: Path, units: str, sets: Sequence[Mapping[str, Any]], load: Load) -> dict[str, Any]:
    try:
        model = load(str(path), units)
    except Exception as error:  # noqa: BLE001 — whatever it is, it is the result
        return {"error": f"{type(error).__name__}: {error}", "predictions": []}
    return {"error": "", "predictions": [predict(model, each) for each in sets]}


def predict(model: Any, inputs: Mapping[str, Any]) -> dict[str, Any]:
    try:
        values = {name: decode(written) for name, written in inputs["features"].items()}
        # A state begins anew with each set, so that their order does not matter.
        state = (model.make_state(),) if has_state(model) else ()
        outputs = {name: encode(value) for name, value in model.predict(values, *state).items()}
    except Exception as error:  # noqa: BLE001
        return {"inputs": inputs["name"], "error": f"{type(error).__name__}: {error}", "outputs": {}}
    return {"inputs": inputs["name"], "error": "", "outputs": outputs}


def has_state(model: Any) -> bool:
    description = model.get_spec().description
    return bool(getattr(description, "state", ()))


def decode(written: Mapping[str, Any]) -> Any:
    import numpy

    if written["kind"] == "image":
        from PIL import Image  # noqa: PLC0415

        mode = "L" if written["colour"] == "GRAYSCALE" else "RGB"
        return Image.frombytes(mode, (written["width"], written["height"]), base64.b64decode(written["data"]))
    if written["kind"] in ("int64", "double"):
        return int(written["value"]) if written["kind"] == "int64" else float(written["value"])
    encoded = {"fp32": "<f4", "int32": "<i4"}[written["encoding"]]
    array = numpy.frombuffer(base64.b64decode(written["data"]), dtype=encoded).reshape(written["shape"])
    return array.astype({"fp16": numpy.float16, "fp64": numpy.float64}.get(written["dtype"], array.dtype))


def encode(value: Any) -> dict[str, Any]:
    import numpy

    if isinstance(value, str):
        return {"kind": "label", "text": value}
    if isinstance(value, dict):
        scores = numpy.array([float(each) for each in value.values()], dtype="<f8")
        return {"kind": "scores", "labels": [str(each) for each in value], "data": text_of(scores)}
    if hasattr(value, "convert"):
        value = numpy.asarray(value)
    array = numpy.asarray(value)
    whole = array.dtype.kind in "iub"
    dtype = {"float16": "fp16", "float32": "fp32", "float64": "fp64"}.get(array.dtype.name, array.dtype.name)
    encoding = "int64" if whole else "fp64" if dtype == "fp64" else "fp32"
    stored = array.astype({"int64": "<i8", "fp64": "<f8", "fp32": "<f4"}[encoding])
    return {"kind": "array", "dtype": dtype, "shape": list(array.shape), "encoding": encoding, "data": text_of(stored)}


def text_of(array: Any) -> str:
    return base64.b64encode(array.tobytes()).decode("ascii")


def load_model(path: str, units: str) -> Any:
    import coremltools

    return coremltools.models.MLModel(path, compute_units=coremltools.ComputeUnit[units])


def this_mac() -> dict[str, str]:
    return {
        "device": sysctl("hw.model"),
        "chip": sysctl("machdep.cpu.brand_string"),
        "os": f"macOS {platform.mac_ver()[0]}".strip(),
    }


def sysctl(name: str) -> str:
    """Empty where it cannot be asked: then the results say nothing of it."""
    try:
        asked = subprocess.run(["/usr/sbin/sysctl", "-n", name], capture_output=True, text=True, check=True)  # noqa: S603
    except (OSError, subprocess.CalledProcessError):
        return ""
    return asked.stdout.strip()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
