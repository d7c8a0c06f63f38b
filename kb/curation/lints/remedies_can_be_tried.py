"""A remedy's torch and Python code can be parsed; where it says what its names stand for, it says so of every name;
Python code imports its classes and modules."""

from collections.abc import Iterator

from kb.curation.code_names import check_code, check_given, check_imports
from kb.curation.subject import Subject
from kb.errors import Problem
from kb.knowledge.knowledge_base import KnowledgeBase


def check(subject: Subject, knowledge: KnowledgeBase) -> Iterator[Problem]:
    for index, remedy in enumerate(subject.record.remedies):
        path = f"remedies.{index}"
        for language in ("torch", "python"):
            yield from check_code(subject, f"{path}.code.{language}", remedy.code.get(language, ""))
        yield from check_imports(subject, f"{path}.code.python", remedy.code.get("python", ""))
        if remedy.given and "torch" not in remedy.code:
            what = "there is no `code.torch` that it could be given to"
            yield subject.problem(f"{path}.given", what, "add the code, or drop it")
        elif remedy.given:
            yield from check_given(subject, f"{path}.given", remedy.code["torch"], remedy.given)
