from pathlib import Path

import pytest

from kb.availability.parsing import parse_availability
from kb.availability.table import Availability

OPERATIONS = Path(__file__).parents[2] / "data" / "operations"


@pytest.fixture(scope="session")
def availability() -> Availability:
    """What `data/operations/` says."""
    texts = {path.name: path.read_text(encoding="utf-8") for path in OPERATIONS.glob("*.yaml")}
    parsed, problems = parse_availability(texts)
    assert problems == ()
    return parsed
