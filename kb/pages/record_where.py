"""Where a record's issue happens, and where somebody looked: two small tables."""

from collections.abc import Iterable, Iterator

from kb.pages.addresses import chip_path, system_path, target_path
from kb.pages.markup import chip, code, link, sections, table, text, unseen, way
from kb.pages.reach import Line, alternatives_of
from kb.pages.site import Site
from kb.platforms.os_releases import OSRelease
from kb.platforms.targets import TARGETS
from kb.records.record import Affects, Observation, Record
from kb.reports.wording import range_in_words

_UNITS = {"CPU": "CPU", "GPU": "GPU", "NE": "Neural Engine"}


def where(record: Record, here: str, site: Site) -> str:
    alternatives = tuple(dict.fromkeys(map(_Key, alternatives_of(record))))
    reach = [_reach(key.affects, here, site) for key in alternatives]
    if not any(rows for rows in reach):
        said = "Nothing is known that narrows it: targets, OS releases, devices and compute units are open.\n"
    elif len(reach) == 1:
        said = table((unseen("what"), "affected"), reach[0])
    else:
        said = sections(*(f"**{_nth(number)}**\n\n{_whole(rows)}" for number, rows in enumerate(reach)))
    return sections(said, _seen(record, here, site))


class _Key:
    """Alternatives that say the same, once: mappings have no hash."""

    def __init__(self, affects: Affects) -> None:
        self.affects = affects

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Key) and self.affects == other.affects

    def __hash__(self) -> int:
        return hash((self.affects.targets, self.affects.chips, self.affects.compute_units))


def _nth(number: int) -> str:
    return "Either" if number == 0 else "Or"


def _whole(rows: list[tuple[str, str]]) -> str:
    return table((unseen("what"), "affected"), rows) if rows else "Anywhere.\n"


def _reach(affects: Affects, here: str, site: Site) -> list[tuple[str, str]]:
    return list(_rows(affects, here, site))


def _rows(affects: Affects, here: str, site: Site) -> Iterator[tuple[str, str]]:
    if affects.targets:
        yield "Built for", text(range_in_words(affects.targets))
    for family, specifier in affects.os.items():
        seen = all(part.strip().startswith("==") for part in specifier.replace("|", ",").split(","))
        yield text(family), text(range_in_words(specifier)) + (f" {chip('seen there', 'seen')}" if seen else "")
    if affects.devices:
        yield "Devices", text(", ".join(affects.devices))
    if affects.chips:
        yield "Chips", ", ".join(_chip(name, here, site) for name in affects.chips)
    if affects.compute_units:
        yield "Running on", text(", ".join(_UNITS.get(unit, unit) for unit in affects.compute_units))
    if affects.coremltools:
        yield "Converted by", f"coremltools {text(range_in_words(affects.coremltools))}"
    for package, specifier in affects.source.items():
        yield "Converted from", text(f"{package} {range_in_words(specifier)}")


def _seen(record: Record, here: str, site: Site) -> str:
    rows = list(dict.fromkeys(_sightings(record, here, site)))
    return f"Where somebody looked:\n\n{_without_empty_columns(rows)}" if rows else ""


def _sightings(record: Record, here: str, site: Site) -> Iterator[tuple[str, ...]]:
    for evidence in record.evidence:
        for seen in evidence.observed:
            yield (
                chip("seen", "seen") if seen.affected else chip("absent", "absent"),
                _system(seen.os, here, site),
                _device(seen, here, site),
                code(seen.compute_units) if seen.compute_units else "",
                _target(seen.target, here),
            )


_COLUMNS = (unseen("seen or absent"), "OS", "device", "compute units", "built for")


def _without_empty_columns(rows: list[tuple[str, ...]]) -> str:
    kept = [index for index in range(len(_COLUMNS)) if index == 0 or any(row[index] for row in rows)]
    return table([_COLUMNS[index] for index in kept], ([row[index] or "–" for index in kept] for row in rows))


def _device(seen: Observation, here: str, site: Site) -> str:
    chip_name = _chip(seen.chip, here, site) if seen.chip else ""
    if seen.device and chip_name:
        return f"{text(seen.device)} ({chip_name})"
    return text(seen.device) or chip_name


def _chip(name: str, here: str, site: Site) -> str:
    return link(text(name), way(here, chip_path(name))) if name in site.base.platforms.chips else text(name)


def _system(name: str, here: str, site: Site) -> str:
    release = OSRelease.parse(name) if name else None
    line = _line(release, site.lines) if release else None
    return link(text(name), way(here, system_path(line.family, line.number))) if line else text(name)


def _line(release: OSRelease, lines: Iterable[Line]) -> Line | None:
    return next((line for line in lines if line.holds(release)), None)


def _target(name: str, here: str) -> str:
    known = any(target.name == name for target in TARGETS)
    return link(text(name), way(here, target_path(name))) if known else text(name)
