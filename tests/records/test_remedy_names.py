"""What a remedy's Python code calls is there: names of coremltools that do not exist are the commonest slip."""

import ast
import importlib
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Final

import coremltools
import numpy as np
import pytest

from kb.knowledge.checkout import open_checkout
from kb.records.record import Record

BASE = open_checkout(Path(__file__).parents[2] / "data")
AT_HAND: Final[dict[str, ModuleType]] = {"ct": coremltools, "coremltools": coremltools, "np": np}
OF_OLD_RELEASES: Final = {
    # The ONNX converter of coremltools 4 and 5, which is what this remedy is about.
    "no-target-below-ios13": {"coremltools.converters.onnx.convert"},
}


def _codes(record: Record) -> Iterator[str]:
    yield from (remedy.code["python"] for remedy in record.remedies if "python" in remedy.code)
    yield from (source.python for source in record.examples.sources if source.python)


def _dotted(node: ast.expr) -> str:
    """`ct.utils.rename_feature` of such an attribute; empty for anything else."""
    if isinstance(node, ast.Attribute):
        of = _dotted(node.value)
        return f"{of}.{node.attr}" if of else ""
    return node.id if isinstance(node, ast.Name) else ""


def _unknown(code: str) -> set[str]:
    """Dotted names of modules at hand, and imports, that lead nowhere."""
    tree = ast.parse(code)
    made = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)}
    asked = {_dotted(node) for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
    asked = {name for name in asked if name.partition(".")[0] in AT_HAND.keys() - made}
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("coremltools"):
            asked |= {f"{node.module}.{alias.name}" for alias in node.names}
        elif isinstance(node, ast.Import):
            asked |= {alias.name for alias in node.names if alias.name.startswith("coremltools.")}
    unknown = {name for name in asked if not _leads_somewhere(name)}
    # Of `ct.no.such.thing`, its beginnings say no more.
    return {name for name in unknown if not any(other.startswith(f"{name}.") for other in unknown)}


def _leads_somewhere(name: str) -> bool:
    first, *rest = name.split(".")
    value: object = AT_HAND[first]
    for part in rest:
        if not hasattr(value, part) and isinstance(value, ModuleType):
            try:
                importlib.import_module(f"{value.__name__}.{part}")
            except ImportError:
                return False
        if not hasattr(value, part):
            return False
        value = getattr(value, part)
    return True


@pytest.mark.parametrize("slug", [each.id for each in BASE.records if any(_codes(each))])
def test_the_names_of_coremltools_in_a_remedy_exist(slug: str) -> None:
    record = BASE.record(slug)
    assert record is not None
    unknown = {name for code in _codes(record) for name in _unknown(code)}
    assert unknown == OF_OLD_RELEASES.get(slug, set())


def test_a_name_that_does_not_exist_is_seen() -> None:
    code = "from coremltools.optimize.coreml import Nothing\nct.convert(model)\nct.utils.nothing(np.nothing)"
    assert _unknown(code) == {"coremltools.optimize.coreml.Nothing", "ct.utils.nothing", "np.nothing"}


def test_a_name_that_the_code_makes_itself_is_its_own() -> None:
    assert _unknown("ct = model\nct.nothing") == set()
