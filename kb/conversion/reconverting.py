"""Converting again from a package alone, without its source: coremltools reads its own MIL program back.

What coremltools loses on this way is kept (the interface with its flexible shapes, images, optional inputs and
metadata goes over word by word), or the target is refused. Nothing is lost in silence: the result is compared with
what it was made from.
"""

from pathlib import Path
from typing import Any

from kb.advice.blockers import blockers_at_each
from kb.errors import KbError
from kb.knowledge.knowledge_base import KnowledgeBase
from kb.models.model import Model
from kb.platforms.targets import Target


class Refused(Exception):  # noqa: N818 — no defect: the answer for one target
    """This target cannot be had from the package; the message says why."""


def read_package_source(path: Path, model: Model) -> Any:
    """The `MLModel` of a package that can be converted again. Raises KbError where coremltools has no way."""
    if model.kind != "mlProgram" or model.format != "mlpackage":
        what = f"a {model.format} of kind {model.kind} cannot be converted again without its source"
        raise KbError(where=str(path), what=what, hint="give the source: SCRIPT.py:function")
    if len(model.functions) != 1:
        what = f"has {len(model.functions)} functions; coremltools converts one again"
        raise KbError(where=str(path), what=what, hint="give the source: SCRIPT.py:function")
    import coremltools

    return coremltools.models.MLModel(str(path), skip_model_load=True)


def convert_again(package: Any, model: Model, target: Target, base: KnowledgeBase) -> Any:
    """The same program for another target, as an `MLModel`. Raises Refused, or what coremltools raises."""
    blockers = blockers_at_each(model, [target], base.availability).get(target, ())
    if blockers:
        # Also those that a conversion from the source would solve by itself: here the program stays as it is.
        reasons = "; ".join(f"{each.what}{f' at {each.where}' if each.where else ''}" for each in blockers[:3])
        raise Refused(f"a conversion from the package alone cannot reach {target}: {reasons}; convert from the source")
    import coremltools
    from coremltools.converters.mil.converter import mil_convert
    from coremltools.converters.mil.frontend.milproto import load

    specification = package.get_spec()
    version = target.specification_version
    program = load.load(
        specification,
        specification_version=max(version, specification.specificationVersion),
        file_weights_dir=package.weights_dir,
        force_spec_version=True,
    )
    return mil_convert(
        program,
        convert_from="milinternal",
        convert_to="mlprogram",
        specification_version=coremltools.target(version),
        compute_units=coremltools.ComputeUnit.ALL,
        pass_pipeline=coremltools.PassPipeline.EMPTY,
        model_description=specification.description,
        skip_model_load=True,
    )


def refuse_losses(before: Model, after: Model) -> None:
    """Raises Refused where the result is not what it was made from, but for its target."""
    for what, one, two in (
        ("the interface", before.interface, after.interface),
        ("the metadata", before.metadata, after.metadata),
        ("the operations", *(_operations(model) for model in (before, after))),
    ):
        if one != two:
            raise Refused(
                f"coremltools lost part of {what} when it converted the package again; convert from the source"
            )


def _operations(model: Model) -> list[tuple[str, object]]:
    return [(function.name, dict(function.operation_types)) for function in model.functions]
