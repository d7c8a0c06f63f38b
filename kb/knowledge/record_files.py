"""Which files under `data/records` hold records: `data/records/<area>/<slug>.yaml`."""

import os
from pathlib import Path

from kb.frozen import frozen
from kb.records.parsing import ParsedRecord, parse_record


@frozen
class RecordFile:
    slug: str
    area: str
    path: Path
    origin: str
    """How messages call it: `data/records/states/x.yaml`, or the path as it was given."""

    def text(self) -> str:
        """Bytes that are not UTF-8 become `�`, which the parser then shows in place."""
        text = self.path.read_bytes().decode("utf-8", "replace")
        return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text

    def parse(self) -> ParsedRecord:
        return parse_record(self.text(), origin=self.origin, area=self.area, slug=self.slug)


def record_files(data: Path) -> tuple[RecordFile, ...]:
    """Every record's file under a checkout's `data/`, by slug."""
    folder = str(data / "records")
    # Texts, not paths: there are hundreds of files, and every command of a checkout looks at them.
    above = f"{data.name}/records" if data.name else "records"
    found = []
    for inside, _, names in os.walk(folder):
        area = inside[len(folder) + 1 :].replace(os.sep, "/")
        for name in names:
            if name.endswith(".yaml"):
                slug = name.removesuffix(".yaml")
                origin = f"{above}/{area}/{name}" if area else f"{above}/{name}"
                found.append(RecordFile(slug=slug, area=area or ".", path=Path(inside, name), origin=origin))
    return tuple(sorted(found, key=lambda file: (file.slug, file.area)))
