"""Any name of a state of the knowledge, opened: a bundle, a folder of data, a checkout, a revision of a checkout."""

import io
import subprocess
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from kb.errors import KbError
from kb.knowledge.knowledge_base import KnowledgeBase
from kb.knowledge.opening import open_knowledge

ANSWERS: Final = "tests/golden/answers.yaml"
"""What is answered for the models of the corpus; beside `data` in a checkout."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    base: KnowledgeBase
    answers: str
    """The golden answers of a checkout or revision; empty where there are none."""


@contextmanager
def side_named(name: str, repository: Path) -> Iterator[Side]:
    """What `name` stands for: a path where there is one, else a git revision of `repository`. Raises KbError.

    The knowledge may be asked while the context is open: a revision's files are gone afterwards.
    """
    path = Path(name)
    if path.exists():
        yield _at(path)
        return
    with tempfile.TemporaryDirectory() as folder:
        _extract(name, repository, Path(folder))
        yield _at(Path(folder))


def _at(path: Path) -> Side:
    is_checkout = (path / "data" / "records").is_dir()
    root = path if is_checkout else path.parent
    answers = root / ANSWERS
    return Side(
        base=open_knowledge(path / "data" if is_checkout else path),
        answers=answers.read_text(encoding="utf-8") if answers.is_file() and path.is_dir() else "",
    )


def _extract(revision: str, repository: Path, folder: Path) -> None:
    held = _git(repository, "ls-tree", "-r", "--name-only", f"{revision}^{{commit}}", "--", "data", ANSWERS)
    if held is None:
        what = "is neither a file, nor a folder, nor a revision of git here"
        raise KbError(where=revision, what=what, hint=f"looked in {repository}")
    paths = ["data", ANSWERS] if ANSWERS in held.decode("utf-8", "replace").splitlines() else ["data"]
    archive = _git(repository, "archive", "--format=tar", revision, "--", *paths)
    if archive is None:
        raise KbError(where=revision, what="holds no `data`")
    with tarfile.open(fileobj=io.BytesIO(archive)) as tar:
        tar.extractall(folder, filter="data")


def _git(repository: Path, *arguments: str) -> bytes | None:
    """What git prints; None where it refuses, or is not there."""
    try:
        answer = subprocess.run(["git", "-C", str(repository), *arguments], capture_output=True, check=False)  # noqa: S603, S607 — arguments are no shell text
    except OSError:
        return None
    return answer.stdout if answer.returncode == 0 else None
