"""A pull request from start to end, in a scratch repository: a right record is merged, a wrong one is refused with a
message that says what to do."""

import json
import re
import subprocess
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
SLUG = "gelu-over-fp16-wrong"
PATH = f"data/records/operations/elementwise/{SLUG}.yaml"
RECORD = """\
id: gelu-over-fp16-wrong
title: Exact GELU of float16 tensors of rank 3 computes wrong results on the first Neural Engine
category: wrong-output
severity: error
rules:
  - operations: [gelu]
    when: x.dtype == "fp16" and x.rank == 3 and mode == "EXACT"
    precision: exact
what_happens: >
  On an iPhone X (iOS 16.7) every third element is wrong; on its CPU the same model predicts what PyTorch does.
remedies:
  - text: Load the model with CPU_AND_GPU.
evidence:
  - url: https://example.org/forum/threads/12345
    kind: report
    says: >
      iPhone X, iOS 16.7, compute units ALL: every third element differs by more than 1; with CPU_ONLY none does.
    read: 2026-11-24
examples:
  affected:
    - {gelu: {x: "fp16[1,197,768]", mode: EXACT}}
  unaffected:
    - {gelu: {x: "fp16[197,768]", mode: EXACT}}
    - {gelu: {x: "fp32[1,197,768]", mode: EXACT}}
    - {gelu: {x: "fp16[1,197,768]", mode: TANH_APPROXIMATION}}
history:
  - {date: 2026-11-24, change: First version.}
"""


def write(checkout: Any, text: str = RECORD, path: str = PATH) -> None:
    (checkout.root / path).write_text(text, encoding="utf-8")


def test_a_new_record_is_linted_proved_compared_and_merged_and_then_answers(checkout: Any) -> None:
    checkout.said("git switch --quiet --create gelu")
    write(checkout)
    checkout.said(f"kb lint {SLUG}")
    assert "4 examples, 0 records failed" in checkout.run(f"kb test {SLUG} --jobs 1").stderr
    # What the pull request's own check would find: answers that moved and are not committed.
    stale = checkout.refused("kb derive golden --check")
    assert "run `kb derive golden`" in stale
    moved = set(re.findall(r"answers move for (\S+)", stale))
    assert moved
    checkout.said("kb derive golden")
    checkout.said("git add data tests && git commit --quiet --message 'Record GELU' && kb derive golden --check")
    # What the bot comments.
    script = ROOT / ".github" / "action" / "data-diff.sh"
    checkout.said(f"'{script}' main HEAD ../comment.md")
    comment = (checkout.root.parent / "comment.md").read_text(encoding="utf-8")
    assert "1 record added" in comment
    assert f"* `{SLUG}`: Exact GELU" in comment
    assert f"`+ {SLUG}: error at " in comment
    told = json.loads(checkout.said("kb data diff main HEAD --format json"))
    assert [each["record"] for each in told["added"]] == [SLUG]
    assert {each["model"] for each in told["answers"]} == moved
    # The merge, after which whoever checks such a model is told.
    checkout.said("git switch --quiet main && git merge --quiet --no-ff --no-edit gelu")
    model = next(iter(sorted(moved)))
    answer = checkout.run(f"kb check tests/corpus/packages/{model}.mlpackage --select {SLUG} --format json")
    assert answer.returncode == 1
    (found,) = json.loads(answer.stdout)["models"][0]["findings"]
    assert (found["record"], found["verdict"]) == (SLUG, "matched")
    assert json.loads(checkout.said("kb data diff main~1 main --format json"))["answers"] == told["answers"]


WRONG = {
    "a fact is misspelt": (
        RECORD.replace("x.dtype ==", "x.dtyp =="),
        "kb lint",
        [rf"{PATH}:7:\d+: ", "dtyp", "did you mean", "dtype"],
    ),
    "a comparison makes no sense": (
        RECORD.replace("x.rank == 3", 'x.rank == "3"'),
        "kb lint",
        [rf"{PATH}:7:\d+: ", "a whole number never equals a string"],
    ),
    "an example does not match": (
        RECORD.replace(
            '    - {gelu: {x: "fp16[1,197,768]", mode: EXACT}}\n', '    - {gelu: {x: "fp16[8]", mode: EXACT}}\n'
        ),
        "kb test",
        [f"{SLUG}: affected 1 is unmatched", "no rule held", "gelu"],
    ),
    "an example matches that should not": (
        RECORD.replace(' and mode == "EXACT"', ""),
        "kb test",
        [f"{SLUG}: unaffected 3 is matched"],
    ),
    "an example cannot be built": (
        RECORD.replace("mode: TANH_APPROXIMATION", "mode: FAST"),
        "kb test",
        [f"{SLUG}: unaffected 3 ", "coremltools builds no such model"],
    ),
    "there is no evidence": (
        re.sub(r"evidence:\n.*?(?=examples:)", "", RECORD, flags=re.DOTALL),
        "kb lint",
        [f"{PATH}:1:1: ", "evidence"],
    ),
    "there is an empty evidence": (
        re.sub(r"evidence:\n.*?(?=examples:)", "evidence: []\n", RECORD, flags=re.DOTALL),
        "kb lint",
        [rf"{PATH}:\d+:\d+: ", "evidence"],
    ),
    "a key is unknown": (
        RECORD.replace("severity: error", "severety: error"),
        "kb lint",
        [f"{PATH}:4:1: ", "severety", "did you mean `severity`"],
    ),
    "there is no unaffected example": (
        re.sub(r"  unaffected:\n.*?(?=history:)", "", RECORD, flags=re.DOTALL),
        "kb lint",
        ["no unaffected example", "add one on the other side"],
    ),
    "a known trouble is told again": (
        RECORD.replace("evidence:", 'aliases: ["apple/coremltools#2173"]\nevidence:'),
        "kb lint",
        ["apple/coremltools#2173", "conv-stride-interleave-factors"],
    ),
}


@pytest.mark.parametrize("what", WRONG)
def test_a_wrong_record_is_refused_and_the_message_says_what_to_do(what: str, shared: Any) -> None:
    text, command, told = WRONG[what]
    write(shared, text)
    try:
        said = shared.refused(f"{command} {PATH}" if command == "kb lint" else f"{command} {PATH} --jobs 1")
    finally:
        (shared.root / PATH).unlink()
    for part in told:
        assert re.search(part, said), f"{part!r} is not in:\n{said}"


def test_a_slug_that_stands_twice_is_refused_with_both_places(shared: Any) -> None:
    other = PATH.replace("elementwise", "convolution")
    write(shared)
    write(shared, path=other)
    try:
        said = shared.refused(f"kb lint {PATH} {other}")
    finally:
        for path in (PATH, other):
            (shared.root / path).unlink()
    assert SLUG in said
    assert "elementwise" in said
    assert "convolution" in said


def test_a_broken_record_of_somebody_else_does_not_stop_a_check(shared: Any) -> None:
    """Whoever works on one record can go on, whatever another one looks like."""
    write(shared, "id: [\n")
    try:
        done: subprocess.CompletedProcess[str] = shared.run("kb show conv-stride-interleave-factors")
    finally:
        (shared.root / PATH).unlink()
    assert done.returncode == 0
