"""The knowledge of this checkout, opened once: a test of a verb is not one of opening it."""

from collections.abc import Callable

import pytest

from kb.knowledge.knowledge_base import KnowledgeBase
from kb.knowledge.opening import open_knowledge


@pytest.fixture(scope="session")
def knowledge() -> KnowledgeBase:
    return open_knowledge()


@pytest.fixture
def opened_once(knowledge: KnowledgeBase, monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Lets the verbs named take that knowledge."""

    def patch(*verbs: str) -> None:
        for verb in verbs:
            monkeypatch.setattr(f"kb.cli.{verb}.open_knowledge", lambda: knowledge)

    return patch
