# requires: coremltools==9.0, numpy==2.3.5, torch==2.13.0
"""An ML program cannot be saved as .mlmodel."""

import tempfile
from pathlib import Path

import coremltools as ct
import torch
from observing import expect_failure

traced = torch.jit.trace(torch.nn.ReLU(), torch.rand(1, 8))
model = ct.convert(traced, inputs=[ct.TensorType(shape=(1, 8))])
with tempfile.TemporaryDirectory() as folder:
    path = Path(folder) / "model.mlmodel"
    expect_failure(lambda: model.save(str(path)), "For an ML Program, extension must be .mlpackage (not .mlmodel).")
