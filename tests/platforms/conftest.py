from pathlib import Path

import pytest

from kb.platforms.parsing import parse_platforms
from kb.platforms.platforms import Platforms

FOLDER = Path(__file__).parents[2] / "data" / "platforms"


@pytest.fixture(scope="session")
def files() -> dict[str, str]:
    return {path.name: path.read_text(encoding="utf-8") for path in FOLDER.glob("*.yaml")}


@pytest.fixture(scope="session")
def platforms(files: dict[str, str]) -> Platforms:
    """What `data/platforms/` says."""
    parsed, problems = parse_platforms(files)
    assert problems == ()
    return parsed
