"""From one source to a build for each target, checked, set side by side, and a choice. The shell of the package.

Runs coremltools' converter once for each target. A target that it refuses is an answer, with the record that explains
it; the others are built all the same.
"""

import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, TypeAlias

from kb import __version__
from kb.checking import check_model
from kb.conversion.choosing import choose, worth_building
from kb.conversion.converters import Convert, converter_of, converter_version, refusal_of
from kb.conversion.differing import differing_features, differing_operations
from kb.conversion.reconverting import convert_again, read_package_source, refuse_losses
from kb.conversion.report import BuiltModel, ConversionReport, Refusal
from kb.conversion.saving import path_of, refuse_existing, save, size_of
from kb.errors import KbError
from kb.knowledge.knowledge_base import KnowledgeBase
from kb.knowledge.opening import open_knowledge
from kb.models.model import Model
from kb.models.reading import read_model
from kb.models.walking import operation_types
from kb.platforms.deployment import Deployment
from kb.platforms.resolving import resolve
from kb.platforms.targets import Target, target_named

_OURS: Final = {"minimum_deployment_target": "targets", "package_dir": "out"}

Tell: TypeAlias = Callable[[str], None]


def convert(
    source: Any,
    *,
    targets: Iterable[str | Target] = (),
    deployment: Deployment | str = "",
    out: str | Path = ".",
    name: str = "",
    force: bool = False,
    tell: Tell = lambda _: None,
    **convert_arguments: Any,
) -> ConversionReport:
    """Convert `source` once for each target, check every result, and say which to ship.

    `source` is what `coremltools.convert` takes (a traced or exported PyTorch module, a TensorFlow model, a MIL
    program), or the path of a `.mlpackage` to convert again without its source. The builds are written to
    `out/NAME-TARGET.mlpackage`. Without `targets` all that some part of the deployment can load are built.
    `convert_arguments` go to `coremltools.convert`. `tell` hears what is being done.

    Raises KbError for an unknown target or device, for files that are there already (but with `force`), and for a
    package that cannot be converted again at all.
    """
    base = open_knowledge()
    shipped = Deployment.parse(deployment) if isinstance(deployment, str) else deployment
    wanted = _targets(targets, shipped, base, convert_arguments)
    folder, stem = Path(out), name or _name_of(source)
    if not force:
        refuse_existing(path_of(folder, stem, target) for target in wanted)
    job = _job(source, base, convert_arguments)
    outcomes = []
    for number, target in enumerate(wanted, 1):
        tell(f"converting for {target} ({number} of {len(wanted)})")
        outcomes.append(_attempt(target, job, path_of(folder, stem, target), base, shipped))
    return _report(outcomes, base, shipped)


def _targets(
    named: Iterable[str | Target], deployment: Deployment, base: KnowledgeBase, arguments: Mapping[str, Any]
) -> tuple[Target, ...]:
    for argument, ours in _OURS.items():
        if argument in arguments:
            raise KbError(where=argument, what=f"is what `{ours}` says here", hint=f"give `{ours}`")
    wanted = tuple(sorted({_target(each) for each in named}))
    if not wanted:
        neural_network = arguments.get("convert_to") == "neuralnetwork"
        wanted = worth_building(deployment, base, neural_network=neural_network)
        if not wanted:
            what = "nothing that can be converted for loads on all of any part of this deployment"
            raise KbError(where="deployment", what=what, hint="name targets, or raise the lowest OS release")
    if len({target.opset is None for target in wanted}) > 1:
        what = "targets below iOS15 are neural networks, the others ML programs: they cannot be weighed together"
        raise KbError(where="targets", what=what, hint="convert in two calls")
    return wanted


def _target(named: str | Target) -> Target:
    target = named if isinstance(named, Target) else target_named(named)
    if target is None:
        raise KbError(where="targets", what=f"{named!r} is no deployment target", hint="write iOS16, macOS13")
    return target


def _name_of(source: Any) -> str:
    return Path(source).stem if isinstance(source, str | Path) else "Model"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Job:
    convert: Convert
    original: Model | None
    """The package that is converted again; None where there is a source."""


def _job(source: Any, base: KnowledgeBase, arguments: Mapping[str, Any]) -> _Job:
    if not isinstance(source, str | Path) or Path(source).suffix in (".pb", ".h5", ".tflite"):
        return _Job(convert=converter_of(source, arguments), original=None)
    if arguments:
        what = f"a package is converted again as it is; {', '.join(sorted(arguments))} cannot be changed"
        raise KbError(where=str(source), what=what)
    path = Path(source)
    original = read_model(path)
    package = read_package_source(path, original)
    return _Job(convert=lambda target: convert_again(package, original, target, base), original=original)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Built:
    build: BuiltModel
    model: Model


def _attempt(target: Target, job: _Job, path: Path, base: KnowledgeBase, deployment: Deployment) -> _Built | Refusal:
    started = time.monotonic()
    try:
        converted = job.convert(target)
        save(lambda temporary: _save(converted, temporary, job.original), path)
    except Exception as error:  # noqa: BLE001 — see below
        # Whatever stops a converter is this target's answer; the others shall not be lost.
        return refusal_of(target, error, base)
    seconds = time.monotonic() - started
    model = read_model(path)
    report = check_model(model, base, deployment, (target,))
    built = BuiltModel(target=target, report=report, size=size_of(path), seconds=seconds)
    return _Built(build=built, model=model)


def _save(converted: Any, path: str, original: Model | None) -> None:
    converted.save(path)
    if original is not None:
        refuse_losses(original, read_model(Path(path)))


def _report(outcomes: Sequence[_Built | Refusal], base: KnowledgeBase, deployment: Deployment) -> ConversionReport:
    built = [each for each in outcomes if isinstance(each, _Built)]
    models = {each.build.target: each.model for each in built}
    return ConversionReport(
        version=__version__,
        data_version=base.data_version,
        converter=converter_version(),
        deployment=resolve(deployment, base.platforms),
        builds=tuple(each.build for each in built),
        refusals=tuple(each for each in outcomes if isinstance(each, Refusal)),
        interface=differing_features([model.interface for model in models.values()]),
        operations=differing_operations([operation_types(model) for model in models.values()]),
        choice=choose(models, base, deployment),
    )
