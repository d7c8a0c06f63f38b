"""What the public API offers as functions: check, read_model, KnowledgeBase. `kb/__init__.py` exports them."""

import os
from collections.abc import Sequence
from pathlib import Path

from kb import __version__
from kb.advice.report import Report
from kb.availability.table import OperationEntry
from kb.checking import check_model
from kb.errors import KbError
from kb.knowledge import knowledge_base
from kb.knowledge.opening import open_knowledge
from kb.knowledge.selecting import select_records
from kb.logs.explaining import explain
from kb.logs.explanation import Explanation
from kb.models import reading
from kb.models.model import Model
from kb.models.walking import operation_types
from kb.platforms.deployment import Deployment
from kb.platforms.resolving import resolve
from kb.platforms.targets import Target, target_named
from kb.records.record import Category, Confidence, Record, Severity, Status
from kb.rules.compiling import compile_rules
from kb.rules.match import Match
from kb.rules.matching import match


def read_model(path: str | os.PathLike[str]) -> Model:
    """The model in a `.mlpackage`, `.mlmodel`, `.mlmodelc`, or a zip of one. Weights are never read.

    Raises UnreadableModel, which names the file, the place and the reason.
    """
    return reading.read_model(Path(path))


def check(
    path: str | os.PathLike[str],
    *,
    deployment: Deployment | None = None,
    targets: Sequence[str] = (),
    base: "KnowledgeBase | None" = None,
) -> Report:
    """What `kb check PATH` answers, as values. `report.models[0]` is the model's part.

    `deployment` is what is shipped to (everything by default), `targets` are the candidates to judge (`iOS16`; all
    that the model can be built for by default). Raises UnreadableModel, and KbError for a device or target that
    nobody knows.
    """
    base = base or KnowledgeBase.open()
    resolved = resolve(deployment or Deployment(), base.inner.platforms)
    model = check_model(read_model(path), base.inner, resolved, [_target(name) for name in targets])
    return Report(
        version=__version__,
        data_version=base.data_version,
        records=len(base.inner.slugs),
        deployment=resolved,
        models=(model,),
    )


class KnowledgeBase:
    """Everything that is known, and questions about it. Open it once, ask it often."""

    def __init__(self, inner: knowledge_base.KnowledgeBase) -> None:
        self.inner = inner

    @classmethod
    def open(cls, data: str | os.PathLike[str] | None = None) -> "KnowledgeBase":
        """The knowledge that is installed; with `data`, that of a checkout's `data` folder. Raises KbError."""
        return cls(open_knowledge(Path(data) if data is not None else None))

    @property
    def data_version(self) -> str:
        """The day of the data, `2026.11.24`; not the program's version."""
        return self.inner.data_version

    def records(
        self,
        *,
        operation: str = "",
        target: str = "",
        category: Category | str | None = None,
        severity: Severity | str | None = None,
        confidence: Confidence | str | None = None,
        status: Status | str | None = None,
    ) -> tuple[Record, ...]:
        """Records by slug; filters add up. `confidence`: at least so sure. Raises KbError for an unknown target."""
        return select_records(
            self.inner.records,
            operation=operation,
            target=_target(target) if target else None,
            category=Category(category) if category else None,
            severity=Severity(severity) if severity else None,
            confidence=Confidence(confidence) if confidence else None,
            status=Status(status) if status else None,
        )

    def record(self, name: str) -> Record | None:
        """The record of a slug or an alias (`apple/coremltools#2173`); None where there is none."""
        return self.inner.record(name)

    def operation(self, type: str) -> OperationEntry:  # noqa: A002 — Core ML's word
        """Since when an operation exists, and its parameters in each version. Raises KbError."""
        entry = self.inner.availability.operations.get(type)
        if entry is None:
            raise KbError(where=type, what="there is no such operation", hint="`kb ops` lists them")
        return entry

    def explain(self, text: str, *, model: str | os.PathLike[str] | None = None) -> tuple[Explanation, ...]:
        """The records that log lines tell of, the likeliest first; those that `model` matches as well before all."""
        matches: tuple[Match, ...] = ()
        if model is not None:
            read = read_model(model)
            matches = match(read, compile_rules(self.inner, operation_types(read)))
        return explain(text, self.inner.records, matches)


def _target(name: str) -> Target:
    target = target_named(name)
    if target is None:
        raise KbError(where=name, what="is no deployment target", hint="write iOS16 or macOS13")
    return target
