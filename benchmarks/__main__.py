"""Print every benchmark's ratios. Takes about a minute; nothing is asserted, the aims stand beside the figures."""

import platform
import tempfile
from collections.abc import Callable, Iterator, Mapping
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Final

from benchmarks import huge_network, large_program, small_model
from benchmarks.imports import LONGEST, heavy, imports_of_check
from benchmarks.measuring import Row

BENCHMARKS: Final[Mapping[str, Callable[[Path], Iterator[Row]]]] = {
    "A small model": small_model.rows,
    "A program of 50,000 operations": large_program.rows,
    "A network with 4 GB of weights": huge_network.rows,
}


def main() -> None:
    packages = ", ".join(f"{name} {_version(name)}" for name in ("coremltools", "protobuf", "torch"))
    print(f"Python {platform.python_version()}, {packages}. Whole processes, medians; ratios are what counts.")
    with tempfile.TemporaryDirectory() as folder:
        for title, rows in BENCHMARKS.items():
            print(f"\n{title}")
            for row in rows(Path(folder)):
                print(_line(row))
    imports = imports_of_check()
    print(f"\nWhat kb check imports: {len(imports)} modules, the longest of them")
    for each in imports[:LONGEST]:
        print(f"  {each.own_milliseconds:7.1f} ms  {each.module}")
    print(f"  heavy modules among them: {', '.join(heavy(imports)) or 'none'}")


def _line(row: Row) -> str:
    line = f"  {row.what:<48} {row.cost.seconds * 1000:8.0f} ms {row.cost.megabytes:7.1f} MB"
    if row.against:
        ratio = row.cost.seconds / row.against.seconds
        line += f"   1/{1 / ratio:.1f}" if ratio < 1 else f"   {ratio:.2f}"
    return f"{line}   (aim: {row.aim})" if row.aim else line


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "absent"


if __name__ == "__main__":
    main()
