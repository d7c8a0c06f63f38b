"""Over a model and the models inside it: counts, functions, operations."""

from collections import Counter
from collections.abc import Iterator, Mapping

from kb.models.model import Function, Metadata, Model


def all_models(model: Model) -> Iterator[Model]:
    """The model, then the models inside it, depth first, in order."""
    yield model
    for inner in model.submodels:
        yield from all_models(inner)


def all_functions(model: Model) -> Iterator[Function]:
    for each in all_models(model):
        yield from each.functions


def conversion_of(model: Model) -> Metadata:
    """The metadata that say which versions converted the model.

    A pipeline's own say nothing: coremltools puts finished models together. Its parts were converted by what all of
    those that hold operations name alike.
    """
    converted = [conversion_of(part) for part in model.submodels if part.functions or part.submodels]
    made_by = [(each.coremltools, each.source) for each in converted]
    is_told = model.metadata.coremltools is not None or not converted or any(each != made_by[0] for each in made_by)
    return model.metadata if is_told else converted[0]


def operation_types(model: Model) -> Mapping[str, int]:
    """Operation type → how many, over every function and every model inside."""
    counts: Counter[str] = Counter()
    for function in all_functions(model):
        counts.update(function.operation_types)
    return counts
