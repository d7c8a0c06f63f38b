"""One table of reports, hand-made, that every format is tried on."""

import datetime
from dataclasses import replace
from functools import cache

from kb.advice.report import (
    Assessment,
    Blocker,
    Build,
    Finding,
    ModelReport,
    Reason,
    Recommendation,
    Report,
    Requirement,
    Suppression,
)
from kb.errors import Problem
from kb.platforms.deployment import Deployment
from kb.platforms.os_releases import OSRelease
from kb.platforms.targets import target_named
from kb.records.record import (
    Affects,
    Category,
    Confidence,
    Evidence,
    EvidenceKind,
    Observation,
    Precision,
    Record,
    Remedy,
    Rule,
    Severity,
)
from kb.rules.match import MatchedOperation
from kb.rules.verdict import Verdict

IOS15, IOS16, IOS17, IOS18 = (target_named(f"iOS{number}") for number in (15, 16, 17, 18))
READ = datetime.date(2026, 11, 24)

STRIDE = Record(
    id="conv-stride-interleave-factors",
    area="operations/convolution",
    title="Convolution whose stride is no product of two interleave factors: an iPad logs that and predicts wrongly",
    category=Category.WRONG_OUTPUT,
    severity=Severity.ERROR,
    aliases=("apple/coremltools#2173",),
    affects=(Affects(targets=">=iOS16", os={"iPadOS": "==16.5.1"}, compute_units=("NE",)),),
    rules=(Rule(operations=("conv",), when="any(s == 14 for s in strides)", precision=Precision.WIDE),),
    what_happens="A model converted for iOS16 predicts the same as PyTorch on a Mac and something else on an iPad Pro.",
    messages=("Strides of Conv needs to be product of at most 2 interleave factors",),
    remedies=(
        Remedy(target="iOS15"),
        Remedy(text="Write the convolution with a stride that is such a product.", code={"torch": "stride=16"}),
        Remedy(compute_units="CPU_AND_GPU", untried=True),
    ),
    evidence=(
        Evidence(
            url="https://github.com/apple/coremltools/issues/2173",
            kind=EvidenceKind.REPORT,
            says="wrong on the iPad, right on the Mac, right for iOS15",
            read=READ,
            observed=(
                Observation(affected=True, os="iPadOS 16.5.1", device="iPad Pro", target="iOS16"),
                Observation(affected=False, os="macOS 14.2.1", device="Mac", target="iOS16"),
                Observation(affected=False, os="iPadOS 16.5.1", device="iPad Pro", target="iOS15"),
            ),
        ),
    ),
    known_false_positives="The log names no factors: 1, 2, 3, 4 and 8 are our reading of it.",
    confidence=Confidence.REPORTED,
)
POW = Record(
    id="pow-constant-base-two",
    area="operations/elementwise",
    title="pow with a constant base of 2 returns the exponent squared",
    category=Category.WRONG_OUTPUT,
    severity=Severity.WARNING,
    affects=(Affects(coremltools="<9.1"), Affects(os={"iOS": ">=16,<17.2"}, chips=("A14", "M1"))),
    rules=(Rule(operations=("pow",), precision=Precision.EXACT),),
    what_happens="pow(2, 0) gives 0 instead of 1.",
    remedies=(Remedy(text="Convert with coremltools 9.1 or newer."),),
    evidence=(
        Evidence(
            url="https://github.com/apple/coremltools/pull/2742", kind=EvidenceKind.MAINTAINER, says="…", read=READ
        ),
    ),
    confidence=Confidence.CONFIRMED,
)
STATES = Record(
    id="states-need-ios18",
    area="model",
    title="A model with states loads from iOS 18 on",
    category=Category.REQUIREMENT,
    severity=Severity.NOTE,
    rules=(Rule(model=True, precision=Precision.EXACT),),
    what_happens="Older systems refuse the model.",
    evidence=(Evidence(url="https://example.org/states", kind=EvidenceKind.DOCUMENTATION, says="…", read=READ),),
    confidence=Confidence.DOCUMENTED,
)


def operation(name: str, kind: str = "conv", why: str = "strides = (14, 14); any(…) is true at s = 14"):
    return MatchedOperation(
        function="main", name=name, type=kind, location=f"main/{name}", why=why, signature=f"{kind}{why}"
    )


def finding(record: Record, *operations: MatchedOperation, **changes) -> Finding:
    values = {
        "record": record,
        "verdict": Verdict.MATCHED,
        "precision": record.rules[0].precision,
        "affects": record.affects,
        "targets": (IOS16, IOS17, IOS18),
        "operations": operations or (operation("patches_cast_fp16"),),
        "fingerprint": f"{len(record.id):016x}",
    }
    return Finding(**(values | changes))


MODEL = ModelReport(
    path="models/vit.mlpackage",
    kind="mlProgram",
    format="mlpackage",
    specification_version=7,
    target=IOS16,
    opsets={"main": "CoreML6"},
    operations=3,
    operation_types={"cast": 2, "conv": 1},
    coremltools="9.0",
    source={"torch": "2.7.0"},
    requirement=Requirement(target=IOS16, reasons=(Reason(target=IOS16, what="opset CoreML6", where="main"),)),
    assessments=(
        Assessment(target=IOS15, loads=False, reconvert=True, blockers=(), errors=0, warnings=0, notes=0),
        Assessment(target=IOS16, loads=True, reconvert=False, blockers=(), errors=0, warnings=0, notes=0),
        Assessment(target=IOS17, loads=True, reconvert=False, blockers=(), errors=0, warnings=0, notes=0),
    ),
    recommendation=Recommendation(
        target=IOS16, reasons=("no known error or warning stands at iOS16",), price=(), snippet=""
    ),
)
FOUNDING = replace(
    MODEL,
    path="examples/patch14-ios16.mlpackage",
    findings=(finding(STRIDE),),
    assessments=tuple(
        replace(each, errors=int(each.target != IOS15), loads=each.target != IOS15) for each in MODEL.assessments
    ),
    recommendation=Recommendation(
        target=IOS15,
        reasons=("at iOS16 conv-stride-interleave-factors stands; at iOS15 not",),
        price=("the input's dtype becomes fp32",),
        snippet='ct.convert(source, convert_to="mlprogram", minimum_deployment_target=ct.target.iOS15)',
    ),
)
UNREADABLE = ModelReport(
    path="broken.mlpackage",
    errors=(
        Problem(where="broken.mlpackage: Manifest.json", what="the manifest is empty", hint="copy the package again"),
    ),
)
# fmt: off
EVIL = (
    'conv\x1b[31m\n::error::<script>alert("1")</script> & \u202egpj.exe | `x` [a](javascript:1) ]]>'
    ' @all ##[add-mask] \x00'
)
# fmt: on
HOSTILE = replace(
    FOUNDING,
    path=f"dir/{EVIL}.mlpackage",
    coremltools=EVIL,
    source={EVIL: EVIL},
    opsets={EVIL: EVIL},
    operation_types={EVIL: 3},
    requirement=Requirement(target=IOS16, reasons=(Reason(target=IOS16, what=EVIL, where=EVIL),)),
    findings=(
        finding(
            STRIDE,
            MatchedOperation(function=EVIL, name=EVIL, type=EVIL, location=EVIL, why=EVIL, signature=EVIL),
            undecided_because=EVIL,
        ),
        finding(POW, operation(EVIL * 100, "pow"), suppressed=Suppression(reason=EVIL, until=EVIL)),
    ),
    assessments=(
        Assessment(
            target=IOS15,
            loads=False,
            reconvert=True,
            blockers=(Blocker(what=EVIL, where=EVIL, alternative=EVIL),),
            errors=0,
            warnings=0,
            notes=0,
        ),
    ),
    recommendation=Recommendation(target=IOS16, reasons=(EVIL,), price=(EVIL,), snippet=EVIL),
    notes=(Problem(where=EVIL, what=EVIL, hint=EVIL),),
    cannot_load_on=(EVIL,),
    errors=(Problem(where=EVIL, what=EVIL, hint=EVIL),),
)
SHIPPED = replace(
    MODEL,
    path="models/chat.mlpackage",
    findings=(
        finding(POW, operation("pow_1", "pow", "x.values = (2.0,)")),
        finding(STATES, operation("", "model", "model.states has 2"), targets=(IOS18,)),
    ),
    left_out=3,
    cannot_load_on=("iOS 15.0", "macOS 12.0"),
    errors=(
        Problem(
            where="models/chat.mlpackage",
            what="cannot load on iOS 15.0: it needs iOS16, because of opset CoreML6 at main",
            hint="convert again for iOS15",
        ),
    ),
    assessments=(
        Assessment(
            target=IOS15,
            loads=False,
            reconvert=True,
            blockers=(
                Blocker(what="fp16 input `x` becomes fp32", where="x", automatic=True),
                Blocker(what="operation topk with dtype int16", where="main/topk", alternative="cast to int32"),
            ),
            errors=0,
            warnings=0,
            notes=0,
        ),
        Assessment(target=IOS18, loads=True, reconvert=False, blockers=(), errors=1, warnings=2, notes=1),
    ),
    recommendation=Recommendation(
        target=IOS16,
        reasons=("No single target serves every part of the deployment:", "iOS16 serves iPhone 8"),
        price=("devices below iOS 16, macOS 13 are left behind",),
        snippet="ct.convert(source, minimum_deployment_target=ct.target.iOS16)",
        builds=(Build(target=IOS16, serves=("iPhone 8",)), Build(target=IOS18, serves=("iPhone 16",))),
    ),
    notes=(Problem(where="models/chat.mlpackage", what="weights/weight.bin is absent", hint="git lfs pull"),),
)


def report(*models: ModelReport, **changes) -> Report:
    values = {
        "version": "0.1.0",
        "data_version": "2026.11.24",
        "records": 3,
        "deployment": Deployment(),
        "models": models,
    }
    return Report(**(values | changes))


REPORTS = {
    "clean": report(MODEL),
    "founding": report(FOUNDING),
    "undecided": report(
        replace(
            MODEL,
            findings=(
                finding(STRIDE, verdict=Verdict.UNDECIDED, undecided_because="seen on iPadOS 16.5.1; not known for …"),
            ),
        )
    ),
    "unreadable": report(UNREADABLE),
    "several": report(FOUNDING, UNREADABLE, MODEL),
    "hostile": report(HOSTILE),
    "suppressed": report(
        replace(
            FOUNDING,
            findings=(
                finding(STRIDE, suppressed=Suppression(reason="runs on the CPU only", until="2027-01-31")),
                finding(POW, operation("pow_1", "pow", "x.values = (2.0,)"), known=True),
            ),
        )
    ),
    "compared": report(
        replace(
            FOUNDING,
            findings=(
                finding(STRIDE, new_because="the knowledge has changed: the record is not in the baseline's data"),
                finding(POW, operation("pow_1", "pow", "x.values = (2.0,)"), known=True),
            ),
        ),
        compared_with="2026.10.1",
        stale_suppressions=(Problem(where="kb.toml: suppress 2", what="ended on 2026-11-01", hint="take it out"),),
    ),
    "shipped": report(SHIPPED, deployment=Deployment(min_os=(OSRelease.parse("ios15"), OSRelease.parse("macos12")))),
    "many-operations": report(
        replace(FOUNDING, findings=(finding(STRIDE, *(operation(f"conv_{number}") for number in range(12))),))
    ),
    "no-models": report(),
}


@cache
def many_findings(count: int = 10_000) -> Report:
    """One model with as many records matched."""
    findings = tuple(
        finding(replace(STRIDE, id=f"record-{number}"), fingerprint=f"{number:016x}") for number in range(count)
    )
    return report(replace(FOUNDING, findings=findings))
