"""The pages from which the others are reached: one for each kind of thing."""

from collections.abc import Callable, Iterable, Sequence
from itertools import groupby

from kb.availability.table import LayerEntry, OperationEntry
from kb.pages.addresses import category_path, chip_path, operation_path, system_path, target_path
from kb.pages.category_page import MEANING
from kb.pages.markup import UNSEARCHED, code, front_matter, link, sections, table, text, way
from kb.pages.page import Page
from kb.pages.reach import in_range, names_chip, seen_in, seen_on_chip
from kb.pages.site import Site
from kb.platforms.adoption import newest_figures, share_that_loads
from kb.platforms.targets import TARGETS
from kb.records.record import Record


def index_pages(site: Site) -> tuple[Page, ...]:
    builders: Sequence[Callable[[Site], Page]] = (_operations, _layers, _targets, _systems, _chips, _categories)
    return tuple(build(site) for build in builders)


def _page(path: str, title: str, about: str, *parts: str) -> Page:
    return Page(
        path=path, text=sections(front_matter(title, about, search=UNSEARCHED), f"# {title}\n", f"{about}\n", *parts)
    )


def severities(records: Iterable[Record]) -> str:
    """How many of each severity, as small chips: `2 errors, 1 warning`."""
    known = list(records)
    counts = {name: sum(record.severity.value == name for record in known) for name in ("error", "warning", "note")}
    chips = [
        f'<span class="kb-chip kb-{name}">{count} {name}{"" if count == 1 else "s"}</span>'
        for name, count in counts.items()
        if count
    ]
    return " ".join(chips) or "–"


def _operations(site: Site) -> Page:
    here = "operations/index.md"
    entries = [entry for entry in site.entries.values() if isinstance(entry, OperationEntry)]
    rows = (
        (
            link(code(entry.type), way(here, operation_path(entry.type))),
            entry.available_from.name,
            ", ".join(version.since.name for version in entry.versions[1:]) or "–",
            severities(site.by_operation.get(entry.type, ())),
        )
        for entry in entries
    )
    about = (
        f"The {len(entries)} operations of ML programs, as coremltools {site.base.availability.coremltools} knows them."
    )
    return _page(here, "Operations", about, table(("operation", "since", "made anew", "known issues"), rows))


def _layers(site: Site) -> Page:
    here = "layers/index.md"
    entries = [entry for entry in site.entries.values() if isinstance(entry, LayerEntry)]
    rows = (
        (
            link(code(entry.type), way(here, operation_path(entry.type))),
            entry.available_from.name,
            severities(site.by_operation.get(entry.type, ())),
        )
        for entry in entries
    )
    about = f"The {len(entries)} layer types of neural networks, the format before ML programs."
    return _page(here, "Layers", about, table(("layer", "since", "known issues"), rows))


def _targets(site: Site) -> Page:
    here = "targets/index.md"
    figures = newest_figures(site.base.platforms.adoption)
    rows = []
    for target in sorted(TARGETS, reverse=True):
        share = share_that_loads(target, figures) if figures else None
        percent = f"{'≥ ' if share.at_least else ''}{share.percent:g} %" if share else "–"
        named = ((family, first) for family, first in target.first_os.items() if family != "iPadOS")
        systems = ", ".join(f"{text(family)}&nbsp;{text(first)}" for family, first in named)
        about = f"specification {target.specification_version}" + (f", opset {target.opset}" if target.opset else "")
        rows.append(
            (
                link(text(target.name), way(here, target_path(target.name))),
                f'{systems}<br><span class="kb-faint">{text(about)}</span>',
                percent,
                severities(site.by_target.get(target, ())),
            )
        )
    told = f"Share: {figures.population} that could load it, counted on {figures.measured}.\n" if figures else ""
    about = "What a model can be built for. A system loads what is built for its own target and for every lower one."
    return _page(
        here, "Targets", about, table(("target", "first loaded by", "share", "issues it can meet"), rows), told
    )


def _systems(site: Site) -> Page:
    here = "systems/index.md"
    parts = []
    for family, lines in groupby(site.lines, key=lambda line: line.family):
        rows = (
            (
                link(text(line.name), way(here, system_path(line.family, line.number))),
                str(len(line.releases)),
                severities(record for record in site.standing if in_range(record, line)),
                severities(record for record in site.standing if seen_in(record, line) and not in_range(record, line)),
            )
            for line in lines
        )
        parts.append(f"## {family}\n\n" + table(("line", "releases", "known of it", "seen there"), rows))
    about = "What devices run. What is known of a line of releases, and what somebody saw there."
    return _page(here, "OS releases", about, *parts)


def _chips(site: Site) -> Page:
    here = "chips/index.md"
    engine = {True: "yes", False: "no", None: "not settled"}
    rows = (
        (
            link(text(chip.name), way(here, chip_path(chip.name))),
            str(chip.introduced or "–"),
            engine[chip.neural_engine],
            severities(record for record in site.standing if names_chip(record, chip.name)),
            severities(
                record
                for record in site.standing
                if seen_on_chip(record, chip.name) and not names_chip(record, chip.name)
            ),
        )
        for chip in site.base.platforms.chips.values()
    )
    about = "The chips that can run Core ML models, and whether Core ML can use their Neural Engine."
    return _page(here, "Chips", about, table(("chip", "year", "Neural Engine", "known of it", "seen there"), rows))


def _categories(site: Site) -> Page:
    here = "categories/index.md"
    rows = (
        (
            link(text(category.value), way(here, category_path(category.value))),
            text(meaning),
            severities(site.by_category.get(category.value, ())),
        )
        for category, meaning in MEANING.items()
    )
    return _page(here, "Categories", "What goes wrong.", table(("category", "meaning", "known issues"), rows))
