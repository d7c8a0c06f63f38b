"""The PyTorch code of an example can be parsed, says what its names stand for, and can prove something."""

from collections.abc import Iterator

from kb.curation.code_names import check_code, check_given
from kb.curation.subject import Subject
from kb.errors import Problem
from kb.knowledge.knowledge_base import KnowledgeBase
from kb.records.record import Category


def check(subject: Subject, knowledge: KnowledgeBase) -> Iterator[Problem]:
    record = subject.record
    if record.examples.sources and not record.rules and record.category is not Category.CONVERSION_FAILURE:
        what = "there is no rule that a conversion could meet, and the trouble is no refusal"
        yield subject.problem("examples.sources", what, "drop them, or write a script in data/reproductions")
    for index, source in enumerate(record.examples.sources):
        path = f"examples.sources.{index}"
        yield from check_code(subject, f"{path}.torch", source.torch)
        yield from check_code(subject, f"{path}.python", source.python)
        yield from check_given(subject, f"{path}.given" if source.given else path, source.torch, source.given)
