"""One trouble, one record: the same message, or the same thread for the same operation, in two records is a duplicate,
unless the two name each other in `related` and so say that they are two limits."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import combinations
from typing import Final

from kb.curation.subject import Subject
from kb.errors import Problem
from kb.knowledge.knowledge_base import KnowledgeBase
from kb.records.record import Record

_THREADS: Final = ("/issues/", "/pull/", "/thread/", "/questions/")


def check_all(subjects: Sequence[Subject], knowledge: KnowledgeBase) -> Iterator[Problem]:
    by_clue: dict[tuple[str, ...], list[Subject]] = defaultdict(list)
    for subject in subjects:
        for clue in _clues(subject.record):
            by_clue[clue].append(subject)
    told = set()
    for clue, sharing in sorted(by_clue.items()):
        for first, second in combinations(sharing, 2):
            pair = (first.record.id, second.record.id)
            if pair in told or _know_each_other(first.record, second.record):
                continue
            told.add(pair)
            what = f"shares {clue[0]} `{clue[1][:80]}` with {first.record.id}"
            hint = "join the two records, or name each in the other's `related` where they are two limits"
            yield second.problem("id", what, hint)


def _clues(record: Record) -> Iterator[tuple[str, ...]]:
    for message in set(record.messages):
        yield "the message", message
    operations = {operation for rule in record.rules for operation in rule.operations} or {""}
    for url in {evidence.url.partition("#")[0].rstrip("/") for evidence in record.evidence}:
        if any(part in url for part in _THREADS):
            yield from (("the thread", url, operation) for operation in operations)


def _know_each_other(first: Record, second: Record) -> bool:
    return second.id in first.related or first.id in second.related
