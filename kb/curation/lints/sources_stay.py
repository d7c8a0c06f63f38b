"""A file on GitHub is cited as it was read: at a commit or a tag. What a branch shows changes under the reader.

Where no commit is at hand, `says` names the release: `(release 0.4.0)`. The project's own reproductions move with it.
"""

import re
from collections.abc import Iterator
from typing import Final

from kb.curation.subject import Subject
from kb.errors import Problem
from kb.knowledge.knowledge_base import KnowledgeBase

_FILE: Final = re.compile(r"https://github\.com/(?P<repository>[^/]+/[^/]+)/(?:blob|tree|raw)/(?P<version>[^/]+)/")
_BRANCHES: Final = frozenset({"main", "master", "develop", "dev", "trunk", "HEAD"})
_OWN: Final = "coreml-kb/kb"
_RELEASE: Final = re.compile(r"\brelease \d", re.IGNORECASE)


def check(subject: Subject, knowledge: KnowledgeBase) -> Iterator[Problem]:
    for number, evidence in enumerate(subject.record.evidence):
        found = _FILE.match(evidence.url)
        if found is None or found["repository"] == _OWN or found["version"] not in _BRANCHES:
            continue
        if not _RELEASE.search(evidence.says):
            what = f"`{found['version']}` shows something else tomorrow"
            hint = "cite the commit (press y on GitHub's page), or name the release that was read in `says`"
            yield subject.problem(f"evidence.{number}.url", what, hint)
