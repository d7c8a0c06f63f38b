"""The reference of the command line, from the verbs as the program itself knows them."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from kb.pages.markup import code, fence, front_matter, sections, table, text, unseen

PATH: Final = "reference/cli.md"


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameter:
    names: tuple[str, ...]
    """`--output`, `-o`; of an argument what stands for it: `MODEL...`."""
    about: str
    choices: tuple[str, ...] = ()
    is_flag: bool = False
    is_argument: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Verb:
    name: str
    """`check`, `derive schema`."""
    about: str
    usage: str
    parameters: tuple[Parameter, ...] = ()


def cli_page(verbs: Iterable[Verb]) -> str:
    about = "Every verb of the command, as the program itself tells them."
    return sections(
        front_matter("Command line", about),
        "# Command line\n",
        f"{about} `kb VERB --help` tells the same.\n",
        *map(_verb, verbs),
    )


def _verb(verb: Verb) -> str:
    rows = (
        (
            ", ".join(map(code, each.names)) + ("" if each.is_flag or each.is_argument else f" {code('TEXT')}"),
            text(each.about) + (f" One of {', '.join(map(code, each.choices))}." if each.choices else ""),
        )
        for each in verb.parameters
    )
    paragraphs = "\n\n".join(text(part) for part in verb.about.split("\n\n"))
    return sections(
        f"## kb {text(verb.name)}\n",
        f"{paragraphs}\n",
        fence(verb.usage),
        table((unseen("option"), unseen("meaning")), rows),
    )
