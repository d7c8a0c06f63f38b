"""From a Verification to the JSON document `kb.verify/1`. Keys are added, never removed."""

from typing import Final, TypedDict

from kb.reports.json_text import json_text
from kb.verification.comparison import Figures, OutputComparison, RunComparison, Suspect, Verification

SCHEMA: Final = "kb.verify/1"


class FiguresV1(TypedDict):
    """`ulp`: in units of fp16's precision. `snr`: decibel, null where nothing differs. `histogram`: elements by error
    in such units: 0, up to 1, 2, 4, … 1024, more."""

    max: float
    mean: float
    relative: float
    ulp: float
    mean_ulp: float
    snr: float | None
    nan: int
    infinite: int
    top1: float | None
    top5: float | None
    histogram: list[int]


class OutputV1(TypedDict):
    """One output for one set of inputs; `fault`: equal and rounding are none."""

    inputs: str
    output: str
    passed: bool
    fault: str
    detail: str
    figures: FiguresV1 | None


class SuspectV1(TypedDict):
    """A record that could explain what failed; scores compare within one run."""

    record: str
    title: str
    score: float
    because: list[str]


class RunV1(TypedDict):
    """One model on one device with one choice of compute units."""

    origin: str
    model: str
    sha256: str
    target: str
    device: str
    chip: str
    os: str
    compute_units: str
    passed: bool
    error: str
    outputs: list[OutputV1]
    suspects: list[SuspectV1]
    was_explained: bool


class ToleranceV1(TypedDict):
    """What passes: both must hold."""

    relative: float
    snr: float


class VerifyDocumentV1(TypedDict):
    """What `kb verify compare --format json` prints."""

    schema: str
    version: str
    data_version: str
    reference: str
    tolerance: ToleranceV1
    passed: bool
    runs: list[RunV1]


def render(verification: Verification) -> str:
    document: VerifyDocumentV1 = {
        "schema": SCHEMA,
        "version": verification.version,
        "data_version": verification.data_version,
        "reference": verification.reference,
        "tolerance": {"relative": verification.tolerance.relative, "snr": verification.tolerance.snr},
        "passed": verification.passed,
        "runs": [_run(run) for run in verification.runs],
    }
    return json_text(document)


def _run(run: RunComparison) -> RunV1:
    return {
        "origin": run.origin,
        "model": run.model,
        "sha256": run.sha256,
        "target": run.target,
        "device": run.ran.device,
        "chip": run.ran.chip,
        "os": run.ran.os,
        "compute_units": run.ran.compute_units,
        "passed": run.passed,
        "error": run.error,
        "outputs": [_output(output) for output in run.outputs],
        "suspects": [_suspect(suspect) for suspect in run.suspects],
        "was_explained": run.was_explained,
    }


def _output(output: OutputComparison) -> OutputV1:
    return {
        "inputs": output.inputs,
        "output": output.output,
        "passed": output.passed,
        "fault": output.named.fault.value,
        "detail": output.named.detail,
        "figures": _figures(output.figures) if output.figures else None,
    }


def _figures(figures: Figures) -> FiguresV1:
    return {
        "max": figures.maximum,
        "mean": figures.mean,
        "relative": figures.relative,
        "ulp": figures.ulp,
        "mean_ulp": figures.mean_ulp,
        "snr": figures.snr,
        "nan": figures.nan,
        "infinite": figures.infinite,
        "top1": figures.top1,
        "top5": figures.top5,
        "histogram": list(figures.histogram),
    }


def _suspect(suspect: Suspect) -> SuspectV1:
    return {
        "record": suspect.record.id,
        "title": suspect.record.title,
        "score": suspect.score,
        "because": list(suspect.because),
    }
