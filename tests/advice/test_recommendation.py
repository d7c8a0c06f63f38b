"""Which target is recommended, and what can never be."""

from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.advice.recommendation import Destination, Tally, recommend
from kb.advice.report import Assessment, Blocker
from kb.platforms.targets import TARGETS, Target

NAMED: Mapping[str, Target] = {target.name: target for target in TARGETS}
BUILDABLE = [target for target in TARGETS if target.opset]
RECORDS = ["conv-a", "conv-b", "pool-c"]


def at(name: str) -> Target:
    return NAMED[name]


def assessment(name: str, own: str, *blockers: Blocker, errors: int = 0) -> Assessment:
    target = at(name)
    return Assessment(
        target=target,
        loads=target >= at(own),
        reconvert=target < at(own),
        blockers=blockers,
        errors=errors,
        warnings=0,
        notes=0,
    )


def destination(place: str, errors: Mapping[str, set[str]]) -> Destination:
    return Destination(name=place, tallies={at(n): Tally(errors=frozenset(e)) for n, e in errors.items()})


def test_a_lower_target_without_the_error_is_recommended() -> None:
    found = recommend(
        at("iOS16"),
        "mlProgram",
        [assessment("iOS15", "iOS16"), assessment("iOS16", "iOS16")],
        [destination("any device", {"iOS15": set(), "iOS16": {"conv-a"}})],
    )
    assert found is not None
    assert found.target == at("iOS15")
    assert found.reasons == ("at iOS16 conv-a stands; at iOS15 not",)
    assert found.snippet == 'ct.convert(source, convert_to="mlprogram", minimum_deployment_target=ct.target.iOS15)'


def test_a_tie_keeps_the_models_own_target() -> None:
    found = recommend(
        at("iOS17"),
        "mlProgram",
        [assessment("iOS15", "iOS17"), assessment("iOS17", "iOS17"), assessment("iOS18", "iOS17")],
        [destination("any device", {"iOS15": set(), "iOS17": set(), "iOS18": set()})],
    )
    assert found is not None
    assert (found.target, found.snippet) == (at("iOS17"), "")


def test_a_target_with_an_obstacle_is_not_recommended() -> None:
    state = Blocker(what="state cache", where="cache")
    found = recommend(
        at("iOS18"),
        "mlProgram",
        [assessment("iOS17", "iOS18", state), assessment("iOS18", "iOS18")],
        [destination("any device", {"iOS17": set(), "iOS18": {"conv-a"}})],
    )
    assert found is not None
    assert found.target == at("iOS18")


def test_what_a_new_conversion_changes_by_itself_is_a_price() -> None:
    array = Blocker(what="fp16 input x", where="x", alternative="becomes fp32", automatic=True)
    found = recommend(
        at("iOS16"),
        "mlProgram",
        [assessment("iOS15", "iOS16", array), assessment("iOS16", "iOS16")],
        [destination("any device", {"iOS15": set(), "iOS16": {"conv-a"}})],
    )
    assert found is not None
    assert (found.target, found.price) == (at("iOS15"), ("fp16 input x: becomes fp32",))


def test_nothing_is_recommended_where_nothing_can_be_served() -> None:
    state = Blocker(what="state cache", where="cache")
    found = recommend(
        at("iOS18"),
        "mlProgram",
        [assessment("iOS15", "iOS18", state), assessment("iOS18", "iOS18")],
        [destination("iOS 15 and later", {"iOS15": set()})],
    )
    assert found is None


def test_devices_that_need_different_targets_get_builds_of_their_own() -> None:
    found = recommend(
        at("iOS16"),
        "mlProgram",
        [assessment("iOS15", "iOS16"), assessment("iOS16", "iOS16"), assessment("iOS17", "iOS16")],
        [
            destination("iPad", {"iOS15": set(), "iOS16": {"conv-a"}, "iOS17": {"conv-a"}}),
            destination("Mac", {"iOS15": {"conv-b"}, "iOS16": set(), "iOS17": set()}),
            destination("iPhone 12", {"iOS15": {"conv-b"}, "iOS16": set(), "iOS17": set()}),
        ],
    )
    assert found is not None
    assert [(build.target.name, build.serves) for build in found.builds] == [
        ("iOS16", ("Mac", "iPhone 12")),
        ("iOS15", ("iPad",)),
    ]
    assert found.snippet.count("ct.convert(") == 2


def test_a_destination_that_cannot_be_served_is_named() -> None:
    found = recommend(
        at("iOS17"),
        "mlProgram",
        [assessment("iOS17", "iOS17")],
        [destination("iPhone 7", {}), destination("iPhone 15", {"iOS17": set()})],
    )
    assert found is not None
    assert "iPhone 7 can load no target that this model can be built for" in found.reasons


@pytest.mark.parametrize("kind", ["treeEnsembleClassifier", "pipeline", "glmRegressor"])
def test_a_kind_that_no_converter_targets_keeps_its_own(kind: str) -> None:
    found = recommend(
        at("iOS13"),
        kind,
        [assessment("iOS13", "iOS13"), assessment("iOS14", "iOS13")],
        [destination("any device", {"iOS13": {"conv-a"}, "iOS14": set()})],
    )
    assert found is not None
    assert found.target == at("iOS13")


tallies = st.builds(
    lambda errors, warnings: Tally(errors=errors, warnings=warnings),
    st.frozensets(st.sampled_from(RECORDS)),
    st.frozensets(st.sampled_from(RECORDS)),
)
destinations = st.lists(
    st.builds(
        lambda name, tallies: Destination(name=name, tallies=tallies),
        st.sampled_from(["iPad", "Mac", "iPhone 12", "iOS 16 and later"]),
        st.dictionaries(st.sampled_from(BUILDABLE), tallies),
    ),
    min_size=1,
    max_size=4,
    unique_by=lambda each: each.name,
)
owns = st.sampled_from(BUILDABLE)
blocked = st.frozensets(st.sampled_from(BUILDABLE))


def assessments_of(own: Target, obstructed: frozenset[Target]) -> list[Assessment]:
    return [
        assessment(t.name, own.name, *([Blocker(what="state", where="s")] if t in obstructed and t < own else []))
        for t in BUILDABLE
    ]


@given(own=owns, obstructed=blocked, places=destinations)
def test_no_target_is_recommended_that_its_destinations_cannot_load(
    own: Target, obstructed: frozenset[Target], places: list[Destination]
) -> None:
    """Never a target that the deployment cannot load, nor one that no conversion reaches."""
    found = recommend(own, "mlProgram", assessments_of(own, obstructed), places)
    if found is None:
        return
    by_name = {place.name: place for place in places}
    for build in found.builds:
        assert build.target >= own or build.target not in obstructed
        assert all(build.target in by_name[name].tallies for name in build.serves)
    if not found.builds:
        reachable = {t for t in BUILDABLE if t >= own or t not in obstructed}
        assert found.target in reachable
        assert all(found.target in place.tallies for place in places if reachable & set(place.tallies))


@given(own=owns, obstructed=blocked, places=destinations, data=st.data())
def test_more_errors_at_a_target_never_make_it_more_attractive(
    own: Target, obstructed: frozenset[Target], places: list[Destination], data: st.DataObject
) -> None:
    """A target that is not recommended for one destination is not recommended once it has one error more."""
    place = places[0]
    before = recommend(own, "mlProgram", assessments_of(own, obstructed), [place])
    if before is None:
        return
    worse = data.draw(st.sampled_from(sorted(place.tallies)))
    tally = place.tallies[worse]
    grown = Tally(errors=tally.errors | {"another"}, warnings=tally.warnings)
    after = recommend(
        own,
        "mlProgram",
        assessments_of(own, obstructed),
        [Destination(name=place.name, tallies={**place.tallies, worse: grown})],
    )
    assert after is not None
    assert after.target != worse or before.target == worse


@given(own=owns, obstructed=blocked, places=destinations)
def test_each_destination_with_a_build_has_its_fewest_errors_there(
    own: Target, obstructed: frozenset[Target], places: list[Destination]
) -> None:
    """A set of builds is worth its price: no destination has fewer errors at any reachable target."""
    found = recommend(own, "mlProgram", assessments_of(own, obstructed), places)
    if found is None or not found.builds:
        return
    reachable = {t for t in BUILDABLE if t >= own or t not in obstructed}
    for build in found.builds:
        for name in build.serves:
            tallies = next(place.tallies for place in places if place.name == name)
            assert len(tallies[build.target].errors) == min(len(tallies[t].errors) for t in reachable & set(tallies))
