"""CONTRIBUTING.md takes a stranger from one bug to a commit: its commands are run as they are written."""

import re
from pathlib import Path
from typing import Any

import pytest
from test_pull_request import PATH, SLUG, WRONG

from kb.curation.linting import lint_record
from kb.curation.subject import Subject
from kb.errors import Problem
from kb.knowledge.knowledge_base import KnowledgeBase
from kb.knowledge.opening import open_knowledge
from kb.records.parsing import parse_record

ROOT = Path(__file__).parents[2]
GUIDE = ROOT / "CONTRIBUTING.md"
# Getting the project is what the checkout of the test stands for.
INSTALLING = ("git clone ", "make demo", ". .venv/bin/activate")
BLOCK = re.compile(r"^ *```console\n(.*?)^ *```$", re.DOTALL | re.MULTILINE)


@pytest.fixture(scope="module")
def knowledge() -> KnowledgeBase:
    return open_knowledge(ROOT / "data")


def commands() -> list[str]:
    """What stands behind `$`, with the lines that go on with a backslash."""
    blocks = "".join(BLOCK.findall(GUIDE.read_text(encoding="utf-8")))
    return [command.strip() for command in re.split(r"^\$ ", blocks, flags=re.MULTILINE) if command.strip()]


def test_every_command_works_in_the_order_in_which_it_is_told(checkout: Any) -> None:
    told = commands()
    assert [command for command in told if command.startswith(INSTALLING)] == told[:3]
    said = {command: checkout.said(command) for command in told[3:]}
    assert "(iOS 17.4) every element is 0" in checkout.said("kb show conv-dilation-over-12-zeros")
    (new,) = (command for command in said if command.startswith("kb new "))
    path = said[new].strip()
    assert path == "data/records/operations/convolution/conv-dilation-over-12-zeros.yaml"
    assert "conv-dilation-over-12-zeros" in said["kb data diff HEAD data"]
    assert said["kb contribute examples/patch14-ios16.mlpackage --operation conv"].startswith("{conv: {x: ")
    assert checkout.said("git show --stat --format=%s HEAD").startswith("Record convolutions")
    assert path in checkout.said("git show --name-only HEAD")


def test_what_the_guide_says_of_refusals_is_what_is_said(knowledge: KnowledgeBase) -> None:
    """Each message of its table, where a wrong record of the other tests is linted."""
    table = GUIDE.read_text(encoding="utf-8").partition("## When something is refused")[2].partition("\n## ")[0]
    told = {each.strip("` ") for each in re.findall(r"^\| (`.+`+) \|", table, re.MULTILINE)}
    said = [problem.what for text, _, _ in WRONG.values() for problem in problems_of(text, knowledge)]
    by_lint = {phrase for phrase in told if any(phrase in each for each in said)}
    # The others come of building examples and of writing a file: see the tests of contributing, proving and template.
    proofs = {
        "affected 1 is unmatched: no rule held",
        "rule 2 is met by no affected example",
        "unaffected 1 is matched",
    }
    assert told - by_lint == {*proofs, "there is a record `…` already"}


def problems_of(text: str, knowledge: KnowledgeBase) -> list[Problem]:
    parsed = parse_record(text, origin=PATH, area="operations/elementwise", slug=SLUG)
    found = [*parsed.problems]
    if parsed.record is not None:
        found += lint_record(Subject(record=parsed.record, parsed=parsed, text=text), knowledge)
    return found


def test_every_file_that_the_guide_and_the_templates_name_exists() -> None:
    for page in (GUIDE, ROOT / "docs" / "contributing" / "releasing.md", ROOT / "docs" / "guide" / "ci.md"):
        links = re.findall(r"\]\(([^)#]+)[^)]*\)", page.read_text(encoding="utf-8"))
        missing = [link for link in links if "://" not in link and not (page.parent / link).exists()]
        assert missing == [], page
    templates = ROOT / ".github" / "ISSUE_TEMPLATE"
    for path in templates.glob("*.yml"):
        for link in re.findall(r"https://github\.com/coreml-kb/kb/blob/main/(\S+)", path.read_text(encoding="utf-8")):
            assert (ROOT / link).exists()


def test_issue_forms_ask_for_what_a_record_needs() -> None:
    """GitHub shows a form only where each field has a type that it knows, and an id of its own."""
    import yaml

    folder = ROOT / ".github" / "ISSUE_TEMPLATE"
    forms = {path.stem: yaml.safe_load(path.read_text(encoding="utf-8")) for path in folder.glob("[0-9]*.yml")}
    for form in forms.values():
        assert {"name", "description", "body"} <= set(form)
        fields = [field for field in form["body"] if field["type"] != "markdown"]
        assert {field["type"] for field in form["body"]} <= {"markdown", "input", "textarea", "dropdown", "checkboxes"}
        identifiers = [field["id"] for field in fields]
        assert len(set(identifiers)) == len(identifiers)
        assert all(field["attributes"]["label"] for field in fields)
        assert any(field.get("validations", {}).get("required") for field in fields)
    labels = [field["attributes"]["label"] for field in forms["2-false-alarm"]["body"][1:]]
    assert "The record" in labels
    assert any("kb why" in label for label in labels)
