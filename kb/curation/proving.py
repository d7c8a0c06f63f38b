"""Proves records: each example is built by coremltools, saved, read back by our reader, and decided by the rules.

An affected example must match, an unaffected one must not (undecided is no match), and each rule must be met by an
affected one. A match counts unless the record is
known not to affect the model as it is: its target, and the versions that converted it. What nobody can say (an example
names no version) does not speak against the rule, which is what is proved; who checks such a model reads `undecided`.
"""

import logging
import os
import sys
import tempfile
import warnings
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from functools import cache, partial
from multiprocessing import get_context
from pathlib import Path
from typing import TypeAlias

from kb.advice.destinations import Place, places_of
from kb.advice.findings import judge
from kb.curation.examples import Built, build_example
from kb.errors import KbError
from kb.knowledge.knowledge_base import KnowledgeBase
from kb.knowledge.opening import open_knowledge
from kb.models.model import Model
from kb.platforms.deployment import Deployment
from kb.platforms.targets import TARGET_OF_SPECIFICATION
from kb.records.record import Example, Record
from kb.rules.compiling import compile_record
from kb.rules.match import Match
from kb.rules.matching import match
from kb.rules.verdict import Verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    slug: str
    example: str
    """Which one: `affected 1`."""
    what: str
    built: str = ""
    """What was built, where something was."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    slug: str
    examples: int
    failures: tuple[Failure, ...]


Proving: TypeAlias = Callable[[Record, KnowledgeBase], Proof]
"""A function of a module, so that another process finds it."""


def prove(slugs: Sequence[str], data: Path | None, *, processes: int) -> Iterator[Proof]:
    """Proofs by the records' examples."""
    return proofs_of(slugs, data, prove_record, processes=processes, prepare=_prepare_process)


def proofs_of(
    slugs: Sequence[str], data: Path | None, proving: Proving, *, processes: int, prepare: Callable[[], None]
) -> Iterator[Proof]:
    """Proofs in the order of `slugs`, worked out in processes of their own; `data` is a checkout's folder."""
    with ProcessPoolExecutor(processes, mp_context=get_context("spawn"), initializer=prepare) as pool:
        chunk = max(1, len(slugs) // (processes * 8))
        yield from pool.map(partial(_proof_of, data=data, proving=proving), slugs, chunksize=chunk)


def _prepare_process() -> None:
    """coremltools imports PyTorch and TensorFlow where they are installed: two seconds that no example needs."""
    for name in ("torch", "tensorflow"):
        sys.modules.setdefault(name, None)  # type: ignore[arg-type]  # None is Python's own mark for "not importable"
    quieten()


def quieten() -> None:
    """On Linux coremltools warns that it cannot predict, which nobody asked for; nor did anybody for progress bars."""
    os.environ.setdefault("TQDM_DISABLE", "1")
    logging.disable(logging.WARNING)
    warnings.simplefilter("ignore")


def _proof_of(slug: str, data: Path | None, proving: Proving) -> Proof:
    """The proof of one record. What keeps it from being proved at all is a failure: errors do not cross processes."""
    base = _knowledge(data)
    try:
        record = base.record(slug)
    except KbError as error:
        return Proof(slug=slug, examples=0, failures=(Failure(slug=slug, example="the record", what=str(error)),))
    if record is None:
        return Proof(slug=slug, examples=0, failures=(Failure(slug=slug, example="the record", what="does not exist"),))
    return proving(record, base)


@cache
def _knowledge(data: Path | None) -> KnowledgeBase:
    return open_knowledge(data)


def prove_record(record: Record, base: KnowledgeBase) -> Proof:
    expected: list[tuple[str, Example, bool]] = [
        *((f"affected {n}", example, True) for n, example in enumerate(record.examples.affected, 1)),
        *((f"unaffected {n}", example, False) for n, example in enumerate(record.examples.unaffected, 1)),
    ]
    failures: list[Failure] = []
    met: set[int] = set()
    for name, example, wanted in expected:
        try:
            built = _built(example, record, base)
            verdict, why = decide(built.model, record, base)
            met |= _rules_met(built.model, record, base) if wanted else set()
        except KbError as error:
            failures.append(Failure(slug=record.id, example=name, what=str(error)))
            continue
        if (verdict is Verdict.MATCHED) is not wanted:
            failures.append(unexpected(record, name, verdict, why, built.text))
    return Proof(slug=record.id, examples=len(expected), failures=tuple(failures or _unmet(record, met)))


def _built(example: Example, record: Record, base: KnowledgeBase) -> Built:
    with tempfile.TemporaryDirectory() as folder:
        return build_example(example, record, base.availability, Path(folder))


def _rules_met(model: Model, record: Record, base: KnowledgeBase) -> set[int]:
    """The rules that hold by themselves, counted from 1."""
    if len(record.rules) == 1:
        return {1}
    alone = ((number, replace(record, rules=(rule,))) for number, rule in enumerate(record.rules, 1))
    return {number for number, one in alone if decide(model, one, base)[0] is Verdict.MATCHED}


def _unmet(record: Record, met: set[int]) -> Iterator[Failure]:
    for number, rule in enumerate(record.rules, 1):
        if number not in met:
            what = f"is met by no affected example, so nothing proves it: {rule.when or ', '.join(rule.operations)}"
            yield Failure(slug=record.id, example=f"rule {number}", what=what)


def unexpected(record: Record, name: str, verdict: Verdict, why: str, built: str) -> Failure:
    """That the record's verdict is another one than it should be; `built`: the model in words."""
    conditions = " | ".join(rule.when or "always" for rule in record.rules)
    because = why or f"no rule held: {conditions}"
    return Failure(slug=record.id, example=name, what=f"is {verdict.value}: {because}", built=built)


def decide(model: Model, record: Record, base: KnowledgeBase) -> tuple[Verdict, str]:
    """The strongest verdict of the record's rules on the model, and why."""
    types = frozenset(kind for each in _functions(model) for kind in each)
    matches = match(model, compile_record(record, base, types))
    standing = list(_standing(matches, model, base))
    for verdict in (Verdict.MATCHED, Verdict.UNDECIDED):
        for each in standing:
            if each.verdict is verdict:
                return verdict, each.operations[0].why
    if matches:
        return Verdict.UNMATCHED, f"a rule held, `affects` did not: {matches[0].operations[0].why}"
    return Verdict.UNMATCHED, ""


def _functions(model: Model) -> Iterator[Iterable[str]]:
    for function in model.functions:
        yield function.operation_types
    for submodel in model.submodels:
        yield from _functions(submodel)


def _standing(matches: Sequence[Match], model: Model, base: KnowledgeBase) -> Iterator[Match]:
    target = TARGET_OF_SPECIFICATION[model.specification_version]
    places = _places(base)
    judged = judge(matches, target, places, model.metadata)
    yield from (standing.match for standing in judged.standing)


@cache
def _places(base: KnowledgeBase) -> tuple[Place, ...]:
    return places_of(Deployment(), base.platforms)
