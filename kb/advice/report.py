"""What `kb check` answers: values that every format renders and the Python API returns."""

from collections.abc import Mapping
from dataclasses import field

from kb.errors import Problem
from kb.frozen import frozen
from kb.platforms.deployment import Deployment
from kb.platforms.targets import Target
from kb.records.record import Affects, Category, Precision, Record
from kb.rules.match import MatchedOperation
from kb.rules.verdict import Verdict


@frozen
class Reason:
    """A witness: something in the model that needs at least `target`."""

    target: Target
    what: str
    """In Core ML's words: `opset CoreML7`, `operation topk with dtype int16`, `state kv_cache`."""
    where: str
    """The location of the operation, feature or function; empty for the model as a whole."""


@frozen
class Requirement:
    """The lowest target that can load the model as it stands, with every reason; the highest decides."""

    target: Target
    reasons: tuple[Reason, ...]
    """Highest target first."""


@frozen
class Suppression:
    reason: str
    until: str | None = None


@frozen
class Finding:
    """A record that matched the model, and can concern the deployment."""

    record: Record
    verdict: Verdict
    """MATCHED, or UNDECIDED where a fact of the model or of the deployment is unknown."""
    precision: Precision
    affects: tuple[Affects, ...]
    """The alternatives that can concern the deployment."""
    targets: tuple[Target, ...]
    """Candidate targets at which the finding stands."""
    operations: tuple[MatchedOperation, ...]
    undecided_because: str = ""
    """For UNDECIDED: the fact that is missing."""
    fingerprint: str
    suppressed: Suppression | None = None
    known: bool = False
    """The baseline holds it already: shown, and never fails."""
    new_because: str = ""
    """What has changed since the baseline that it was not there: the model, or the knowledge."""

    @property
    def stands(self) -> bool:
        """Whether it counts as trouble: decided, not suppressed, not a requirement by design."""
        return (
            self.verdict is Verdict.MATCHED
            and self.suppressed is None
            and self.record.category is not Category.REQUIREMENT
        )


@frozen
class Blocker:
    """Something that keeps the model from a target."""

    what: str
    where: str
    alternative: str = ""
    automatic: bool = False
    """A new conversion changes it by itself (an fp16 input becomes fp32): a price, not an obstacle."""


@frozen
class Assessment:
    """One candidate target, judged."""

    target: Target
    loads: bool
    """The file as it stands is accepted by an OS of this target."""
    reconvert: bool
    """The file as it stands does not do: the model has to be converted anew."""
    blockers: tuple[Blocker, ...]
    """What has to change before even a new conversion could reach it."""
    errors: int
    warnings: int
    notes: int

    @property
    def reachable(self) -> bool:
        """Whether the file, or a new conversion of the same source, gets there."""
        return self.loads or all(blocker.automatic for blocker in self.blockers)


@frozen
class Build:
    """One build out of the smallest set that serves a whole deployment."""

    target: Target
    serves: tuple[str, ...]
    """Devices or OS releases, in words."""


@frozen
class Recommendation:
    target: Target
    reasons: tuple[str, ...]
    price: tuple[str, ...]
    """What is lost compared with the model as it stands, in words."""
    snippet: str
    """The `ct.convert` call; empty where the model is right as it is."""
    builds: tuple[Build, ...] = ()
    """More than one where no single target serves the whole deployment."""


@frozen
class ModelReport:
    """The whole answer about one model. An unreadable one has `path` and `errors` only."""

    path: str
    kind: str = ""
    format: str = ""
    specification_version: int = 0
    target: Target | None = None
    """The target of the file's specification version."""
    opsets: Mapping[str, str] = field(default_factory=dict)
    operations: int = 0
    operation_types: Mapping[str, int] = field(default_factory=dict)
    coremltools: str | None = None
    source: Mapping[str, str] = field(default_factory=dict)
    requirement: Requirement | None = None
    findings: tuple[Finding, ...] = ()
    """By severity, then slug; suppressed ones included, marked."""
    left_out: int = 0
    """Findings that cannot concern the deployment."""
    assessments: tuple[Assessment, ...] = ()
    recommendation: Recommendation | None = None
    notes: tuple[Problem, ...] = ()
    """What should be known though the model could be read."""
    errors: tuple[Problem, ...] = ()
    """Why the model could not be answered; what it cannot load on (`--min-os`)."""
    cannot_load_on: tuple[str, ...] = ()
    """OS releases of the deployment on which the model as it stands cannot load."""

    @property
    def readable(self) -> bool:
        return bool(self.kind)


@frozen
class Report:
    version: str
    """The program's version."""
    data_version: str
    records: int
    deployment: Deployment
    models: tuple[ModelReport, ...]
    compared_with: str = ""
    """The data version of the baseline that findings were compared with; empty where there is none."""
    stale_suppressions: tuple[Problem, ...] = ()
    """Suppressions that have expired, or that nothing needs any more."""

    @property
    def complete(self) -> bool:
        """Whether every model could be read."""
        return all(model.readable for model in self.models)
