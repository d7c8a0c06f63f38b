"""One line of OS releases (iOS 16) as a page: what it loads, what is known there, and when its releases came."""

from kb.pages.addresses import system_path, target_path
from kb.pages.markup import LISTING, MENU, crumbs, front_matter, link, section, sections, table, text, way
from kb.pages.reach import Line, in_range, names_systems, seen_in
from kb.pages.record_list import record_list
from kb.pages.site import Site
from kb.platforms.os_releases import OSRelease
from kb.platforms.targets import newest_target_of


def system_page(line: Line, site: Site) -> str:
    here = system_path(line.family, line.number)
    ranged = [record for record in site.standing if in_range(record, line)]
    seen = [record for record in site.standing if record not in ranged and seen_in(record, line)]
    absent = [record for record in site.standing if seen_in(record, line, affected=False)]
    silent = sum(not names_systems(record) for record in site.standing)
    return sections(
        front_matter(
            line.name,
            f"Which Core ML models {line.name} loads, and which known issues concern it.",
            hide=MENU,
            search=LISTING,
        ),
        crumbs(here, ("OS releases", "systems/index.md")),
        f"# {text(line.name)}\n",
        _loads(line, here),
        section("Known issues of these releases", record_list(ranged, here)),
        section("Seen on these releases", record_list(seen, here)),
        "" if ranged or seen else "## Known issues of these releases\n\nNone is bound to them.\n",
        f"{silent} records name no OS release, so that they can be met on any: {_catalogue(line, here)}.\n",
        section("Seen to be absent on one of them", record_list(absent, here)),
        section("Releases", _releases(line, site)),
    )


def _catalogue(line: Line, here: str) -> str:
    return link(f"all that {text(line.name)} can meet", f"{way(here, 'catalogue.md')}?os={line.name}")


def _loads(line: Line, here: str) -> str:
    target = newest_target_of(OSRelease(family=line.family, version=line.version))
    last = newest_target_of(line.releases[-1])
    if last is None:
        return "Before Core ML.\n"
    words = f"Loads models built for {link(last.name, way(here, target_path(last.name)))} and lower"
    if target is None or target != last:
        return f"{words}, in its last releases.\n"
    return f"{words}.\n"


def _releases(line: Line, site: Site) -> str:
    dates = site.base.platforms.releases
    rows = ((text(str(release)), str(dates[release] or "–")) for release in reversed(line.releases))
    return table(("release", "date"), rows)
