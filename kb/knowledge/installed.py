"""Data that the user installed: where they lie, which ones count, how they are replaced at once.

    <user folder>/current          JSON: {"data_version", "folder", "sha256", "pinned"}
    <user folder>/<folder>/        bundle.json and bundle.index.json, once written never changed

A reader sees the old bundle or the new one, never half of one: `current` is replaced by one rename, after all else.
"""

import contextlib
import json
import shutil
import tempfile
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

from kb.knowledge.opening import CURRENT

BUNDLE: Final = "bundle.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Installed:
    """What `current` says."""

    data_version: str
    folder: str
    sha256: str
    """Of the file that it was installed from."""
    pinned: bool
    """Installed with `--force`: it counts though the program carries newer data."""

    def counts_over(self, bundled: str) -> bool:
        """Whether these are the data to use, of a program that carries data of the version `bundled`."""
        return self.pinned or is_newer(self.data_version, bundled)


def installed_in(folder: Path) -> Installed | None:
    """None where nothing is installed, or where it cannot be understood: then the program's own data count."""
    try:
        said = json.loads((folder / CURRENT).read_bytes())
        return Installed(**said)
    except (OSError, ValueError, TypeError):
        return None


def is_newer(one: str, other: str) -> bool:
    """Whether a data version comes after another: `2026.11.24` < `2026.11.24.1` < `2026.12.1`."""
    return _key(one) > _key(other)


def _key(version: str) -> tuple[int, ...]:
    return tuple(int(part) if part.isdecimal() else -1 for part in version.split("."))


def install(files: Mapping[str, bytes], folder: Path, *, data_version: str, sha256: str, pinned: bool) -> Installed:
    """Write the files of a bundle, and make them the current ones."""
    before = installed_in(folder)
    folder.mkdir(parents=True, exist_ok=True)
    # A folder of its own for each time: nothing that a reader may have open is ever written to.
    made = Path(tempfile.mkdtemp(prefix=f"{data_version}-", dir=folder))
    for name, content in files.items():
        (made / name).write_bytes(content)
    installed = Installed(data_version=data_version, folder=made.name, sha256=sha256, pinned=pinned)
    pointer = made / CURRENT
    pointer.write_text(json.dumps(asdict(installed), indent=1) + "\n", encoding="utf-8")
    pointer.replace(folder / CURRENT)
    # The one before stays until the next time: somebody may be reading it.
    _remove_all_but(folder, {made.name, before.folder if before else ""})
    return installed


def remove_installed(folder: Path) -> Installed | None:
    """Back to the program's own data. Gives what was installed, or None."""
    before = installed_in(folder)
    with contextlib.suppress(FileNotFoundError):
        (folder / CURRENT).unlink()
    if folder.is_dir():
        _remove_all_but(folder, set())
    return before


def _remove_all_but(folder: Path, kept: set[str]) -> None:
    for bundle in folder.glob(f"*/{BUNDLE}"):
        if bundle.parent.name not in kept:
            shutil.rmtree(bundle.parent, ignore_errors=True)
