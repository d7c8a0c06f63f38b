"""From YAML text to checked values, for files whose shape is simple and whose entries stand for themselves.

Whoever reads an entry asks it for what it must be; what is not so raises Misfit, which becomes a Problem with the
line of the value. Take one entry after the other with `each`: a bad one is told, the next is still read.
"""

import difflib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final, TypeAlias, TypeVar

from kb.errors import Problem

Step: TypeAlias = str | int
_T = TypeVar("_T")

# The longest of these files has a third of it.
LARGEST_FILE: Final = 512 * 1024


class Misfit(Exception):  # noqa: N818 — it never leaves the reading of its entry
    """A value is not what it must be."""

    def __init__(self, path: tuple[Step, ...], what: str, hint: str = "") -> None:
        super().__init__(path, what, hint)
        self.path = path
        self.what = what
        self.hint = hint


@dataclass(frozen=True, slots=True)
class Entry:
    """A value of the file, and the way to it."""

    value: Any
    path: tuple[Step, ...] = ()

    def misfit(self, what: str, hint: str = "") -> Misfit:
        return Misfit(self.path, what, hint)

    def keys(self, required: str, optional: str = "") -> None:
        """Insist on a mapping with these keys (separated by spaces) and no others."""
        given = [entry.path[-1] for entry in self.entries()]
        known = (*required.split(), *optional.split())
        for key in given:
            if key not in known:
                raise self.at(key).misfit(f"unknown key `{key}`", f"known: {', '.join(known)}")
        for key in required.split():
            if key not in given:
                raise self.misfit(f"`{key}` is missing")

    def entries(self) -> Iterator["Entry"]:
        if not isinstance(self.value, dict):
            raise self.misfit("a mapping is expected")
        for key in self.value:
            if not isinstance(key, str):
                raise self.misfit(f"the key `{key}` is no text", "quote it")
            yield self.at(key)

    def elements(self) -> Iterator["Entry"]:
        if not isinstance(self.value, list):
            raise self.misfit("a list is expected")
        for index in range(len(self.value)):
            yield self.at(index)

    def at(self, step: Step) -> "Entry":
        return Entry(self.value[step], (*self.path, step))

    def get(self, key: str) -> "Entry | None":
        """The value under `key`; None where it is absent or null."""
        return self.at(key) if self.value.get(key) is not None else None

    def text(self, *choices: str) -> str:
        """Text that is not empty; one of `choices`, where there are any."""
        if not isinstance(self.value, str) or not self.value:
            hint = "quote it" if isinstance(self.value, int | float) else ""
            raise self.misfit(f"a text is expected, not {self.value!r}", hint)
        if choices and self.value not in choices:
            raise self.misfit(f"`{self.value}` is not among what is known", _near(self.value, choices))
        return self.value

    def texts(self) -> tuple[str, ...]:
        return tuple(element.text() for element in self.elements())

    def integer(self) -> int:
        if not isinstance(self.value, int) or isinstance(self.value, bool):
            raise self.misfit(f"a whole number is expected, not {self.value!r}")
        return self.value

    def number(self) -> float:
        if not isinstance(self.value, int | float) or isinstance(self.value, bool):
            raise self.misfit(f"a number is expected, not {self.value!r}")
        return self.value

    def flag(self) -> bool:
        if not isinstance(self.value, bool):
            raise self.misfit(f"true or false is expected, not {self.value!r}")
        return self.value


def _near(word: str, choices: tuple[str, ...]) -> str:
    close = difflib.get_close_matches(word, choices, n=3)
    return f"did you mean {' or '.join(close)}?" if close else f"known: {', '.join(choices)}"


class File:
    """One file while it is read, with the problems found so far."""

    def __init__(self, text: str, origin: str) -> None:
        self._text = text
        self._origin = origin
        self.problems: list[Problem] = []

    def root(self, required: str, optional: str = "") -> Entry:
        """Everything in it, a mapping with these keys; an empty mapping, and a problem, where it is not."""
        import yaml

        if len(self._text) > LARGEST_FILE:
            self.tell(Misfit((), f"longer than {LARGEST_FILE} characters"))
            return Entry({})
        try:
            value = yaml.load(self._text, Loader=_loader())  # noqa: S506 — a SafeLoader with fewer powers
        except (yaml.YAMLError, RecursionError, ValueError) as error:
            mark = getattr(error, "problem_mark", None)
            where = f"{self._origin}:{mark.line + 1}" if mark else self._origin
            self.problems.append(Problem(where=where, what=f"not valid YAML: {getattr(error, 'problem', error)}"))
            return Entry({})
        root = Entry(value)
        try:
            root.keys(required, optional)
        except Misfit as misfit:
            self.tell(misfit)
            return Entry({})
        return root

    def each(self, entries: Iterator[Entry], read: Callable[[Entry], _T]) -> list[_T]:
        """What `read` gives for each entry; an entry that it refuses is told and left out."""
        results: list[_T] = []
        try:
            for entry in entries:
                try:
                    results.append(read(entry))
                except Misfit as misfit:
                    self.tell(misfit)
        except Misfit as misfit:
            self.tell(misfit)
        return results

    @staticmethod
    def section(root: Entry, name: str) -> Entry:
        """The value under `name`; an empty mapping where there is none, which `root` has told."""
        return root.get(name) or Entry({}, (*root.path, name))

    def tell(self, misfit: Misfit) -> None:
        place = ".".join(map(str, misfit.path))
        where = f"{self._origin}:{self._line_of(misfit.path)}"
        self.problems.append(
            Problem(where=where, what=f"{place}: {misfit.what}" if place else misfit.what, hint=misfit.hint)
        )

    def _line_of(self, path: tuple[Step, ...]) -> int:
        """The line, from 1, of the value to which `path` leads, or of what lies nearest on the way."""
        import yaml

        node = self._nodes
        line = 1
        for step in path:
            if isinstance(node, yaml.MappingNode):
                found = [(key, value) for key, value in node.value if key.value == step]
                if not found:
                    break
                line, node = found[-1][0].start_mark.line + 1, found[-1][1]
            elif isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
                node = node.value[step]
                line = node.start_mark.line + 1
        return line

    @cached_property
    def _nodes(self) -> Any:
        """The file once more, with places; made for the first problem. None where it is no YAML at all."""
        import yaml

        if len(self._text) > LARGEST_FILE:
            return None
        try:
            return yaml.compose(self._text, Loader=yaml.CSafeLoader)
        except yaml.YAMLError:
            return None


def _loader() -> Any:
    """Dates stay texts: they are checked where they are read."""
    import yaml

    # No fall back on SafeLoader: it takes ten times as long, and nobody would notice why.
    class Loader(yaml.CSafeLoader):
        pass

    Loader.yaml_implicit_resolvers = {
        first: [(tag, pattern) for tag, pattern in resolvers if not tag.endswith(":timestamp")]
        for first, resolvers in yaml.CSafeLoader.yaml_implicit_resolvers.items()
    }
    return Loader
