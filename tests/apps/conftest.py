"""Apps as Xcode builds them, with models that coremltools built."""

import plistlib
import shutil
from pathlib import Path
from typing import Any

import pytest
from made_apps import MakeBundle


@pytest.fixture
def bundle(tmp_path: Path) -> MakeBundle:
    """Makes a bundle below the test's folder: its property list, and models at places inside it."""

    def make(
        name: str, models: dict[str, Path], *, place: str = "Info.plist", binary: bool = True, **said: Any
    ) -> Path:
        folder = tmp_path / name
        folder.mkdir(parents=True)
        plist = folder / place
        plist.parent.mkdir(parents=True, exist_ok=True)
        form = plistlib.FMT_BINARY if binary else plistlib.FMT_XML
        plist.write_bytes(plistlib.dumps({"CFBundleName": folder.stem, **said}, fmt=form))
        for inside, package in models.items():
            shutil.copytree(package, folder / inside)
        return folder

    return make
