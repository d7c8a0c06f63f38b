"""All of `data/` as a KnowledgeBase, with everything that is wrong with it: what `kb lint`, the tests and the bundle
start from. Nothing stops at the first problem; a damaged record is left out."""

from pathlib import Path

from kb.availability.parsing import parse_availability
from kb.errors import Problem
from kb.knowledge.checkout import data_version, texts_in
from kb.knowledge.knowledge_base import KnowledgeBase
from kb.knowledge.record_files import record_files
from kb.platforms.parsing import parse_platforms
from kb.records.record import Record
from kb.rules.type_checking import check_condition


def compile_knowledge(data: Path) -> tuple[KnowledgeBase, tuple[Problem, ...]]:
    availability, problems_of_availability = parse_availability(texts_in(data / "operations", data))
    texts = {Path(name).name: text for name, text in texts_in(data / "platforms", data).items()}
    platforms, problems_of_platforms = parse_platforms(texts)
    problems = [*problems_of_availability, *problems_of_platforms]
    records: dict[str, Record] = {}
    for file in record_files(data):
        parsed = file.parse()
        problems.extend(parsed.problems)
        if parsed.record is None or parsed.problems:
            continue
        if file.slug in records:
            what = f"there is a record `{file.slug}` in {records[file.slug].area} already"
            problems.append(parsed.problem("id", what, "a slug stands once"))
        for index, rule in enumerate(parsed.record.rules):
            faults = (
                check_condition(rule.when, operations=rule.operations, availability=availability) if rule.when else ()
            )
            problems.extend(parsed.problem(f"rules.{index}.when", fault.what, fault.hint) for fault in faults)
        records.setdefault(file.slug, parsed.record)
    base = KnowledgeBase(
        data_version=data_version(data),
        records=tuple(records.values()),
        platforms=platforms,
        availability=availability,
    )
    return base, tuple(problems)
