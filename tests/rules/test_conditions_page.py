"""The reference page says what the language is: it is written from the language's own tables."""

from pathlib import Path

import pytest

import kb
from kb.availability.parsing import parse_availability
from kb.availability.table import Availability
from kb.pages.conditions_page import EXAMPLES, PATH, conditions_page
from kb.rules.facts import Vocabularies
from kb.rules.functions import CONSTANTS, FUNCTIONS
from kb.rules.layer_facts import ALIASES
from kb.rules.type_checking import check_condition

CHECKOUT = Path(kb.__file__).parents[1]


@pytest.fixture(scope="module")
def availability() -> Availability:
    files = sorted((CHECKOUT / "data/operations").glob("*.yaml"))
    return parse_availability({each.name: each.read_text(encoding="utf-8") for each in files})[0]


def test_the_committed_page_is_what_the_tables_give() -> None:
    committed = (CHECKOUT / PATH).read_text(encoding="utf-8")
    assert committed == conditions_page(), "run `kb derive conditions`"


@pytest.mark.parametrize(("text", "operations", "_meaning"), EXAMPLES, ids=[each[0][:40] for each in EXAMPLES])
def test_each_example_fits_its_operations(
    text: str, operations: tuple[str, ...], _meaning: str, availability: Availability
) -> None:
    assert check_condition(text, operations=operations, availability=availability) == ()


@pytest.mark.parametrize("name", [*FUNCTIONS, *CONSTANTS])
def test_every_function_and_constant_is_on_the_page(name: str) -> None:
    assert f"`{name}" in conditions_page()


@pytest.mark.parametrize("layer", sorted(ALIASES))
def test_every_alias_has_its_fields_in_the_real_layer(layer: str, availability: Availability) -> None:
    names = Vocabularies(availability).of(layer).names
    for name, alias in ALIASES[layer].items():
        assert set(alias.fields) <= availability.layers[layer].fields.keys()
        assert name in names


def test_no_real_parameter_or_field_hides_another_name(availability: Availability) -> None:
    """A parameter called `model` would hide the model; a generator's variable called `in` could not be written."""
    parameters = {
        name for entry in availability.operations.values() for each in entry.versions for name in each.parameters
    }
    fields = {name.split(".")[0] for entry in availability.layers.values() for name in entry.fields}
    assert not (parameters | fields) & {"model", "function", "operation", "output", "outputs", "inputs", *CONSTANTS}
    assert all(name.isidentifier() for name in parameters | fields)


def test_every_real_operation_and_layer_has_a_vocabulary(availability: Availability) -> None:
    vocabularies = Vocabularies(availability)
    for subject in (*availability.operations, *availability.layers):
        assert all(fact.type for fact in vocabularies.of(subject).names.values())
