"""The site's pages of the checkout's own data, made once."""

from pathlib import Path

import pytest

import kb
from kb.knowledge.opening import open_knowledge
from kb.pages.site import Site, site_of

CHECKOUT = Path(kb.__file__).parents[1]


@pytest.fixture(scope="session")
def site() -> Site:
    return site_of(open_knowledge(CHECKOUT / "data"))
