"""The kit: models, inputs, reference and runners in one folder that goes to a Mac or a device.

`kit_files` is pure: it says what each file holds. `write_kit` writes them and copies the models.
"""

import json
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from string import Template
from typing import Final

from kb.errors import KbError
from kb.verification.inputs import InputSet, encode_inputs
from kb.verification.results import Results, encode_results

SCHEMA: Final = "kb.kit/1"
DATA: Final = "Sources/Verification/Kit"
_HERE: Final = Path(__file__).parent
_COPIED: Final[Mapping[str, str]] = {
    "run_on_mac.py": "run_on_mac.py",
    "Package.swift": "templates/Package.swift",
    "Sources/Verification/Verification.swift": "templates/Verification.swift",
    "Tests/VerificationTests/VerificationTests.swift": "templates/VerificationTests.swift",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class KitModel:
    path: Path
    sha256: str
    target: str

    @property
    def name(self) -> str:
        return self.path.stem


def kit_files(
    models: Sequence[KitModel], sets: Sequence[InputSet], *, seed: int | None, reference: Results | None
) -> Mapping[str, str]:
    """Path inside the kit → text. Raises KbError for two models of one name.

    `seed`: what the inputs were made from; None where they are the user's own.
    """
    names = [model.name for model in models]
    if len(set(names)) < len(names):
        raise KbError(where="kb verify kit", what="two models have the same name", hint="rename one")
    files = {name: (_HERE / source).read_text(encoding="utf-8") for name, source in _COPIED.items()}
    files["README.md"] = _readme(models, seed=seed, reference=reference)
    files[f"{DATA}/kit.json"] = _document({"schema": SCHEMA, "seed": seed, "models": list(map(_entry, models))})
    files[f"{DATA}/inputs.json"] = _document(encode_inputs(sets, seed=seed))
    if reference:
        files["reference.json"] = encode_results(reference)
    return files


def _entry(model: KitModel) -> dict[str, str]:
    path = f"models/{model.path.name}"
    return {"name": model.name, "path": path, "sha256": model.sha256, "target": model.target}


def _document(document: object) -> str:
    return json.dumps(document, indent=1) + "\n"


def _readme(models: Sequence[KitModel], *, seed: int | None, reference: Results | None) -> str:
    template = (_HERE / "templates/README.md").read_text(encoding="utf-8")
    told = (
        "`reference.json` holds what the source model gives for these inputs, computed in fp32."
        if reference
        else "There is no reference: no source model was given. Compare with the results of `CPU_ONLY`, which tells"
        " what the compute units do differently, not what the conversion did."
    )
    inputs = (
        "The inputs are your own."
        if seed is None
        else f"The inputs are made up from the interface and the seed {seed}: normal numbers for fractions, 0 to 15 for"
        " whole numbers, noise for images. They find wrong arithmetic; they say nothing about accuracy on your data."
    )
    table = "\n".join(f"* `{model.name}`, built for {model.target}, SHA-256 `{model.sha256}`" for model in models)
    return Template(template).substitute(MODELS=table, REFERENCE=told, INPUTS=inputs)


def write_kit(folder: Path, files: Mapping[str, str], models: Sequence[KitModel]) -> None:
    """Raises KbError where the folder holds something already."""
    if folder.exists() and any(folder.iterdir()):
        raise KbError(where=str(folder), what="is not empty", hint="name a new folder")
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    for model in models:
        copy = folder / DATA / "models" / model.path.name
        if model.path.is_dir():
            shutil.copytree(model.path, copy)
        else:
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(model.path, copy)
