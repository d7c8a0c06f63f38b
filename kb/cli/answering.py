"""From a Request and the knowledge to a Report. A model that cannot be read is answered by its reason."""

import datetime
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from kb import __version__
from kb.advice.report import ModelReport, Report
from kb.advice.suppressing import SuppressionRule, covering, stale, suppress
from kb.apps.locating import LocatedModel, locate
from kb.apps.property_lists import App
from kb.checking import check_model
from kb.cli.lookup import record_named, slugs_of
from kb.cli.request import Request
from kb.errors import KbError, Problem, UnreadableModel
from kb.knowledge.knowledge_base import KnowledgeBase
from kb.models.reading import read_model
from kb.platforms.deployment import Deployment
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
    models = [model for path in request.paths for model in _behind(path, check, tell)]
    return Report(
        version=__version__,
        data_version=base.data_version,
        records=len(base.slugs),
        deployment=deployment,
        models=tuple(suppress(model, rules, today) for model in models),
        stale_suppressions=stale(rules, models, today),
    )


def _behind(
    path: str, check: Callable[[LocatedModel], ModelReport], tell: Callable[[str], None]
) -> Iterator[ModelReport]:
    """Answers for the models behind a path; one for the path itself where there is none.

    A damaged record, unlike a damaged model, is nobody's answer: what `check` raises goes on.
    """
    found = locate(path)
    while True:
        try:
            located = next(found, None)
        except KbError as error:
            yield ModelReport(path=path, errors=(error.problem,))
            return
        if located is None:
            return
        tell(located.shown)
        yield check(located)


def _checker(
    request: Request, base: KnowledgeBase, rules: Sequence[SuppressionRule], today: datetime.date
) -> Callable[[LocatedModel], ModelReport]:
    keep = _keeper(request, base)

    def check(located: LocatedModel) -> ModelReport:
        promised = _promised(located.app, request.deployment)
        try:
            model = read_model(located.path)
            suppressed = covering(rules, located.shown, today)
            answered = check_model(model, base, promised, request.candidates, keep=keep, suppressed=suppressed)
        except UnreadableModel as error:
            # Its own words, but the name that the user knows: what an archive holds was read somewhere else.
            where = error.where.replace(str(located.path), located.shown)
            return ModelReport(path=located.shown, errors=(replace(error.problem, where=where),))
        notes = (*answered.notes, *_app_notes(located.app, request.deployment))
        return replace(answered, path=located.shown, notes=notes)

    return check


def _promised(app: App | None, deployment: Deployment) -> Deployment:
    """What the user says is shipped to; where nothing is said, what the app promises."""
    said = deployment.min_os or deployment.devices or deployment.chips
    return deployment if said or app is None else replace(deployment, min_os=app.min_os)


def _app_notes(app: App | None, deployment: Deployment) -> Iterator[Problem]:
    if app is not None and app.min_os and _promised(app, deployment) is not deployment:
        promise = " and ".join(str(release) for release in app.min_os)
        yield Problem(where=app.name, what=f"this app promises to run on {promise}")


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
