"""Whether an issue is real, from its evidence, by a rule that anyone can repeat.

documented    Apple says so where users are meant to read it: documentation or a release note.
confirmed     somebody who must know says so (a maintainer, source code), or the issue was reproduced.
corroborated  two or more independent reports or measurements: different addresses. One that saw nothing but the
              issue's absence corroborates nothing.
reported      one.
"""

from collections.abc import Sequence
from typing import Final

from kb.records.record import Confidence, Evidence, EvidenceKind

_DOCUMENTED: Final = {EvidenceKind.DOCUMENTATION, EvidenceKind.RELEASE_NOTE}
_CONFIRMED: Final = {EvidenceKind.MAINTAINER, EvidenceKind.SOURCE, EvidenceKind.REPRODUCTION}


def confidence_of(evidence: Sequence[Evidence]) -> Confidence:
    kinds = {entry.kind for entry in evidence}
    if kinds & _DOCUMENTED:
        return Confidence.DOCUMENTED
    if kinds & _CONFIRMED:
        return Confidence.CONFIRMED
    # A comment in a thread and the thread itself are one source.
    independent = {entry.url.partition("#")[0].rstrip("/") for entry in evidence if not _saw_absence_only(entry)}
    return Confidence.CORROBORATED if len(independent) > 1 else Confidence.REPORTED


def _saw_absence_only(entry: Evidence) -> bool:
    return bool(entry.observed) and not any(observation.affected for observation in entry.observed)
