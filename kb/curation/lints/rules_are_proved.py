"""A record with rules has examples of both kinds: one that the rules match, and one that they do not.

Without the second nobody sees a rule that matches everything. Where a remedy rewrites the model, the rewritten form
stands among `unaffected`.
"""

from collections.abc import Iterator

from kb.curation.subject import Subject
from kb.errors import Problem
from kb.knowledge.knowledge_base import KnowledgeBase


def check(subject: Subject, knowledge: KnowledgeBase) -> Iterator[Problem]:
    record = subject.record
    if not record.rules:
        return
    if not record.examples.affected:
        yield subject.problem("rules", "no affected example", "add one to `examples.affected`")
    if not record.examples.unaffected:
        yield subject.problem("rules", "no unaffected example", "add one on the other side of the condition's boundary")
