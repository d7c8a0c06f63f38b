"""`kb docs`: writes what is not there yet, removes what nothing makes any more, and touches nothing else."""

from pathlib import Path

import pytest
import yaml
from report_table import STRIDE

from kb.cli.app import VERBS, run
from kb.cli.docs import all_pages, write_pages
from kb.pages.addresses import REPOSITORY, SITE, address, record_path
from kb.reports.addresses import page_of

CHECKOUT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("pages")
    assert run(["docs", "--output", str(folder)]) == 0
    return folder


def test_a_second_run_touches_nothing(written: Path) -> None:
    before = {path: path.stat().st_mtime_ns for path in written.rglob("*") if path.is_file()}
    assert write_pages(written) == (0, 0)
    assert {path: path.stat().st_mtime_ns for path in written.rglob("*") if path.is_file()} == before


def test_what_differs_is_written_and_what_is_left_over_removed(written: Path) -> None:
    page = written / "records" / "conv-stride-interleave-factors.md"
    right = page.read_text(encoding="utf-8")
    page.write_text("something else", encoding="utf-8")
    left_over = written / "records" / "no-such-record.md"
    left_over.write_text("left over", encoding="utf-8")
    assert write_pages(written) == (1, 1)
    assert page.read_text(encoding="utf-8") == right
    assert not left_over.exists()


def test_no_two_pages_share_a_path() -> None:
    paths = [page.path.lower() for page in all_pages()]
    assert len(set(paths)) == len(paths)


def test_the_reference_has_every_verb_with_every_option(written: Path) -> None:
    page = (written / "reference" / "cli.md").read_text(encoding="utf-8")
    for verb in VERBS:
        assert f"## kb {verb}" in page
    assert "-min-os</code> <code>TEXT</code>" in page
    assert "kb derive schema" in page


def test_the_site_stands_where_its_configuration_says() -> None:
    class Loader(yaml.SafeLoader):
        """MkDocs has tags of its own, and `!relative` is one."""

    Loader.add_constructor("!relative", lambda loader, node: loader.construct_scalar(node))
    configuration = yaml.load((CHECKOUT / "mkdocs.yml").read_text(encoding="utf-8"), Loader=Loader)
    assert configuration["site_url"] == SITE
    assert page_of(STRIDE) == address(record_path(STRIDE.id)) == f"{SITE}records/{STRIDE.id}.html"
    assert configuration["repo_url"] == REPOSITORY
