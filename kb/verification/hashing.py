"""The name of a model by its content: what ties results to the model that gave them."""

import hashlib
from pathlib import Path


def sha256_of(path: Path) -> str:
    """Of a file its bytes; of a package each file's relative path and bytes, in the order of the paths."""
    digest = hashlib.sha256()
    if path.is_file():
        _add(digest, path)
        return digest.hexdigest()
    for file in sorted((each for each in path.rglob("*") if each.is_file()), key=lambda each: each.as_posix()):
        digest.update(file.relative_to(path).as_posix().encode("utf-8") + b"\0")
        _add(digest, file)
    return digest.hexdigest()


def _add(digest: "hashlib._Hash", file: Path) -> None:
    with file.open("rb") as content:
        while block := content.read(1 << 20):
            digest.update(block)
