"""Proves records by their source models: PyTorch code is converted with coremltools, and the record must match what
comes out; of a refused conversion, it must know the words.

A condition can be right about a program that no converter writes: casts change their dtype with the target, exported
programs come without fused operations, passes fold what the code says. Only a conversion tells.
"""

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from kb.curation.convert_options import options_of
from kb.curation.converting import NETWORKS_FROM, PROGRAMS_FROM, STATES_FROM, Asked, convert_module, model_of, text_of
from kb.curation.example_form import read_example
from kb.curation.examples import known_target, target_of
from kb.curation.proving import Failure, Proof, decide, proofs_of, quieten
from kb.curation.torch_module import TorchModule, module_of
from kb.errors import KbError
from kb.knowledge.knowledge_base import KnowledgeBase
from kb.logs.explaining import explain
from kb.platforms.targets import Target
from kb.records.record import Category, FrontEnd, Record, SourceModel
from kb.rules.verdict import Verdict


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
    for target in _targets_of(record, base, source):
        for front_end in source.by:
            example = f"{name}, {target}, {front_end.value}"
            try:
                module = module_of(source.torch, source.given)
                lowest = STATES_FROM if module.states else NETWORKS_FROM
                options = options_of(source.python) if source.python else {}
                asked = Asked(target=max(target, lowest), as_network=target < PROGRAMS_FROM, options=options)
            except KbError as error:
                yield Failure(slug=record.id, example=example, what=str(error))
                continue
            yield _outcome(record, base, example, module, asked, front_end)


def _targets_of(record: Record, base: KnowledgeBase, source: SourceModel) -> Iterable[Target]:
    if source.targets:
        return map(known_target, source.targets)
    if not record.examples.affected:
        return (PROGRAMS_FROM,)
    return (target_of(read_example(record.examples.affected[0]), record, base.availability),)


def _outcome(
    record: Record, base: KnowledgeBase, example: str, module: TorchModule, asked: Asked, front_end: FrontEnd
) -> Failure | None:
    is_refusal = record.category is Category.CONVERSION_FAILURE
    try:
        converted = convert_module(module, asked, front_end)
    except Exception as error:  # noqa: BLE001 — a converter raises what it likes
        what = f"{type(error).__name__}: {error}"
        if is_refusal and explain(what, [record]):
            return None
        told = "is refused in words that the record does not have" if is_refusal else "is refused"
        return Failure(slug=record.id, example=example, what=f"{told}: {what}")
    if is_refusal:
        built = text_of(converted, asked)
        return Failure(slug=record.id, example=example, what="is converted, and the record says refused", built=built)
    return _decided(record, base, example, converted, asked)


def _decided(record: Record, base: KnowledgeBase, example: str, converted: Any, asked: Asked) -> Failure | None:
    model = model_of(converted, origin=f"{record.id}, {example}")
    verdict, why = decide(model, record, base)
    if verdict is Verdict.MATCHED:
        return None
    because = why or f"no rule held: {' | '.join(rule.when or 'always' for rule in record.rules)}"
    what = f"is {verdict.value}: {because}"
    return Failure(slug=record.id, example=example, what=what, built=text_of(converted, asked))
