"""Proves records by their source models: PyTorch code is converted with coremltools, and the record must match what
comes out; of a refused conversion, it must know the words.

A condition can be right about a program that no converter writes: casts change their dtype with the target, exported
programs come without fused operations, passes fold what the code says. Only a conversion tells.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

from kb.curation.converting import (
    NETWORKS_FROM,
    PROGRAMS_FROM,
    STATES_FROM,
    Asked,
    convert_source,
    model_of,
    source_of,
    text_of,
)
from kb.curation.example_form import read_example
from kb.curation.examples import known_target, target_of
from kb.curation.proving import Failure, Proof, decide, proofs_of, quieten, unexpected
from kb.curation.record_python import model_by
from kb.curation.torch_module import TorchModule, module_of
from kb.errors import KbError
from kb.frozen import frozen
from kb.knowledge.knowledge_base import KnowledgeBase
from kb.logs.explaining import explain
from kb.platforms.targets import Target
from kb.records.record import Category, FrontEnd, Record, SourceModel
from kb.rules.verdict import Verdict

_BY: Final = (FrontEnd.TRACE, FrontEnd.EXPORT)
"""The front ends of code that names none."""


def prove_sources(slugs: Sequence[str], data: Path | None, *, processes: int) -> Iterator[Proof]:
    """Proofs that count conversions."""
    return proofs_of(slugs, data, prove_sources_of, processes=processes, prepare=quieten)


def prove_sources_of(record: Record, base: KnowledgeBase) -> Proof:
    """One conversion for each source model, target and front end."""
    outcomes = [
        outcome
        for number, source in enumerate(record.examples.sources, 1)
        for outcome in _outcomes(record, base, f"source {number}", source)
    ]
    failures = tuple(failure for failure in outcomes if failure is not None)
    return Proof(slug=record.id, examples=len(outcomes), failures=failures)


def _outcomes(record: Record, base: KnowledgeBase, name: str, source: SourceModel) -> Iterator[Failure | None]:
    """Of each conversion, what is wrong with it."""
    targets = _targets_of(record, base, source)
    for front_end in source.by or _BY:
        made = _made(source, front_end)
        for target in targets:
            example = f"{name}, {target}, {front_end.value}"
            if isinstance(made, _Made):
                yield _outcome(record, base, example, made, _asked_of(made, target))
            else:
                yield _refused(record, example, made)


@frozen
class _Made:
    """What the converter takes, and by which code."""

    module: TorchModule
    source: Any
    front_end: FrontEnd
    python: str

    def converted(self, asked: Asked) -> Any:
        """Raises whatever the converter or the code raises."""

        def convert(options: Mapping[str, Any]) -> Any:
            return convert_source(self.source, self.module, replace(asked, options=options), self.front_end)

        return model_by(self.python, convert) if self.python else convert({})


def _made(source: SourceModel, front_end: FrontEnd) -> _Made | Exception:
    """Once for all targets; or why there is none."""
    try:
        module = module_of(source.torch, source.given)
        return _Made(module=module, source=source_of(module, front_end), front_end=front_end, python=source.python)
    except Exception as error:  # noqa: BLE001 — PyTorch raises what it likes
        return error


def _asked_of(made: _Made, target: Target) -> Asked:
    lowest = STATES_FROM if made.module.states else NETWORKS_FROM
    return Asked(target=max(target, lowest), as_network=target < PROGRAMS_FROM)


def _targets_of(record: Record, base: KnowledgeBase, source: SourceModel) -> tuple[Target, ...]:
    if source.targets:
        return tuple(map(known_target, source.targets))
    if not record.examples.affected:
        return (PROGRAMS_FROM,)
    return (target_of(read_example(record.examples.affected[0]), record, base.availability),)


def _outcome(record: Record, base: KnowledgeBase, example: str, made: _Made, asked: Asked) -> Failure | None:
    try:
        converted = made.converted(asked)
    except Exception as error:  # noqa: BLE001 — a converter raises what it likes
        return _refused(record, example, error)
    if record.category is Category.CONVERSION_FAILURE:
        built = text_of(converted, asked)
        return Failure(slug=record.id, example=example, what="is converted, and the record says refused", built=built)
    return _decided(record, base, example, converted, asked)


def _refused(record: Record, example: str, error: Exception) -> Failure | None:
    """None where the record is about that refusal, and knows its words. What we refuse ourselves is none of it."""
    if isinstance(error, KbError):
        return Failure(slug=record.id, example=example, what=str(error))
    what = f"{type(error).__name__}: {error}"
    is_refusal = record.category is Category.CONVERSION_FAILURE
    if is_refusal and explain(what, [record]):
        return None
    told = "is refused in words that the record does not have" if is_refusal else "is refused"
    return Failure(slug=record.id, example=example, what=f"{told}: {what}")


def _decided(record: Record, base: KnowledgeBase, example: str, converted: Any, asked: Asked) -> Failure | None:
    model = model_of(converted, origin=f"{record.id}, {example}")
    verdict, why = decide(model, record, base)
    if verdict is Verdict.MATCHED:
        return None
    return unexpected(record, example, verdict, why, text_of(converted, asked))
