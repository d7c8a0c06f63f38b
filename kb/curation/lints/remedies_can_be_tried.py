"""A remedy's torch and Python code can be parsed; where it says what its names stand for, it says so of every name."""

import ast
import builtins
from collections.abc import Iterator, Mapping
from typing import Final

from kb.curation.subject import Subject
from kb.errors import Problem
from kb.knowledge.knowledge_base import KnowledgeBase
from kb.records.record import Remedy

_AT_HAND: Final = frozenset({"torch", "F", "math", "self", *dir(builtins)})


def check(subject: Subject, knowledge: KnowledgeBase) -> Iterator[Problem]:
    for index, remedy in enumerate(subject.record.remedies):
        parsed = {}
        for language in ("torch", "python"):
            if language in remedy.code:
                try:
                    parsed[language] = ast.parse(remedy.code[language])
                except SyntaxError as error:
                    path = f"remedies.{index}.code.{language}"
                    yield subject.problem(path, f"is no Python: {error.msg}", "write whole statements")
        if remedy.given:
            yield from _check_given(subject, f"remedies.{index}.given", remedy, parsed)


def _check_given(subject: Subject, path: str, remedy: Remedy, parsed: Mapping[str, ast.Module]) -> Iterator[Problem]:
    if "torch" not in remedy.code:
        yield subject.problem(path, "there is no `code.torch` that it could be given to", "add the code, or drop it")
    elif "torch" in parsed:
        unknown = sorted(_asked(parsed["torch"]) - remedy.given.keys() - _AT_HAND)
        if unknown:
            what = f"does not say what `{unknown[0]}` stands for in the code"
            yield subject.problem(path, what, f'write `{unknown[0]}: "fp32[1,8]"`, or Python that makes it')


def _asked(code: ast.Module) -> set[str]:
    """Names that the code reads without having made them, `self.cache` as `cache`."""
    read: set[str] = set()
    made: set[str] = set()
    for node in ast.walk(code):
        if isinstance(node, ast.Name):
            (read if isinstance(node.ctx, ast.Load) else made).add(node.id)
        elif isinstance(node, ast.arg):
            made.add(node.arg)
        elif isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "self":
            read.add(node.attr)
    return read - made
