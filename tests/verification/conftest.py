"""Results as a runner writes them, made from a reference; the knowledge, opened once."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from kb.knowledge.knowledge_base import KnowledgeBase
from kb.knowledge.opening import open_knowledge
from kb.verification.results import Array, Prediction, Ran, Results

Make = Callable[..., Results]


@pytest.fixture(scope="session")
def base() -> KnowledgeBase:
    return open_knowledge()


def as_array(values, dtype: str = "fp32") -> Array:
    values = np.asarray(values, dtype="<f4")
    return Array(dtype=dtype, shape=values.shape, encoding="fp32", content=values.tobytes())


def as_results(outputs, *, sha256: str = "0" * 64, error: str = "", **ran: str) -> Results:
    made = {name: as_array(value) if isinstance(value, np.ndarray) else value for name, value in outputs.items()}
    prediction = Prediction(inputs="default-1", outputs=made)
    return Results(
        origin="results.json",
        model="Model-iOS16",
        sha256=sha256,
        target="iOS16",
        ran=Ran(**ran),
        predictions=() if error else (prediction,),
        error=error,
    )


@pytest.fixture
def features() -> np.ndarray:
    """What a network may give: 1×8×6×5, of unequal channels."""
    generator = np.random.default_rng(7)
    scale = np.exp(generator.normal(size=(1, 8, 1, 1)))
    return (generator.normal(size=(1, 8, 6, 5)) * scale).astype(np.float32)


@pytest.fixture(scope="session")
def patches_model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A convolution of stride 14 at iOS16, which is known to be wrong on the Neural Engine of an iPad."""
    return Path(__file__).parents[2] / "examples/patch14-ios16.mlpackage"
