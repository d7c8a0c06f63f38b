"""From the texts of `data/platforms/*.yaml` to Platforms, with every problem by file and line."""

import datetime
import re
from collections.abc import Callable, Mapping
from functools import cache
from typing import Final, TypeAlias, TypeVar

from kb.errors import Problem
from kb.lazy import DeferredMapping, DeferredSequence
from kb.platforms.entries import Entry, File
from kb.platforms.os_releases import OS_FAMILIES, OSRelease, version_of
from kb.platforms.platforms import Adoption, Chip, Device, Platforms
from kb.platforms.sources import Sources, evidence_of, read_sources
from kb.platforms.target_parsing import read_targets

KINDS: Final = ("iPhone", "iPad", "iPod", "Mac", "Apple Watch", "Apple TV", "Apple Vision")
MEASURES: Final = ("App Store", "web pages")
DEVICES: Final = "devices.yaml"
RELEASES: Final = "os-releases.yaml"
TARGETS: Final = "targets.yaml"
ADOPTION: Final = "adoption.yaml"
FOLDER: Final = "data/platforms"

Tell: TypeAlias = Callable[[tuple[Problem, ...]], None]
_T = TypeVar("_T")
_NO_DEVICES: Final[tuple[dict[str, Chip], dict[str, Device]]] = ({}, {})

_VERSION: Final = re.compile(r"\d{1,3}(\.\d{1,4}){0,3}")
_MEASURED: Final = re.compile(r"\d{4}-\d{2}(-\d{2})?")


def parse_platforms(files: Mapping[str, str], *, folder: str = FOLDER) -> tuple[Platforms, tuple[Problem, ...]]:
    """File name → text, in; everything that could be read, and what is wrong with the rest, out."""
    problems: list[Problem] = []
    chips, devices = _table(files, DEVICES, _read_devices, _NO_DEVICES, problems.extend, folder)
    platforms = Platforms(
        chips=chips,
        devices=devices,
        releases=_table(files, RELEASES, _read_releases, {}, problems.extend, folder),
        targets=_table(files, TARGETS, read_targets, {}, problems.extend, folder),
        adoption=_table(files, ADOPTION, _read_adoption, (), problems.extend, folder),
    )
    return platforms, tuple(problems)


def platforms_when_asked(files: Mapping[str, str], tell: Tell, *, folder: str = FOLDER) -> Platforms:
    """The same, each table read when somebody first looks at it; `tell` hears then what is wrong with it."""
    devices = cache(lambda: _table(files, DEVICES, _read_devices, _NO_DEVICES, tell, folder))
    return Platforms(
        chips=DeferredMapping(lambda: _chips_alone(files.get(DEVICES, "")) or devices()[0]),
        devices=DeferredMapping(lambda: devices()[1]),
        releases=DeferredMapping(lambda: _table(files, RELEASES, _read_releases, {}, tell, folder)),
        targets=DeferredMapping(lambda: _table(files, TARGETS, read_targets, {}, tell, folder)),
        adoption=DeferredSequence(lambda: _table(files, ADOPTION, _read_adoption, (), tell, folder)),
    )


def _table(files: Mapping[str, str], name: str, read: Callable[[File], _T], nothing: _T, tell: Tell, folder: str) -> _T:
    """What `read` makes of a file; what is wrong with it is told."""
    where = f"{folder}/{name}"
    if name not in files:
        tell((Problem(where=where, what="is missing"),))
        return nothing
    file = File(files[name], where)
    found = read(file)
    tell(tuple(file.problems))
    return found


def _chips_alone(text: str) -> dict[str, Chip]:
    """The chips of the file of devices, without its devices, which take ten times as long; all that most checks want.

    Empty where the whole has to be read, for it is not written as usual, or something is wrong with it.
    """
    head, _, rest = text.partition("\ndevices:")
    if "\nchips:" not in head or "\nchips:" in rest:
        return {}
    file = File(head, DEVICES)
    root = file.root("read sources chips")
    sources = read_sources(file, root)
    chips = file.each(file.section(root, "chips").entries(), lambda entry: _chip(entry, sources))
    return {} if file.problems else {chip.name: chip for chip in chips}


def _read_devices(file: File) -> tuple[dict[str, Chip], dict[str, Device]]:
    root = file.root("read sources chips devices")
    sources = read_sources(file, root)
    chips = {
        chip.name: chip
        for chip in file.each(file.section(root, "chips").entries(), lambda entry: _chip(entry, sources))
    }
    taken: dict[str, str] = {}

    def read(entry: Entry) -> Device:
        device = _device(entry, sources, chips)
        for identifier in device.identifiers:
            if taken.setdefault(identifier, device.name) != device.name:
                raise entry.misfit(f"`{identifier}` is {taken[identifier]} already")
        return device

    devices = {device.name: device for device in file.each(file.section(root, "devices").entries(), read)}
    used = {device.chip for device in devices.values()}
    file.each(root.at("chips").entries() if chips else iter(()), lambda entry: _insist_on_use(entry, used))
    return chips, devices


def _insist_on_use(entry: Entry, used: set[str]) -> None:
    # Without a device nobody could say which OS a chip runs.
    if entry.path[-1] not in used:
        raise entry.misfit("no device has this chip")


def _chip(entry: Entry, sources: Sources) -> Chip:
    entry.keys("neural_engine evidence", "aliases introduced cores generation note")
    _check_remarks(entry)
    evidence_of(entry.at("evidence"), sources)
    if cores := entry.get("cores"):
        cores.integer()
    aliases, engine, introduced = entry.get("aliases"), entry.get("neural_engine"), entry.get("introduced")
    return Chip(
        name=str(entry.path[-1]),
        aliases=aliases.texts() if aliases else (),
        neural_engine=engine.flag() if engine else None,
        introduced=introduced.integer() if introduced else None,
    )


def _check_remarks(entry: Entry) -> None:
    for key in ("note", "generation", "released"):
        if remark := entry.get(key):
            remark.text()


def _device(entry: Entry, sources: Sources, chips: Mapping[str, Chip]) -> Device:
    entry.keys("kind identifiers chip os last_os evidence", "first_os released note")
    _check_remarks(entry)
    evidence_of(entry.at("evidence"), sources)
    family = entry.at("os").text(*OS_FAMILIES)
    first, last = _release(entry.get("first_os"), family), _release(entry.get("last_os"), family)
    if first and last and last < first:
        raise entry.misfit(f"its last OS, {last}, is older than its first, {first}")
    return Device(
        name=str(entry.path[-1]),
        kind=entry.at("kind").text(*KINDS),
        identifiers=entry.at("identifiers").texts(),
        chip=entry.at("chip").text(*chips),
        os=family,
        first_os=first,
        last_os=last,
    )


def _release(entry: Entry | None, family: str) -> OSRelease | None:
    return OSRelease(family=family, version=version_of(_version(entry))) if entry else None


def _version(entry: Entry) -> str:
    text = entry.text()
    if not _VERSION.fullmatch(text):
        raise entry.misfit(f"`{text}` is no version")
    return text


def _read_releases(file: File) -> dict[OSRelease, datetime.date | None]:
    root = file.root("read sources families")
    sources = read_sources(file, root)
    releases: dict[OSRelease, datetime.date | None] = {}

    def read_family(entry: Entry) -> None:
        entry.keys("evidence releases")
        evidence_of(entry.at("evidence"), sources)
        family = str(entry.path[-1])
        if family not in OS_FAMILIES:
            raise entry.misfit(f"there is no OS family `{family}`", f"known: {', '.join(OS_FAMILIES)}")
        releases.update(file.each(entry.at("releases").entries(), lambda each: _dated(each, family)))

    file.each(file.section(root, "families").entries(), read_family)
    return releases


def _dated(entry: Entry, family: str) -> tuple[OSRelease, datetime.date | None]:
    version = Entry(entry.path[-1], entry.path)
    release = OSRelease(family=family, version=version_of(_version(version)))
    if entry.value is None:
        return release, None
    try:
        return release, datetime.date.fromisoformat(entry.text())
    except ValueError:
        raise entry.misfit(f"`{entry.value}` is no day", "write it as 2026-11-24") from None


def _read_adoption(file: File) -> tuple[Adoption, ...]:
    root = file.root("read sources figures")
    if file.problems:
        return ()
    sources = read_sources(file, root)
    return tuple(file.each(file.section(root, "figures").elements(), lambda entry: _adoption(entry, sources)))


def _adoption(entry: Entry, sources: Sources) -> Adoption:
    entry.keys("measured by os population percent evidence", "note")
    measured, note = entry.at("measured"), entry.get("note")
    if not _MEASURED.fullmatch(measured.text()):
        raise measured.misfit(f"`{measured.value}` is no day or month", "write 2026-06-07 or 2026-06, in quotes")
    percent = {str(each.path[-1]): each.number() for each in entry.at("percent").entries()}
    if sum(percent.values()) > 101:  # rounded shares may exceed the whole a little
        raise entry.at("percent").misfit("more than 100 percent in all")
    return Adoption(
        measured=measured.text(),
        by=entry.at("by").text(*MEASURES),
        os=entry.at("os").text(*OS_FAMILIES),
        population=entry.at("population").text(),
        percent=percent,
        evidence=evidence_of(entry.at("evidence"), sources),
        note=note.text() if note else "",
    )
