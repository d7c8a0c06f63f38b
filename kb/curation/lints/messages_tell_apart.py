"""A message is a line of a log that tells this issue from others: verbatim, one line, with `<…>` for what differs.

`Error in declaring network.` alone stands in dozens of threads about different things; the line before or after it is
the one to keep.
"""

from collections.abc import Iterator
from typing import Final

from kb.curation.subject import Subject
from kb.errors import Problem
from kb.knowledge.knowledge_base import KnowledgeBase

SHORTEST: Final = 12
LONGEST: Final = 400
# Lines that Core ML prints whatever the cause is.
_SAID_BY_ALL: Final = (
    "error in declaring network",
    "error computing nn outputs",
    "unable to compute the prediction using ml program",
    "unable to compute the prediction using a neural network model",
    "error reading protobuf spec",
    "failed to build the model execution plan",
)


def check(subject: Subject, knowledge: KnowledgeBase) -> Iterator[Problem]:
    for index, message in enumerate(subject.record.messages):
        path = f"messages.{index}"
        if len(message) < SHORTEST:
            yield subject.problem(path, "a message this short is found everywhere", "quote the whole line")
        if len(message) > LONGEST or "\n" in message:
            yield subject.problem(path, "a message is one line", "keep the line that tells this issue from others")
    if len(subject.record.messages) == 1 and _is_said_by_all(subject.record.messages[0]):
        what = "Core ML says this whatever the cause is"
        yield subject.problem("messages.0", what, "add the line that names the cause, or leave `messages` out")


def _is_said_by_all(message: str) -> bool:
    return message.lower().rstrip(". ").startswith(_SAID_BY_ALL) and len(message) < max(map(len, _SAID_BY_ALL)) + 40
