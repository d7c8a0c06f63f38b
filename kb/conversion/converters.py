"""coremltools' converter, made to serve one source for several targets; and what it means where it refuses."""

import copy
from collections.abc import Callable, Mapping
from typing import Any, Final, TypeAlias

from kb.conversion.report import Refusal
from kb.knowledge.knowledge_base import KnowledgeBase
from kb.logs.explaining import explain
from kb.platforms.targets import Target

_EXPLANATIONS: Final = 3

Convert: TypeAlias = Callable[[Target], Any]
"""A target → coremltools' `MLModel` for it; raises where the converter refuses."""


def converter_of(source: Any, arguments: Mapping[str, Any]) -> Convert:
    import coremltools

    def convert_for(target: Target) -> Any:
        aim = getattr(coremltools.target, target.name.replace(".", "_"), None)
        if aim is None:
            raise ValueError(f"coremltools {coremltools.__version__} knows no target {target}")
        return coremltools.convert(
            # A MIL program is changed by its own conversion.
            copy.deepcopy(source) if isinstance(source, coremltools.converters.mil.Program) else source,
            # Objects of `inputs` are filled in by a conversion: each gets its own.
            **{"skip_model_load": True, **copy.deepcopy(dict(arguments)), "minimum_deployment_target": aim},
        )

    return convert_for


def refusal_of(target: Target, error: Exception, base: KnowledgeBase) -> Refusal:
    message = str(error) or type(error).__name__
    explanations = explain(message, base.records)[:_EXPLANATIONS]
    return Refusal(target=target, message=message, explanations=explanations)


def converter_version() -> str:
    import coremltools

    return f"coremltools {coremltools.__version__}"
