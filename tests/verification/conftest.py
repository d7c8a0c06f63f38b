"""What a network may give, a model, and the knowledge, opened once."""

from pathlib import Path

import numpy as np
import pytest

from kb.knowledge.knowledge_base import KnowledgeBase
from kb.knowledge.opening import open_knowledge


@pytest.fixture(scope="session")
def base() -> KnowledgeBase:
    return open_knowledge()


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
