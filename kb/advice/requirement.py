"""From a model to the lowest target that knows everything in it, with every reason.

Apple's public rule (`downgradeSpecificationVersion` in apple/coremltools), and more where the rule is known to
say too little. The decision table and what the file's own number has to do with it: docs/reference/requirement.md.
"""

from collections.abc import Iterable, Iterator
from typing import Final

from kb.advice.report import Reason, Requirement
from kb.advice.requiring.compiled import compiled_needs
from kb.advice.requiring.interface import interface_needs
from kb.advice.requiring.kinds import kind_needs
from kb.advice.requiring.layers import NETWORKS, network_needs
from kb.advice.requiring.need import Need
from kb.advice.requiring.programs import opset_needs
from kb.models.message import Message
from kb.models.model import Model
from kb.platforms.targets import TARGET_OF_SPECIFICATION, TARGETS

# Apple's rule starts here where a file names no version or an unknown one, and knows no step down from here.
_NEWEST: Final = TARGETS[-1].specification_version


def requirement_of(model: Model) -> Requirement:
    """Raises UnreadableModel where a part of the file that has to be looked at is damaged."""
    reasons = _grouped([*_number_needs(model.specification_version), *_needs(model, place="")])
    return Requirement(target=reasons[0].target, reasons=reasons)


def needs_of(model: Model) -> Iterator[Need]:
    """What the model itself needs, without the models inside it and without the file's number."""
    yield from compiled_needs(model) if model.message is None else _message_needs(model.message)
    yield from opset_needs(model.functions)


def _number_needs(number: int) -> Iterator[Need]:
    if number >= _NEWEST:
        yield Need(_NEWEST, f"specification version {number}: Apple's rule lowers none above 9", "")
    elif number <= 0:
        yield Need(_NEWEST, f"no specification version: it counts as {_NEWEST}", "")


def _needs(model: Model, *, place: str) -> Iterator[Need]:
    """The needs of the model and of all models inside it."""
    for need in needs_of(model):
        yield need._replace(where="/".join(filter(None, (place, need.where))))
    for inner in model.submodels:
        step = inner.path.removeprefix(f"{model.path}/")
        yield from _needs(inner, place=f"{place}/{step}" if place else step)


def _message_needs(message: Message) -> Iterator[Need]:
    kind = message.which("Type")
    yield from kind_needs(message)
    yield from interface_needs(message.message("description"), kind)
    if kind in NETWORKS:
        yield from network_needs(message.message(kind))


def _grouped(needs: Iterable[Need]) -> tuple[Reason, ...]:
    """One reason for each thing that is needed, highest first; what Core ML always knew only where nothing else is."""
    places: dict[tuple[int, str], list[str]] = {}
    for need in needs:
        places.setdefault((need.version, need.what), []).append(need.where)
    telling = {key: where for key, where in places.items() if key[0] > 1} or dict([next(iter(places.items()))])
    return tuple(
        Reason(target=TARGET_OF_SPECIFICATION[version], what=what, where=_first_of(where))
        for (version, what), where in sorted(telling.items(), key=lambda item: -item[0][0])
    )


def _first_of(places: list[str]) -> str:
    """The first place that has a name: that of the model as a whole is empty."""
    first = next(filter(None, places), "")
    return f"{first} and {len(places) - 1} more" if first and len(places) > 1 else first
