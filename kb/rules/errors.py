"""What is wrong with a condition, with the place in its text."""

from kb.errors import KbError, Problem
from kb.frozen import frozen


@frozen
class ConditionProblem:
    line: int
    """In the condition's own text, from 1."""
    column: int
    what: str
    hint: str = ""

    def problem(self, where: str) -> Problem:
        """As a problem of the file or record that `where` names."""
        return Problem(where=f"{where}, condition {self.line}:{self.column}", what=self.what, hint=self.hint)

    def __str__(self) -> str:
        line = f"{self.line}:{self.column}: {self.what}"
        return f"{line} ({self.hint})" if self.hint else line


class ConditionError(KbError):
    """A condition that is not in the language, or does not fit the facts that it may see."""

    def __init__(self, problem: ConditionProblem, *, where: str = "condition") -> None:
        super().__init__(where=f"{where} {problem.line}:{problem.column}", what=problem.what, hint=problem.hint)
        self.detail = problem

    @property
    def line(self) -> int:
        return self.detail.line

    @property
    def column(self) -> int:
        return self.detail.column


def did_you_mean(name: str, known: "list[str] | tuple[str, ...] | frozenset[str]") -> str:
    """A hint: the nearest known name, or a few of them where none is near."""
    from difflib import get_close_matches  # noqa: PLC0415 — only a mistake needs it, and start-up counts

    if name.lower() in _SYNONYMS and _SYNONYMS[name.lower()] in known:
        return f"did you mean `{_SYNONYMS[name.lower()]}`?"
    lowered = {each.lower(): each for each in sorted(known, reverse=True)}
    near = get_close_matches(name.lower(), list(lowered), n=1, cutoff=0.6)
    if near:
        return f"did you mean `{lowered[near[0]]}`?"
    some = sorted(each for each in known if each)
    shown = ", ".join(some[:_NAMES_SHOWN])
    return f"known: {shown}{', …' if len(some) > _NAMES_SHOWN else ''}" if some else ""


_NAMES_SHOWN = 12
_SYNONYMS = {
    "float16": "fp16",
    "half": "fp16",
    "float": "fp32",
    "float32": "fp32",
    "double": "fp64",
    "float64": "fp64",
    "str": "string",
    "int": "int32",
    "prod": "product",
    "startswith": "starts_with",
}
