"""A `.mlpackage` folder: its `Manifest.json` says which file inside is the model."""

from pathlib import Path

from kb.errors import UnreadableModel
from kb.models.manifest import MANIFEST, MANIFEST_LIMIT, model_path
from kb.models.mlmodel import read_mlmodel, weight_file_state
from kb.models.model import Model
from kb.models.opening import open_inside, refuse_lfs_pointer


def read_package(path: Path) -> Model:
    where = f"{path}: {MANIFEST}"
    manifest = open_inside(path, MANIFEST, where=where)
    refuse_lfs_pointer(manifest)
    if manifest.size > MANIFEST_LIMIT:
        raise UnreadableModel(where=where, what=f"has more than {MANIFEST_LIMIT:,} bytes")
    inside = model_path(manifest.read(0, manifest.size), where=where)
    model = open_inside(path, inside, where=f"{path}: {inside}")
    folder = (path / inside).parent
    return read_mlmodel(
        model, path=path, model_format="mlpackage", weights=lambda name: weight_file_state(folder, name)
    )
