"""Build the corpus: ordinary models, converted by coremltools from PyTorch. Run: python -m tests.corpus.build [NAME…]

The packages are committed, since a check of answers must not move with the machine that runs it.
"""

import json
import shutil
import sys
import uuid
from collections.abc import Callable, Mapping
from pathlib import Path

from tests.corpus.sources import Source, convolutional, deployed, generation, sequences, transformer

FOLDER = Path(__file__).parent / "packages"
FAMILIES: Mapping[str, Mapping[str, Callable[[], Source]]] = {
    "convolutional": convolutional.SOURCES,
    "transformer": transformer.SOURCES,
    "sequences": sequences.SOURCES,
    "generation": generation.SOURCES,
    "deployed": deployed.SOURCES,
}
_CONVERTED_AT = "com.github.apple.coremltools.conversion_date"


def build(name: str, source: Source, folder: Path) -> Path:
    """Convert one source and save it as `NAME-TARGET.mlpackage`."""
    # Imported here: each costs seconds, and listing the sources needs neither.
    import coremltools as ct
    import torch

    module = source.module.eval()
    traced = torch.jit.trace(module, source.inputs, check_trace=False)
    arguments = {
        "inputs": [ct.TensorType(name=f"input_{i}", shape=each.shape) for i, each in enumerate(source.inputs)],
        "convert_to": "mlprogram",
        "minimum_deployment_target": getattr(ct.target, source.target),
        "skip_model_load": True,
        **source.convert,
    }
    model = source.finish(ct.convert(traced, **arguments))
    # The day of conversion would make every build differ.
    model.user_defined_metadata.pop(_CONVERTED_AT, None)
    path = folder / f"{name}-{source.target.lower()}.mlpackage"
    shutil.rmtree(path, ignore_errors=True)
    model.save(str(path))
    _fix_identifiers(path, name)
    _fix_order(path / "Data/com.apple.CoreML/model.mlmodel")
    return path


def _fix_order(message: Path) -> None:
    """protobuf writes map entries in no order; here they are sorted, so that a rebuild changes nothing."""
    from coremltools.proto import Model_pb2

    model = Model_pb2.Model.FromString(message.read_bytes())
    message.write_bytes(model.SerializeToString(deterministic=True))


def _fix_identifiers(package: Path, name: str) -> None:
    """coremltools draws random identifiers for a package's items; ours follow from the model's name."""
    manifest = package / "Manifest.json"
    content = json.loads(manifest.read_text())
    renamed = {
        key: str(uuid.uuid5(uuid.NAMESPACE_URL, f"{name}/{entry['path']}")).upper()
        for key, entry in content["itemInfoEntries"].items()
    }
    content["itemInfoEntries"] = {renamed[key]: entry for key, entry in content["itemInfoEntries"].items()}
    content["rootModelIdentifier"] = renamed[content["rootModelIdentifier"]]
    manifest.write_text(json.dumps(content, indent=4, sort_keys=True) + "\n")


def main(names: list[str]) -> None:
    import torch

    for family, sources in FAMILIES.items():
        folder = FOLDER / family
        folder.mkdir(parents=True, exist_ok=True)
        for name, source in sources.items():
            if names and name not in names:
                continue
            torch.manual_seed(0)
            print(build(name, source(), folder).name)


if __name__ == "__main__":
    main(sys.argv[1:])
