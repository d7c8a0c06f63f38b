"""From the bytes of a `Model` message to a `Model`, and the models inside it."""

import itertools
from collections.abc import Iterator
from typing import Final

from kb.errors import Problem, UnreadableModel
from kb.models.decode_interface import interfaces_of, metadata_of
from kb.models.message import Message
from kb.models.model import Function, Interface, Model
from kb.models.sources import Source, unreadable
from kb.models.wire import Span
from kb.platforms.targets import TARGETS

# Models of one pipeline, those of inner pipelines included.
SUBMODELS_LIMIT: Final = 1_000

NETWORKS: Final = ("neuralNetwork", "neuralNetworkClassifier", "neuralNetworkRegressor")
PIPELINES: Final = ("pipeline", "pipelineClassifier", "pipelineRegressor")
UNKNOWN: Final = "unknown"
# The numbers of the arms that say a model's kind start here. Source: Model.proto of coremltools 9.0.
_FIRST_KIND: Final = 200

# Every writer puts the specification version first: field 1, a varint.
_FIRST_BYTE: Final = b"\x08"


# A program is a flatbuffer marked `ET12` behind its first offset. Source: pytorch/executorch, schema/program.fbs.
_EXECUTORCH: Final = b"ET"


def decode_source(source: Source, *, path: str, model_format: str, notes: tuple[Problem, ...] = ()) -> Model:
    """The model that a source holds. Raises UnreadableModel where it holds none, or a damaged one.

    What nobody has asked for yet is not looked at; damage there is told by whoever asks later, with UnreadableModel.
    """
    if not source.size:
        raise unreadable(source, 0, "the file is empty", "download or copy the model again")
    message = Message("Model", (Span(source, 0, source.size),))
    if not _is_model(message, source):
        if source.size > 8 and source.read(4, 6) == _EXECUTORCH:
            what = "is an ExecuTorch program: these are not supported"
            raise unreadable(source, 0, what, "check the .mlpackage that the Core ML backend was given")
        raise unreadable(source, 0, "is not a Core ML model", "give a .mlpackage, a .mlmodel, or a zip of one")
    return _Decoder(path, model_format).decode(message, prefix="", notes=notes)


def _is_model(message: Message, source: Source) -> bool:
    """Raises UnreadableModel where the file starts as a model starts, but is damaged."""
    try:
        return bool(message.which("Type")) or _unknown_kind(message) is not None
    except UnreadableModel:
        if source.read(0, 1) == _FIRST_BYTE:
            raise
        return False


def _unknown_kind(message: Message) -> int | None:
    """The number of a kind that came after the field table; never in what is no Core ML model at all."""
    if message.integer("specificationVersion") < 1 or not message.has("description"):
        return None
    return next((number for number in message.unknown() if number >= _FIRST_KIND), None)


class _Decoder:
    """One model and those inside it; counts them."""

    def __init__(self, path: str, model_format: str) -> None:
        self._path = path
        self._format = model_format
        self._submodels = 0

    def decode(self, message: Message, *, prefix: str, notes: tuple[Problem, ...] = ()) -> Model:
        kind = message.which("Type") or UNKNOWN
        description = message.message("description")
        interface, function_interfaces = interfaces_of(description)
        return Model(
            path=f"{self._path}/{prefix}".rstrip("/") if prefix else self._path,
            kind=kind,
            format=self._format,
            specification_version=message.integer("specificationVersion"),
            updatable=message.boolean("isUpdatable"),
            interface=interface,
            function_interfaces=function_interfaces,
            default_function=description.text("defaultFunctionName"),
            metadata=metadata_of(description),
            functions=_functions(message, kind, interface, prefix),
            submodels=tuple(self._inside(message, kind, prefix)),
            notes=(*notes, *_notes(message, self._path)),
            message=message,
        )

    def _inside(self, message: Message, kind: str, prefix: str) -> Iterator[Model]:
        if kind not in PIPELINES:
            return
        inner = message.message(kind)
        pipeline = inner if kind == "pipeline" else inner.message("pipeline")
        names = itertools.chain(pipeline.texts("names"), itertools.repeat(""))
        for number, (model, name) in enumerate(zip(pipeline.messages("models"), names, strict=False)):
            self._submodels += 1
            if self._submodels > SUBMODELS_LIMIT:
                span = model.spans[0]
                raise unreadable(span.source, span.start, f"more than {SUBMODELS_LIMIT:,} models in one pipeline")
            yield self.decode(model, prefix=f"{prefix}{number}:{name or f'model{number}'}/")


def _functions(message: Message, kind: str, interface: Interface, prefix: str) -> tuple[Function, ...]:
    # Most commands meet models of one kind: the decoder of the other is left alone.
    if kind == "mlProgram":
        from kb.models.decode_program import functions_of  # noqa: PLC0415

        return functions_of(message.message(kind), prefix=prefix)
    if kind in NETWORKS:
        from kb.models.decode_network import network_function  # noqa: PLC0415

        return (network_function(message.message(kind), interface, prefix=prefix),)
    return ()


def _notes(message: Message, path: str) -> Iterator[Problem]:
    if not message.which("Type"):
        number = _unknown_kind(message)
        what = f"a kind of model that is not known here (field {number})" if number else "no kind of model stands in it"
        yield Problem(where=path, what=what, hint="a newer kb may know it")
    version, newest = message.integer("specificationVersion"), TARGETS[-1]
    if version > newest.specification_version:
        what = f"specification version {version} is newer than any that is known here"
        yield Problem(where=path, what=what, hint=f"the newest known target is {newest}")
