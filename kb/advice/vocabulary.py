"""Operations that a program has and its opset, as coremltools' registry knows it, has not.

Apple's published rule for specification versions does not look at operations, and what Core ML does with such a file
nobody has told: so it is a note beside the requirement, and no reason of it. Programs that coremltools saves have none.
"""

from collections.abc import Iterator
from typing import Final

from kb.availability.table import Availability
from kb.errors import Problem
from kb.models.model import Function, Model
from kb.models.walking import all_models
from kb.platforms.targets import TARGET_OF_OPSET, TARGETS

_SHOWN: Final = 5


def unlisted_operations(model: Model, availability: Availability) -> Iterator[Problem]:
    """A note for each function that has any; its operations in file order, the first few by name."""
    for each in all_models(model):
        for function in each.functions if each.kind == "mlProgram" else ():
            told = list(_unlisted(function, availability))
            if told:
                more = f" and {len(told) - _SHOWN} other types" if len(told) > _SHOWN else ""
                yield Problem(
                    where=f"{each.path}: function {function.name}",
                    what=f"opset {function.opset or 'of no name'} has no {', '.join(told[:_SHOWN])}{more}, as far as "
                    "coremltools' registry goes",
                    hint="whether Core ML loads it no source tells, and no requirement is drawn from it",
                )


def _unlisted(function: Function, availability: Availability) -> Iterator[str]:
    own = TARGET_OF_OPSET.get(function.opset or "", TARGETS[-1])
    for type_ in function.operation_types:
        entry = availability.operations.get(type_)
        if entry is None:
            yield type_
        elif entry.available_from > own:
            yield f"{type_} (begins at {entry.available_from})"
