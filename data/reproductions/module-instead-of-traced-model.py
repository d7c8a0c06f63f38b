# requires: coremltools==9.0, numpy==2.3.5, torch==2.13.0
"""A plain module is no model that convert takes."""

import coremltools as ct
import torch
from observing import expect_failure

expect_failure(
    lambda: ct.convert(torch.nn.ReLU(), inputs=[ct.TensorType(shape=(1, 8))]),
    "Unable to determine the type of the model, i.e. the source framework.",
)
