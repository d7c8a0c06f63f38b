"""What records cost: a check with a dozen of them against all of them, and the opening of all of them."""

from collections.abc import Iterator
from pathlib import Path

from benchmarks.installed import write_bundles
from benchmarks.measuring import Row, check, measure, python
from benchmarks.small_model import MODEL

FEW = 12
_OPENING = "import sys, pathlib; from kb.knowledge.opening import open_knowledge; from kb.knowledge.bundle import *"
OPENED = f"{_OPENING}; base = open_knowledge(pathlib.Path(sys.argv[1])); base.slugs"
DECODED = f"{OPENED}; list(base.records)"


def rows(folder: Path) -> Iterator[Row]:
    everything, few, count = write_bundles(folder, FEW)
    nothing, opened, decoded, with_few, with_all = measure(
        python(_OPENING),
        python(OPENED, everything),
        python(DECODED, everything),
        check(MODEL, few),
        check(MODEL, everything),
    )
    yield Row(what="imports alone", cost=nothing)
    yield Row(what=f"{count} records opened, none decoded", cost=opened, beyond=nothing, aim="300 in under 15 ms")
    yield Row(what=f"{count} records opened and decoded", cost=decoded, beyond=nothing)
    yield Row(what=f"kb check, {FEW} records", cost=with_few)
    yield Row(what=f"kb check, {count} records", cost=with_all, against=with_few, aim="hardly more")
