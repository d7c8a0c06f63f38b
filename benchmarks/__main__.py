"""Print every benchmark's ratios, or those that are named: `python -m benchmarks records`. All take some two minutes;
nothing is asserted, the aims stand beside the figures."""

import platform
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Final

from benchmarks import fleet, huge_network, large_program, records, small_model
from benchmarks.imports import LONGEST, heavy, imports_of_check
from benchmarks.installed import write_bundle
from benchmarks.measuring import Row

BENCHMARKS: Final[Mapping[str, Callable[[Path], Iterator[Row]]]] = {
    "small": small_model.rows,
    "large": large_program.rows,
    "records": records.rows,
    "huge": huge_network.rows,
    "fleet": fleet.rows,
}
TITLES: Final[Mapping[str, str]] = {
    "small": "A small model",
    "large": "A program of 50,000 operations",
    "records": "Records: the same small model with some and with many",
    "huge": "A network with 4 GB of weights",
    "fleet": "Many models",
    "imports": "What kb check imports",
}


def main(names: Sequence[str]) -> None:
    packages = ", ".join(f"{name} {_version(name)}" for name in ("coremltools", "protobuf", "torch"))
    print(f"Python {platform.python_version()}, {packages}. Whole processes, medians; ratios are what counts.")
    print("First the time that passes, then the processor's: trust the latter on a busy machine.")
    print("kb's knowledge comes from a bundle, as in a wheel. coremltools is loaded without PyTorch beside it.")
    for name in names or TITLES:
        print(f"\n{TITLES[name]}")
        with tempfile.TemporaryDirectory() as folder:
            if name == "imports":
                _print_imports(Path(folder))
                continue
            for row in BENCHMARKS[name](Path(folder)):
                print(_line(row))


def _print_imports(folder: Path) -> None:
    imports = imports_of_check(write_bundle(folder))
    print(f"  {len(imports)} modules, the longest of them")
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
    if unknown := [each for each in sys.argv[1:] if each not in TITLES]:
        sys.exit(f"no benchmark {unknown[0]}: give some of {', '.join(TITLES)}, or none for all of them")
    main(sys.argv[1:])
