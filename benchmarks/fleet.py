"""A scan of many small models: one process against two. `python -m benchmarks.fleet 10000` scans so many, once."""

import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from benchmarks.measuring import PEAK_UNIT, ROOT, Row, measure, python

MODEL = ROOT / "examples/clean.mlpackage/Data/com.apple.CoreML/model.mlmodel"
COUNT = 200
SCAN = """
import sys, tempfile
from kb.cli.app import run

if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        sys.exit(run(["scan", sys.argv[1], "--workers", sys.argv[2], "--store", f"sqlite:///{folder}/store.db"]))
"""


def write_models(folder: Path, count: int) -> None:
    """So many models of the same operations, told apart by their descriptions."""
    from coremltools.proto import Model_pb2

    model = Model_pb2.Model.FromString(MODEL.read_bytes())
    for number in range(count):
        model.description.metadata.versionString = str(number)
        (folder / f"{number:05}.mlmodel").write_bytes(model.SerializeToString())


def rows(folder: Path) -> Iterator[Row]:
    write_models(folder, COUNT)
    one, two = measure(python(SCAN, folder, "1"), python(SCAN, folder, "2"))
    yield Row(what=f"kb scan of {COUNT} models, one process", cost=one)
    yield Row(what=f"kb scan of {COUNT} models, two processes", cost=two, against=one)


def main(count: int) -> None:
    import resource  # noqa: PLC0415 — only here

    from kb.platforms.deployment import Deployment  # noqa: PLC0415 — likewise
    from kb.store.opening import open_store
    from kb.store.scanning import scan

    with tempfile.TemporaryDirectory() as folder:
        models = Path(folder) / "models"
        models.mkdir()
        write_models(models, count)
        peaks = {}

        def tell(done: int, _: str) -> None:
            if done in (count // 10, count):
                peaks[done] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * PEAK_UNIT / 2**20

        started = time.perf_counter()
        outcome = scan(open_store(f"{folder}/store.db"), [str(models)], deployment=Deployment(), tell=tell)
        seconds = time.perf_counter() - started
    print(f"{outcome.examined} models in {seconds:.0f} s, {count / seconds:.0f} a second")
    print("; ".join(f"after {done}: {peak:.0f} MB at most" for done, peak in peaks.items()))


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else COUNT)
