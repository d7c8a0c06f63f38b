"""Which names a record's code reads, and whether the record says what each stands for."""

import ast
import builtins
import sys
from collections.abc import Iterator, Mapping
from typing import Final

from kb.curation.subject import Subject
from kb.errors import Problem

_AT_HAND: Final = frozenset({"torch", "F", "math", "self", *dir(builtins)})
_MODULES: Final = sys.stdlib_module_names | {
    "cto",
    "keras",
    "onnx",
    "onnxruntime",
    "tensorflow",
    "transformers",
    "xgboost",
}


def check_code(subject: Subject, path: str, code: str) -> Iterator[Problem]:
    """The problem of code that is no Python."""
    try:
        ast.parse(code)
    except SyntaxError as error:
        yield subject.problem(path, f"is no Python: {error.msg}", "write whole statements")


def check_imports(subject: Subject, path: str, code: str) -> Iterator[Problem]:
    """The problem of a class or a module that Python code has from nowhere: a reader cannot run it.

    `model` and `inputs` are the reader's own; `ct`, `np`, `torch`, `tf` and the builder `mb` are at hand.
    """
    try:
        unknown = sorted(filter(_is_imported, _asked(ast.parse(code)) - _AT_HAND))
    except SyntaxError:
        return
    if unknown:
        yield subject.problem(path, f"does not import `{unknown[0]}`", f"write where `{unknown[0]}` comes from")


def _is_imported(name: str) -> bool:
    return name[0] == "_" or (name[0].isupper() and len(name) > 1) or name in _MODULES


def check_given(subject: Subject, path: str, code: str, given: Mapping[str, str]) -> Iterator[Problem]:
    """The problem of a name that nothing stands for; none of code that is no Python."""
    try:
        unknown = sorted(_asked(ast.parse(code)) - given.keys() - _AT_HAND)
    except SyntaxError:
        return
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
        elif isinstance(node, ast.alias):
            made.add((node.asname or node.name).partition(".")[0])
        elif isinstance(node, ast.FunctionDef | ast.ClassDef):
            made.add(node.name)
        elif isinstance(node, ast.arg):
            made.add(node.arg)
        elif isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "self":
            read.add(node.attr)
    return read - made
