"""Which golden answers move between two states of `tests/golden/answers.yaml`, and how: texts in, values out.

The file has a small form of its own (`kb.curation.golden` writes it), so that no YAML reader is needed here.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

_RECORDS: Final = re.compile(r"    (\w+): \[(.*)\]")
_FACT: Final = re.compile(r"  (\w+): (\S.*)")


@dataclass(frozen=True, slots=True, kw_only=True)
class MovedAnswer:
    """One model of the corpus whose answer is another one."""

    model: str
    moves: tuple[str, ...]
    """`recommends: iOS15 → iOS17`, `+ slug: error at iOS16, iOS17`."""


def moved_answers(before: str, after: str) -> tuple[MovedAnswer, ...]:
    """In the order of the newer text; models that only one of them has are told as such."""
    old, new = _answers(before), _answers(after)
    return tuple(
        MovedAnswer(model=model, moves=moves)
        for model in dict.fromkeys([*new, *old])
        if (moves := tuple(_moves(old.get(model), new.get(model))))
    )


_Answer = Mapping[str, tuple[str, ...]]
"""`recommends` → its one value; `iOS16 error` → slugs."""


def _moves(old: _Answer | None, new: _Answer | None) -> Iterator[str]:
    if old is None or new is None:
        yield "is new in the corpus" if old is None else "has left the corpus"
        return
    places: dict[str, list[str]] = {}
    # Targets in the file's order; facts of the model as a whole come first.
    for key in dict.fromkeys([*new, *old]):
        one, two = old.get(key, ()), new.get(key, ())
        target, _, severity = key.partition(" ")
        if not severity:
            if one != two:
                yield f"{key}: {', '.join(one) or 'nothing'} → {', '.join(two) or 'nothing'}"
            continue
        for sign, slug in (
            *(("+", each) for each in two if each not in one),
            *(("−", each) for each in one if each not in two),
        ):
            places.setdefault(f"{sign} {slug}: {severity}", []).append(target)
    yield from (f"{what} at {', '.join(targets)}" for what, targets in places.items())


def _answers(text: str) -> Mapping[str, _Answer]:
    answers: dict[str, dict[str, tuple[str, ...]]] = {}
    model = target = ""
    for line in text.splitlines():
        if line.startswith("#") or not line.strip():
            continue
        if not line.startswith(" "):
            model = line.rstrip(":")
            answers[model] = {}
        elif found := _RECORDS.fullmatch(line):
            answers[model][f"{target} {found[1]}"] = tuple(found[2].split(", "))
        elif fact := _FACT.fullmatch(line):
            answers[model][fact[1]] = (fact[2],)
        else:
            target = line.strip().rstrip(":")
    return answers
