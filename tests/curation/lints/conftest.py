"""A sound record that each test spoils in one place, and what a lint says of it."""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest

from kb.curation.subject import Subject
from kb.errors import Problem
from kb.knowledge.checkout import open_checkout
from kb.knowledge.knowledge_base import KnowledgeBase
from kb.records.parsing import parse_record

SOUND = """\
id: conv-large-stride
title: Convolution with a stride above 8 computes wrong results on iPad
category: wrong-output
severity: error
affects:
  - targets: ">=iOS16"
    os: {iPadOS: "==16.5.1"}
    compute_units: [NE]
rules:
  - operations: [conv]
    when: strides.is_given and any(s > 8 for s in strides)
    precision: exact
what_happens: >
  The numbers are wrong on an iPad and right on a Mac.
messages: ["Strides of conv have to be small, got <N>"]
remedies:
  - target: iOS15
  - compute_units: CPU_AND_GPU
evidence:
  - url: https://github.com/apple/coremltools/issues/1
    kind: report
    says: Seen on an iPad.
    read: 2026-11-24
    observed:
      - {affected: true, os: iPadOS 16.5.1, chip: M1}
examples:
  affected:
    - {conv: {x: "fp16[1,3,9,9]", weight: "fp16[4,3,9,9]", strides: [9, 9]}}
  unaffected:
    - {conv: {x: "fp16[1,3,8,8]", weight: "fp16[4,3,8,8]", strides: [8, 8]}}
"""

Lint = Callable[[Subject, KnowledgeBase], Iterator[Problem]]
CollectionLint = Callable[[Sequence[Subject], KnowledgeBase], Iterator[Problem]]


@pytest.fixture(scope="session")
def knowledge() -> KnowledgeBase:
    return open_checkout(Path(__file__).parents[3] / "data")


def subject_of(text: str, origin: str = "x.yaml") -> Subject:
    parsed = parse_record(text, origin=origin, area="operations")
    assert parsed.record is not None, parsed.problems
    return Subject(record=parsed.record, parsed=parsed, text=text)


@pytest.fixture
def told(knowledge: KnowledgeBase) -> Callable[..., list[str]]:
    """What a lint says of the sound record with replacements: `told(check, ("old", "new"), …)`."""

    def told_of(check: Lint, *replacements: tuple[str, str]) -> list[str]:
        text = SOUND
        for old, new in replacements:
            assert old in text, f"the sound record has {old!r}"
            text = text.replace(old, new, 1)
        return [str(problem) for problem in check(subject_of(text), knowledge)]

    return told_of


@pytest.fixture
def told_of_all(knowledge: KnowledgeBase) -> Callable[..., list[str]]:
    """What a lint over the collection says of the sound record and one like it, with replacements in the second."""

    def told_of(check_all: CollectionLint, *replacements: tuple[str, str]) -> list[str]:
        text = SOUND.replace("id: conv-large-stride", "id: other")
        for old, new in replacements:
            assert old in text, f"the sound record has {old!r}"
            text = text.replace(old, new, 1)
        subjects = [subject_of(SOUND), subject_of(text, "other.yaml")]
        return [str(problem) for problem in check_all(subjects, knowledge)]

    return told_of
