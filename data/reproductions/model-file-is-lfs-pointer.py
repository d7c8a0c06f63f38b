# requires: coremltools==9.0, numpy==2.3.5
"""A pointer of Git LFS in a model's place is no message of protobuf, says coremltools' loader."""

import tempfile
from pathlib import Path

import coremltools as ct
from observing import expect_failure

pointer = Path(tempfile.mkdtemp()) / "model.mlmodel"
pointer.write_text(f"version https://git-lfs.github.com/spec/v1\noid sha256:{'0' * 64}\nsize 12345\n")
expect_failure(lambda: ct.utils.load_spec(str(pointer)), "DecodeError", "CoreML.Specification.Model")
