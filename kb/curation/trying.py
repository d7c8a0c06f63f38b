"""Tries remedies: converts the torch code of each with coremltools, and decides what comes out by the record's rules.

The converter undoes many a rewriting (`x * 1.0`, `1 / x`), and refuses others. What is tried here is that it takes the
code and that the record does not concern the outcome; whether the outcome computes rightly on a device, nothing here
can tell.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final

from kb.curation.example_form import ExampleForm, read_example
from kb.curation.examples import known_target, target_of
from kb.curation.proving import Failure, Proof, decide, proofs_of, quieten
from kb.curation.remedy_module import RemedyModule, module_of
from kb.curation.remedy_options import options_of
from kb.curation.value_text import Range, ValueText
from kb.errors import KbError
from kb.frozen import frozen
from kb.knowledge.knowledge_base import KnowledgeBase
from kb.models.reading import decode_model
from kb.platforms.targets import Target
from kb.records.record import Affects, Category, Record, Remedy
from kb.rules.verdict import Verdict

_CODE: Final = "torch"
_NETWORKS_FROM: Final = known_target("iOS13")
"""The lowest that coremltools can be told."""
_PROGRAMS_FROM: Final = known_target("iOS15")
_HALVES_FROM: Final = known_target("iOS16")
"""An interface of halves."""
_STATES_FROM: Final = known_target("iOS18")
_ASKED_FOR: Final = re.compile(r"minimum_deployment_target to at least coremltools\.target\.(\w+)")
"""What the converter says of an operation that came later."""


@frozen
class _Asked:
    """What the converter is asked for."""

    form: ExampleForm | None
    """Where the trouble is one of neural networks."""
    target: Target
    options: Mapping[str, Any]
    may_export: bool


def can_try() -> bool:
    """Whether PyTorch is installed."""
    return find_spec("torch") is not None


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
        converted = _converted_from(module, asked)
    except KbError as error:
        yield Failure(slug=record.id, example=name, what=str(error))
        return
    except Exception as error:  # noqa: BLE001 — a converter raises what it likes
        yield Failure(slug=record.id, example=name, what=f"is refused: {type(error).__name__}: {error}")
        return
    for lost in _lost(converted) if asked.form is None else ():
        yield Failure(slug=record.id, example=name, what=f"loses `{lost}`: nothing in the model looks at it")
    model = decode_model(converted.get_spec().SerializeToString(), origin=f"{record.id}, {name}")
    verdict, why = decide(model, _by_any_converter(record), base)
    if verdict is Verdict.MATCHED:
        built = "" if asked.form is not None else str(converted._mil_program)  # noqa: SLF001 — the only way to show it
        yield Failure(slug=record.id, example=name, what=f"changes nothing: {why}", built=built)


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


def _asked_of(record: Record, base: KnowledgeBase, remedy: Remedy, module: RemedyModule) -> _Asked:
    """The target is that of the first affected example, else the lowest that has programs (or states)."""
    lowest = _STATES_FROM if module.states else _PROGRAMS_FROM
    asked = _Asked(
        form=None,
        target=lowest,
        options=options_of(remedy.code.get("python", "")),
        # There a refused trace can be the trouble itself, and what is exported may not have it.
        may_export=record.category is not Category.CONVERSION_FAILURE,
    )
    if not record.examples.affected:
        return asked
    form = read_example(record.examples.affected[0])
    target = target_of(form, record, base.availability)
    if form.kind == "mlProgram":
        return replace(asked, target=max(target, lowest))
    return replace(asked, form=form, target=max(target, _NETWORKS_FROM))


def _converted_from(module: RemedyModule, asked: _Asked) -> Any:
    """For that target; or for a newer one, where an operation of the remedy came later."""
    try:
        return _converted(module, asked)
    except Exception as error:
        later = _ASKED_FOR.search(str(error))
        if later is None or asked.form is not None:
            raise
        return _converted(module, replace(asked, target=known_target(later[1])))


def _converted(module: RemedyModule, asked: _Asked) -> Any:
    """Traced; or exported, where that may be and the converter takes it only so. Raises the first refusal."""
    torch: Any = import_module("torch")  # untyped, whether it is installed or not
    refusals = []
    for source_of in (_traced, _exported) if asked.may_export else (_traced,):
        try:
            with torch.no_grad():
                source = source_of(module, torch)
            return _convert(source, module, asked, declares_states=source_of is _traced)
        except Exception as error:  # noqa: BLE001 — a converter raises what it likes
            refusals.append(error)
    raise refusals[0]


def _traced(module: RemedyModule, torch: Any) -> Any:
    return torch.jit.trace(module.module, module.example, check_trace=False)


def _exported(module: RemedyModule, torch: Any) -> Any:
    return torch.export.export(module.module, module.example).run_decompositions({})


def _convert(source: Any, module: RemedyModule, asked: _Asked, *, declares_states: bool) -> Any:
    """A traced module is told which of its buffers are states; an exported program knows."""
    import coremltools as ct

    states = [
        ct.StateType(wrapped_type=ct.TensorType(shape=value.shape), name=name) for name, value in module.states.items()
    ]
    return ct.convert(
        source,
        convert_to="mlprogram" if asked.form is None else "neuralnetwork",
        inputs=[_tensor_type(name, value, ct, asked.target) for name, value in module.inputs.items()],
        states=(states or None) if declares_states else None,
        minimum_deployment_target=getattr(ct.target, asked.target.name),
        skip_model_load=True,
        **asked.options,
    )


def _tensor_type(name: str, value: ValueText, ct: Any, target: Target) -> Any:
    import numpy as np

    half = value.dtype == "fp16" and target >= _HALVES_FROM
    dtype = np.int32 if value.dtype in ("int32", "int64", "bool") else np.float16 if half else np.float32
    shapes = [_shape(shape, ct) for shape in value.shapes]
    return ct.TensorType(name=name, shape=shapes[0] if len(shapes) == 1 else ct.EnumeratedShapes(shapes), dtype=dtype)


def _shape(shape: Sequence[int | Range], ct: Any) -> tuple[Any, ...]:
    return tuple(
        ct.RangeDim(lower_bound=size.lower, upper_bound=size.upper or -1) if isinstance(size, Range) else size
        for size in shape
    )
