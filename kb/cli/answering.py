"""From a Request and the knowledge to a Report. A model that cannot be read is answered by its reason."""

from collections.abc import Callable, Iterator
from pathlib import Path

from kb import __version__
from kb.advice.report import ModelReport, Report
from kb.checking import check_model
from kb.cli.lookup import slugs_of
from kb.cli.request import Request
from kb.errors import UnreadableModel
from kb.knowledge.knowledge_base import KnowledgeBase
from kb.models.reading import read_model
from kb.platforms.resolving import resolve
from kb.records.record import Record


def answer(request: Request, base: KnowledgeBase, *, tell: Callable[[str], None] = lambda _: None) -> Report:
    """Answer for every model of the request, in order. Raises KbError where the request itself cannot be met.

    `tell` hears the path of each model before it is read.
    """
    # Once, before any model: a device that nobody knows is the user's mistake, not a model's.
    deployment = resolve(request.deployment, base.platforms)
    keep = _keeper(request, base)
    return Report(
        version=__version__,
        data_version=base.data_version,
        records=len(base.slugs),
        deployment=deployment,
        models=tuple(_answers(request, base, keep, tell)),
    )


def _answers(
    request: Request, base: KnowledgeBase, keep: Callable[[Record], bool], tell: Callable[[str], None]
) -> Iterator[ModelReport]:
    for path in request.paths:
        tell(path)
        try:
            model = read_model(Path(path))
            yield check_model(model, base, request.deployment, request.candidates, keep=keep)
        except UnreadableModel as error:
            yield ModelReport(path=path, errors=(error.problem,))


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
