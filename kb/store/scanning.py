"""A scan: finds models below roots, examines those that changed, in parallel, and records what it found.

What is written stays written: an interrupted scan is gone on with where it stopped, and scans may run side by side.
"""

import datetime
import json
import os
import secrets
import socket
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, Executor, Future, ProcessPoolExecutor, wait
from dataclasses import dataclass
from typing import Final

from sqlalchemy import Engine
from sqlmodel import select

from kb import __version__
from kb.platforms.deployment import ComputeUnits, Deployment
from kb.platforms.resolving import resolve
from kb.store.examining import Examined, Task, examine, knowledge
from kb.store.loading import load_knowledge
from kb.store.opening import session_of
from kb.store.rows import ScanRow
from kb.store.surveying import Sighted, survey
from kb.store.writing import (
    Circumstances,
    Known,
    adopt,
    begin,
    finish,
    known_paths,
    sighted_paths,
    write_examined,
    write_unchanged,
)

# Tells this process from an earlier one of the same number.
_TOKEN: Final = secrets.token_hex(8)

# Models that are written in one transaction, and that wait for a free process.
BATCH: Final = 100
WAITING: Final = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class ScanOutcome:
    scan_id: int
    resumed: bool
    examined: int
    unchanged: int
    failed: int
    """Models that could not be read, and roots without any; among the examined."""


def scan(
    engine: Engine,
    roots: Sequence[str],
    *,
    deployment: Deployment,
    workers: int | None = None,
    executor: Callable[[], Executor] | None = None,
    tell: Callable[[int, str], None] = lambda _, __: None,
) -> ScanOutcome:
    """Scan roots and record what is found. Raises KbError where the deployment or the store is at fault.

    `executor` makes another engine than processes on this machine; what it runs must reach the same files. `tell` hears
    how many are done, and the path that was last.
    """
    deployment = resolve(deployment, knowledge().platforms)
    circumstances = Circumstances(
        tool_version=__version__,
        data_version=knowledge().data_version,
        digest=load_knowledge(engine, knowledge()),
        deployment=deployment_text(deployment),
    )
    scan_id, resumed = _scan_row(engine, roots, circumstances)
    run = _Run(engine, scan_id, circumstances, deployment, tell)
    make = executor or (lambda: ProcessPoolExecutor(workers or os.cpu_count() or 1))
    run.go(survey(roots), make)
    finish(engine, scan_id, now=_now())
    return ScanOutcome(
        scan_id=scan_id, resumed=resumed, examined=run.examined, unchanged=run.unchanged, failed=run.failed
    )


def deployment_text(deployment: Deployment) -> str:
    """As `Deployment.parse` reads it: one text for one deployment."""
    parts = [*sorted(map(str, deployment.min_os)), *sorted(deployment.devices), *sorted(deployment.chips)]
    if deployment.compute_units is not ComputeUnits.ALL:
        parts.append(deployment.compute_units.value)
    return ", ".join(parts)


def _scan_row(engine: Engine, roots: Sequence[str], circumstances: Circumstances) -> tuple[int, bool]:
    """A new scan, or an interrupted one of the same roots under the same circumstances."""
    written = json.dumps([root if "://" in root else os.path.abspath(root) for root in roots])  # noqa: PTH100
    owner = f"{socket.gethostname()}:{os.getpid()}:{_TOKEN}"
    statement = select(ScanRow).where(
        ScanRow.finished == None,  # noqa: E711 — SQL's IS NULL
        ScanRow.roots == written,
        ScanRow.digest == circumstances.digest,
        ScanRow.tool_version == circumstances.tool_version,
        ScanRow.deployment == circumstances.deployment,
    )
    with session_of(engine) as session:
        dead = [row for row in session.exec(statement) if not _is_alive(row.owner)]
    if dead and dead[-1].id is not None:
        adopt(engine, dead[-1].id, owner=owner)
        return dead[-1].id, True
    return begin(engine, circumstances, owner=owner, roots=written, now=_now()), False


def _is_alive(owner: str) -> bool:
    """Whether the process that began a scan still runs. Of another machine nobody knows: it counts as running."""
    host, process, token = owner.rsplit(":", 2)
    if host != socket.gethostname() or token == _TOKEN:
        return True
    if int(process) == os.getpid():
        # Another process had this number before: in a container each run has the same.
        return False
    try:
        os.kill(int(process), 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _now() -> datetime.datetime:
    return datetime.datetime.now(datetime.UTC)


class _Run:
    """One pass over what was found. Written in batches; at most a few models wait for a process."""

    def __init__(
        self,
        engine: Engine,
        scan_id: int,
        circumstances: Circumstances,
        deployment: Deployment,
        tell: Callable[[int, str], None],
    ) -> None:
        self.examined = self.unchanged = self.failed = 0
        self._engine = engine
        self._scan_id = scan_id
        self._circumstances = circumstances
        self._deployment = deployment
        self._tell = tell
        self._batch: list[Examined] = []
        self._same: list[tuple[str, Known]] = []

    def go(self, sighted: Iterator[Sighted], make: Callable[[], Executor]) -> None:
        tasks = self._changed(sighted)
        executor = make()
        try:
            tasks_left = self._feed(tasks, executor)
            while tasks_left is not None:
                # A process was killed, perhaps by a model that was under way: each of them gets a process of its own.
                executor.shutdown(wait=False)
                for task in tasks_left:
                    self._take(_alone(task))
                executor = make()
                tasks_left = self._feed(tasks, executor)
        finally:
            executor.shutdown(wait=False)
        self._flush()

    def _changed(self, sighted: Iterator[Sighted]) -> Iterator[Task]:
        """What has to be examined; the rest is written as it is found."""
        known = known_paths(self._engine, self._circumstances)
        done = sighted_paths(self._engine, self._scan_id)
        for each in sighted:
            if each.shown in done:
                continue
            before = known.get(each.shown)
            if each.error:
                self._take(Examined(path=each.shown, state="", error=each.error))
            elif before and before.state == each.state and each.state:
                self._same.append((each.shown, before))
                self.unchanged += 1
                self._tell(self.examined + self.unchanged, each.shown)
                if len(self._same) >= BATCH:
                    self._flush()
            else:
                task = Task(path=each.path, shown=each.shown, state=each.state, deployment=self._deployment)
                if each.temporary:
                    self._take(examine(task))
                else:
                    yield task

    def _feed(self, tasks: Iterator[Task], executor: Executor) -> list[Task] | None:
        """Examine them all; where the executor breaks, the tasks that were under way are given back."""
        under_way: dict[Future[Examined], Task] = {}
        waiting = WAITING * (os.cpu_count() or 1)
        try:
            for task in tasks:
                under_way[_submitted(task, executor)] = task
                if len(under_way) >= waiting:
                    self._collect(under_way, wait(under_way, return_when=FIRST_COMPLETED).done)
            while under_way:
                self._collect(under_way, wait(under_way, return_when=FIRST_COMPLETED).done)
        except BrokenExecutor:
            return list(under_way.values())
        finally:
            for future in under_way:
                future.cancel()
        return None

    def _collect(self, under_way: dict[Future[Examined], Task], done: Iterable[Future[Examined]]) -> None:
        for future in done:
            result = future.result()
            del under_way[future]
            self._take(result)

    def _take(self, examined: Examined) -> None:
        self.examined += 1
        self.failed += bool(examined.error)
        self._batch.append(examined)
        self._tell(self.examined + self.unchanged, examined.path)
        if len(self._batch) >= BATCH:
            self._flush()

    def _flush(self) -> None:
        batch, self._batch = self._batch, []
        same, self._same = self._same, []
        if batch:
            write_examined(self._engine, self._scan_id, batch, self._circumstances)
        if same:
            write_unchanged(self._engine, self._scan_id, same)


def _submitted(task: Task, executor: Executor) -> "Future[Examined]":
    """The task under way; where the executor is broken already, a future that says so."""
    try:
        return executor.submit(examine, task)
    except BrokenExecutor as error:
        broken: Future[Examined] = Future()
        broken.set_exception(error)
        return broken


def _alone(task: Task) -> Examined:
    with ProcessPoolExecutor(1) as executor:
        try:
            return executor.submit(examine, task).result()
        except BrokenExecutor:
            what = f"{task.shown}: the process that read it was killed (is it too large for this machine?)"
            return Examined(path=task.shown, state=task.state, error=what)
