"""What would be found after a conversion, by line of the user's source. Nothing is written.

The exported program goes through the installed converter, in memory, and what comes out is checked: no mapping of
operations is guessed. coremltools keeps with every operation the stack trace that torch.export recorded, through
fusion too; that leads back to the line.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from kb.advice.report import Finding
from kb.checking import check_model
from kb.conversion.converters import Convert, converter_of, refusal_of
from kb.conversion.report import Refusal
from kb.errors import KbError
from kb.knowledge.knowledge_base import KnowledgeBase
from kb.models.reading import decode_model
from kb.platforms.deployment import Deployment
from kb.platforms.targets import Target

_FRAME: Final = re.compile(r'File "(?P<file>[^"\n]+)", line (?P<line>\d+), in [^\n]*(?:\n +(?P<text>[^\n]*))?')
_TORCH: Final = re.compile(r"[/\\]torch[/\\]")
_LIBRARIES: Final = re.compile(r"[/\\](site-packages|dist-packages|lib[/\\]python\d)[/\\.]")


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class SourceLine:
    """Where an operation comes from; `file` is empty where nothing tells."""

    file: str = ""
    line: int = 0
    text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class LineFinding:
    """One record at one line, over all targets that were tried."""

    where: SourceLine
    finding: Finding
    """As it stands at the first of the targets."""
    operations: tuple[str, ...]
    """Types of Core ML's operations that match there, each once."""
    targets: tuple[Target, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Precheck:
    data_version: str
    targets: tuple[Target, ...]
    """Those that the converter can serve."""
    findings: tuple[LineFinding, ...]
    """By file and line; what stems from no line comes first."""
    refusals: tuple[Refusal, ...]

    @property
    def clean(self) -> tuple[Target, ...]:
        """Targets at which no error stands."""
        bad = {
            target
            for each in self.findings
            if each.finding.stands and each.finding.record.severity.value == "error"
            for target in each.targets
        }
        return tuple(target for target in self.targets if target not in bad)


def precheck(
    source: Any,
    targets: Sequence[Target],
    base: KnowledgeBase,
    deployment: Deployment,
    *,
    arguments: Mapping[str, Any],
    tell: Callable[[str], None] = lambda _: None,
) -> Precheck:
    """`source` is an exported PyTorch program. Raises KbError for anything else: only that remembers its lines."""
    if not type(source).__module__.startswith("torch.export"):
        what = f"a {type(source).__name__} does not remember the lines that it comes from"
        raise KbError(where="kb precheck", what=what, hint="return torch.export.export(module, inputs)")
    convert = converter_of(source, arguments)
    found: dict[tuple[SourceLine, str, str], list[tuple[Target, Finding, str]]] = {}
    refusals: list[Refusal] = []
    served: list[Target] = []
    for number, target in enumerate(targets, 1):
        tell(f"converting for {target}, in memory ({number} of {len(targets)})")
        try:
            findings, lines = _at(target, convert, base, deployment)
        except Exception as error:  # noqa: BLE001 — whatever stops a converter is this target's answer
            refusals.append(refusal_of(target, error, base))
            continue
        served.append(target)
        for finding in findings:
            for operation in finding.operations:
                where = lines.get(operation.name, SourceLine())
                key = (where, finding.record.id, finding.verdict.value)
                found.setdefault(key, []).append((target, finding, operation.type))
    return Precheck(
        data_version=base.data_version,
        targets=tuple(served),
        findings=tuple(_line_finding(where, seen) for (where, *_), seen in sorted(found.items(), key=lambda e: e[0])),
        refusals=tuple(refusals),
    )


def _line_finding(where: SourceLine, seen: Sequence[tuple[Target, Finding, str]]) -> LineFinding:
    return LineFinding(
        where=where,
        finding=seen[0][1],
        operations=tuple(dict.fromkeys(kind for *_, kind in seen)),
        targets=tuple(dict.fromkeys(target for target, *_ in seen)),
    )


def _at(
    target: Target, convert: Convert, base: KnowledgeBase, deployment: Deployment
) -> tuple[tuple[Finding, ...], Mapping[str, SourceLine]]:
    converted = convert(target)
    model = decode_model(converted.get_spec().SerializeToString(), origin=f"the conversion for {target}")
    return check_model(model, base, deployment, (target,)).findings, _lines(converted._mil_program)  # noqa: SLF001 — there is no public way


def _lines(program: Any) -> Mapping[str, SourceLine]:
    """Operation's name → the line of the user's own that it stems from."""
    return {
        operation.name: line
        for function in program.functions.values()
        for operation in function.operations
        for line in source_lines(_traces(operation))
    }


def _traces(operation: Any) -> Iterable[str]:
    return (
        text for kind, texts in operation.scopes.items() if kind.name == "EXIR_STACK_TRACE" for text in texts if text
    )


def source_lines(traces: Iterable[str]) -> tuple[SourceLine, ...]:
    """Of each trace the innermost line of the user's own; else of a library. Torch's own lines tell nothing."""
    return tuple(line for trace in traces for line in _innermost([*_FRAME.finditer(trace)]))


def _innermost(frames: Sequence[re.Match[str]]) -> tuple[SourceLine, ...]:
    own = [frame for frame in frames if not _LIBRARIES.search(frame["file"])]
    others = [frame for frame in frames if not _TORCH.search(frame["file"])]
    chosen = (own or others)[-1:]
    return tuple(
        SourceLine(file=frame["file"], line=int(frame["line"]), text=(frame["text"] or "").strip()) for frame in chosen
    )
