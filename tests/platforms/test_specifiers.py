"""What may stand in `affects.os` and `affects.targets`, and what is refused with which words."""

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.errors import KbError
from kb.platforms.intervals import Interval, Version
from kb.platforms.os_releases import version_of
from kb.platforms.specifiers import parse_os_specifier, parse_target_specifier
from kb.platforms.targets import TARGETS, Target

versions = st.lists(st.integers(0, 30), min_size=1, max_size=3).map(lambda v: version_of(".".join(map(str, v))))
operators = st.sampled_from([">=", "<=", ">", "<"])


def written(version: Version) -> str:
    return ".".join(map(str, version))


def point(text: str) -> Interval:
    return Interval(low=version_of(text), high=version_of(text))


@pytest.mark.parametrize(
    ("specifier", "inside", "outside"),
    [
        (">=16", "16", "15.9.9"),
        (">=16", "16.0.1", "15"),
        (">16", "16.0.1", "16"),
        ("<=17.2", "17.2", "17.2.1"),
        ("<17.2", "17.1.9", "17.2.0"),
        (">=16,<17.2", "17.1", "17.2"),
        (">=16, <17.2", "16.5.1", "15.9"),
        (">=16,!=16.4", "16.4.1", "16.4"),
        ("<15|>=17.1", "14.8", "16"),
        ("<15|>=17.1", "17.1", "17.0"),
        ("==16.5.1", "16.5.1", "16.5"),
        ("==16.0", "16", "16.0.1"),
        ("==16.5.1|==16.6", "16.6", "16.5.2"),
        ("==16.5.1,==16.6", "16.5.1", "16.7"),
        ("==16.*", "16.7.16", "17"),
        ("==16.5.*", "16.5.1", "16.6"),
    ],
)
def test_specifier_holds_inside_and_not_outside(specifier: str, inside: str, outside: str) -> None:
    parsed = parse_os_specifier(specifier)
    assert parsed.meets(point(inside))
    assert not parsed.meets(point(outside))


@pytest.mark.parametrize("specifier", ["==16.5.1", "==16.5.1|==16.6", "==16.5.1,==16.6", "==16.*"])
def test_equality_alone_says_where_it_was_seen(specifier: str) -> None:
    assert parse_os_specifier(specifier).seen_only


@pytest.mark.parametrize("specifier", [">=16", "<15|>=17", ">=16,!=16.4", "!=16.4"])
def test_a_range_does_not_merely_say_where_it_was_seen(specifier: str) -> None:
    assert not parse_os_specifier(specifier).seen_only


@given(operators, versions, versions)
def test_every_range_decides_a_single_release_as_tuples_compare(
    operator: str, bound: Version, version: Version
) -> None:
    """A clause holds for a release exactly when the numbers compare so."""
    holds = {">=": version >= bound, "<=": version <= bound, ">": version > bound, "<": version < bound}
    single = Interval(low=version, high=version)
    assert parse_os_specifier(operator + written(bound)).meets(single) is holds[operator]


@given(versions, versions, versions)
def test_a_range_meets_a_span_when_they_share_a_release(low: Version, bound: Version, high: Version) -> None:
    """`>=bound` reaches the releases from `low` to `high` exactly when `high` is not below `bound`."""
    if low <= high:
        assert parse_os_specifier(f">={written(bound)}").meets(Interval(low=low, high=high)) is (high >= bound)


@pytest.mark.parametrize(
    ("specifier", "message"),
    [
        ("16", "`16` is no clause"),
        ("", "a clause is empty"),
        (">=16,", "a clause is empty"),
        (">=iOS16", "`iOS16` is no version"),
        ("~=16.2", "`~=16.2` is no clause"),
        (">=16.*", "goes with `==` only"),
        (">=16.1.2.3.4", "is no version"),
        (">=99999999999999999999", "is no version"),
        (">=17,<16", "no version can satisfy it"),
        (">16,<=16", "no version can satisfy it"),
        (">=16,<=16,!=16", "no version can satisfy it"),
        (">=17|==16.5.1", "mixes a range with where it was seen"),
    ],
)
def test_a_specifier_that_cannot_be_meant_is_refused_with_the_way_to_write_it(specifier: str, message: str) -> None:
    with pytest.raises(KbError) as refused:
        parse_os_specifier(specifier)
    assert message in refused.value.what
    assert "write a range" in refused.value.hint


@given(st.text(alphabet="<>=!|,.*0123456789 iOSx", max_size=20))
def test_no_text_raises_anything_but_a_kb_error(text: str) -> None:
    for parse in (parse_os_specifier, parse_target_specifier):
        with contextlib.suppress(KbError):
            assert parse(text)


@pytest.mark.parametrize(
    ("specifier", "names"),
    [
        (">=iOS17", ["iOS17", "iOS18", "iOS26"]),
        (">iOS17", ["iOS18", "iOS26"]),
        ("<iOS11.2", ["iOS11"]),
        ("==iOS17", ["iOS17"]),
        ("==iOS13|==iOS17", ["iOS13", "iOS17"]),
        ("==iOS13,==iOS17", ["iOS13", "iOS17"]),
        (">=iOS16,<iOS18", ["iOS16", "iOS17"]),
        (">=iOS16, <=iOS18, !=iOS17", ["iOS16", "iOS18"]),
        ("<iOS12|>=iOS26", ["iOS11", "iOS11.2", "iOS26"]),
        (">=macOS15", ["iOS18", "iOS26"]),
    ],
)
def test_target_specifier_gives_the_targets_it_speaks_of(specifier: str, names: list[str]) -> None:
    assert sorted(parse_target_specifier(specifier)) == [target for target in TARGETS if target.name in names]


def test_an_empty_target_specifier_is_every_target() -> None:
    assert parse_target_specifier("") == frozenset(TARGETS)


@pytest.mark.parametrize("target", TARGETS, ids=lambda target: target.name)
def test_each_target_splits_the_others_at_its_name(target: Target) -> None:
    below, above = parse_target_specifier(f"<={target.name}"), parse_target_specifier(f">={target.name}")
    assert below & above == {target}
    assert below | above == set(TARGETS)


@pytest.mark.parametrize(
    ("specifier", "message"),
    [
        (">=iOS16.2", "there is no target `iOS16.2`"),
        (">=iOS27", "there is no target `iOS27`"),
        ("iOS16", "`iOS16` is no clause"),
        (">=16", "there is no target `16`"),
        (">iOS26", "no target can satisfy it"),
    ],
)
def test_a_target_specifier_that_names_no_target_is_refused(specifier: str, message: str) -> None:
    with pytest.raises(KbError) as refused:
        parse_target_specifier(specifier)
    assert message in refused.value.what
    assert refused.value.hint
