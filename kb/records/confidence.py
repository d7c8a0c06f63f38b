"""Whether an issue is real, from its evidence, by a rule that anyone can repeat.

documented    Apple says so where users are meant to read it: documentation or a release note.
confirmed     somebody who must know says so (a maintainer, source code), or the issue was reproduced.
corroborated  two or more independent reports or measurements: different addresses. The files of one owner, and all
              measurements that are theirs, count as one.
reported      one.

Source code, a reproduction, a report or a measurement that saw nothing but the issue's absence counts for nothing here:
a test that passes confirms no trouble. What Apple or a maintainer says of an issue counts where it is fixed, too.
Nor does background count: what tells how the trouble comes about, or of a remedy, and not that it exists.
"""

import re
from collections.abc import Sequence
from typing import Final

from kb.records.record import Confidence, Evidence, EvidenceKind

_DOCUMENTED: Final = {EvidenceKind.DOCUMENTATION, EvidenceKind.RELEASE_NOTE}
_CONFIRMED: Final = {EvidenceKind.MAINTAINER, EvidenceKind.SOURCE, EvidenceKind.REPRODUCTION}
_STATEMENTS: Final = {*_DOCUMENTED, EvidenceKind.MAINTAINER}


def confidence_of(evidence: Sequence[Evidence]) -> Confidence:
    telling = [entry for entry in evidence if _tells_of_it(entry)]
    kinds = {entry.kind for entry in telling}
    if kinds & _DOCUMENTED:
        return Confidence.DOCUMENTED
    if kinds & _CONFIRMED:
        return Confidence.CONFIRMED
    independent = {_source_of(entry) for entry in telling}
    return Confidence.CORROBORATED if len(independent) > 1 else Confidence.REPORTED


_OWNED: Final = re.compile(
    r"https://(?:github\.com/(?P<owner>[^/]+)/[^/]+(?:/(?P<what>\w+)/|/?$)|huggingface\.co/(?P<account>[^/]+)/(?!.*/discussions/))"
)
_THREADS: Final = {"issues", "pull", "discussions"}


def _source_of(entry: Evidence) -> str:
    """Who says it: a thread, which anyone may have opened, or the owner of files and measurements."""
    owned = _OWNED.match(entry.url)
    measured = entry.kind is EvidenceKind.THIRD_PARTY_MEASUREMENT
    if owned is not None and (measured or owned["what"] not in _THREADS):
        return (owned["owner"] or owned["account"]).lower()
    # A comment in a thread and the thread itself are one source.
    return entry.url.partition("#")[0].rstrip("/")


def _tells_of_it(entry: Evidence) -> bool:
    if entry.background:
        return False
    saw_absence_only = entry.observed and not any(observation.affected for observation in entry.observed)
    return entry.kind in _STATEMENTS or not saw_absence_only
