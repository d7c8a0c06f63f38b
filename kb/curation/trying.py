"""Tries remedies: converts the torch code of each with coremltools, and decides what comes out by the record's rules.

The converter undoes many a rewriting (`x * 1.0`, `1 / x`), and refuses others. What is tried here is that it takes the
code and that the record does not concern the outcome; whether the outcome computes rightly on a device, nothing here
can tell.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
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
from kb.curation.proving import Failure, Proof, decide, proofs_of, quieten
from kb.curation.record_python import options_of
from kb.curation.torch_module import TorchModule, module_of
from kb.errors import KbError
from kb.knowledge.knowledge_base import KnowledgeBase
from kb.models.model import Model
from kb.records.record import Affects, Category, FrontEnd, Record, Remedy, Severity, Status
from kb.rules.verdict import Verdict

_CODE: Final = "torch"
_BY_TRACE: Final = (FrontEnd.TRACE,)
_BY_ANY: Final = (FrontEnd.TRACE, FrontEnd.EXPORT)
_ASKED_FOR: Final = re.compile(r"minimum_deployment_target to at least coremltools\.target\.(\w+)")
"""What the converter says of an operation that came later."""


def tryable(record: Record) -> tuple[tuple[int, Remedy], ...]:
    """Its remedies that say what their code is given, by number from 1."""
    return tuple((number, each) for number, each in enumerate(record.remedies, 1) if each.given)


def try_remedies(slugs: Sequence[str], data: Path | None, *, processes: int) -> Iterator[Proof]:
    """Proofs that count remedies that were tried."""
    return proofs_of(slugs, data, try_record, processes=processes, prepare=quieten)


def try_record(record: Record, base: KnowledgeBase) -> Proof:
    remedies = tryable(record)
    failures = [failure for number, remedy in remedies for failure in _try(record, base, number, remedy)]
    return Proof(slug=record.id, examples=len(remedies), failures=tuple(failures))


def _try(record: Record, base: KnowledgeBase, number: int, remedy: Remedy) -> Iterator[Failure]:
    name = f"remedy {number}"
    try:
        module = module_of(remedy.code[_CODE], remedy.given)
        asked = _asked_of(record, base, remedy, module)
        # There a refused trace can be the trouble itself, and what is exported may not have it.
        may_export = record.category is not Category.CONVERSION_FAILURE
        converted = _converted_from(module, asked, _BY_ANY if may_export else _BY_TRACE)
    except KbError as error:
        yield Failure(slug=record.id, example=name, what=str(error))
        return
    except Exception as error:  # noqa: BLE001 — a converter raises what it likes
        yield Failure(slug=record.id, example=name, what=f"is refused: {type(error).__name__}: {error}")
        return
    for lost in () if asked.as_network else _lost(converted):
        yield Failure(slug=record.id, example=name, what=f"loses `{lost}`: nothing in the model looks at it")
    model = model_of(converted, origin=f"{record.id}, {name}")
    verdict, why = decide(model, _by_any_converter(record), base)
    if verdict is Verdict.MATCHED:
        what = f"changes nothing: {why}"
        yield Failure(slug=record.id, example=name, what=what, built=text_of(converted, asked))
    for other, why in _led_into(model, record, base):
        what = f"leads into {other}, which `related` does not name: {why}"
        yield Failure(slug=record.id, example=name, what=what, built=text_of(converted, asked))


def _led_into(model: Model, record: Record, base: KnowledgeBase) -> Iterator[tuple[str, str]]:
    """Other records, graver than a note, that match an operation of the remedy, and why. What concerns the model as a
    whole (its states, its flexible shapes) was so before."""
    for other in base.records_for({kind for function in model.functions for kind in function.operation_types}):
        stands = other.status in (Status.OPEN, Status.FIXED) and other.severity is not Severity.NOTE
        if stands and other.id != record.id and other.id not in record.related:
            rules = tuple(rule for rule in other.rules if not rule.model)
            verdict, why = decide(model, replace(other, rules=rules), base)
            if verdict is Verdict.MATCHED:
                yield other.id, why


def _lost(converted: Any) -> Iterator[str]:
    """Inputs that the converter has kept for the interface alone: it drops some assignments without a word."""
    function = converted._mil_program.functions["main"]  # noqa: SLF001 — as above
    for name, value in function.inputs.items():
        if all(each.op_type == "identity" and each.name == f"{name}_tmp" for each in value.child_ops):
            yield name


def _by_any_converter(record: Record) -> Record:
    """Without the versions that it names: a record that the installed converter is too new for would match nothing,
    and every trial of it would pass."""

    def anywhere(affects: tuple[Affects, ...]) -> tuple[Affects, ...]:
        return tuple(replace(each, coremltools="", source={}) for each in affects)

    rules = tuple(replace(rule, affects=anywhere(rule.affects)) for rule in record.rules)
    return replace(record, affects=anywhere(record.affects), rules=rules)


def _asked_of(record: Record, base: KnowledgeBase, remedy: Remedy, module: TorchModule) -> Asked:
    """The target is that of the first affected example, else the lowest that has programs (or states)."""
    lowest = STATES_FROM if module.states else PROGRAMS_FROM
    options = options_of(remedy.code.get("python", ""))
    if not record.examples.affected:
        return Asked(target=lowest, options=options)
    form = read_example(record.examples.affected[0])
    target = target_of(form, record, base.availability)
    if form.kind == "mlProgram":
        return Asked(target=max(target, lowest), options=options)
    return Asked(target=max(target, NETWORKS_FROM), as_network=True, options=options)


def _converted_from(module: TorchModule, asked: Asked, front_ends: Iterable[FrontEnd]) -> Any:
    """For that target; or for a newer one, where an operation of the remedy came later."""
    try:
        return _converted(module, asked, front_ends)
    except Exception as error:
        later = _ASKED_FOR.search(str(error))
        if later is None or asked.as_network:
            raise
        return _converted(module, replace(asked, target=known_target(later[1])), front_ends)


def _converted(module: TorchModule, asked: Asked, front_ends: Iterable[FrontEnd]) -> Any:
    """By the first front end that the converter takes it from. Raises the first refusal."""
    refusals = []
    for front_end in front_ends:
        try:
            return convert_source(source_of(module, front_end), module, asked, front_end)
        except Exception as error:  # noqa: BLE001 — a converter raises what it likes
            refusals.append(error)
    raise refusals[0]
