"""The whole comparison of a reference with the results of several devices, and the records that could explain it.

Pure: documents and models that were read in, a `Verification` out.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from kb import __version__
from kb.advice.assessment import own_target
from kb.knowledge.knowledge_base import KnowledgeBase
from kb.models.model import Model
from kb.models.walking import operation_types
from kb.rules.compiling import compile_rules
from kb.rules.match import Match
from kb.rules.matching import match
from kb.verification.comparing import compare_outputs
from kb.verification.comparison import RunComparison, Suspect, Tolerance, Verification
from kb.verification.placing import place_of, units_of
from kb.verification.results import Results
from kb.verification.suspecting import Symptoms, suspects_of


def verify(
    reference: Results,
    results: Sequence[Results],
    models: Mapping[str, Model],
    base: KnowledgeBase,
    tolerance: Tolerance,
) -> Verification:
    """`models`: SHA-256 → the model that the results are of. Without it a run is compared, and nothing suspected."""
    compared = [_run(reference, each, tolerance) for each in results]
    matched = {sha256: match(model, compile_rules(base, operation_types(model))) for sha256, model in models.items()}
    return Verification(
        version=__version__,
        data_version=base.data_version,
        reference=reference.origin,
        tolerance=tolerance,
        runs=tuple(
            _explained(run, compared, models[run.sha256], matched[run.sha256], base) if run.sha256 in models else run
            for run in compared
        ),
    )


def _run(reference: Results, results: Results, tolerance: Tolerance) -> RunComparison:
    return RunComparison(
        origin=results.origin,
        model=results.model,
        sha256=results.sha256,
        target=results.target,
        ran=results.ran,
        error=results.error,
        outputs=() if results.error else compare_outputs(reference, results, tolerance),
        suspects=(),
        was_explained=False,
    )


def _explained(
    run: RunComparison,
    all_runs: Sequence[RunComparison],
    model: Model,
    matches: Sequence[Match],
    base: KnowledgeBase,
) -> RunComparison:
    suspects: tuple[Suspect, ...] = ()
    if not run.passed:
        symptoms = Symptoms(
            place=place_of(run.ran, base.platforms),
            os=run.ran.os,
            faults=frozenset(each.named.fault for each in run.outputs if not each.passed),
            error=run.error or next((each.named.detail for each in run.outputs if each.named.fault.is_absence), ""),
            right_elsewhere=_right_elsewhere(run, all_runs),
        )
        suspects = suspects_of(symptoms, matches, model, own_target(model), base)
    return replace(run, suspects=suspects, was_explained=True)


def _right_elsewhere(run: RunComparison, all_runs: Sequence[RunComparison]) -> frozenset[str]:
    """Units that were right for certain: CPU_ONLY is all on the CPU; CPU_AND_GPU may have run anywhere on the two."""
    same = [
        each
        for each in all_runs
        if each.passed and (each.sha256, each.ran.device, each.ran.os) == (run.sha256, run.ran.device, run.ran.os)
    ]
    alone = [units for each in same if len(units := units_of(each.ran.compute_units).units) == 1]
    return frozenset[str]().union(*alone)
