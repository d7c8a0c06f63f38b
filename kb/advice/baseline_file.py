"""A Baseline ↔ the JSON text of its file, `kb.baseline/1`. Keys are sorted: a diff shows what changed."""

import json
from typing import Any, Final

from kb.advice.baseline import Baseline
from kb.errors import KbError

SCHEMA: Final = "kb.baseline/1"


def encode_baseline(baseline: Baseline) -> str:
    document = {
        "schema": SCHEMA,
        "kb": {"version": baseline.version, "data_version": baseline.data_version},
        "models": {
            path: {slug: sorted(operations) for slug, operations in records.items()}
            for path, records in baseline.models.items()
        },
        "records": dict(baseline.records),
    }
    return json.dumps(document, indent=1, sort_keys=True) + "\n"


def decode_baseline(text: str, *, origin: str) -> Baseline:
    """Raises KbError where the text is no baseline, or one of a later major version."""
    try:
        document: Any = json.loads(text)
        schema = document["schema"]
        if schema != SCHEMA:
            raise KbError(
                where=origin, what=f"is a {schema!r}, this kb reads {SCHEMA!r}", hint="write it anew: --update-baseline"
            )
        return Baseline(
            version=str(document["kb"]["version"]),
            data_version=str(document["kb"]["data_version"]),
            records={str(slug): str(digest) for slug, digest in document["records"].items()},
            models={
                str(path): {str(slug): frozenset(map(str, operations)) for slug, operations in records.items()}
                for path, records in document["models"].items()
            },
        )
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise KbError(
            where=origin, what="is no baseline that kb wrote", hint="write one with --update-baseline"
        ) from error
