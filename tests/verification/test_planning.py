"""The plan exercises every finding and every boundary, with as few runs as can be, and says what it cannot."""

import json
from itertools import combinations
from pathlib import Path

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.checking import check_model
from kb.cli.app import run
from kb.cli.schemas import DOCUMENTS
from kb.models.reading import read_model
from kb.platforms.deployment import ComputeUnits, Deployment
from kb.platforms.resolving import resolve
from kb.reports.json_schema import schema_of
from kb.verification import plan_text
from kb.verification.plan import Plan
from kb.verification.planning import _cover, _greedy, plan

STRIDE = "conv-stride-interleave-factors"


@pytest.fixture
def planned(base, patches_model):
    def make(deployment: str) -> Plan:
        shipped = resolve(Deployment.parse(deployment), base.platforms)
        model = read_model(patches_model)
        return plan([(model, check_model(model, base, shipped))], shipped, base.platforms)

    return make


def lines_for(found: Plan, record: str) -> list:
    return [line for line in found.lines if any(each.record == record for each in line.reasons)]


def test_a_finding_is_exercised_where_it_was_seen_on_the_unit_that_it_needs(planned) -> None:
    (line,) = lines_for(planned("ios16, iPad"), STRIDE)
    assert line.device.startswith("iPad")
    assert str(line.os) == "iPadOS 16.5.1"
    assert line.compute_units is ComputeUnits.CPU_AND_NE


def test_the_edges_of_what_a_target_loads_on_are_run_as_the_app_loads_it(planned) -> None:
    found = planned("ios16.2, iPad")
    edges = {str(line.os): line.compute_units for line in found.lines if any(not r.record for r in line.reasons)}
    assert edges["iPadOS 16.2"] is ComputeUnits.ALL
    assert max(edges) > "iPadOS 16.2"


def test_a_release_that_the_device_never_ran_is_not_planned(planned, base) -> None:
    from kb.platforms.coverage import span_of

    for line in planned("ios16").lines:
        assert line.os.version in span_of(base.platforms.devices[line.device])
        assert line.os.family == base.platforms.devices[line.device].os


def test_what_was_seen_only_below_the_floor_is_told_and_not_planned(planned) -> None:
    found = planned("ios18, iPad")
    assert lines_for(found, STRIDE) == []
    assert any(STRIDE in problem.what and "16.5.1" in problem.hint for problem in found.out_of_reach)


def test_the_neural_engine_is_not_planned_for_an_app_that_stays_on_the_cpu(planned) -> None:
    found = planned("ios16, iPad, CPU_ONLY")
    assert {line.compute_units for line in found.lines} == {ComputeUnits.CPU_ONLY}
    assert lines_for(found, STRIDE) == []


SETS = st.lists(st.frozensets(st.integers(0, 6), min_size=1), min_size=1, max_size=6, unique=True)


@given(SETS)
def test_no_smaller_set_of_runs_would_do(sets: list[frozenset[int]]) -> None:
    """The plan is the smallest: no fewer candidates hold all goals."""
    wanted = frozenset[int]().union(*sets)
    chosen, is_smallest = _cover(wanted, sets)
    assert frozenset().union(*chosen) == wanted
    assert is_smallest
    fewer = (c for size in range(len(chosen)) for c in combinations(sets, size))
    assert not any(frozenset[int]().union(*cover) >= wanted for cover in fewer)


@given(SETS)
def test_the_way_out_for_many_candidates_covers_all_too(sets: list[frozenset[int]]) -> None:
    wanted = frozenset[int]().union(*sets)
    assert frozenset().union(*_greedy(wanted, sets)) == wanted


def test_the_command_prints_text_and_a_document(patches_model: Path, capfd) -> None:
    command = ["verify", "plan", str(patches_model), "--min-os", "ios16", "--device", "iPad"]
    assert run(command) == 0
    assert f"error {STRIDE}" in capfd.readouterr().out
    assert run([*command, "--format", "json"]) == 0
    document = json.loads(capfd.readouterr().out)
    jsonschema.validate(document, schema_of(DOCUMENTS[plan_text.SCHEMA], name=plan_text.SCHEMA))
    assert document["is_smallest"]
