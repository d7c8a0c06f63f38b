"""`kb docs`: write the documentation site's pages; MkDocs builds the site from them and from `docs/`."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Annotated, Any, Final

import typer

from kb import __version__
from kb.cli.app import VERBS, load_verb
from kb.cli.console import complain
from kb.cli.generated import checkout
from kb.cli.schemas import generated_schemas
from kb.knowledge.opening import open_knowledge
from kb.pages.cli_page import PATH, Parameter, Verb, cli_page
from kb.pages.page import Page
from kb.pages.pages import pages_of
from kb.pages.schemas_page import schema_pages

FOLDER: Final = Path("build/pages")
"""Below the checkout. The site's builder lays these pages over `docs/`."""


def run(
    *, output: Annotated[Path | None, typer.Option("--output", "-o", help="The folder to write (build/pages).")] = None
) -> int:
    """Write the site's pages as Markdown, and its documents for programs. `mkdocs build` does so by itself."""
    written, removed = write_pages(output or checkout() / FOLDER)
    complain(f"{written} files written, {removed} removed, the others were as they should be")
    return 0


def write_pages(folder: Path) -> tuple[int, int]:
    """Make the folder hold the pages and nothing else. What is already there and right is not touched.

    Gives the numbers of files written and removed.
    """
    made = {folder / page.path: page.text for page in all_pages()}
    stale = [path for path in folder.rglob("*") if path.is_file() and path not in made]
    for path in stale:
        path.unlink()
    changed = [path for path, text in made.items() if not _holds(path, text)]
    for path in changed:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(made[path], encoding="utf-8")
    return len(changed), len(stale)


def _holds(path: Path, text: str) -> bool:
    return path.is_file() and path.read_bytes() == text.encode()


def all_pages() -> Iterator[Page]:
    yield from pages_of(open_knowledge(), checkout(), __version__)
    yield Page(path=PATH, text=cli_page(_verbs()))
    yield from schema_pages((each.path.name, each.text) for each in generated_schemas())


def _verbs() -> Iterator[Verb]:
    for name in VERBS:
        command = load_verb(name)
        inner = getattr(command, "commands", None)
        if inner is None:
            yield _verb(name, command)
        else:
            yield from (_verb(f"{name} {each}", inner[each]) for each in inner)


def _verb(name: str, command: Any) -> Verb:
    parameters = tuple(_parameters(command.params))
    arguments = " ".join(each.names[0] for each in parameters if each.is_argument)
    options = "[OPTIONS]" if any(not each.is_argument for each in parameters) else ""
    usage = " ".join(part for part in ("kb", name, options, arguments) if part)
    about = "\n\n".join(" ".join(part.split()) for part in (command.help or "").split("\n\n"))
    return Verb(name=name, about=about, usage=usage, parameters=parameters)


def _parameters(parameters: Iterable[Any]) -> Iterator[Parameter]:
    for each in parameters:
        is_argument = each.param_type_name == "argument"
        shown = each.metavar or (each.name.upper() if is_argument else "")
        yield Parameter(
            names=(shown,) if is_argument else tuple(sorted(each.opts, key=len, reverse=True)),
            about=each.help or "",
            choices=tuple(getattr(each.type, "choices", ())),
            is_flag=bool(getattr(each, "is_flag", False)),
            is_argument=is_argument,
        )
