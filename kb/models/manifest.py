"""A package's `Manifest.json`: from its text to the path of the model inside."""

import json
from typing import Final

from kb.errors import UnreadableModel

MANIFEST: Final = "Manifest.json"
# Bytes of a manifest. Real ones have well under a thousand.
MANIFEST_LIMIT: Final = 1024 * 1024
# Where the items of a package stand. Source: coremltools 9.0, modelpackage/src/ModelPackage.cpp.
ITEMS_FOLDER: Final = "Data"


def model_path(content: bytes, *, where: str) -> str:
    """The path of the root model inside the package: `Data/com.apple.CoreML/model.mlmodel`.

    Raises UnreadableModel where the manifest is no manifest, or its path leaves the package.
    """
    try:
        manifest = json.loads(content)
    except (ValueError, RecursionError) as error:
        raise UnreadableModel(where=where, what="is not JSON") from error
    root = manifest.get("rootModelIdentifier") if isinstance(manifest, dict) else None
    items = manifest.get("itemInfoEntries") if isinstance(manifest, dict) else None
    if not isinstance(root, str) or not isinstance(items, dict):
        raise UnreadableModel(where=where, what="is no manifest of a Core ML package: rootModelIdentifier is missing")
    item = items.get(root)
    path = item.get("path") if isinstance(item, dict) else None
    if not isinstance(path, str) or not path:
        raise UnreadableModel(where=where, what="names a root model that has no entry in itemInfoEntries")
    if leaves(path):
        raise UnreadableModel(where=where, what=f"its path leaves the package: {path[:100]!r}")
    return f"{ITEMS_FOLDER}/{path}"


def leaves(path: str) -> bool:
    """Whether a path inside a package or an archive leads out of it."""
    return path.startswith(("/", "\\")) or ".." in path.replace("\\", "/").split("/") or "\0" in path or ":" in path[:2]
