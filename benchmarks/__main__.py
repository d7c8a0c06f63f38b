"""Print every benchmark's ratios. Takes about a minute; nothing is asserted, the aims stand beside the figures."""

import platform
import tempfile
from collections.abc import Callable, Iterator, Mapping
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Final

from benchmarks import fleet, huge_network, large_program, records, small_model
from benchmarks.imports import LONGEST, heavy, imports_of_check
from benchmarks.installed import write_bundles
from benchmarks.measuring import Row

BENCHMARKS: Final[Mapping[str, Callable[[Path], Iterator[Row]]]] = {
    "A small model": small_model.rows,
    "A program of 50,000 operations": large_program.rows,
    "Records": records.rows,
    "A network with 4 GB of weights": huge_network.rows,
    "Many models": fleet.rows,
}


def main() -> None:
    packages = ", ".join(f"{name} {_version(name)}" for name in ("coremltools", "protobuf", "torch"))
    print(f"Python {platform.python_version()}, {packages}. Whole processes, medians; ratios are what counts.")
    print("First the time that passes, then the processor's: trust the latter on a busy machine.")
    print("kb's knowledge comes from a bundle, as in a wheel. coremltools is loaded without PyTorch beside it.")
    for title, rows in BENCHMARKS.items():
        print(f"\n{title}")
        with tempfile.TemporaryDirectory() as folder:
            for row in rows(Path(folder)):
                print(_line(row))
    with tempfile.TemporaryDirectory() as folder:
        imports = imports_of_check(write_bundles(Path(folder), few=1)[0])
    print(f"\nWhat kb check imports: {len(imports)} modules, the longest of them")
    for each in imports[:LONGEST]:
        print(f"  {each.own_milliseconds:7.1f} ms  {each.module}")
    print(f"  heavy modules among them: {', '.join(heavy(imports)) or 'none'}")


def _line(row: Row) -> str:
    cost, beyond = row.cost, row.beyond
    seconds, busy = (cost.seconds - beyond.seconds, cost.busy - beyond.busy) if beyond else (cost.seconds, cost.busy)
    line = f"  {row.what:<48} {seconds * 1000:6.0f} ms {busy * 1000:6.0f} ms {cost.megabytes:6.1f} MB"
    if row.against:
        ratios = _ratio(cost.seconds / row.against.seconds), _ratio(cost.busy / row.against.busy)
        line += f"   {ratios[0]:>6}, {ratios[1]:>6}"
    return f"{line}   (aim: {row.aim})" if row.aim else line


def _ratio(ratio: float) -> str:
    return f"1/{1 / ratio:.1f}" if ratio < 1 else f"{ratio:.2f}"


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "absent"


if __name__ == "__main__":
    main()
