"""kb: the compatibility knowledge base for Core ML.

The public API; everything else is private. Names are resolved on first use, so that importing any
part of the package loads that part only.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kb.platforms.deployment import Deployment as Deployment

__version__ = "0.1.0"

_PUBLIC = {
    "Deployment": "kb.platforms.deployment",
}

__all__ = ["Deployment", "__version__"]


def __getattr__(name: str) -> object:
    module = _PUBLIC.get(name)
    if module is None:
        raise AttributeError(f"module 'kb' has no attribute {name!r}")
    import importlib  # noqa: PLC0415 — only the names that are used cost anything

    return getattr(importlib.import_module(module), name)
