"""The knowledge as a wheel carries it, compiled from this checkout: what users have, who never parse `data/`."""

from pathlib import Path

from benchmarks.measuring import ROOT
from kb.knowledge.bundling import bundle_files
from kb.knowledge.compiling import compile_knowledge
from kb.knowledge.knowledge_base import KnowledgeBase


def write_bundles(folder: Path, few: int) -> tuple[Path, Path, int]:
    """A bundle of everything, one of `few` records spread over all of them, and how many records there are."""
    base, problems = compile_knowledge(ROOT / "data")
    if problems:
        print(f"{len(problems)} problems in data/; the first: {problems[0]}")
    narrow = KnowledgeBase(
        data_version=base.data_version,
        records=base.records[:: len(base.records) // few][:few],
        platforms=base.platforms,
        availability=base.availability,
    )
    return _written(folder / "all", base), _written(folder / "few", narrow), len(base.records)


def _written(folder: Path, base: KnowledgeBase) -> Path:
    folder.mkdir()
    for name, content in bundle_files(base).items():
        (folder / name).write_bytes(content)
    return folder
