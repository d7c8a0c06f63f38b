"""From a comparison to a block of evidence for a record: what was run where, and what came of it. YAML text.

It goes under a record's `evidence`; that the failure is the record's, a person has to say.
"""

import datetime
import json
from collections.abc import Iterator
from pathlib import Path

from kb.errors import KbError
from kb.platforms.os_releases import OSRelease
from kb.platforms.platforms import Platforms
from kb.platforms.resolving import chip_names
from kb.reports.plain import plain
from kb.verification.as_text import figures_in_words, title_of
from kb.verification.comparison import OutputComparison, RunComparison, Verification
from kb.verification.placing import known_device, units_of

_INDENT = " " * 6


def evidence_block(verification: Verification, *, url: str, day: datetime.date, platforms: Platforms) -> str:
    """`url`: of the script or thread that is reproduced. Raises KbError where a run does not say where it was."""
    lines = [
        "  - url: " + _text(url),
        "    kind: reproduction",
        "    says: >-",
        *(_INDENT + line for line in _says(verification)),
        f"    read: {day.isoformat()}",
        "    observed:",
        *(f"{_INDENT}- {_observed(run, platforms)}" for run in verification.runs),
    ]
    return "\n".join(lines) + "\n"


def _says(verification: Verification) -> Iterator[str]:
    tolerance = verification.tolerance
    yield (
        f"Compared with {plain(Path(verification.reference).name)} (passes: errors up to {tolerance.relative:.3g} of"
        f" the largest value, {tolerance.snr:.3g} dB or more)."
    )
    for run in verification.runs:
        yield f"{title_of(run)}, SHA-256 {run.sha256 or 'not told'}: {_outcome(run)}."


def _outcome(run: RunComparison) -> str:
    if run.error:
        return f"did not run: {plain(run.error, longest=500)}"
    failed = [each for each in run.outputs if not each.passed]
    worst = max(failed or run.outputs, key=_badness, default=None)
    if worst is None:
        return "no outputs"
    figures = f" ({figures_in_words(worst.figures)})" if worst.figures else ""
    detail = plain(f"{worst.output} of {worst.inputs}: {worst.named.detail}", longest=500)
    return f"{len(failed)} of {len(run.outputs)} outputs fail; {detail}{figures}"


def _badness(output: OutputComparison) -> float:
    return output.figures.relative if output.figures else float("inf")


def _observed(run: RunComparison, platforms: Platforms) -> str:
    release = OSRelease.parse(run.ran.os)
    if release is None:
        what = f"does not say on which OS release it ran ({run.ran.os!r})"
        raise KbError(where=run.origin, what=what, hint="write it into `ran.os`: iPadOS 16.5.1")
    device = known_device(run.ran.device, platforms)
    told = chip_names(platforms).get(run.ran.chip.casefold().strip(), run.ran.chip)
    parts = {
        "os": str(release),
        "device": device.name if device else run.ran.device,
        "chip": device.chip if device else told,
        "compute_units": units_of(run.ran.compute_units).value,
        "target": run.target,
    }
    entries = [f"affected: {'false' if run.passed else 'true'}"]
    entries += [f"{key}: {_text(value)}" for key, value in parts.items() if value]
    return "{" + ", ".join(entries) + "}"


def _text(value: str) -> str:
    """A JSON text is a YAML text, whatever it holds."""
    return json.dumps(plain(value, longest=1000), ensure_ascii=False)
