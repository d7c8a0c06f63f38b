"""From a model's message to what its kind and its kind's revision need.

Source: apple/coremltools, mlmodel/src/Utils.cpp, the predicates `hasIOS12Features` … `hasIOS18Features`.
"""

from collections.abc import Iterator, Mapping
from typing import Final

from kb.advice.requiring.need import Need
from kb.models.message import Message

# Kinds that stand here not at all are as old as Core ML. `gazetteer`, `wordEmbedding` and `visionFeaturePrint` came
# later, but Apple's rule looks at nothing but their revision, and so gives 1 to a revision that it does not name.
_VERSION_OF_KIND: Final[Mapping[str, int]] = {
    "customModel": 3,
    "textClassifier": 3,
    "wordTagger": 3,
    "nonMaximumSuppression": 3,
    "bayesianProbitRegressor": 3,
    "kNearestNeighborsClassifier": 4,
    "linkedModel": 4,
    "itemSimilarityRecommender": 4,
    "soundAnalysisPreprocessing": 4,
    "serializedModel": 5,
    "mlProgram": 6,
    "classConfidenceThresholding": 8,
}
_VERSION_OF_REVISION: Final[Mapping[str, Mapping[int, int]]] = {
    "textClassifier": {2: 4, 4: 8, 5: 9},
    "wordTagger": {3: 5, 4: 8, 5: 9},
    "gazetteer": {2: 4},
    "wordEmbedding": {2: 4},
}
_VERSION_OF_PRINT: Final[Mapping[tuple[str, str], int]] = {
    ("visionFeaturePrint", "scene"): 3,
    ("visionFeaturePrint", "objects"): 5,
    ("audioFeaturePrint", "sound"): 6,
}
_SCENE_2: Final = 8
_UPDATABLE: Final = 4


def kind_need(kind: str) -> Need:
    return Need(_VERSION_OF_KIND.get(kind, 1), f"model kind {kind or 'unknown'}", "")


def kind_needs(model: Message) -> Iterator[Need]:
    """The first one is the kind's own need, and every kind has one."""
    kind = model.which("Type")
    yield kind_need(kind)
    if model.boolean("isUpdatable"):
        yield Need(_UPDATABLE, "updatable model", "")
    if kind in _VERSION_OF_REVISION:
        revision = model.message(kind).integer("revision")
        if revision in _VERSION_OF_REVISION[kind]:
            yield Need(_VERSION_OF_REVISION[kind][revision], f"{kind} of revision {revision}", "")
    elif kind in ("visionFeaturePrint", "audioFeaturePrint"):
        yield from _print_needs(kind, model.message(kind))


def _print_needs(kind: str, feature_print: Message) -> Iterator[Need]:
    arm = feature_print.which("VisionFeaturePrintType" if kind == "visionFeaturePrint" else "AudioFeaturePrintType")
    if (kind, arm) in _VERSION_OF_PRINT:
        yield Need(_VERSION_OF_PRINT[kind, arm], f"{kind} of {arm}", "")
    if (kind, arm) == ("visionFeaturePrint", "scene") and feature_print.message("scene").integer("version") == 2:
        yield Need(_SCENE_2, "visionFeaturePrint of scene, version 2", "")
