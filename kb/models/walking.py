"""Over a model and the models inside it: counts, functions, operations."""

from collections import Counter
from collections.abc import Iterator, Mapping

from kb.models.model import Function, Model


def all_models(model: Model) -> Iterator[Model]:
    """The model, then the models inside it, depth first, in order."""
    yield model
    for inner in model.submodels:
        yield from all_models(inner)


def all_functions(model: Model) -> Iterator[Function]:
    for each in all_models(model):
        yield from each.functions


def operation_types(model: Model) -> Mapping[str, int]:
    """Operation type → how many, over every function and every model inside."""
    counts: Counter[str] = Counter()
    for function in all_functions(model):
        counts.update(function.operation_types)
    return counts
