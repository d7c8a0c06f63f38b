"""Logs explained: every record is found by its lines, however a console mangles them, and nothing else is."""

import random
import re
import time
from functools import cache
from pathlib import Path

import log_noise
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import kb
from kb.knowledge.opening import open_knowledge
from kb.logs.explaining import explain
from kb.logs.explanation import Explanation, Sureness
from kb.logs.patterns import patterns_of
from kb.logs.squeezing import KEPT, KEPT_LETTERS
from kb.records.record import Category, Confidence, Precision, Record, Rule, Severity, Status
from kb.rules.match import Match
from kb.rules.verdict import Verdict

CHECKOUT = Path(kb.__file__).parents[1]


@cache
def records() -> tuple[Record, ...]:
    return tuple(open_knowledge(CHECKOUT / "data").records)


def messages() -> list[tuple[str, str]]:
    """(slug, message) of every record that still stands."""
    return [
        (record.id, message)
        for record in records()
        if record.status in (Status.OPEN, Status.FIXED)
        for message in record.messages
    ]


@cache
def told_by_its_end() -> frozenset[str]:
    """Messages that say what they are about in a few letters behind a `<…>`: with a cut end they say nothing."""
    patterns = [each for found in patterns_of(records()).values() for each in found if len(each.fragments) > 1]
    return frozenset(
        each.message
        for each in patterns
        if len(each.fragments[-1]) < 16
        and each.letters - len(each.fragments[-1]) < max(KEPT * each.letters, KEPT_LETTERS, each.telling)
    )


@cache
def generic() -> frozenset[str]:
    return frozenset(each.message for found in patterns_of(records()).values() for each in found if each.is_generic)


def found(text: str, *known: Record) -> dict[str, Explanation]:
    return {each.record.id: each for each in explain(text, known or records())}


def issue(slug: str, *messages: str, status: Status = Status.OPEN) -> Record:
    return Record(
        id=slug,
        area="operations",
        title=slug,
        category=Category.CRASH,
        severity=Severity.ERROR,
        status=status,
        rules=(Rule(operations=("conv",), precision=Precision.EXACT),),
        what_happens="It crashes.",
        messages=messages,
        evidence=(),
        confidence=Confidence.REPORTED,
    )


LIMIT = issue("limit", "Output blob dimensions exceed ANE limit.")
PLAN = issue("plan", "Failed to build the model execution plan using <…>", "error code: -7")
FILE = issue("file", "Failed to build the model execution plan using a model architecture file", "error code: -14.")
CAST = issue("cast", "std::bad_cast", "list index out of range")


ALL = messages()
IDS = [f"{slug}-{index}" for index, (slug, _) in enumerate(ALL)]


def mangled(message: str, how: int) -> str:
    """The message as a console might print it, in one of many ways."""
    r = random.Random(how)
    prefix = r.choice(log_noise.PREFIXES)(r)
    line = log_noise.filled(message, r)
    if message not in generic() and how % 2:
        line = log_noise.other_numbers(line, r)
    if how % 3 == 1:
        line = log_noise.other_quotes(line, r)
    if message not in generic() and how % 4 == 2 and message not in told_by_its_end():
        line = log_noise.cut(line, r)
    if how % 5 == 3:
        line = log_noise.broken(line, prefix, r)
    if how % 7 == 4:
        line = line.upper()
    return log_noise.surrounded(prefix + line, r)


@pytest.mark.parametrize(("slug", "message"), ALL, ids=IDS)
def test_every_message_is_found_as_it_stands(slug: str, message: str) -> None:
    explanations = found(message)
    assert slug in explanations
    assert message in [each.message for each in explanations[slug].sightings]


@pytest.mark.parametrize(("slug", "message"), ALL, ids=IDS)
def test_every_message_is_found_again_in_a_consoles_noise(slug: str, message: str) -> None:
    """Prefixes, other numbers and quotes, line breaks, cut ends, lines around it."""
    first = len(message)  # not the same ways for every message
    for how in range(first, first + 16):
        text = mangled(message, how)
        assert slug in found(text), text


@cache
def ordinary() -> str:
    return log_noise.ordinary_log(10_000_000)


def test_no_record_is_found_in_ordinary_logs() -> None:
    """Ten million characters of system logs, test runs and builds, with the very words that generic messages have."""
    text = ordinary()
    assert "list index out of range" in text
    assert "std::bad_cast" in text
    assert [each.record.id for each in explain(text, records())] == []


def test_one_message_is_found_in_a_haystack_with_its_line() -> None:
    lines = ordinary()[:1_000_000].split("\n")
    lines[5000:5000] = ["2026-11-24 App[1:2] Output blob dimensions exceed ANE limit."]
    (explanation,) = explain("\n".join(lines), [LIMIT, PLAN, FILE, CAST])
    assert explanation.record is LIMIT
    (sighting,) = explanation.sightings
    assert (sighting.line, sighting.times) == (5001, 1)
    assert sighting.text == lines[5000]
    assert explanation.sureness is Sureness.SURE


def test_a_generic_message_counts_in_a_long_log_only_near_core_ml() -> None:
    far = ["ordinary line"] * 500 + ["IndexError: list index out of range"] + ["ordinary line"] * 500
    assert found("\n".join(far), CAST) == {}
    far[495] = "coremltools/converters/mil/frontend/torch/ops.py, line 3"
    assert found("\n".join(far), CAST)["cast"].sureness is Sureness.POSSIBLE


def test_who_pastes_a_few_lines_asks_about_them() -> None:
    assert found("IndexError: list index out of range", CAST)["cast"].sureness is Sureness.POSSIBLE


def test_a_generic_message_must_have_its_number() -> None:
    assert set(found("with error code: -14.", PLAN, FILE)) == {"file"}
    assert set(found("with error code: -7.", PLAN, FILE)) == {"plan"}
    assert found("with error code: -15.", PLAN, FILE) == {}


def seconds_for(text: str) -> float:
    records()
    start = time.process_time()
    explain(text, records())
    return time.process_time() - start


def test_a_log_without_line_breaks_is_read_about_as_fast_as_one_with() -> None:
    """What some tools pipe is a single line of megabytes."""
    once = [message for _, message in ALL]
    lines = once * (400_000 // sum(map(len, once)) + 1)
    assert seconds_for(" ".join(lines)) < 4 * seconds_for("\n".join(lines))


def test_a_beginning_that_dozens_of_messages_share_costs_no_more_for_being_repeated() -> None:
    first, *_ = max(patterns_of(records()).values(), key=len)
    shared = re.split("<", first.message)[0]
    seconds = [seconds_for(f"{shared}something\n" * count) for count in (10_000, 40_000)]
    assert seconds[1] < 2 * seconds[0] + 1


def test_of_an_endless_line_the_part_is_shown_and_its_numbers_count() -> None:
    far = "; all is well" * 1000
    text = f"one\n{far}; with error code: -14. {far}; Output blob dimensions exceed ANE limit.{far}; status -7\ntwo"
    explanations = found(text, LIMIT, PLAN, FILE)
    assert set(explanations) == {"limit", "file"}
    (sighting,) = explanations["limit"].sightings
    assert sighting.line == 2
    assert LIMIT.messages[0] in sighting.text
    assert len(sighting.text) < 400


def test_several_lines_of_one_trouble_give_one_answer() -> None:
    trouble = issue("trouble", "Error binding image input buffer <…>.", "Failure in bindInputsAndOutputs, cut short")
    text = "Error binding image input buffer 3.\nother\nFailure in bindInputsAndOutputs, cut…\n" * 2
    explanation = found(text, trouble)["trouble"]
    assert [(each.line, each.times) for each in explanation.sightings] == [(1, 2), (3, 2)]
    assert explanation.score >= max(each.score for each in explanation.sightings)
    assert explanation.best.line == 1


def test_a_longer_message_outranks_one_that_is_part_of_it() -> None:
    text = (
        "Failed to build the model execution plan using a model architecture file '/m/model.mil' with error code: -14."
    )
    ordered = [(each.record.id, each.sureness) for each in explain(text, [PLAN, FILE])]
    assert ordered == [("file", Sureness.SURE), ("plan", Sureness.LIKELY)]


def test_a_message_that_several_records_have_is_less_sure() -> None:
    twins = [issue(slug, LIMIT.messages[0]) for slug in ("a", "b", "c")]
    assert [each.sureness for each in explain(LIMIT.messages[0], twins)] == [Sureness.LIKELY] * 3


def test_a_message_that_goes_on_otherwise_is_not_a_cut_one() -> None:
    flexible = issue("flexible", "State feature '<name>' cannot have flexible shape.")
    assert found("State feature 'kv' cannot have the shape that it has here", flexible) == {}
    assert found("State feature 'kv' cannot have flexible sh", flexible)["flexible"].score < 1


def test_a_cut_message_must_keep_what_tells() -> None:
    argument = issue("argument", "got an unexpected keyword argument 'useCPUOnly'")
    assert found("got an unexpected keyword argument 'use", argument) == {}
    assert found("got an unexpected keyword argument 'useCPUOn…", argument) != {}


def test_numbers_and_quotes_may_differ() -> None:
    rank = issue("rank", "must be of rank 1, instead got a 'multi-array' value of rank 2")
    same, other = "must be of rank 1, instead got a “multi-array” value of rank 2", "must be of rank 4, instead got a "
    assert found(same, rank)["rank"].score == 1
    assert 0.9 < found(f"{other}«multi-array» value of rank 6", rank)["rank"].score < 1


@pytest.mark.parametrize("status", [Status.WITHDRAWN, Status.SUPERSEDED])
def test_what_no_longer_stands_is_not_found(status: Status) -> None:
    assert found(LIMIT.messages[0], issue("gone", *LIMIT.messages, status=status)) == {}


def _match(record: Record, verdict: Verdict) -> Match:
    return Match(record=record, precision=Precision.EXACT, verdict=verdict, affects=(), operations=())


def test_what_the_model_has_too_comes_first() -> None:
    twins = [issue("a", *LIMIT.messages), issue("b", "exceed ANE limit in a model of another record"), CAST]
    text = "Output blob dimensions exceed ANE limit.\nstd::bad_cast"
    assert [(each.record.id, each.in_model) for each in explain(text, twins)] == [("a", None), ("cast", None)]
    joined = explain(text, twins, [_match(CAST, Verdict.UNDECIDED), _match(CAST, Verdict.MATCHED)])
    assert [(each.record.id, each.in_model) for each in joined] == [("cast", Verdict.MATCHED), ("a", None)]


def test_a_generic_message_counts_wherever_the_model_matches() -> None:
    far = "\n".join(["ordinary line"] * 500 + ["std::bad_cast"] + ["ordinary line"] * 500)
    assert found(far, CAST) == {}
    assert [each.record.id for each in explain(far, [CAST], [_match(CAST, Verdict.MATCHED)])] == ["cast"]


def test_lines_of_traces_and_json_are_read_like_any_other() -> None:
    escaped = '{"log": "\\u001b[31m Output blob\\n dimensions \\u201cexceed\\u201d ANE limit."}'
    assert found(escaped, LIMIT) != {}


@settings(max_examples=200, deadline=None)
@given(st.one_of(st.text(), st.binary().map(lambda data: data.decode("utf-8", "surrogateescape"))))
def test_any_text_is_answered(text: str) -> None:
    """Whatever the text is, there is an answer."""
    assert isinstance(explain(text, records()), tuple)


pieces = st.sampled_from(
    [
        *(message for _, message in ALL[::9]),
        "\n",
        "\r\n",
        "…",
        "...",
        "\x1b[0m",
        "\\n",
        "\\u201c",
        " ",
        "x" * 200,
        "error",
    ]
)


@settings(max_examples=200, deadline=None)
@given(st.lists(pieces, max_size=12).map("".join))
def test_sightings_point_into_the_text(text: str) -> None:
    """Lines exist, scores lie between 0 and 1, and the likeliest record comes first."""
    explanations = explain(text, records())
    count = len(text.replace("\r\n", "\n").replace("\r", "\n").split("\n"))
    for each in explanations:
        assert 0 < each.score <= 1
        assert all(1 <= sighting.line <= count and 0 < sighting.score <= 1 for sighting in each.sightings)
        assert all(sighting.text.isprintable() for sighting in each.sightings)
    assert [each.score for each in explanations] == sorted((each.score for each in explanations), reverse=True)
