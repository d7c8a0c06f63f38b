"""The answers for a corpus of ordinary models, as one text: whoever changes a record sees which answers move."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from kb.advice.assessment import candidates_of, own_target
from kb.advice.destinations import places_of
from kb.advice.findings import judge, tally_of
from kb.advice.requirement import requirement_of
from kb.checking import EVERYWHERE, check_model
from kb.knowledge.knowledge_base import KnowledgeBase
from kb.models.model import Model
from kb.models.reading import read_model
from kb.models.walking import operation_types
from kb.rules.compiling import compile_rules
from kb.rules.matching import match
from kb.rules.verdict import Verdict

HEAD = '# derived by "kb derive golden" from tests/corpus and data/records; do not edit, but read what moves\n'
CORPUS = Path("tests/corpus/packages")
ANSWERS = Path("tests/golden/answers.yaml")


def corpus_of(folder: Path) -> Mapping[str, Path]:
    """`family/name-target` → its package, in order."""
    packages = sorted(folder.glob("*/*.mlpackage"))
    return {f"{path.parent.name}/{path.stem}": path for path in packages}


def golden_answers(corpus: Mapping[str, Path], base: KnowledgeBase) -> str:
    """YAML: model → what it requires, what is recommended, and for each target the records by severity."""
    blocks = ("\n".join(_block(name, read_model(path), base)) for name, path in corpus.items())
    return HEAD + "".join(f"{block}\n" for block in blocks)


def _block(name: str, model: Model, base: KnowledgeBase) -> Iterator[str]:
    report = check_model(model, base)
    yield f"{name}:"
    yield f"  requires: {report.requirement.target if report.requirement else 'unknown'}"
    yield f"  recommends: {report.recommendation.target if report.recommendation else 'nothing'}"
    for target, answers in _by_target(model, base).items():
        if any(answers.values()):
            yield f"  {target}:"
            yield from (f"    {severity}: [{', '.join(slugs)}]" for severity, slugs in answers.items() if slugs)


def _by_target(model: Model, base: KnowledgeBase) -> Mapping[str, Mapping[str, Sequence[str]]]:
    matches = match(model, compile_rules(base, operation_types(model)))
    places = places_of(EVERYWHERE, base.platforms)
    targets = {own_target(model), *candidates_of(model, requirement_of(model))}
    answers = {}
    for target in sorted(targets):
        judged = judge(matches, target, places, model.metadata)
        tally = tally_of(judged)
        undecided = {each.match.record.id for each in judged.standing if each.verdict is Verdict.UNDECIDED}
        answers[target.name] = {
            "error": sorted(tally.errors),
            "warning": sorted(tally.warnings),
            "note": sorted(tally.notes),
            "undecided": sorted(undecided),
        }
    return answers


def moved(before: str, after: str) -> Iterable[str]:
    """The models whose answers differ between two texts, in order."""
    one, two = _by_name(before), _by_name(after)
    return [name for name in dict.fromkeys([*one, *two]) if one.get(name) != two.get(name)]


def _by_name(text: str) -> Mapping[str, str]:
    blocks: dict[str, list[str]] = {}
    name = ""
    for line in text.splitlines():
        if line.startswith("#"):
            continue
        if not line.startswith(" "):
            name = line.rstrip(":")
        blocks.setdefault(name, []).append(line)
    return {key: "\n".join(lines) for key, lines in blocks.items()}
