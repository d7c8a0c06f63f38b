"""Operations against targets: where each exists, where it was made anew, how many issues a model can meet there."""

from collections.abc import Iterator, Sequence

from kb.availability.table import LayerEntry, OperationEntry
from kb.pages.addresses import operation_path, published, target_path
from kb.pages.markup import UNSEARCHED, front_matter, html, sections, way
from kb.pages.reach import targets_of
from kb.pages.site import Site
from kb.platforms.targets import TARGETS, Target

PATH = "matrix.md"


def matrix_page(site: Site) -> str:
    programs = [target for target in TARGETS if target.opset]
    operations = [entry for entry in site.entries.values() if isinstance(entry, OperationEntry)]
    layers = [
        entry for entry in site.entries.values() if isinstance(entry, LayerEntry) and entry.type in site.by_operation
    ]
    about = "Each operation by target: since when it exists, and what a model that is built for the target can meet."
    return sections(
        front_matter("Operations by target", about, hide=["toc"], search=UNSEARCHED),
        "# Operations by target\n",
        f"{about}\n",
        _legend(),
        "## Operations of ML programs\n",
        _matrix(operations, programs, site, "Operations of ML programs"),
        "## Layers of neural networks\n",
        "Those that a record names; [all of them](layers/index.md).\n",
        _matrix(layers, TARGETS, site, "Layers of neural networks"),
    )


def _legend() -> str:
    return (
        '<span class="kb-chip kb-error">errors</span> <span class="kb-chip kb-warning">warnings</span> '
        '<span class="kb-chip kb-note">notes</span> known for models built for the target; '
        '<span class="kb-new">new</span> the operation comes, <span class="kb-new">anew</span> it was made anew; '
        "· nothing known; – does not exist.\n"
    )


def _matrix(entries: Sequence[OperationEntry | LayerEntry], targets: Sequence[Target], site: Site, caption: str) -> str:
    head = "".join(
        f'<th scope="col"><a href="{html(published(way(PATH, target_path(target.name))))}">{html(target.name)}</a></th>'
        for target in targets
    )
    rows = "\n".join(_row(entry, targets, site) for entry in entries)
    return (
        f'<div class="kb-scroll" tabindex="0" role="region" aria-label="{html(caption)}">\n<table class="kb-matrix">\n'
        f'<thead><tr><th scope="col">type</th>{head}</tr></thead>\n<tbody>\n{rows}\n</tbody>\n</table>\n</div>\n'
    )


def _row(entry: OperationEntry | LayerEntry, targets: Sequence[Target], site: Site) -> str:
    address = published(way(PATH, operation_path(entry.type)))
    name = f'<th scope="row"><a href="{html(address)}"><code>{html(entry.type)}</code></a></th>'
    cells = "".join(f"<td>{''.join(_cell(entry, target, site))}</td>" for target in targets)
    return f"<tr>{name}{cells}</tr>"


def _cell(entry: OperationEntry | LayerEntry, target: Target, site: Site) -> Iterator[str]:
    if entry.available_from > target:
        yield '<span class="kb-faint">–</span>'
        return
    records = [each for each in site.by_operation.get(entry.type, ()) if target in targets_of(each)]
    counts = [(name, sum(each.severity.value == name for each in records)) for name in ("error", "warning", "note")]
    chips = [
        f'<span class="kb-chip kb-{name}" title="{count} of severity {name}">{count}</span>'
        for name, count in counts
        if count
    ]
    yield " ".join(chips) or "·"
    if entry.available_from == target:
        yield ' <span class="kb-new">new</span>'
    elif isinstance(entry, OperationEntry) and target in {version.since for version in entry.versions}:
        yield ' <span class="kb-new">anew</span>'
