"""From options to a Request: every value parsed and checked, before any model is opened. Raises KbError."""

from collections.abc import Iterable, Iterator
from pathlib import Path

from kb.cli.config import WrittenSuppression
from kb.cli.options import FailOn, Options
from kb.errors import KbError
from kb.frozen import frozen
from kb.platforms.deployment import ComputeUnits, Deployment
from kb.platforms.os_releases import OSRelease
from kb.platforms.targets import TARGETS, Target, target_named
from kb.records.record import Confidence
from kb.reports.renderers import Format


@frozen
class Request:
    paths: tuple[str, ...]
    """As the user wrote them: reports show them so."""
    deployment: Deployment
    candidates: tuple[Target, ...]
    select: tuple[str, ...]
    ignore: tuple[str, ...]
    min_confidence: Confidence
    fail_on: FailOn
    format: Format
    output: Path | None
    baseline: Path | None
    strict: bool
    """Suppressions that are expired or unused fail, too."""
    suppressions: tuple[WrittenSuppression, ...]


def request_of(paths: Iterable[str], options: Options, suppressions: tuple[WrittenSuppression, ...] = ()) -> Request:
    """The request that the options make; what nobody said is the default here."""
    models = tuple(paths)
    if not all(models):
        # What an unset variable leaves in a script: it must not mean the working folder.
        raise KbError(where="MODEL", what="a path is empty")
    return Request(
        paths=models,
        deployment=Deployment(
            min_os=tuple(_release(text) for text in listed(options.min_os)),
            # Never split: `iPhone13,2` is one identifier.
            devices=tuple(_said(options.device)),
            chips=listed(options.chip),
            compute_units=ComputeUnits(options.compute_units or "ALL"),
        ),
        candidates=tuple(sorted({_target(text) for text in listed(options.target)})),
        select=listed(options.select),
        ignore=listed(options.ignore),
        min_confidence=Confidence(options.min_confidence or "reported"),
        fail_on=options.fail_on or "error",
        format=options.format or "text",
        output=Path(options.output) if options.output else None,
        baseline=Path(options.baseline) if options.baseline else None,
        strict=bool(options.strict),
        suppressions=suppressions,
    )


def listed(texts: Iterable[str]) -> tuple[str, ...]:
    """Each value of a repeatable option; `a,b` is two. Raises KbError for one that is empty."""
    return tuple(part.strip() for text in _said(texts) for part in text.split(",") if part.strip())


def _said(texts: Iterable[str]) -> Iterator[str]:
    """What an unset variable leaves in a script must not pass for having said nothing."""
    for text in texts:
        if not text.strip(" ,"):
            raise KbError(where="an option", what="its value is empty", hint="give a value, or leave the option out")
        yield text


def _release(text: str) -> OSRelease:
    release = OSRelease.parse(text)
    if release is None:
        raise KbError(where="--min-os", what=f"{text!r} is no OS release", hint="write ios16.2, macos13, watchos9.1")
    return release


def _target(text: str) -> Target:
    target = target_named(text)
    if target is None:
        known = ", ".join(each.name for each in TARGETS[3:])
        raise KbError(where="--target", what=f"{text!r} is no deployment target", hint=f"known are {known}")
    return target
