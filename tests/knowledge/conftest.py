"""The data of the checkout, compiled once."""

from pathlib import Path

import pytest

from kb.knowledge.bundling import bundle_files
from kb.knowledge.compiling import compile_knowledge
from kb.knowledge.knowledge_base import KnowledgeBase

DATA = Path(__file__).parents[2] / "data"


@pytest.fixture(scope="session")
def data() -> Path:
    return DATA


@pytest.fixture(scope="session")
def compiled() -> KnowledgeBase:
    base, problems = compile_knowledge(DATA)
    assert problems == (), "the data of the checkout are sound"
    return base


@pytest.fixture(scope="session")
def bundled(compiled: KnowledgeBase, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that holds the bundle of the checkout."""
    folder = tmp_path_factory.mktemp("bundled")
    for name, content in bundle_files(compiled).items():
        (folder / name).write_bytes(content)
    return folder
