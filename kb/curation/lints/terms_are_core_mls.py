"""Words are Core ML's, one word for one thing: the Neural Engine, an operation, an ML program, a target.

Messages and code are quoted as they are and not looked at; neither is what stands between backticks.
"""

import re
from collections.abc import Iterator
from typing import Final

from kb.curation.subject import Subject
from kb.errors import Problem
from kb.knowledge.knowledge_base import KnowledgeBase

# What people write → what we write. Each pattern is a whole word.
TERMS: Final = {
    r"ANE": "Neural Engine",
    r"NPU": "Neural Engine",
    r"Neural engine|neural engine": "Neural Engine",
    r"CoreML(?![5-9])|Coreml|coreml(?!-)": "Core ML",
    r"CoreMLTools|coreMLTools|Core ML [Tt]ools": "coremltools",
    r"mlprogram|MLProgram|ML Program|mlProgram": "ML program",
    r"Pytorch|pytorch": "PyTorch",
    r"Tensorflow|tensorflow": "TensorFlow",
    r"iPhoneOS": "iOS",
    r"MacOS|OSX|OS X": "macOS",
    r"XCode": "Xcode",
    r"minimum deployment target": "target",
}
_TERM: Final = {re.compile(rf"(?<![\w.`/-])(?:{pattern})(?![\w`/])"): word for pattern, word in TERMS.items()}
_QUOTED: Final = re.compile(r"`[^`]*`|https?://\S+|\"[^\"]*\"")
_EMPTY_WORDS: Final = re.compile(r"(?i)\b(bug|issue|may|might|sometimes|problem with)\b")


def check(subject: Subject, knowledge: KnowledgeBase) -> Iterator[Problem]:
    record = subject.record
    texts = {"title": record.title, "what_happens": record.what_happens}
    texts |= {f"evidence.{index}.says": evidence.says for index, evidence in enumerate(record.evidence)}
    texts |= {f"remedies.{index}.text": remedy.text for index, remedy in enumerate(record.remedies)}
    texts["known_false_positives"] = record.known_false_positives
    for path, text in texts.items():
        plain = _QUOTED.sub(" ", text)
        for pattern, word in _TERM.items():
            found = pattern.search(plain)
            if found:
                yield subject.problem(path, f"`{found[0]}`: we write `{word}`", "backticks keep a name as it is")
    empty = _EMPTY_WORDS.search(record.title)
    if empty:
        yield subject.problem("title", f"a title says what happens, without `{empty[0]}`", "name the consequence")
    if record.title.endswith("."):
        yield subject.problem("title", "a title ends without a full stop", "remove it")
