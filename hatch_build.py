"""Compiles `data/` into the bundle that a wheel carries. An editable installation reads `data/` itself."""

import sys
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class BundleHook(BuildHookInterface):  # type: ignore[type-arg]  # hatchling's own configuration classes do not matter here
    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        if version == "editable":
            return
        root = Path(self.root)
        sys.path.insert(0, str(root))
        try:
            from kb.knowledge.bundling import bundle_files
            from kb.knowledge.compiling import compile_knowledge
        finally:
            sys.path.remove(str(root))
        base, problems = compile_knowledge(root / "data")
        if problems:
            told = "\n".join(map(str, problems))
            message = f"data/ is not sound, so no bundle can be built from it:\n{told}"
            raise RuntimeError(message)
        self._folder = tempfile.TemporaryDirectory()
        for name, content in bundle_files(base).items():
            path = Path(self._folder.name) / name
            path.write_bytes(content)
            build_data["force_include"][str(path)] = f"kb/knowledge/bundled/{name}"
        # Whoever reads what `kb` prints can hold it against its schema without a network.
        build_data["force_include"][str(root / "data" / "schema")] = "kb/schema"

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:  # noqa: ARG002 — hatchling calls it so
        if version != "editable":
            self._folder.cleanup()
