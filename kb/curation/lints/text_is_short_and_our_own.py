"""Text is short, and in our own words: log messages are the only quotations.

A lint cannot read the sources. It sees what copied text looks like: long quotations, Markdown of threads, length.
"""

import re
from collections.abc import Iterator
from typing import Final

from kb.curation.subject import Subject
from kb.errors import Problem
from kb.knowledge.knowledge_base import KnowledgeBase

LONGEST_TITLE: Final = 120
LONGEST_TEXT: Final = 1500
"""Characters of `what_happens` and `known_false_positives`."""
LONGEST_SAYS: Final = 700
LONGEST_QUOTATION: Final = 14
"""Words between quotation marks."""
_QUOTATION: Final = re.compile(r"[\"“]([^\"”]+)[\"”]")
_THREAD_MARKUP: Final = re.compile(r"```|^>\s|^#{1,4}\s|!\[|\]\(http|(?<![\w/])@[a-z\d]+[\w-]*\b(?!\.)", re.MULTILINE)


def check(subject: Subject, knowledge: KnowledgeBase) -> Iterator[Problem]:
    record = subject.record
    yield from _check_text(subject, "title", record.title, LONGEST_TITLE)
    yield from _check_text(subject, "what_happens", record.what_happens, LONGEST_TEXT)
    yield from _check_text(subject, "known_false_positives", record.known_false_positives, LONGEST_TEXT)
    for index, evidence in enumerate(record.evidence):
        yield from _check_text(subject, f"evidence.{index}.says", evidence.says, LONGEST_SAYS)


def _check_text(subject: Subject, path: str, text: str, longest: int) -> Iterator[Problem]:
    if len(text) > longest:
        yield subject.problem(path, f"{len(text)} characters, at most {longest}", "say what a reader has to remember")
    for quotation in _QUOTATION.findall(text):
        if len(quotation.split()) > LONGEST_QUOTATION:
            what = f"a quotation of {len(quotation.split())} words: {quotation[:40]!r}…"
            yield subject.problem(path, what, "say it in your own words; log lines go to `messages`")
    found = _THREAD_MARKUP.search(text)
    if found:
        yield subject.problem(path, f"`{found[0].strip()}` looks pasted from a thread", "write plain sentences")
