"""kb: the compatibility knowledge base for Core ML.

The public API; everything else is private. Names are resolved on first use, so that importing any
part of the package loads that part only.

    report = kb.check("model.mlpackage", deployment=kb.Deployment.parse("ios16.2, iPhone 12"))
    base = kb.KnowledgeBase.open()
    base.records(operation="conv", target="iOS16")
    base.operation("topk").available_from
    base.explain(log_text)
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kb.advice.report import Report as Report
    from kb.conversion.converting import convert as convert
    from kb.errors import KbError as KbError
    from kb.errors import UnreadableModel as UnreadableModel
    from kb.library import KnowledgeBase as KnowledgeBase
    from kb.library import check as check
    from kb.library import read_model as read_model
    from kb.models.model import Model as Model
    from kb.platforms.deployment import Deployment as Deployment
    from kb.records.record import Record as Record

__version__ = "0.1.0"

_PUBLIC = {
    "Deployment": "kb.platforms.deployment",
    "KbError": "kb.errors",
    "KnowledgeBase": "kb.library",
    "Model": "kb.models.model",
    "Record": "kb.records.record",
    "Report": "kb.advice.report",
    "UnreadableModel": "kb.errors",
    "check": "kb.library",
    "convert": "kb.conversion.converting",
    "read_model": "kb.library",
}

__all__ = [
    "Deployment",
    "KbError",
    "KnowledgeBase",
    "Model",
    "Record",
    "Report",
    "UnreadableModel",
    "__version__",
    "check",
    "convert",
    "read_model",
]


def __getattr__(name: str) -> object:
    module = _PUBLIC.get(name)
    if module is None:
        raise AttributeError(f"module 'kb' has no attribute {name!r}")
    import importlib  # noqa: PLC0415 — only the names that are used cost anything

    return getattr(importlib.import_module(module), name)


def __dir__() -> list[str]:
    return sorted(__all__)
