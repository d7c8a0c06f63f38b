"""What `kb convert` answers: values that every format renders and `kb.convert` returns."""

from collections.abc import Mapping
from dataclasses import dataclass

from kb.advice.report import Build, ModelReport
from kb.logs.explanation import Explanation
from kb.platforms.deployment import Deployment
from kb.platforms.targets import Target


@dataclass(frozen=True, slots=True, kw_only=True)
class BuiltModel:
    """One target that the converter could serve."""

    target: Target
    report: ModelReport
    """Of the saved file, checked against the deployment; `report.path` says where it lies."""
    size: int
    """Bytes on disk, weights included."""
    seconds: float
    """How long the converter took."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """One target for which there is no build."""

    target: Target
    message: str
    """The converter's own words."""
    explanations: tuple[Explanation, ...]
    """Records that know the message, the likeliest first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OperationDifference:
    """An operation type that does not occur equally often in every build."""

    type: str
    counts: tuple[int, ...]
    """One for each build, in their order."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FeatureDifference:
    """An input, output or state that is not alike in every build."""

    role: str
    name: str
    described: tuple[str, ...]
    """In words, one for each build; empty where it is absent."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """What to ship."""

    builds: tuple[Build, ...]
    """One, or the smallest set, with what each serves; the one that serves most comes first. Empty: none serves."""
    reasons: Mapping[Target, tuple[str, ...]]
    """For each target that was tried, lowest first: why it was chosen, or why not."""
    unserved: tuple[str, ...]
    """Parts of the deployment that can load none of the builds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ConversionReport:
    version: str
    data_version: str
    converter: str
    """`coremltools 9.0`."""
    deployment: Deployment
    builds: tuple[BuiltModel, ...]
    """Lowest target first."""
    refusals: tuple[Refusal, ...]
    interface: tuple[FeatureDifference, ...]
    operations: tuple[OperationDifference, ...]
    choice: Choice
