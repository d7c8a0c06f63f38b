"""A small package: what the start of a process costs counts most."""

from collections.abc import Iterator
from pathlib import Path

from benchmarks.installed import write_bundle
from benchmarks.measuring import LOAD_SPEC, NOTHING, READ, ROOT, Row, check, measure, python

MODEL = ROOT / "examples" / "patch14-ios16.mlpackage"


def rows(folder: Path) -> Iterator[Row]:
    bundle = write_bundle(folder)
    nothing, load_spec, read, checked, in_checkout = measure(
        python(NOTHING), python(LOAD_SPEC, MODEL), python(READ, MODEL), check(MODEL, bundle), check(MODEL)
    )
    yield Row(what="python, nothing else", cost=nothing)
    yield Row(what="coremltools load_spec", cost=load_spec)
    yield Row(what="read_model", cost=read, against=load_spec)
    yield Row(what="kb check", cost=checked, against=load_spec, aim="at most 1/8, goal 1/12")
    yield Row(what="kb check in a checkout, which reads data/*.yaml", cost=in_checkout, against=load_spec)
