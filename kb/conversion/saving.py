"""Where builds and reports are written: nothing is overwritten unasked, nothing is left half written."""

import shutil
import tempfile
from collections.abc import Callable, Iterable
from pathlib import Path

from kb.errors import KbError
from kb.platforms.targets import Target


def path_of(folder: Path, name: str, target: Target) -> Path:
    """`out`, `Encoder`, iOS15 → `out/Encoder-iOS15.mlpackage`; a neural network is a `.mlmodel`."""
    return folder / f"{name}-{target}{'.mlpackage' if target.opset else '.mlmodel'}"


def refuse_existing(paths: Iterable[Path]) -> None:
    """Raises KbError where a file that would be written is there: before anything is converted."""
    there = [str(path) for path in paths if path.exists()]
    if there:
        raise KbError(where=", ".join(there), what="is there already", hint="--force writes it anew")


def save(write: Callable[[str], None], path: Path) -> None:
    """Let `write` write beside `path`, then move it there: what stood there goes only once the new one is whole."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".kb-", dir=path.parent) as folder:
        partial = Path(folder, path.name)
        write(str(partial))
        if path.is_dir():
            shutil.rmtree(path)
        partial.replace(path)


def size_of(path: Path) -> int:
    """Bytes of a file, or of all files in a folder."""
    if path.is_file():
        return path.stat().st_size
    return sum(each.stat().st_size for each in path.rglob("*") if each.is_file())
