"""Build the example models of this folder: `python examples/build.py [FOLDER]`. Needs coremltools, nothing else.

The patch embedding of a ViT/14 (a convolution with a stride of 14) for iOS16 and for iOS15; and a small network that
nothing is known against. The same bytes come out on every run.
"""

import json
import shutil
import sys
import uuid
from pathlib import Path
from typing import Any

import coremltools as ct
import numpy as np
from coremltools.converters.mil import Builder as mb  # noqa: N813 — coremltools' own convention
from coremltools.converters.mil.mil import types
from coremltools.proto import Model_pb2


def patch_embedding(target: Any) -> Any:
    """An image, cut into patches of 14×14 by one convolution, each patch a row of features."""
    weight = np.full((8, 3, 14, 14), 0.01, dtype=np.float32)

    @mb.program(input_specs=[mb.TensorSpec(shape=(1, 3, 224, 224))], opset_version=target)
    def program(image: Any) -> Any:
        patches = mb.conv(x=image, weight=weight, strides=(14, 14), pad_type="valid", name="patches")
        rows = mb.reshape(x=patches, shape=(1, 8, 256), name="rows")
        return mb.transpose(x=rows, perm=(0, 2, 1), name="tokens")

    return ct.convert(program, convert_to="mlprogram", minimum_deployment_target=target)


def clean(target: Any) -> Any:
    """Two ordinary convolutions on float16 arrays."""
    weight = np.full((8, 8, 3, 3), 0.01, dtype=np.float16)

    @mb.program(input_specs=[mb.TensorSpec(shape=(1, 8, 128, 128), dtype=types.fp16)], opset_version=target)
    def program(image: Any) -> Any:
        edges = mb.relu(x=mb.conv(x=image, weight=weight, strides=(2, 2), pad_type="same", name="edges"))
        return mb.relu(
            x=mb.conv(x=edges, weight=weight, strides=(2, 2), pad_type="same", name="corners"), name="features"
        )

    return ct.convert(program, convert_to="mlprogram", minimum_deployment_target=target)


EXAMPLES = (
    ("patch14-ios16.mlpackage", patch_embedding, ct.target.iOS16),
    ("patch14-ios15.mlpackage", patch_embedding, ct.target.iOS15),
    ("clean.mlpackage", clean, ct.target.iOS16),
)


def build(folder: Path) -> None:
    """Write every example into the folder, over what is there."""
    for name, make, target in EXAMPLES:
        path = folder / name
        shutil.rmtree(path, ignore_errors=True)
        model = make(target)
        model.short_description = "An example for kb."
        model.save(str(path))
        _settle_specification(path / "Data/com.apple.CoreML/model.mlmodel")
        _settle_manifest(path / "Manifest.json")


def _settle_specification(path: Path) -> None:
    """Take out the day of the conversion; write map entries in one order, where protobuf writes them in any."""
    model = Model_pb2.Model.FromString(path.read_bytes())
    model.description.metadata.userDefined.pop("com.github.apple.coremltools.conversion_date", None)
    path.write_bytes(model.SerializeToString(deterministic=True))
    path.chmod(0o644)


def _settle_manifest(path: Path) -> None:
    """Identifiers that follow from what they name, where coremltools draws them at random."""
    manifest = json.loads(path.read_text(encoding="utf-8"))
    entries = manifest["itemInfoEntries"]
    names = {identifier: str(uuid.uuid5(uuid.NAMESPACE_URL, entry["path"])) for identifier, entry in entries.items()}
    manifest["itemInfoEntries"] = {names[identifier]: entry for identifier, entry in entries.items()}
    manifest["rootModelIdentifier"] = names[manifest["rootModelIdentifier"]]
    path.write_text(json.dumps(manifest, indent=4, sort_keys=True) + "\n", encoding="utf-8")


if __name__ == "__main__":
    build(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent)
