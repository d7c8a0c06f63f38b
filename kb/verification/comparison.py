"""What `kb verify compare` answers: values that every format renders."""

from dataclasses import dataclass
from enum import Enum
from typing import Final

from kb.records.record import Record
from kb.verification.results import Ran


class Fault(Enum):
    """What is wrong with an output, named by what it looks like."""

    NONE = "equal"
    ROUNDING = "rounding"
    """Differences within the tolerance, as fp16 makes them. Not a fault."""
    MISSING = "missing"
    SHAPE = "shape"
    DTYPE = "dtype"
    NAN = "nan"
    OVERFLOW = "fp16-overflow"
    """Infinite, or cut to 65504, where the reference is larger than fp16 can hold."""
    INFINITE = "infinite"
    ALL_ZERO = "all-zero"
    CHANNEL_ZERO = "channel-zero"
    CHANNEL_WRONG = "channel-wrong"
    TRANSPOSED = "transposed"
    OFF_BY_ONE = "off-by-one"
    SCALED = "scaled"
    OTHER_LABEL = "other-label"
    WRONG = "wrong"
    """Wrong, and like nothing that has a name here."""

    @property
    def is_harmless(self) -> bool:
        return self in (Fault.NONE, Fault.ROUNDING)

    @property
    def is_absence(self) -> bool:
        """Whether there is nothing to look at: the run says why."""
        return self is Fault.MISSING


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """A fault, and the words that go with this case."""

    fault: Fault
    detail: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Tolerance:
    """An output passes where both hold."""

    relative: float = 0.02
    """Largest error, as a part of the largest magnitude in the reference."""
    snr: float = 40.0
    """Signal to noise, in decibel: 20 for each decimal digit."""


DEFAULT: Final = Tolerance()


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """Over the elements where reference and result are finite."""

    maximum: float
    """Largest error, in the output's own unit."""
    mean: float
    relative: float
    """Largest error, as a part of the largest magnitude in the reference."""
    ulp: float
    """Largest error, in units of fp16's precision at the reference's value."""
    mean_ulp: float
    snr: float | None
    """Decibel; None where nothing differs."""
    nan: int
    """Elements that are NaN where the reference is a number."""
    infinite: int
    top1: float | None
    """Part of the rows of which the largest element stands at the same place; None where there are no rows."""
    top5: float | None
    """Mean part of the five largest elements that both share."""
    histogram: tuple[int, ...]
    """Elements by error in units of fp16's precision: 0, up to 1, 2, 4, … 1024, more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OutputComparison:
    inputs: str
    output: str
    figures: Figures | None
    """None where there is nothing to calculate with."""
    named: Named
    passed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Suspect:
    """A record that could explain what failed."""

    record: Record
    score: float
    """Comparable within one run; higher is likelier."""
    because: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RunComparison:
    """One model on one device with one choice of compute units."""

    origin: str
    model: str
    sha256: str
    target: str
    ran: Ran
    error: str
    """Why it did not run at all."""
    outputs: tuple[OutputComparison, ...]
    suspects: tuple[Suspect, ...]
    """The likeliest first; empty where all passed, or where the model is not at hand."""
    was_explained: bool
    """Whether the model was at hand, so that records could be asked."""

    @property
    def passed(self) -> bool:
        return not self.error and bool(self.outputs) and all(each.passed for each in self.outputs)


@dataclass(frozen=True, slots=True, kw_only=True)
class Verification:
    version: str
    data_version: str
    reference: str
    """Where the reference was read from."""
    tolerance: Tolerance
    runs: tuple[RunComparison, ...]

    @property
    def passed(self) -> bool:
        return all(run.passed for run in self.runs)
