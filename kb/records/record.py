"""A record: one curated, known compatibility issue. What its YAML file says, as a frozen value."""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import field
from enum import Enum
from typing import TypeAlias

from kb.frozen import frozen


class Category(Enum):
    WRONG_OUTPUT = "wrong-output"
    CRASH = "crash"
    LOAD_FAILURE = "load-failure"
    CONVERSION_FAILURE = "conversion-failure"
    FALLBACK = "fallback"
    SLOW = "slow"
    ACCURACY = "accuracy"
    UNSUPPORTED = "unsupported"
    REQUIREMENT = "requirement"
    TOOLING = "tooling"


class Severity(Enum):
    """What the issue does to the user when it happens."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"

    @property
    def rank(self) -> int:
        """3 for error, 2 for warning, 1 for note: comparable."""
        return _SEVERITY_RANK[self]


_SEVERITY_RANK = {Severity.ERROR: 3, Severity.WARNING: 2, Severity.NOTE: 1}


class Status(Enum):
    OPEN = "open"
    FIXED = "fixed"
    WITHDRAWN = "withdrawn"
    SUPERSEDED = "superseded"


class Confidence(Enum):
    """Whether the issue is real. Follows from the evidence: `kb.records.confidence`."""

    REPORTED = "reported"
    CORROBORATED = "corroborated"
    CONFIRMED = "confirmed"
    DOCUMENTED = "documented"

    @property
    def rank(self) -> int:
        """1 for reported … 4 for documented: comparable."""
        return _CONFIDENCE_RANK[self]


_CONFIDENCE_RANK = {
    Confidence.REPORTED: 1,
    Confidence.CORROBORATED: 2,
    Confidence.CONFIRMED: 3,
    Confidence.DOCUMENTED: 4,
}


class Precision(Enum):
    """Whether a condition is what the evidence says, or a net cast wider."""

    EXACT = "exact"
    WIDE = "wide"


class EvidenceKind(Enum):
    REPORT = "report"
    MAINTAINER = "maintainer"
    DOCUMENTATION = "documentation"
    SOURCE = "source"
    RELEASE_NOTE = "release-note"
    REPRODUCTION = "reproduction"
    THIRD_PARTY_MEASUREMENT = "third-party-measurement"


@frozen
class Affects:
    """One alternative of where the issue happens. Every given part must hold; an empty part means any."""

    targets: str = ""
    """Targets for which the model is built: `>=iOS16`, `==iOS17`, `>=iOS16,<iOS18`."""
    os: Mapping[str, str] = field(default_factory=dict)
    """OS family → version specifier: `{"iPadOS": "==16.5.1"}`. `==` alone says where it was seen."""
    chips: tuple[str, ...] = ()
    devices: tuple[str, ...] = ()
    """Device names, or kinds of device: iPhone, iPad, Mac, Apple Watch, Apple TV, Apple Vision."""
    compute_units: tuple[str, ...] = ()
    """Where the operation has to run for it to happen: CPU, GPU, NE."""
    coremltools: str = ""
    """Version specifier of the coremltools that converted the model."""
    source: Mapping[str, str] = field(default_factory=dict)
    """Source package → version specifier: `{"torch": ">=2.9"}`."""


@frozen
class Rule:
    """What a machine can decide: which operations (or the model as a whole), and a condition."""

    operations: tuple[str, ...] = ()
    """Operation and layer types; empty for a rule about the model as a whole."""
    model: bool = False
    when: str = ""
    """The condition's text; empty means: always."""
    precision: Precision
    affects: tuple[Affects, ...] = ()
    """Narrows the record's own `affects` for this rule; empty means: the record's."""


@frozen
class Remedy:
    """What to do about it. Exactly one of target, compute_units or text leads; code may go with each."""

    text: str = ""
    target: str = ""
    """Convert for this target (or, with `<`, a lower one): `iOS15`."""
    compute_units: str = ""
    """Load the model with this choice: `CPU_AND_GPU`."""
    code: Mapping[str, str] = field(default_factory=dict)
    """Language or framework (torch, python, swift) → code."""
    given: Mapping[str, str] = field(default_factory=dict)
    """What the names in `code["torch"]` stand for, so that it can be converted: `x` → `fp32[1,8]`."""
    untried: bool = False
    """Nobody is known to have tried it."""


@frozen
class Observation:
    """Where somebody saw the issue, or saw that it is absent."""

    affected: bool
    os: str = ""
    """One OS release: `iPadOS 16.5.1`."""
    device: str = ""
    chip: str = ""
    compute_units: str = ""
    target: str = ""


@frozen
class Evidence:
    url: str
    kind: EvidenceKind
    says: str
    """In our own words: what was observed, on which OS, device, version."""
    read: datetime.date
    """The day on which the source was read."""
    observed: tuple[Observation, ...] = ()
    background: bool = False
    """It tells how the trouble comes about, or of a remedy, and not that it exists: it makes the record no surer."""


Example: TypeAlias = Mapping[str, object] | Sequence[Mapping[str, object]]
"""One operation with its values, a model, or a chain of operations."""


class FrontEnd(Enum):
    """How PyTorch code comes to the converter."""

    TRACE = "trace"
    EXPORT = "export"
    """`torch.export`, with no decompositions."""
    DECOMPOSE = "decompose"
    """`torch.export`, with all of PyTorch's own."""


@frozen
class SourceModel:
    """PyTorch code that has the issue once converted, or is refused; `kb.curation.sources` converts it."""

    torch: str
    given: Mapping[str, str] = field(default_factory=dict)
    """What its names stand for: `x` → `fp32[1,8]`."""
    python: str = ""
    """How it is converted, and what is made of it: `mlmodel = ct.convert(model)`."""
    targets: tuple[str, ...] = ()
    """Empty: the target of the first affected example, or the lowest that has programs."""
    by: tuple[FrontEnd, ...] = ()
    """Empty: traced, and exported with no decompositions."""


@frozen
class Examples:
    """Small programs that a rule must match, and must not match; `kb.curation.examples` builds them."""

    affected: tuple[Example, ...] = ()
    unaffected: tuple[Example, ...] = ()
    sources: tuple[SourceModel, ...] = ()


@frozen
class Change:
    date: datetime.date
    change: str


@frozen
class Record:
    id: str
    """The kebab-case slug, permanent."""
    area: str
    """The folder under data/records: `operations/convolution`, `layers`, `compression`, …"""
    title: str
    category: Category
    severity: Severity
    status: Status = Status.OPEN
    superseded_by: str = ""
    aliases: tuple[str, ...] = ()
    affects: tuple[Affects, ...] = ()
    """Alternatives; empty means everywhere."""
    rules: tuple[Rule, ...] = ()
    what_happens: str
    messages: tuple[str, ...] = ()
    """Log and error lines, verbatim; `<…>` stands for a part that differs."""
    remedies: tuple[Remedy, ...] = ()
    evidence: tuple[Evidence, ...]
    examples: Examples = field(default_factory=Examples)
    known_false_positives: str = ""
    related: tuple[str, ...] = ()
    history: tuple[Change, ...] = ()
    confidence: Confidence
    """Computed from the evidence, never written by hand."""
