"""`kb new`: from what somebody knows of an issue to a record's file, asked for on a terminal or told by options."""

import datetime
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Final

import typer

from kb.cli.console import complain, write_result
from kb.cli.generated import checkout
from kb.cli.named_files import content_of
from kb.curation.fixing import fixed
from kb.curation.linting import lint
from kb.curation.template import Draft, area_of, record_text, slug_of
from kb.errors import KbError
from kb.knowledge.opening import open_knowledge
from kb.knowledge.record_files import record_files
from kb.records.record import Category, EvidenceKind, Precision, Severity

# Bytes.
_LARGEST_EVIDENCE: Final = 4 * 1024 * 1024
# What a record cannot be without → what is asked on a terminal.
QUESTIONS: Final[Mapping[str, str]] = {
    "title": "In one sentence: subject, condition, consequence",
    "url": "Where do you know it from (an https address)",
    "category": f"What kind of trouble ({', '.join(each.value for each in Category)})",
    "severity": "How bad when it happens (error, warning, note)",
    "what_happens": "What happens, in your own words: on which OS, device, version; compared with what",
}
# What makes a record decide something; on a terminal an empty answer leaves it out.
MORE: Final[Mapping[str, str]] = {
    "operation": "At which operation (MIL's name, layers with nn: in front; empty: none, or the whole model)",
    "when": "When does it happen (a condition: docs/reference/conditions.md; empty: always)",
    "affected": 'An example that is affected ({conv: {x: "fp16[1,3,8,8]", weight: "fp16[8,3,3,3]"}})',
    "unaffected": "An example that is not affected",
    "message": "A line of the log, verbatim",
}


def run(  # noqa: PLR0913 — one parameter an option: typer reads them here
    *,
    title: Annotated[str, typer.Option(help=f"{QUESTIONS['title']}.")] = "",
    url: Annotated[str, typer.Option(help="The thread, document or release note.")] = "",
    category: Annotated[Category | None, typer.Option(metavar="KIND", help="wrong-output, crash, …")] = None,
    severity: Annotated[Severity | None, typer.Option(help="What it does to the user.")] = None,
    what_happens: Annotated[str, typer.Option(help=f"{QUESTIONS['what_happens']}.")] = "",
    says: Annotated[str, typer.Option(help="What that source says, in your words (what happens).")] = "",
    kind: Annotated[EvidenceKind, typer.Option(help="What kind of source it is.")] = EvidenceKind.REPORT,
    operation: Annotated[list[str] | None, typer.Option(help="conv, nn:convolution. Repeatable.")] = None,
    when: Annotated[str, typer.Option(help="The condition: any(s > 12 for s in strides).")] = "",
    precision: Annotated[
        Precision, typer.Option(help="exact: the condition is what the evidence says.")
    ] = Precision.WIDE,
    affected: Annotated[list[str] | None, typer.Option(help="An example that matches. Repeatable.")] = None,
    unaffected: Annotated[list[str] | None, typer.Option(help="One that does not. Repeatable.")] = None,
    message: Annotated[list[str] | None, typer.Option(help="A line of the log. Repeatable.")] = None,
    remedy: Annotated[str, typer.Option(help="What to do about it, in words.")] = "",
    evidence: Annotated[
        str, typer.Option(metavar="FILE", help="More evidence: what `kb verify evidence` printed.")
    ] = "",
    slug: Annotated[str, typer.Option(help="The record's name for ever (from the title).")] = "",
    area: Annotated[str, typer.Option(help="The folder under data/records (from the operation).")] = "",
    stdout: Annotated[bool, typer.Option("--stdout", help="Print the record instead of writing its file.")] = False,
) -> int:
    """Write a new record's file, and lint it. On a terminal, asks for what no option tells.

    Ends with 1 where the record still needs your hand: the file is written, and what is missing is told.
    """
    said: dict[str, Any] = {
        "title": title,
        "url": url,
        "category": category,
        "severity": severity,
        "what_happens": what_happens,
        "operation": operation,
        "when": when,
        "affected": affected,
        "unaffected": unaffected,
        "message": message,
    }
    answers = _asked(said) if sys.stdin.isatty() else said
    missing = [f"--{name.replace('_', '-')}" for name in QUESTIONS if not answers[name]]
    if missing:
        raise KbError(where="kb new", what=f"needs {', '.join(missing)}", hint="on a terminal it asks for them")
    draft = Draft(
        title=answers["title"],
        url=answers["url"],
        operations=tuple(answers["operation"] or ()),
        when=answers["when"],
        precision=precision,
        category=Category(answers["category"]),
        severity=Severity(answers["severity"]),
        what_happens=answers["what_happens"],
        messages=tuple(answers["message"] or ()),
        affected=tuple(answers["affected"] or ()),
        unaffected=tuple(answers["unaffected"] or ()),
        kind=kind,
        says=says or answers["what_happens"],
        remedy=remedy,
        evidence=_evidence(evidence) if evidence else "",
        day=datetime.datetime.now(tz=datetime.UTC).date(),
    )
    return _deliver(draft, slug=slug or slug_of(draft.title), area=area, stdout=stdout)


def _evidence(path: str) -> str:
    try:
        return content_of(Path(path), limit=_LARGEST_EVIDENCE).decode("utf-8")
    except (KbError, UnicodeDecodeError) as error:
        what = error.what if isinstance(error, KbError) else "is no UTF-8"
        raise KbError(where=path, what=what, hint="`kb verify evidence` makes it") from error


def _asked(said: Mapping[str, Any]) -> dict[str, Any]:
    answers = dict(said)
    for name, question in QUESTIONS.items():
        choices = {"category": Category, "severity": Severity}.get(name)
        while not answers[name]:
            answer = typer.prompt(question, err=True).strip()
            if choices and answer not in {each.value for each in choices}:
                complain(f"{answer!r} is none of them")
                continue
            answers[name] = answer
    for name, question in MORE.items():
        if not answers[name]:
            answer = typer.prompt(question, default="", show_default=False, err=True).strip()
            answers[name] = answer if name == "when" or not answer else [answer]
    return answers


def _deliver(draft: Draft, *, slug: str, area: str, stdout: bool) -> int:
    data = checkout() / "data"
    area = area or area_of(draft, open_knowledge(data).records)
    text = fixed(record_text(draft, slug, area))
    if stdout:
        write_result(text)
        return 0
    taken = {file.slug: file.path for file in record_files(data)}
    if slug in taken:
        where = str(taken[slug].relative_to(data.parent))
        raise KbError(where=where, what=f"there is a record `{slug}` already", hint="add to it, or give --slug")
    path = data / "records" / area / f"{slug}.yaml"
    path.parent.mkdir(parents=True, exist_ok=True)
    write_result(text, path)
    problems = lint(record_files(data), open_knowledge(data), only=frozenset({slug}))
    shown = path.relative_to(data.parent)
    write_result(f"{shown}\n")
    for problem in problems:
        complain(str(problem))
    complain(f"next: {_next(shown, slug, has_problems=bool(problems), has_examples=bool(draft.affected))}")
    return int(bool(problems))


def _next(path: Path, slug: str, *, has_problems: bool, has_examples: bool) -> str:
    if has_problems:
        return f"mend {path}, then `kb lint {slug}`"
    return f"`kb test {slug}`" if has_examples else "commit it"
