"""Every lint over every record: files in, problems out. A lint that crashes is a problem of that lint, not the end."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Final, TypeAlias

from kb.curation.lints import (
    affects_can_hold,
    boundaries_have_examples,
    conditions_type_check,
    form_is_canonical,
    messages_tell_apart,
    names_are_unique,
    observations_fit,
    operations_exist,
    platforms_are_known,
    remedies_can_be_tried,
    remedies_lead_out,
    rules_are_proved,
    severity_fits,
    sources_can_be_converted,
    sources_stay,
    terms_are_core_mls,
    text_is_short_and_our_own,
    troubles_stand_once,
)
from kb.curation.subject import Subject
from kb.errors import Problem
from kb.knowledge.knowledge_base import KnowledgeBase
from kb.knowledge.record_files import RecordFile

RecordLint: TypeAlias = Callable[[Subject, KnowledgeBase], Iterator[Problem]]
CollectionLint: TypeAlias = Callable[[Sequence[Subject], KnowledgeBase], Iterator[Problem]]

RECORD_LINTS: Final[Mapping[str, RecordLint]] = {
    "affects_can_hold": affects_can_hold.check,
    "boundaries_have_examples": boundaries_have_examples.check,
    "conditions_type_check": conditions_type_check.check,
    "form_is_canonical": form_is_canonical.check,
    "messages_tell_apart": messages_tell_apart.check,
    "observations_fit": observations_fit.check,
    "operations_exist": operations_exist.check,
    "platforms_are_known": platforms_are_known.check,
    "remedies_can_be_tried": remedies_can_be_tried.check,
    "sources_can_be_converted": sources_can_be_converted.check,
    "remedies_lead_out": remedies_lead_out.check,
    "rules_are_proved": rules_are_proved.check,
    "severity_fits": severity_fits.check,
    "sources_stay": sources_stay.check,
    "terms_are_core_mls": terms_are_core_mls.check,
    "text_is_short_and_our_own": text_is_short_and_our_own.check,
}
COLLECTION_LINTS: Final[Mapping[str, CollectionLint]] = {
    "names_are_unique": names_are_unique.check_all,
    "troubles_stand_once": troubles_stand_once.check_all,
}

# Lint → slugs that are excused from it, each with its reason beside it. An entry that no longer fails is the error.
EXCUSED: Final[Mapping[str, Mapping[str, str]]] = {}


def lint(
    files: Iterable[RecordFile], knowledge: KnowledgeBase, *, only: frozenset[str] | None = None
) -> tuple[Problem, ...]:
    """What is wrong with the records in `files`; told are those of `only` (slugs), where it is given."""
    problems: list[Problem] = []
    subjects: list[Subject] = []
    for file in files:
        parsed = file.parse()
        if only is None or file.slug in only:
            problems.extend(parsed.problems)
        if parsed.record is not None:
            subjects.append(Subject(record=parsed.record, parsed=parsed, text=file.text()))
    for subject in subjects:
        if only is None or subject.record.id in only:
            problems.extend(lint_record(subject, knowledge))
    told = frozenset(subject.parsed.origin for subject in subjects if only is None or subject.record.id in only)
    for name, check_all in COLLECTION_LINTS.items():
        found = _guarded(name, "data/records", check_all, subjects, knowledge)
        problems.extend(problem for problem in found if problem.where.partition(":")[0] in told | {"data/records"})
    return tuple(problems)


def lint_record(subject: Subject, knowledge: KnowledgeBase) -> Iterator[Problem]:
    for name, check in RECORD_LINTS.items():
        found = list(_guarded(name, subject.parsed.origin, check, subject, knowledge))
        if subject.record.id not in EXCUSED.get(name, {}):
            yield from found
        elif not found:
            yield subject.problem("", f"is excused from `{name}` and does not need it", "remove it from EXCUSED")


def _guarded(
    name: str, where: str, check: Callable[..., Iterator[Problem]], subject: object, knowledge: KnowledgeBase
) -> Iterator[Problem]:
    try:
        for problem in check(subject, knowledge):
            yield Problem(where=problem.where, what=f"{problem.what} [{name}]", hint=problem.hint)
    except Exception as error:  # noqa: BLE001 — one broken lint must not hide what the others see
        yield Problem(where=where, what=f"the lint `{name}` failed: {type(error).__name__}: {error}")
