"""One record as a page, with fixed headings, so that readers find their way on each of them."""

from collections.abc import Iterator, Mapping

from kb.pages import addresses
from kb.pages.addresses import category_path, operation_path, record_path
from kb.pages.condition_words import points
from kb.pages.examples_text import example_text
from kb.pages.markup import (
    MENU,
    bullets,
    chip,
    code,
    crumbs,
    fence,
    front_matter,
    link,
    section,
    sections,
    text,
    way,
)
from kb.pages.record_where import where
from kb.pages.site import Site, operations_of
from kb.records.record import (
    Category,
    Confidence,
    Evidence,
    EvidenceKind,
    Precision,
    Record,
    Remedy,
    Rule,
    SourceModel,
    Status,
)
from kb.reports.wording import WIDE_NET, how_converted, remedy_in_words
from kb.rules.language import parse_condition

_WHY: Mapping[Confidence, str] = {
    Confidence.REPORTED: "one report, or one measurement, and nothing that contradicts it",
    Confidence.CORROBORATED: "two or more independent reports or measurements",
    Confidence.CONFIRMED: "somebody who must know says so (a maintainer, source code), or the issue was reproduced",
    Confidence.DOCUMENTED: "Apple says so in documentation or in a release note",
}
_KINDS: Mapping[EvidenceKind, str] = {
    EvidenceKind.REPORT: "a report",
    EvidenceKind.MAINTAINER: "a maintainer",
    EvidenceKind.DOCUMENTATION: "documentation",
    EvidenceKind.SOURCE: "source code",
    EvidenceKind.RELEASE_NOTE: "a release note",
    EvidenceKind.REPRODUCTION: "a reproduction",
    EvidenceKind.THIRD_PARTY_MEASUREMENT: "a third party's measurement",
}
_HIGHLIGHTED: Mapping[str, str] = {"torch": "python", "python": "python", "swift": "swift", "shell": "shell"}


def record_page(record: Record, site: Site) -> str:
    """The page's Markdown."""
    here = record_path(record.id)
    return sections(
        front_matter(record.title, record.what_happens, tags=_tags(record), hide=MENU),
        crumbs(here, ("Known issues", "catalogue.md"), (record.category.value, category_path(record.category.value))),
        f"# {text(record.title)}\n",
        _facts(record),
        _fate(record, here),
        section("What happens", text(record.what_happens) + "\n"),
        section("Which models", _rules(record, here, site)),
        section("Where", where(record, here, site)),
        section("What to do", _remedies(record)),
        section("How we know", _evidence(record, here)),
        section("Log messages", "".join(fence(message) + "\n" for message in record.messages)),
        section("Examples", _examples(record), searched=False),
        section("Related", bullets(_related(record, here, site)), searched=False),
        section(
            "History", bullets(f"{each.date}: {text(each.change)}" for each in reversed(record.history)), searched=False
        ),
        section("Report a change", _report(record), searched=False),
    )


def _tags(record: Record) -> list[str]:
    units = {unit for each in record.affects for unit in each.compute_units}
    names = {"NE": "the Neural Engine", "CPU": "the CPU", "GPU": "the GPU"}
    places = (f"on {names.get(unit, unit)}" for unit in sorted(units))
    return [record.category.value, *places, record.area.split("/")[-1]]


def _facts(record: Record) -> str:
    precisions = {rule.precision for rule in record.rules}
    chips = [
        chip(record.severity.value, record.severity.value),
        chip(record.category.value),
        chip(record.confidence.value, f"confidence-{record.confidence.value}"),
        chip("may apply", "wide") if Precision.WIDE in precisions else "",
        chip(record.status.value) if record.status is not Status.OPEN else "",
        chip("not detectable in a model", "plain") if not record.rules else "",
    ]
    name = f'<span class="kb-slug">{code(record.id)}</span>'
    known = f"Also known as {', '.join(map(code, record.aliases))}.\n" if record.aliases else ""
    return " ".join(filter(None, [*chips, name])) + "\n{ .kb-facts }\n\n" + known


def _fate(record: Record, here: str) -> str:
    if record.status is Status.SUPERSEDED:
        other = link(code(record.superseded_by), way(here, record_path(record.superseded_by)))
        return f'!!! warning "Superseded"\n    {other} has taken its place.\n'
    if record.status is Status.WITHDRAWN:
        return '!!! warning "Withdrawn"\n    It is kept so that its address stays, and never found in a model.\n'
    return ""


def _rules(record: Record, here: str, site: Site) -> str:
    if not record.rules:
        return "Nothing in a model file shows it: `kb check` never finds it.\n"
    parts = [_rule(rule, here, site) for rule in record.rules]
    if record.known_false_positives:
        parts.append(f"**False alarms.** {text(record.known_false_positives)}\n")
    return sections(*parts)


def _rule(rule: Rule, here: str, site: Site) -> str:
    subject = "**The model as a whole**" if rule.model else ", ".join(_operations(rule, here, site))
    if not rule.when:
        return f"{subject}: always.\n"
    condition = " ".join(rule.when.split())
    net = f"{chip('wide', 'wide')} {WIDE_NET}\n" if rule.precision is Precision.WIDE else ""
    return sections(
        f"{subject}, if\n",
        points(parse_condition(rule.when)),
        "As a condition:\n",
        fence(_broken(condition), "python"),
        net,
    )


def _broken(condition: str) -> str:
    """A long condition over several lines: it may break before `and` and `or`."""
    longest = 88
    if len(condition) <= longest:
        return condition
    return condition.replace(" and ", "\nand ").replace(" or ", "\n    or ")


def _operations(rule: Rule, here: str, site: Site) -> Iterator[str]:
    for name in rule.operations:
        yield link(code(name), way(here, operation_path(name))) if name in site.entries else code(name)


def _remedies(record: Record) -> str:
    if not record.remedies:
        return "Nothing is known that helps.\n"
    return sections(*(_remedy(number, remedy) for number, remedy in enumerate(record.remedies, start=1)))


def _remedy(number: int, remedy: Remedy) -> str:
    words = text(remedy_in_words(remedy).removesuffix(" (Untried.)")) or "Change the code:"
    untried = f" {chip('untried')}" if remedy.untried else ""
    blocks = [
        fence(code_text, _HIGHLIGHTED.get(language, "text"), indent=4, title=language)
        for language, code_text in remedy.code.items()
    ]
    given = ", ".join(f"{code(name)} is {code(value)}" for name, value in remedy.given.items())
    # What stands behind a list's item, indented, is part of it.
    return sections(f"{number}. {words}{untried}\n", *blocks, f"    Converted with: {given}.\n" if given else "")


def _evidence(record: Record, here: str) -> str:
    meaning = link(f"**{record.confidence.value}**", way(here, "guide/confidence.md"))
    entries = (
        f"{link(text(_short(each.url)), each.url)}, {_kind(each)}, read on {each.read}\n\n    {text(each.says)}\n"
        for each in record.evidence
    )
    return sections(f"Confidence: {meaning}, that is, {_WHY[record.confidence]}.\n", *(f"* {each}" for each in entries))


def _kind(evidence: Evidence) -> str:
    return f"{_KINDS[evidence.kind]}, background" if evidence.background else _KINDS[evidence.kind]


def _short(url: str) -> str:
    """An address as a reader names it: `apple/coremltools#2173`."""
    bare = url.removeprefix("https://").removeprefix("http://").removeprefix("www.").rstrip("/")
    parts = bare.split("/")
    if parts[0] == "github.com" and len(parts) >= 5 and parts[3] in ("issues", "pull"):
        number, _, comment = parts[4].partition("#")
        return f"{parts[1]}/{parts[2]}#{number}" + (" (a comment)" if comment else "")
    longest = 90
    return bare if len(bare) <= longest else bare[: longest - 1] + "…"


def _examples(record: Record) -> str:
    affected, unaffected = record.examples.affected, record.examples.unaffected
    if not (affected or unaffected or record.examples.sources):
        return ""
    return sections(
        "What the record is proved by: built or converted by coremltools, read back, decided.\n",
        "**Affected**\n" if affected else "",
        fence("\n".join(map(example_text, affected)), "yaml") if affected else "",
        "**Not affected**\n" if unaffected else "",
        fence("\n".join(map(example_text, unaffected)), "yaml") if unaffected else "",
        *(part for source in record.examples.sources for part in _source_model(record, source)),
    )


def _source_model(record: Record, source: SourceModel) -> Iterator[str]:
    is_refused = record.category is Category.CONVERSION_FAILURE
    outcome = "that coremltools refuses" if is_refused else "that coremltools converts to it"
    yield f"**PyTorch {outcome}** ({text(how_converted(source))})\n"
    given = "".join(f"# {name}: {value}\n" for name, value in source.given.items())
    python = f"\n{source.python}" if source.python else ""
    yield fence(f"{given}{source.torch}{python}", "python")


def _related(record: Record, here: str, site: Site) -> Iterator[str]:
    titles = {each.id: each.title for each in site.records}
    for slug in record.related:
        if slug in titles:
            yield link(text(titles[slug]), way(here, record_path(slug)))
    for operation in operations_of(record):
        count = len(site.by_operation.get(operation, ())) - 1
        if count > 0 and operation in site.entries:
            yield link(f"{count} more about {code(operation)}", way(here, operation_path(operation)))


def _report(record: Record) -> str:
    return (
        "Seen it elsewhere, or seen that it is gone? "
        + link("Tell what you saw", addresses.report_address(record.id))
        + ", or "
        + link("edit the record", addresses.edit_address(record.area, record.id))
        + ".\n"
    )
