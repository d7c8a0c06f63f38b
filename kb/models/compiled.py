"""A compiled model: the folder `.mlmodelc` that Apple's compiler makes. Its parts stand in forms of their own; they
are written as the messages of a `.mlmodel`, so that one reader serves both. Weights are never read.

    model.mil              an ML program as text
    model.espresso.net     a neural network's layers; model.espresso.shape their shapes
    metadata.json          specification version, kind, interface, metadata, in words
    coremldata.bin         the interface and metadata as a message
    model0, model1, …      the models of a pipeline
"""

import dataclasses
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import Any, Final

from kb.errors import Problem, UnreadableModel
from kb.models.compiled_description import description_from, description_in, kind_of, said_in, says_interface
from kb.models.decoding import NETWORKS, PIPELINES, decode_source
from kb.models.espresso import network_of
from kb.models.message_types import types_of
from kb.models.mil_text import program_of
from kb.models.mlmodel import weight_file_state
from kb.models.model import Interface, Model
from kb.models.opening import open_inside, refuse_closed_folder, refuse_lfs_pointer
from kb.models.sources import MemorySource
from kb.models.weight_files import weight_notes
from kb.models.wire_writing import Content, written
from kb.platforms.targets import TARGET_OF_OPSET

MIL: Final = "model.mil"
NET: Final = "model.espresso.net"
SHAPE: Final = "model.espresso.shape"
METADATA: Final = "metadata.json"
DATA: Final = "coremldata.bin"
ENCRYPTION: Final = "encryptionInfo"
"""A folder that lies in models which Xcode has encrypted."""
FILES: Final = (DATA, MIL, NET)
"""Any of these in a folder says that it is a compiled model."""

_ENCRYPTED_HINT: Final = "check the model before it is encrypted"
# Bytes of one of these files; a program of 50,000 operations has about 12 MB of text.
TEXT_LIMIT: Final = 256 * 1024 * 1024
# Bytes of what describes a model.
DESCRIPTION_LIMIT: Final = 16 * 1024 * 1024
# Models of one pipeline, and pipelines inside pipelines.
PARTS_LIMIT: Final = 1_000
NESTING_LIMIT: Final = 16


@dataclasses.dataclass(frozen=True, slots=True)
class _Folder:
    path: Path
    origin: str
    """What messages call it: an archive's content lies in a temporary folder while it is read."""

    def where(self, name: str) -> str:
        return f"{self.origin}: {name}"


def read_compiled(path: Path, *, origin: str = "") -> Model:
    """The model in a `.mlmodelc` folder, all of it: no file is needed afterwards.

    Raises UnreadableModel, with the file (`origin`, where the folder is to be called otherwise), the place and the
    reason.
    """
    return _read(_Folder(path, origin or str(path)), depth=0)


def _read(folder: _Folder, *, depth: int) -> Model:
    if (folder.path / ENCRYPTION).exists():
        raise UnreadableModel(where=folder.origin, what="is encrypted", hint=_ENCRYPTED_HINT)
    said = _said(folder)
    program = _optional(folder, MIL, TEXT_LIMIT)
    net = None if program is not None else _optional(folder, NET, TEXT_LIMIT)
    kind = _kind(said, program=program is not None, net=net is not None)
    description = _description(folder)
    fields: list[tuple[str, Content]] = [("description", description or description_from(said))]
    if program is not None:
        origin = folder.where(MIL)
        fields.append(("mlProgram", program_of(_text(program, origin), origin=origin)))
    elif _is_kind(kind):
        fields.append((kind, b""))
    else:
        what = "does not say what kind of model it is" if not kind else f"holds a kind of model not known here: {kind}"
        raise UnreadableModel(where=folder.where(METADATA), what=what)
    model = _decoded(folder, _version(said), fields)
    if description is None and not says_interface(said):
        model = _without_interface(model, folder)
    if program is not None:
        state = partial(weight_file_state, folder.path)
        notes = weight_notes(MemorySource(program, origin=folder.origin), state, path=folder.origin)
        model = dataclasses.replace(model, notes=(*model.notes, *notes))
    if net is not None:
        shapes = _optional(folder, SHAPE, TEXT_LIMIT) or b""
        function = network_of(net, shapes, model.interface, origin=folder.where(NET))
        model = dataclasses.replace(model, functions=(function,))
    if kind in PIPELINES:
        model = dataclasses.replace(model, submodels=_parts(folder, depth))
    return model if program is not None else dataclasses.replace(model, message=None)


def _is_kind(name: str) -> bool:
    field = types_of("Model").by_name.get(name)
    return field is not None and field.oneof == "Type"


def _kind(said: Mapping[str, Any], *, program: bool, net: bool) -> str:
    kind = kind_of(said)
    if program:
        return "mlProgram"
    if net and kind not in NETWORKS:
        return "neuralNetwork"
    return kind


def _said(folder: _Folder) -> Mapping[str, Any]:
    content = _optional(folder, METADATA, DESCRIPTION_LIMIT)
    return said_in(content, origin=folder.where(METADATA)) if content is not None else {}


def _description(folder: _Folder) -> bytes | None:
    coremldata = _optional(folder, DATA, DESCRIPTION_LIMIT)
    return description_in(coremldata, origin=folder.where(DATA)) if coremldata else None


def _version(said: Mapping[str, Any]) -> int:
    version = said.get("specificationVersion", 0)
    return version if isinstance(version, int) else 0


def _decoded(folder: _Folder, version: int, fields: list[tuple[str, Content]]) -> Model:
    source = MemorySource(written("Model", [("specificationVersion", version), *fields]), origin=folder.origin)
    model = decode_source(source, path=folder.origin, model_format="mlmodelc")
    if version > 0:
        return model
    note = Problem(
        where=folder.where(METADATA),
        what="does not say the specification version: taken from the opset",
        hint="compile the model with a newer Xcode",
    )
    opsets = [target for each in model.functions if (target := TARGET_OF_OPSET.get(each.opset or ""))]
    lowest = max(opsets).specification_version if opsets else 1
    return dataclasses.replace(model, specification_version=lowest, notes=(*model.notes, note))


def _parts(folder: _Folder, depth: int) -> tuple[Model, ...]:
    if depth >= NESTING_LIMIT:
        raise UnreadableModel(where=folder.origin, what=f"pipelines nested more than {NESTING_LIMIT} deep")
    parts: list[Model] = []
    while (folder.path / f"model{len(parts)}").is_dir():
        if len(parts) >= PARTS_LIMIT:
            raise UnreadableModel(where=folder.origin, what=f"more than {PARTS_LIMIT:,} models in one pipeline")
        name = f"model{len(parts)}"
        refuse_closed_folder(folder.path / name)
        parts.append(_read(_Folder(folder.path / name, f"{folder.origin}/{name}"), depth=depth + 1))
    return tuple(parts)


def _without_interface(model: Model, folder: _Folder) -> Model:
    what = "does not say what the model's inputs and outputs are: what depends on them is undecided"
    note = Problem(where=folder.where(METADATA), what=what)
    return dataclasses.replace(model, interface=Interface(is_known=False), notes=(*model.notes, note))


def _optional(folder: _Folder, name: str, limit: int) -> bytes | None:
    """A file's content; None where it is absent. Raises UnreadableModel where it is no file, or beyond its limit."""
    if not (folder.path / name).exists():
        return None
    source = open_inside(folder.path, name, where=folder.where(name))
    refuse_lfs_pointer(source)
    if source.size > limit:
        raise UnreadableModel(where=folder.where(name), what=f"has more than {limit:,} bytes")
    return source.read(0, source.size)


def _text(content: bytes, origin: str) -> str:
    try:
        return content.decode()
    except UnicodeDecodeError as error:
        what = "is no text; an encrypted model looks so"
        raise UnreadableModel(where=f"{origin}, byte {error.start}", what=what, hint=_ENCRYPTED_HINT) from None
