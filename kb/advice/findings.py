"""From matches to findings: which records can concern a deployment, at which target, and how surely."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import Final

from kb.advice.destinations import Place
from kb.advice.fingerprints import fingerprint_of
from kb.advice.recommendation import Tally
from kb.advice.report import Finding
from kb.frozen import frozen
from kb.models.model import Metadata
from kb.platforms.coverage import Coverage
from kb.platforms.reach import (
    Reach,
    all_reach,
    any_reach,
    chip_reach,
    device_reach,
    os_reach,
    target_reach,
    unit_reach,
)
from kb.platforms.specifiers import parse_os_specifier
from kb.platforms.targets import Target
from kb.records.record import Affects, Category, Precision, Record, Severity
from kb.rules.match import Match, MatchedOperation
from kb.rules.verdict import Verdict

_FRAMEWORKS: Final = frozenset({"torch", "tensorflow"})


@frozen
class Standing:
    """One match at one target, over all places of a deployment."""

    match: Match
    reach: Reach
    """Whether it can concern the deployment there; YES or UNKNOWN."""
    affects: tuple[Affects, ...]
    """The alternatives that can."""

    @property
    def verdict(self) -> Verdict:
        sure = self.match.verdict is Verdict.MATCHED and self.reach is Reach.YES
        return Verdict.MATCHED if sure else Verdict.UNDECIDED


@frozen
class Judged:
    """All matches at one target."""

    standing: tuple[Standing, ...]
    left_out: frozenset[str]
    """Records that the model matches there, but that cannot concern the deployment."""


def judge(matches: Iterable[Match], target: Target, places: Sequence[Place], converter: Metadata) -> Judged:
    """Which matches stand when the model is built for `target` and shipped to `places`."""
    standing: list[Standing] = []
    out_of_reach: set[str] = set()
    # Even where older releases of a place cannot load it, the newer ones can.
    coverages = [coverage for place in places if (coverage := place.at(target)).spans]
    for match in matches:
        alternatives = [a for a in match.affects or (Affects(),) if _may_be_built_so(a, target, converter)]
        if not alternatives:
            continue
        reaches = [all_reach((_conversion_reach(a, converter), _deployment_reach(a, coverages))) for a in alternatives]
        reach = any_reach(reaches)
        if reach is Reach.NO:
            out_of_reach.add(match.record.id)
            continue
        affects = tuple(a for a, each in zip(alternatives, reaches, strict=True) if each is not Reach.NO)
        standing.append(Standing(match=match, reach=reach, affects=affects))
    stands = {each.match.record.id for each in standing}
    return Judged(standing=tuple(standing), left_out=frozenset(out_of_reach - stands))


def _may_be_built_so(affects: Affects, target: Target, converter: Metadata) -> bool:
    if affects.targets and not target_reach(affects.targets, target):
        return False
    return _conversion_reach(affects, converter) is not Reach.NO


def _conversion_reach(affects: Affects, converter: Metadata) -> Reach:
    """Whether the versions that converted the model are among those affected."""
    answers = [_version_reach(affects.coremltools, converter.coremltools)]
    answers += [_source_reach(package, spec, converter.source) for package, spec in affects.source.items()]
    return all_reach(answers)


def _source_reach(package: str, specifier: str, source: Mapping[str, str]) -> Reach:
    # A model comes from one framework: what the converter says of TensorFlow leaves PyTorch out.
    if package in _FRAMEWORKS and package not in source and not _FRAMEWORKS.isdisjoint(source):
        return Reach.NO
    return _version_reach(specifier, source.get(package))


def _version_reach(specifier: str, version: str | None) -> Reach:
    if not specifier:
        return Reach.YES
    if version is None:
        return Reach.UNKNOWN
    from packaging.specifiers import InvalidSpecifier, SpecifierSet  # noqa: PLC0415 — few models need it
    from packaging.version import InvalidVersion, Version  # noqa: PLC0415

    try:
        contained = SpecifierSet(specifier).contains(Version(version), prereleases=True)
    except (InvalidSpecifier, InvalidVersion):
        # A version that is not one (`unknown`, a local build's name) says nothing.
        return Reach.UNKNOWN
    return Reach.YES if contained else Reach.NO


def _deployment_reach(affects: Affects, coverages: Sequence[Coverage]) -> Reach:
    return any_reach(
        all_reach(
            (
                os_reach(affects.os, coverage),
                chip_reach(affects.chips, coverage),
                device_reach(affects.devices, coverage),
                unit_reach(affects.compute_units, coverage),
            )
        )
        for coverage in coverages
    )


def findings_of(own: Judged, at: Mapping[Target, Judged]) -> tuple[Finding, ...]:
    """Findings for the model as it stands, one for each record and verdict; worst first, then by slug.

    `at` holds the other candidate targets: a finding names those at which it stands as well.
    """
    stands_at: dict[str, list[Target]] = {}
    for target, judged in at.items():
        for record_id in {each.match.record.id for each in judged.standing}:
            stands_at.setdefault(record_id, []).append(target)
    findings = (
        _finding(tuple(group), tuple(sorted(stands_at.get(record_id, ()))))
        for (record_id, _), group in groupby(sorted(own.standing, key=_record_then_verdict), _record_then_verdict)
    )
    return tuple(sorted(findings, key=lambda f: (-f.record.severity.rank, f.verdict.value, f.record.id)))


def _record_then_verdict(standing: Standing) -> tuple[str, str]:
    return standing.match.record.id, standing.verdict.value


def _finding(group: Sequence[Standing], targets: tuple[Target, ...]) -> Finding:
    record = group[0].match.record
    operations = tuple(dict.fromkeys(operation for each in group for operation in each.match.operations))
    wide = any(each.match.precision is Precision.WIDE for each in group)
    return Finding(
        record=record,
        verdict=group[0].verdict,
        precision=Precision.WIDE if wide else Precision.EXACT,
        affects=_distinct(a for each in group for a in each.affects),
        targets=targets,
        operations=operations,
        undecided_because=_undecided_because(group),
        fingerprint=fingerprint_of(record, operations),
    )


def _distinct(affects: Iterable[Affects]) -> tuple[Affects, ...]:
    """Each alternative once, in order; the one that says nothing is left out."""
    kept: list[Affects] = []
    for each in affects:
        if each != Affects() and each not in kept:
            kept.append(each)
    return tuple(kept)


def _undecided_because(group: Sequence[Standing]) -> str:
    if group[0].verdict is Verdict.MATCHED:
        return ""
    if all(each.match.verdict is Verdict.UNDECIDED for each in group):
        return group[0].match.operations[0].why
    return "; ".join(dict.fromkeys(_unknown_part(a) for each in group for a in each.affects))


def _unknown_part(affects: Affects) -> str:
    if affects.os:
        only_seen = all(parse_os_specifier(each).seen_only for each in affects.os.values())
        known = "seen on" if only_seen else "known for"
        return f"{known} {', '.join(_os_words(affects.os))}; not known for the releases that you ship to"
    if affects.coremltools or affects.source:
        return "the model does not say which versions converted it"
    return "nothing is known about the devices that you ship to"


def _os_words(specifiers: Mapping[str, str]) -> Iterator[str]:
    for family, specifier in specifiers.items():
        yield f"{family} {specifier.replace('==', '').replace('|', ' or ')}"


def _nothing(_record: Record, _operation: MatchedOperation) -> bool:
    return False


def tally_of(judged: Judged, suppressed: Callable[[Record, MatchedOperation], bool] = _nothing) -> Tally:
    """What stands for certain at a target, by severity. A requirement is by design: it counts as a note. A record all
    of whose operations are suppressed does not count."""
    sure: dict[Severity, set[str]] = {severity: set() for severity in Severity}
    for each in judged.standing:
        record = each.match.record
        if each.verdict is Verdict.MATCHED and not all(suppressed(record, one) for one in each.match.operations):
            by_design = record.category is Category.REQUIREMENT
            sure[Severity.NOTE if by_design else record.severity].add(record.id)
    return Tally(
        errors=frozenset(sure[Severity.ERROR]),
        warnings=frozenset(sure[Severity.WARNING]),
        notes=frozenset(sure[Severity.NOTE]),
    )
