"""The knowledge as a wheel carries it, compiled from this checkout: what users have, who never parse `data/`."""

from functools import cache
from pathlib import Path

from benchmarks.measuring import ROOT
from kb.knowledge.bundling import bundle_files
from kb.knowledge.compiling import compile_knowledge
from kb.knowledge.knowledge_base import KnowledgeBase


@cache
def knowledge() -> KnowledgeBase:
    """Everything that the checkout knows."""
    base, problems = compile_knowledge(ROOT / "data")
    if problems:
        print(f"{len(problems)} problems in data/; the first: {problems[0]}")
    return base


def write_bundle(folder: Path, records: int | None = None) -> Path:
    """A bundle of everything; or of so many records, spread over all of them. Gives its folder."""
    base = knowledge()
    count = len(base.records)
    if records is not None:
        base = KnowledgeBase(
            data_version=base.data_version,
            records=[base.records[number * count // records] for number in range(records)],
            platforms=base.platforms,
            availability=base.availability,
        )
    bundle = folder / f"bundle-{records or 'all'}"
    bundle.mkdir()
    for name, content in bundle_files(base).items():
        (bundle / name).write_bytes(content)
    return bundle
