"""What records cost: a check with some of them against all of them, and the opening of all of them."""

from collections.abc import Iterator
from pathlib import Path

from benchmarks.installed import records_in, write_bundle
from benchmarks.measuring import ROOT, RUNS, Row, check, measure, python

# Nothing is known against it, however many records there are: what differs is what records cost that do not match.
MODEL = ROOT / "examples" / "clean.mlpackage"
FEW = 12
# A model meets few records: 200 more of them may cost it one twentieth.
SOME, MANY = 140, 340
_OPENING = "import sys, pathlib; from kb.knowledge.opening import open_knowledge; from kb.knowledge.bundle import *"
OPENED = f"{_OPENING}; base = open_knowledge(pathlib.Path(sys.argv[1])); base.slugs"
DECODED = f"{OPENED}; list(base.records)"


def rows(folder: Path) -> Iterator[Row]:
    everything = write_bundle(folder)
    count = records_in(everything)
    parts = [write_bundle(folder, records) for records in (FEW, SOME, MANY)]
    nothing, opened, decoded, with_few, with_some, with_many, with_all = measure(
        python(_OPENING),
        python(OPENED, everything),
        python(DECODED, everything),
        *[check(MODEL, bundle) for bundle in (*parts, everything)],
        # A twentieth is less than what two runs differ by.
        runs=4 * RUNS,
    )
    yield Row(what="imports alone", cost=nothing)
    yield Row(what=f"{count} records opened, none decoded", cost=opened, beyond=nothing, aim="300 in under 15 ms")
    yield Row(what=f"{count} records opened and decoded", cost=decoded, beyond=nothing)
    yield Row(what=f"kb check, {FEW} records", cost=with_few)
    yield Row(what=f"kb check, {SOME} records", cost=with_some, against=with_few)
    yield Row(what=f"kb check, {MANY} records", cost=with_many, against=with_some, aim="at most 1.05")
    yield Row(what=f"kb check, {count} records", cost=with_all, against=with_few, aim="hardly more")
