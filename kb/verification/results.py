"""What a run wrote down: the document `kb.results/1` as values. Arrays stay bytes until somebody calculates with them.

The kit's runners write it, for the reference too; `compare` reads it. It may come from anybody's device, so that
nothing in it is trusted: shape, length and encoding must agree.
"""

import base64
import binascii
import json
import struct
from collections.abc import Mapping
from dataclasses import dataclass
from math import prod
from typing import Any, Final, TypeAlias

from kb.errors import KbError

SCHEMA: Final = "kb.results/1"
# Encoding → bytes of an element; little-endian, row-major.
ENCODINGS: Final[Mapping[str, int]] = {"fp32": 4, "fp64": 8, "int32": 4, "int64": 8}
_LARGEST: Final = 2**28
"""Elements."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Array:
    dtype: str
    """As the model gave it: fp16, fp32, fp64, int32."""
    shape: tuple[int, ...]
    encoding: str
    """How `content` holds it: fp16 is written as fp32, which loses nothing."""
    content: bytes = b""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scores:
    """A classifier's probabilities."""

    values: Mapping[str, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """A classifier's answer, or any text."""

    text: str


Output: TypeAlias = Array | Scores | Label


@dataclass(frozen=True, slots=True, kw_only=True)
class Prediction:
    """The outputs for one set of inputs, or why there are none."""

    inputs: str
    """The set's name: `default-1`."""
    outputs: Mapping[str, Output]
    error: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ran:
    """Where it ran. Every part may be empty: not told."""

    device: str = ""
    """An identifier or a name: `MacBookPro18,3`."""
    chip: str = ""
    os: str = ""
    """`macOS 14.2.1`."""
    compute_units: str = ""
    """ALL, CPU_ONLY, CPU_AND_GPU, CPU_AND_NE; `reference` for the source model."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Results:
    origin: str
    """The file it was read from."""
    model: str
    sha256: str
    target: str
    """The target that the model is built for; empty for the source model."""
    ran: Ran
    predictions: tuple[Prediction, ...]
    error: str = ""
    """Why the model did not load."""


def decode_results(text: str, *, origin: str) -> Results:
    """Raises KbError, which names the place in the document."""
    try:
        document = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise KbError(where=origin, what=f"is no JSON: {error}") from error
    reader = _Reader(origin)
    if not isinstance(document, dict) or document.get("schema") != SCHEMA:
        raise reader.misfit("schema", f"must be {SCHEMA}")
    model, ran = (reader.mapping(document, key, "") for key in ("model", "ran"))
    predictions = document.get("predictions", [])
    if not isinstance(predictions, list):
        raise reader.misfit("predictions", "must be a list")
    return Results(
        origin=origin,
        model=reader.text(model, "name", "model"),
        sha256=reader.text(model, "sha256", "model"),
        target=reader.text(model, "target", "model"),
        ran=Ran(**{key: reader.text(ran, key, "ran") for key in ("device", "chip", "os", "compute_units")}),
        predictions=tuple(reader.prediction(each, f"predictions[{i}]") for i, each in enumerate(predictions)),
        error=reader.text(document, "error", ""),
    )


class _Reader:
    def __init__(self, origin: str) -> None:
        self._origin = origin

    def misfit(self, where: str, what: str) -> KbError:
        return KbError(where=f"{self._origin}: {where}", what=what)

    def mapping(self, parent: Mapping[str, Any], key: str, where: str) -> Mapping[str, Any]:
        value = parent.get(key, {})
        if not isinstance(value, dict):
            raise self.misfit(f"{where}.{key}".lstrip("."), "must be an object")
        return value

    def text(self, parent: Mapping[str, Any], key: str, where: str) -> str:
        value = parent.get(key, "")
        if not isinstance(value, str):
            raise self.misfit(f"{where}.{key}".lstrip("."), "must be a text")
        return value

    def prediction(self, written: Any, where: str) -> Prediction:
        if not isinstance(written, dict):
            raise self.misfit(where, "must be an object")
        outputs = self.mapping(written, "outputs", where)
        return Prediction(
            inputs=self.text(written, "inputs", where),
            outputs={name: self.output(value, f"{where}.outputs.{name}") for name, value in outputs.items()},
            error=self.text(written, "error", where),
        )

    def output(self, written: Any, where: str) -> Output:
        if not isinstance(written, dict):
            raise self.misfit(where, "must be an object")
        match written.get("kind"):
            case "array":
                return self.array(written, where)
            case "scores":
                return self.scores(written, where)
            case "label":
                return Label(text=self.text(written, "text", where))
        raise self.misfit(f"{where}.kind", "must be array, scores or label")

    def scores(self, written: Mapping[str, Any], where: str) -> Scores:
        labels = written.get("labels")
        if not isinstance(labels, list) or not all(isinstance(each, str) for each in labels):
            raise self.misfit(f"{where}.labels", "must be a list of texts")
        # As bytes, too: JSON has no NaN.
        array = self.array({"shape": [len(labels)], "encoding": "fp64", "data": written.get("data", "")}, where)
        return Scores(values=dict(zip(labels, struct.unpack(f"<{len(labels)}d", array.content), strict=True)))

    def array(self, written: Mapping[str, Any], where: str) -> Array:
        shape, encoding = written.get("shape"), self.text(written, "encoding", where)
        if not isinstance(shape, list) or not all(type(each) is int and each >= 0 for each in shape):
            raise self.misfit(f"{where}.shape", "must be a list of sizes")
        if encoding not in ENCODINGS:
            raise self.misfit(f"{where}.encoding", f"must be one of {', '.join(ENCODINGS)}")
        try:
            content = base64.b64decode(self.text(written, "data", where), validate=True)
        except binascii.Error as error:
            raise self.misfit(f"{where}.data", f"is no base64: {error}") from error
        if prod(shape) > _LARGEST or len(content) != prod(shape) * ENCODINGS[encoding]:
            size = "×".join(map(str, shape))
            raise self.misfit(f"{where}.data", f"has {len(content)} bytes, which is not {size} of {encoding}")
        dtype = self.text(written, "dtype", where)
        return Array(dtype=dtype, shape=tuple(shape), encoding=encoding, content=content)


def array_of(written: Mapping[str, Any], where: str) -> Array:
    """One array of a document; `where` names its place. Raises KbError."""
    return _Reader(where).array(written, "array")


def encode_results(results: Results) -> str:
    """The document, as the runners write it."""
    document = {
        "schema": SCHEMA,
        "model": {"name": results.model, "sha256": results.sha256, "target": results.target},
        "ran": {
            "device": results.ran.device,
            "chip": results.ran.chip,
            "os": results.ran.os,
            "compute_units": results.ran.compute_units,
        },
        "error": results.error,
        "predictions": [
            {
                "inputs": each.inputs,
                "error": each.error,
                "outputs": {name: encode_output(value) for name, value in each.outputs.items()},
            }
            for each in results.predictions
        ],
    }
    return json.dumps(document, indent=1) + "\n"


def encode_output(output: Output) -> dict[str, object]:
    match output:
        case Array():
            data = base64.b64encode(output.content).decode("ascii")
            return {
                "kind": "array",
                "dtype": output.dtype,
                "shape": list(output.shape),
                "encoding": output.encoding,
                "data": data,
            }
        case Scores():
            content = struct.pack(f"<{len(output.values)}d", *output.values.values())
            return {"kind": "scores", "labels": list(output.values), "data": base64.b64encode(content).decode("ascii")}
        case Label():
            return {"kind": "label", "text": output.text}
