"""What goes wrong, as values: `KbError` where work cannot go on, `Problem` where it can.

Both say where (a file and a place in it), what, and what to do next.
"""

from kb.frozen import ordered


@ordered
class Problem:
    """Something wrong that is told while the work goes on."""

    where: str
    """A file, with a place in it: `data/records/x.yaml:12`, `model.mlpackage: Manifest.json`."""
    what: str
    hint: str = ""
    """What to do next; empty where nothing sensible can be said."""

    def __str__(self) -> str:
        line = f"{self.where}: {self.what}"
        return f"{line} ({self.hint})" if self.hint else line


class KbError(Exception):
    """Work cannot go on. The command line prints it as one line and exits with 2."""

    def __init__(self, *, where: str, what: str, hint: str = "") -> None:
        super().__init__(where, what, hint)
        self.where = where
        self.what = what
        self.hint = hint

    @property
    def problem(self) -> Problem:
        return Problem(where=self.where, what=self.what, hint=self.hint)

    def __str__(self) -> str:
        return str(self.problem)


class UnreadableModel(KbError):  # noqa: N818 — the name says what it is
    """A file or folder that is not a Core ML model, or is a damaged or hostile one."""
