"""The types of the JSON document `kb.check/1`. What stands here is public: add, never remove or re-define."""

from typing import Annotated, TypedDict

from kb.records.record import Category, Confidence, Precision, Severity
from kb.rules.verdict import Verdict

CATEGORIES = tuple(category.value for category in Category)
SEVERITIES = tuple(severity.value for severity in Severity)
CONFIDENCES = tuple(confidence.value for confidence in Confidence)
PRECISIONS = tuple(precision.value for precision in Precision)
VERDICTS = (Verdict.MATCHED.value, Verdict.UNDECIDED.value)


class KbV1(TypedDict):
    """The program and the data that answered; `records` counts the records that the data hold."""

    version: str
    data_version: str
    records: int


class ProblemV1(TypedDict):
    """Something wrong or worth knowing: what, where, and what to do next."""

    what: str
    where: str
    hint: str


class ReasonV1(TypedDict):
    """A witness: something in the model that needs at least this target."""

    specification_version: int
    target: str
    what: str
    where: str


class RequirementV1(TypedDict):
    """The lowest target that loads the file as it stands. `reasons`: highest target first."""

    specification_version: int
    target: str
    reasons: list[ReasonV1]


class AffectsV1(TypedDict):
    """One alternative of where the issue happens. Every part that is not empty must hold; empty means any."""

    targets: str
    os: dict[str, str]
    chips: list[str]
    devices: list[str]
    compute_units: list[str]
    coremltools: str
    source: dict[str, str]


class OperationV1(TypedDict):
    """One operation or layer at which the record's rule held; `type` is `model` for a rule about the model."""

    function: str
    name: str
    type: str
    location: str
    why: str


class RemedyV1(TypedDict):
    """What to do about it: convert for `target`, load with `compute_units`, or as `text` says."""

    text: str
    target: str
    compute_units: str
    code: dict[str, str]
    untried: bool


class SuppressionV1(TypedDict):
    """Why the user switched the finding off, and until which day (YYYY-MM-DD); null: for good."""

    reason: str
    until: str | None


class FindingV1(TypedDict):
    """A record that matched the model. `message`: the title, after `May apply` where the condition is wide.

    `page`: the record's page on the documentation site; `evidence`: addresses of its sources, the first of them `url`.
    `known`: the baseline holds it; `new_because`: what has changed since the baseline.
    """

    record: str
    title: str
    message: str
    category: Annotated[str, CATEGORIES]
    severity: Annotated[str, SEVERITIES]
    confidence: Annotated[str, CONFIDENCES]
    precision: Annotated[str, PRECISIONS]
    verdict: Annotated[str, VERDICTS]
    undecided_because: str
    page: str
    evidence: list[str]
    url: str
    affects: list[AffectsV1]
    targets: list[str]
    count: int
    operations: list[OperationV1]
    remedies: list[RemedyV1]
    fingerprint: str
    suppressed: SuppressionV1 | None
    known: bool
    new_because: str


class BlockerV1(TypedDict):
    """What keeps the model from a target. `automatic`: a new conversion changes it by itself."""

    what: str
    where: str
    alternative: str
    automatic: bool


class CountsV1(TypedDict):
    """How many findings stand at a target."""

    error: int
    warning: int
    note: int


class TargetV1(TypedDict):
    """One candidate target, judged. `loads`: the file as it stands does; `reconvert`: it must be converted anew."""

    target: str
    loads: bool
    reconvert: bool
    blockers: list[BlockerV1]
    findings: CountsV1


class BuildV1(TypedDict):
    """One build out of the smallest set that serves the whole deployment."""

    target: str
    serves: list[str]


class RecommendationV1(TypedDict):
    """The target to build for, why, and at what price; `snippet`: the conversion call, or nothing."""

    target: str
    reasons: list[str]
    price: list[str]
    snippet: str
    builds: list[BuildV1]


class UnreadableV1(TypedDict):
    """A model that could not be read: its path, and why."""

    path: str
    errors: list[ProblemV1]


class ModelV1(UnreadableV1):
    """The whole answer about one model."""

    kind: str
    format: str
    specification_version: int
    target: str | None
    opsets: dict[str, str]
    operations: int
    operation_types: dict[str, int]
    coremltools: str | None
    source: dict[str, str]
    requirement: RequirementV1 | None
    findings: list[FindingV1]
    left_out: int
    targets: list[TargetV1]
    recommendation: RecommendationV1 | None
    cannot_load_on: list[str]
    notes: list[ProblemV1]


class DocumentV1(TypedDict):
    """What `kb check --format json` prints. `compared_with`: the baseline's data version, or nothing."""

    schema: str
    kb: KbV1
    complete: bool
    compared_with: str
    stale_suppressions: list[ProblemV1]
    models: list[ModelV1 | UnreadableV1]
