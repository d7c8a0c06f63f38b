"""Keys stand in one order, folded text is wrapped alike, nothing trails: `kb lint --fix` does it."""

from collections.abc import Iterator

from kb.curation.fixing import fixed
from kb.curation.subject import Subject
from kb.errors import Problem
from kb.knowledge.knowledge_base import KnowledgeBase


def check(subject: Subject, knowledge: KnowledgeBase) -> Iterator[Problem]:
    if fixed(subject.text) != subject.text:
        yield subject.problem("", "the file is not in its canonical form", "run `kb lint --fix`")
