"""One deployment target as a page: what loads it, what it added, and what awaits a model that is built for it."""

from collections.abc import Iterator

from kb.availability.table import LayerEntry, OperationEntry
from kb.pages.addresses import operation_path, system_path, target_path
from kb.pages.feeds import feed_path
from kb.pages.markup import (
    LISTING,
    MENU,
    bullets,
    chip,
    code,
    crumbs,
    front_matter,
    link,
    section,
    sections,
    table,
    text,
    unseen,
    way,
)
from kb.pages.reach import names_targets
from kb.pages.record_list import record_list
from kb.pages.site import Site
from kb.platforms.adoption import newest_figures, share_that_loads
from kb.platforms.platforms import TargetFacts
from kb.platforms.targets import Target


def target_page(target: Target, site: Site) -> str:
    here = target_path(target.name)
    facts = site.base.platforms.targets.get(target.name) or TargetFacts(core_ml="", coremltools_names=(), added=())
    records = site.by_target.get(target, ())
    own = [record for record in records if names_targets(record)]
    anywhere = [record for record in records if not names_targets(record)]
    catalogue = f"{way(here, 'catalogue.md')}?target={target.name}"
    return sections(
        front_matter(
            f"Target {target}",
            f"What loads a Core ML model built for {target}, what it added, what awaits.",
            feed=feed_path(here),
            hide=MENU,
            search=LISTING,
        ),
        crumbs(here, ("Targets", "targets/index.md")),
        f"# Target {target}\n",
        table((unseen("fact"), unseen("value")), _facts(target, facts, site)),
        f"{text(facts.note)}\n" if facts.note else "",
        section("What awaits there", record_list(own, here) or "Nothing that is bound to this target is known.\n"),
        f"{link(f'{len(anywhere)} more', catalogue)} are bound to no target: a model built for any can meet them.\n",
        section("What it added", bullets(f"{text(each.what)} {chip(each.kind)}" for each in facts.added)),
        section("Operations that come", _links(_new(target, site), here)),
        section("Operations made anew", _links(_renewed(target, site), here)),
        section("Layers that come", _links(_new_layers(target, site), here)),
    )


def _facts(target: Target, facts: TargetFacts, site: Site) -> Iterator[tuple[str, str]]:
    here = target_path(target.name)
    known = {(line.family, line.number) for line in site.lines}
    loads = [
        link(text(f"{family} {first}"), way(here, system_path(family, first)))
        if (family, first) in known
        else text(f"{family} {first}")
        for family, first in target.first_os.items()
    ]
    yield "Loaded by", f"{', '.join(loads)}, and newer"
    yield "Specification version", str(target.specification_version)
    if facts.core_ml:
        yield "Core ML", text(facts.core_ml)
    if target.opset:
        yield "Opset", code(target.opset)
    if facts.coremltools_names:
        yield "In coremltools", ", ".join(code(f"ct.target.{name}") for name in facts.coremltools_names)
    figures = newest_figures(site.base.platforms.adoption)
    if figures:
        share = share_that_loads(target, figures)
        least = "at least " if share.at_least else ""
        yield "Share", text(f"{least}{share.percent:g} % of {share.population} could load it ({share.measured})")


def _new(target: Target, site: Site) -> list[str]:
    entries = (entry for entry in site.entries.values() if isinstance(entry, OperationEntry))
    return [entry.type for entry in entries if entry.available_from == target]


def _renewed(target: Target, site: Site) -> list[str]:
    entries = (entry for entry in site.entries.values() if isinstance(entry, OperationEntry))
    return [entry.type for entry in entries if target in {version.since for version in entry.versions[1:]}]


def _new_layers(target: Target, site: Site) -> list[str]:
    entries = (entry for entry in site.entries.values() if isinstance(entry, LayerEntry))
    return [entry.type for entry in entries if entry.available_from == target]


def _links(types: list[str], here: str) -> str:
    return ", ".join(link(code(kind), way(here, operation_path(kind))) for kind in types) + "\n" if types else ""
