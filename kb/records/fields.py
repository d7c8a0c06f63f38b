"""The keys of a record, in the order in which they are written. One table for the parser, the schema and the fixer."""

from typing import Final

from kb.platforms.os_releases import OS_FAMILIES
from kb.records.kinds import Choice, Date, Example, Field, Fields, Flag, Many, Table, Text
from kb.records.record import Category, EvidenceKind, FrontEnd, Precision, Severity, Status

_SLUG: Final = Text(pattern=r"[a-z0-9]+(-[a-z0-9]+)*", called="a slug: lower-case words and numbers joined by `-`")
_TEXT: Final = Text()
_URL: Final = Text(pattern=r"https://\S+", called="an https address")
_SPECIFIER: Final = Text(
    pattern=r"\s*(>=|<=|==|!=|>|<)\s*[A-Za-z0-9].*", called="a specifier, for example `>=16` or `==16.5.1`"
)
_CLAUSE: Final = r"\s*(===?|~=|!=|<=?|>=?)\s*\d+(\.\d+)*((a|b|rc|\.dev|\.post)\d+)*(\.\*)?\s*"
_PACKAGE: Final = Text(pattern=f"{_CLAUSE}(,{_CLAUSE})*", called="versions of a package, for example `>=8.0,<8.1`")
_TARGET: Final = Text(pattern=r"<?(iOS|macOS|watchOS|tvOS|visionOS)[0-9.]+", called="a target, for example `iOS15`")
_UNITS: Final = Choice(values=("CPU", "GPU", "NE"))
_UNITS_CHOICE: Final = Choice(values=("ALL", "CPU_ONLY", "CPU_AND_GPU", "CPU_AND_NE"))

_AFFECTS: Final = Fields(
    called="affects",
    fields={
        "targets": Field(kind=_SPECIFIER, about="Targets for which the model is built: `>=iOS16`, `>=iOS16,<iOS18`."),
        "os": Field(
            kind=Table(of=_SPECIFIER, keys=OS_FAMILIES),
            about="OS family: releases. A range (`>=16,<17.2`) or where it was seen (`==16.5.1|==16.6`).",
        ),
        "compute_units": Field(kind=Many(of=_UNITS), about="Where the operation has to run for it to happen."),
        "chips": Field(kind=Many(of=_TEXT), about="Chips that have it, where the evidence tells others that do not."),
        "devices": Field(kind=Many(of=_TEXT), about="Devices, or kinds of device, likewise."),
        "coremltools": Field(kind=_PACKAGE, about="The version of coremltools that converted the model."),
        "source": Field(kind=Table(of=_PACKAGE), about="Source package: versions, e.g. `torch: '>=2.9'`."),
    },
)

_RULE: Final = Fields(
    called="rule",
    fields={
        "operations": Field(
            kind=Many(of=Text(pattern=r"(nn:)?[A-Za-z][A-Za-z0-9_]*", called="an operation or `nn:` layer type")),
            about="Operation types, layers with `nn:` in front; leave it out for a rule about the model.",
        ),
        "model": Field(kind=Flag(), about="`true` for a rule about the model as a whole."),
        "when": Field(kind=_TEXT, about="The condition; without it the rule always holds."),
        "precision": Field(
            kind=Choice(values=tuple(precision.value for precision in Precision)),
            about="`exact`: the condition is what the evidence says. `wide`: a net cast wider.",
            required=True,
        ),
        "affects": Field(kind=Many(of=_AFFECTS), about="Narrows the record's `affects` for this rule."),
    },
)

_REMEDY: Final = Fields(
    called="remedy",
    fields={
        "target": Field(kind=_TARGET, about="Convert for this target (with `<`: a lower one)."),
        "compute_units": Field(kind=_UNITS_CHOICE, about="Load the model with this choice."),
        "text": Field(kind=_TEXT, about="What to do, in words."),
        "code": Field(kind=Table(of=_TEXT), about="Framework or language: code that runs."),
        "given": Field(
            kind=Table(of=_TEXT),
            about="What the names in the torch code stand for; `kb test --remedies` converts it with them.",
        ),
        "untried": Field(kind=Flag(), about="`true` where nobody is known to have tried it."),
    },
)

_OBSERVATION: Final = Fields(
    called="observation",
    fields={
        "affected": Field(kind=Flag(), about="Whether the issue was seen there.", required=True),
        "os": Field(kind=_TEXT, about="One OS release: `iPadOS 16.5.1`."),
        "device": Field(kind=_TEXT, about="The device as the source names it."),
        "chip": Field(kind=_TEXT, about="The chip."),
        "compute_units": Field(kind=_UNITS_CHOICE, about="The choice of compute units."),
        "target": Field(kind=_TARGET, about="The target that the model was built for."),
    },
)

_EVIDENCE: Final = Fields(
    called="evidence",
    fields={
        "url": Field(kind=_URL, about="The thread, document, release note or file that was read.", required=True),
        "kind": Field(
            kind=Choice(values=tuple(kind.value for kind in EvidenceKind)), about="Whose voice it is.", required=True
        ),
        "says": Field(kind=_TEXT, about="In your own words, with OS, device and version.", required=True),
        "read": Field(kind=Date(), about="The day on which it was read.", required=True),
        "observed": Field(kind=Many(of=_OBSERVATION), about="Where somebody saw it, or saw that it is absent."),
        "background": Field(
            kind=Flag(), about="`true` where it tells how it comes about, or of a remedy, and not that it exists."
        ),
    },
)

_SOURCE_MODEL: Final = Fields(
    called="source model",
    fields={
        "torch": Field(kind=_TEXT, about="PyTorch code that has the issue once converted.", required=True),
        "given": Field(kind=Table(of=_TEXT), about="What the names in the code stand for: `x`: `fp32[1,8]`."),
        "python": Field(kind=_TEXT, about="How to convert it, and what is made of it: `mlmodel = ct.convert(model)`."),
        "targets": Field(kind=Many(of=_TARGET), about="Targets to convert it for; below iOS15 as a neural network."),
        "by": Field(
            kind=Many(of=Choice(values=tuple(front_end.value for front_end in FrontEnd))),
            about="How it comes to the converter; without it: traced, and exported with no decompositions.",
        ),
    },
)

# One operation, a chain of them, or a model: `kb.curation.examples` says what may stand there.
_EXAMPLE: Final = Example()
_EXAMPLES: Final = Fields(
    called="examples",
    fields={
        "affected": Field(kind=Many(of=_EXAMPLE), about="Small models that the rules must match."),
        "unaffected": Field(kind=Many(of=_EXAMPLE), about="Small models that no rule may match."),
        "sources": Field(kind=Many(of=_SOURCE_MODEL), about="PyTorch code; `kb test --sources` converts it."),
    },
)

_CHANGE: Final = Fields(
    called="change",
    fields={
        "date": Field(kind=Date(), about="The day of the change.", required=True),
        "change": Field(kind=_TEXT, about="What changed, and why.", required=True),
    },
)

RECORD: Final = Fields(
    called="record",
    fields={
        "id": Field(kind=_SLUG, about="The slug, equal to the file's name. It never changes.", required=True),
        "title": Field(kind=_TEXT, about="Subject, condition, consequence, in one sentence.", required=True),
        "category": Field(
            kind=Choice(values=tuple(category.value for category in Category)),
            about="What kind of trouble it is; `requirement` for what is by design.",
            required=True,
        ),
        "severity": Field(
            kind=Choice(values=tuple(severity.value for severity in Severity)),
            about="What it does to the user when it happens.",
            required=True,
        ),
        "status": Field(
            kind=Choice(values=tuple(status.value for status in Status)),
            about="`open` unless it says otherwise; withdrawn records are kept and never matched.",
        ),
        "superseded_by": Field(kind=_SLUG, about="The record that replaces a superseded one."),
        "aliases": Field(kind=Many(of=_TEXT), about="Old slugs, `owner/repository#number`, FB numbers."),
        "affects": Field(kind=Many(of=_AFFECTS), about="Where it happens: alternatives. Without it: everywhere."),
        "rules": Field(kind=Many(of=_RULE), about="What a machine can decide."),
        "what_happens": Field(kind=_TEXT, about="What the user sees, on what; then what is not known.", required=True),
        "messages": Field(kind=Many(of=_TEXT), about="Log lines, verbatim; `<…>` for parts that differ."),
        "remedies": Field(kind=Many(of=_REMEDY), about="What to do, the best first."),
        "evidence": Field(
            kind=Many(of=_EVIDENCE), about="Where the facts come from: at least one piece.", required=True
        ),
        "examples": Field(kind=_EXAMPLES, about="What the rules match, and what they do not."),
        "known_false_positives": Field(kind=_TEXT, about="Which matches are harmless, and why they remain."),
        "related": Field(kind=Many(of=_SLUG), about="Slugs of records that a reader should know as well."),
        "history": Field(kind=Many(of=_CHANGE), about="Changes of the record, the oldest first."),
    },
)
