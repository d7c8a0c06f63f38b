"""One model of a scan, examined: runs in any process, on any machine; takes and gives plain values.

What a model is told apart by: the content that a check reads. Weights are never read, so two models that differ in
them alone are one; of a very large file, places spread over it stand for the whole.
"""

import hashlib
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final

from kb.advice.report import ModelReport
from kb.checking import check_model
from kb.errors import KbError, UnreadableModel
from kb.knowledge.knowledge_base import KnowledgeBase
from kb.knowledge.opening import open_knowledge
from kb.models.model import Model
from kb.models.reading import read_model
from kb.models.sources import Source
from kb.platforms.deployment import Deployment
from kb.store.surveying import storable

# Bytes up to which all of a message counts, and up to which it is kept for later questions.
WHOLE_LIMIT: Final = 8 * 1024 * 1024
KEPT_LIMIT: Final = 4 * 1024 * 1024
_SAMPLES: Final = 64
_SAMPLE: Final = 4096
# What is kept is never unpacked beyond this.
UNPACKED_LIMIT: Final = 64 * 1024 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class ExaminedFinding:
    record: str
    severity: str
    verdict: str
    precision: str
    count: int
    targets: tuple[str, ...]
    fingerprint: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Examined:
    """What a scan keeps of one path. Either `error` says why there is nothing, or the rest is there."""

    path: str
    state: str
    error: str = ""
    content_hash: str = ""
    kind: str = ""
    specification_version: int = 0
    operations: int = 0
    message: bytes | None = None
    requires: str = ""
    recommends: str = ""
    cannot_load: bool = False
    findings: tuple[ExaminedFinding, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """One model to examine: where it is read, what it is called, what its files looked like."""

    path: str
    shown: str
    state: str
    deployment: Deployment


@lru_cache(maxsize=1)
def knowledge() -> KnowledgeBase:
    """Opened once in each process."""
    return open_knowledge()


def examine(task: Task) -> Examined:
    """Read and check one model. Whatever is wrong with it becomes its `error`."""
    try:
        if "://" in task.path:
            # Only scans of remote stores need it.
            from kb.store.remote import read_remote  # noqa: PLC0415

            model = read_remote(task.path)
        else:
            model = read_model(Path(task.path))
        return examined(task, model)
    except KbError as error:
        return Examined(path=task.shown, state=task.state, error=_shown(str(error), task))
    except Exception as error:  # noqa: BLE001 — one bad model never ends a scan; it is listed
        what = f"this is a defect of kb, not of the model: {type(error).__name__}: {error}"
        return Examined(path=task.shown, state=task.state, error=_shown(what, task))


def _shown(text: str, task: Task) -> str:
    return storable(text.replace(task.path, task.shown))[:2000]


def examined(task: Task, model: Model) -> Examined:
    """Check a model that was read."""
    report = check_model(model, knowledge(), task.deployment)
    return Examined(
        path=task.shown,
        state=task.state,
        content_hash=content_hash(model),
        kind=model.kind,
        specification_version=model.specification_version,
        operations=report.operations,
        message=kept_message(model),
        requires=report.requirement.target.name if report.requirement else "",
        recommends=report.recommendation.target.name if report.recommendation else "",
        cannot_load=bool(report.cannot_load_on),
        findings=tuple(_findings(report)),
    )


def _findings(report: ModelReport) -> Iterator[ExaminedFinding]:
    for finding in report.findings:
        yield ExaminedFinding(
            record=finding.record.id,
            severity=finding.record.severity.value,
            verdict=finding.verdict.value,
            precision=finding.precision.value,
            count=len(finding.operations),
            targets=tuple(target.name for target in finding.targets),
            fingerprint=finding.fingerprint,
        )


def content_hash(model: Model) -> str:
    """Of the model's message; of what was read, where a compiled model has none."""
    digest = hashlib.sha256(f"{model.kind} {model.specification_version} {model.format == 'mlmodelc'}".encode())
    if model.message is None or not model.message.spans:
        for function in model.functions:
            for operation in function.source.operations(None):
                digest.update(f"{operation.type} {operation.name} {sorted(operation.attributes.items())}".encode())
        return digest.hexdigest()[:32]
    for span in model.message.spans:
        for start, end in _places(span.end - span.start):
            digest.update(span.source.read(span.start + start, span.start + end))
    return digest.hexdigest()[:32]


def _places(size: int) -> Iterator[tuple[int, int]]:
    if size <= WHOLE_LIMIT:
        yield 0, size
        return
    step = (size - _SAMPLE) // (_SAMPLES - 1)
    yield from ((step * number, step * number + _SAMPLE) for number in range(_SAMPLES))


def kept_message(model: Model) -> bytes | None:
    """The message, compressed; None where it is too large, or there is none."""
    if model.message is None or len(model.message.spans) != 1:
        return None
    span = model.message.spans[0]
    source: Source = span.source
    if span.end - span.start > KEPT_LIMIT:
        return None
    return zlib.compress(source.read(span.start, span.end), 6)


def unpacked(message: bytes) -> bytes:
    """What `kept_message` packed. Raises UnreadableModel where it is damaged."""
    try:
        unpacking = zlib.decompressobj()
        content = unpacking.decompress(message, UNPACKED_LIMIT)
    except zlib.error as error:
        raise UnreadableModel(where="the store", what=f"holds a damaged model: {error}") from error
    return content
