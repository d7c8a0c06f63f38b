"""A coverage-guided fuzzer for the reader. Not run with the tests; it needs atheris (`pip install atheris`).

    python tests/models/fuzz_reader.py SEEDS -max_len=3000 -max_total_time=300

SEEDS is a folder of small models; what the fuzzer adds to it, it keeps there. A crash is a file in the current
folder: make a test of it.
"""

import contextlib
import sys
from pathlib import Path

import atheris  # type: ignore[import-untyped]

sys.path[:0] = [str(Path(__file__).parents[2])]

with atheris.instrument_imports(include=["kb"]):
    from exploring import explore, explore_message

    from kb.errors import UnreadableModel
    from kb.models.reading import decode_model


def read(content: bytes) -> None:
    with contextlib.suppress(UnreadableModel):
        model = decode_model(content, origin="fuzzed")
        assert model.message
        with contextlib.suppress(UnreadableModel):
            explore(model)
        explore_message(model.message)


atheris.Setup(sys.argv, read)
atheris.Fuzz()
