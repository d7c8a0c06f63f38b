"""A slug or an alias leads to one record; `related` and `superseded_by` lead to records that exist.

A thread (`apple/coremltools#2173`) may be an alias of one record only: where it tells of two limits, it is evidence of
both and an alias of neither.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence

from kb.curation.subject import Subject
from kb.errors import Problem
from kb.knowledge.knowledge_base import KnowledgeBase


def check_all(subjects: Sequence[Subject], knowledge: KnowledgeBase) -> Iterator[Problem]:
    owners = defaultdict(list)
    for subject in subjects:
        for name in {subject.record.id, *subject.record.aliases}:
            owners[name].append(subject.record.id)
    for subject in subjects:
        record = subject.record
        for path, name in [("id", record.id), *((f"aliases.{i}", alias) for i, alias in enumerate(record.aliases))]:
            others = sorted(set(owners[name]) - {record.id})
            twice = owners[name].count(record.id) > 1
            if others or twice:
                other = others[0] if others else f"{record.id} in another folder"
                yield subject.problem(path, f"`{name}` leads to {other} as well", "keep it in one of the two")
        yield from _dangling(subject, frozenset(owners))


def _dangling(subject: Subject, known: frozenset[str]) -> Iterator[Problem]:
    record = subject.record
    for index, slug in enumerate(record.related):
        if slug not in known or slug == record.id:
            yield subject.problem(f"related.{index}", f"no other record `{slug}`", "remove it, or write that record")
    if record.superseded_by and record.superseded_by not in known - {record.id}:
        yield subject.problem(
            "superseded_by", f"no other record `{record.superseded_by}`", "name the one that replaces it"
        )
