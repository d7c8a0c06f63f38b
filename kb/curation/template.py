"""From what somebody knows of an issue to the text of a record's file, in the form that `kb lint` asks for.

Text in, text out: nothing is looked up and nothing is written here.
"""

import datetime
import json
import re
import textwrap
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from kb.records.record import Category, EvidenceKind, Precision, Record, Severity

WIDTH: Final = 120
_WORD: Final = re.compile(r"[a-z0-9]+")
# Words that tell one slug from another in nothing.
_LITTLE: Final = re.compile(r"an?|and|as|at|by|for|from|in|into|is|its?|no|not|off?|on|or|that|the|to|with|whose")
_SLUG_WORDS: Final = 5
_THREAD: Final = re.compile(r"https://github\.com/([^/]+/[^/]+)/(?:issues|pull)/(\d+)/?(?:#.*)?")
# Area of records about the model as a whole, where no operation tells one.
_AREAS: Final = {Category.TOOLING: "tooling", Category.CONVERSION_FAILURE: "conversion"}
_ELSEWHERE: Final = "runtime"


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    title: str
    url: str
    operations: tuple[str, ...] = ()
    """Empty: no rule, or one about the model where there is a condition."""
    when: str = ""
    precision: Precision = Precision.WIDE
    category: Category
    severity: Severity
    what_happens: str
    messages: tuple[str, ...] = ()
    affected: tuple[str, ...] = ()
    """Examples as the user wrote them: YAML in one line."""
    unaffected: tuple[str, ...] = ()
    kind: EvidenceKind = EvidenceKind.REPORT
    says: str
    remedy: str = ""
    evidence: str = ""
    """More entries, as `kb verify evidence` prints them."""
    day: datetime.date


def slug_of(title: str) -> str:
    """A proposal: what the title is about, in a few words. It never changes later, so people should look at it."""
    words = [word for word in _WORD.findall(title.lower().replace("'s", "")) if not _LITTLE.fullmatch(word)]
    return "-".join(words[:_SLUG_WORDS])


def area_of(draft: Draft, records: Iterable[Record]) -> str:
    """The folder: where most records about these operations stand already, else by category."""
    if any(name.startswith("nn:") for name in draft.operations):
        return "layers"
    areas = Counter(
        record.area
        for record in records
        for rule in record.rules
        if set(draft.operations) & set(rule.operations) and record.area.startswith("operations/")
    )
    if areas:
        return areas.most_common(1)[0][0]
    return "operations/tensor" if draft.operations else _AREAS.get(draft.category, _ELSEWHERE)


def record_text(draft: Draft, slug: str, area: str) -> str:
    # By this line an editor completes keys and values.
    up = "../" * (len(area.split("/")) + 1)
    head = f"# yaml-language-server: $schema={up}schema/record.schema.json"
    return "\n".join([head, *_lines(draft, slug)]) + "\n"


def _lines(draft: Draft, slug: str) -> Iterator[str]:
    yield f"id: {slug}"
    yield f"title: {_scalar(draft.title)}"
    yield f"category: {draft.category.value}"
    yield f"severity: {draft.severity.value}"
    thread = _THREAD.fullmatch(draft.url)
    if thread:
        yield f'aliases: ["{thread[1]}#{thread[2]}"]'
    if draft.operations or draft.when:
        yield from _rule(draft)
    yield "what_happens: >"
    yield from _folded(draft.what_happens, 2)
    if draft.messages:
        yield f"messages: [{', '.join(_quoted(message) for message in draft.messages)}]"
    if draft.remedy:
        yield "remedies:"
        yield f"  - text: {_scalar(draft.remedy)}"
    yield "evidence:"
    yield f"  - url: {draft.url}"
    yield f"    kind: {draft.kind.value}"
    yield "    says: >"
    yield from _folded(draft.says, 6)
    yield f"    read: {draft.day}"
    yield from textwrap.indent(textwrap.dedent(draft.evidence).strip("\n"), "  ").splitlines()
    if draft.affected or draft.unaffected:
        yield "examples:"
        yield from _examples("affected", draft.affected)
        yield from _examples("unaffected", draft.unaffected)
    yield "history:"
    yield f"  - {{date: {draft.day}, change: First version.}}"


def _rule(draft: Draft) -> Iterator[str]:
    yield "rules:"
    operations = ", ".join(_quoted(name) if ":" in name else name for name in draft.operations)
    yield f"  - operations: [{operations}]" if draft.operations else "  - model: true"
    if draft.when:
        yield f"    when: {_scalar(draft.when)}"
    yield f"    precision: {draft.precision.value}"


def _examples(which: str, examples: Iterable[str]) -> Iterator[str]:
    written = [f"    - {example.strip()}" for example in examples]
    if written:
        yield f"  {which}:"
        yield from written


def _folded(text: str, indent: int) -> list[str]:
    space = " " * indent
    return textwrap.wrap(
        " ".join(text.split()),
        WIDTH,
        initial_indent=space,
        subsequent_indent=space,
        break_long_words=False,
        break_on_hyphens=False,
    )


# Inside such a text YAML sees nothing but text.
_PLAIN: Final = re.compile(r"[A-Za-z](?:[^:#\n\"'{}\[\],&*!|>%@`]|[\[\](),'\"*|>%!](?! *#))*")
_NOT_TEXT: Final = frozenset({"true", "false", "yes", "no", "on", "off", "null", "~"})


def _scalar(text: str) -> str:
    line = " ".join(text.split())
    plain = _PLAIN.fullmatch(line) and line.lower() not in _NOT_TEXT
    return line if plain else _quoted(line)


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)
