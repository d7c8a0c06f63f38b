"""One chip as a page: its devices, whether Core ML can use its Neural Engine, and what is known of it."""

from collections.abc import Iterator

from kb.pages.addresses import chip_path, system_path
from kb.pages.markup import LISTING, MENU, crumbs, front_matter, link, section, sections, table, text, unseen, way
from kb.pages.reach import names_chip, seen_on_chip
from kb.pages.record_list import record_list
from kb.pages.site import Site
from kb.platforms.os_releases import OSRelease
from kb.platforms.platforms import Chip

_ENGINE = {True: "yes", False: "no", None: "not settled"}


def chip_page(chip: Chip, site: Site) -> str:
    here = chip_path(chip.name)
    named = [record for record in site.standing if names_chip(record, chip.name)]
    seen = [record for record in site.standing if record not in named and seen_on_chip(record, chip.name)]
    absent = [record for record in site.standing if seen_on_chip(record, chip.name, affected=False)]
    return sections(
        front_matter(
            chip.name, f"Core ML on {chip.name}: devices, Neural Engine, known issues.", hide=MENU, search=LISTING
        ),
        crumbs(here, ("Chips", "chips/index.md")),
        f"# {text(chip.name)}\n",
        table((unseen("fact"), unseen("value")), _facts(chip)),
        section("Known issues of this chip", record_list(named, here)),
        section("Seen on this chip", record_list(seen, here)),
        "" if named or seen else "## Known issues of this chip\n\nNone is bound to it.\n",
        section("Seen to be absent on it", record_list(absent, here)),
        section("Devices", table(("device", "first OS", "last OS"), _devices(chip, here, site))),
    )


def _facts(chip: Chip) -> Iterator[tuple[str, str]]:
    yield "Core ML can use its Neural Engine", _ENGINE[chip.neural_engine]
    if chip.introduced:
        yield "Introduced", str(chip.introduced)
    if chip.aliases:
        yield "Also called", text(", ".join(chip.aliases))


def _devices(chip: Chip, here: str, site: Site) -> Iterator[tuple[str, str, str]]:
    for device in site.base.platforms.devices.values():
        if device.chip == chip.name:
            last = _release(device.last_os, here, site) if device.last_os else "still the newest"
            yield text(device.name), _release(device.first_os, here, site), last


def _release(release: OSRelease | None, here: str, site: Site) -> str:
    if release is None:
        return "–"
    line = next((line for line in site.lines if line.holds(release)), None)
    return link(text(str(release)), way(here, system_path(line.family, line.number))) if line else text(str(release))
