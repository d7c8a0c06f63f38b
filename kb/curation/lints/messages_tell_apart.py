"""A message is a line of a log that tells this issue from others: verbatim, one line, with `<…>` for what differs.

`Error in declaring network.` alone stands in dozens of threads about different things. Such a line has a record of its
own (`kb.logs.general_lines`) and stands there alone; any other record keeps the line before or after it, which names
the cause, or goes without.
"""

from collections.abc import Iterator
from typing import Final

from kb.curation.subject import Subject
from kb.errors import Problem
from kb.knowledge.knowledge_base import KnowledgeBase
from kb.logs.general_lines import owner_of

SHORTEST: Final = 12
LONGEST: Final = 400


def check(subject: Subject, knowledge: KnowledgeBase) -> Iterator[Problem]:
    for index, message in enumerate(subject.record.messages):
        path = f"messages.{index}"
        if len(message) < SHORTEST:
            yield subject.problem(path, "a message this short is found everywhere", "quote the whole line")
        if len(message) > LONGEST or "\n" in message:
            yield subject.problem(path, "a message is one line", "keep the line that tells this issue from others")
        owner = owner_of(message)
        if owner not in ("", subject.record.id):
            what = f"this is printed whatever the cause is; `{owner}` has it"
            hint = "keep the line that names the cause, or leave it out and name that record in `related`"
            yield subject.problem(path, what, hint)
