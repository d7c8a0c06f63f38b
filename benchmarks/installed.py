"""The knowledge as a wheel carries it, compiled from this checkout: what users have, who never parse `data/`."""

import json
import subprocess
import sys
from pathlib import Path

from benchmarks.measuring import ROOT


def write_bundle(folder: Path, records: int | None = None) -> Path:
    """A bundle of everything; or of so many records, spread over all of them. Gives its folder."""
    bundle = folder / f"bundle-{records or 'all'}"
    bundle.mkdir()
    # In another process: on Linux, what this one once took counts as its children's peak too.
    subprocess.run([sys.executable, "-m", "benchmarks.installed", bundle, str(records or "")], check=True, cwd=ROOT)
    return bundle


def records_in(bundle: Path) -> int:
    return len(json.loads((bundle / "bundle.index.json").read_bytes())["records"])


def main(bundle: Path, records: int | None) -> None:
    from kb.knowledge.bundling import bundle_files  # noqa: PLC0415 — only here
    from kb.knowledge.compiling import compile_knowledge  # noqa: PLC0415 — likewise
    from kb.knowledge.knowledge_base import KnowledgeBase  # noqa: PLC0415

    base, problems = compile_knowledge(ROOT / "data")
    if problems:
        print(f"{len(problems)} problems in data/; the first: {problems[0]}")
    if records is not None:
        count = len(base.records)
        base = KnowledgeBase(
            data_version=base.data_version,
            records=[base.records[number * count // records] for number in range(records)],
            platforms=base.platforms,
            availability=base.availability,
        )
    for name, content in bundle_files(base).items():
        (bundle / name).write_bytes(content)


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]) if sys.argv[2] else None)
