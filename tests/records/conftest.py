"""A record's text that the tests of this folder start from."""

from pathlib import Path

import pytest


@pytest.fixture
def record_files() -> list[Path]:
    """Every record of the checkout."""
    return sorted((Path(__file__).parent.parent.parent / "data" / "records").rglob("*.yaml"))
