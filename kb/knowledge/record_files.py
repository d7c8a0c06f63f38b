"""Which files under `data/records` hold records: `data/records/<area>/<slug>.yaml`."""

from pathlib import Path

from kb.frozen import ordered
from kb.records.parsing import ParsedRecord, parse_record


@ordered
class RecordFile:
    slug: str
    area: str
    path: Path
    origin: str
    """How messages call it: `data/records/states/x.yaml`, or the path as it was given."""

    def text(self) -> str:
        """Bytes that are not UTF-8 become `�`, which the parser then shows in place."""
        return self.path.read_text(encoding="utf-8", errors="replace")

    def parse(self) -> ParsedRecord:
        return parse_record(self.text(), origin=self.origin, area=self.area, slug=self.slug)


def record_files(data: Path) -> tuple[RecordFile, ...]:
    """Every record's file under a checkout's `data/`, by slug."""
    folder = data / "records"
    return tuple(
        sorted(
            RecordFile(
                slug=path.stem,
                area=path.parent.relative_to(folder).as_posix(),
                path=path,
                origin=path.relative_to(data.parent).as_posix(),
            )
            for path in folder.rglob("*.yaml")
        )
    )
