"""From a Request and the knowledge to a Report. A model that cannot be read is answered by its reason."""

import datetime
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from kb import __version__
from kb.advice.report import ModelReport, Report
from kb.advice.suppressing import SuppressionRule, ignored_records, stale, suppress
from kb.checking import check_model
from kb.cli.lookup import record_named, slugs_of
from kb.cli.request import Request
from kb.errors import UnreadableModel
from kb.knowledge.knowledge_base import KnowledgeBase
from kb.models.reading import read_model
from kb.platforms.resolving import resolve
from kb.records.record import Record


def answer(
    request: Request,
    base: KnowledgeBase,
    *,
    today: datetime.date,
    tell: Callable[[str], None] = lambda _: None,
) -> Report:
    """Answer for every model of the request, in order. Raises KbError where the request itself cannot be met.

    `tell` hears the path of each model before it is read.
    """
    # Once, before any model: a device that nobody knows is the user's mistake, not a model's.
    deployment = resolve(request.deployment, base.platforms)
    rules = _suppression_rules(request, base)
    check = _checker(request, base, rules, today)
    models = []
    for path in request.paths:
        tell(path)
        models.append(check(path))
    return Report(
        version=__version__,
        data_version=base.data_version,
        records=len(base.slugs),
        deployment=deployment,
        models=tuple(suppress(model, rules, today) for model in models),
        stale_suppressions=stale(rules, models, today),
    )


def _checker(
    request: Request, base: KnowledgeBase, rules: Sequence[SuppressionRule], today: datetime.date
) -> Callable[[str], ModelReport]:
    keep = _keeper(request, base)

    def check(path: str) -> ModelReport:
        try:
            model = read_model(Path(path))
            ignored = ignored_records(rules, path, today)
            answered = check_model(model, base, request.deployment, request.candidates, keep=keep, ignored=ignored)
        except UnreadableModel as error:
            return ModelReport(path=path, errors=(error.problem,))
        return replace(answered, path=path)

    return check


def _keeper(request: Request, base: KnowledgeBase) -> Callable[[Record], bool]:
    selected = slugs_of(base, request.select, where="--select")
    ignored = slugs_of(base, request.ignore, where="--ignore")

    def keep(record: Record) -> bool:
        return (
            (not selected or record.id in selected)
            and record.id not in ignored
            and record.confidence.rank >= request.min_confidence.rank
        )

    return keep


def _suppression_rules(request: Request, base: KnowledgeBase) -> tuple[SuppressionRule, ...]:
    return tuple(
        SuppressionRule(
            record=record_named(base, written.record, where=written.where).id,
            reason=written.reason,
            until=written.until,
            model=written.model,
            function=written.function,
            operation=written.operation,
            where=written.where,
        )
        for written in request.suppressions
    )
