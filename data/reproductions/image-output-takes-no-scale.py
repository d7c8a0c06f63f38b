# requires: coremltools==9.0, numpy==2.3.5, torch==2.13.0
"""An image output takes no scale."""

import coremltools as ct
import torch
from observing import expect_failure


class Model(torch.nn.Module):
    def forward(self, x):
        return x * 2


example = torch.rand(1, 3, 8, 8)
traced = torch.jit.trace(Model().eval(), example)
inputs = [ct.TensorType(name="x", shape=example.shape)]
expect_failure(
    lambda: ct.convert(traced, inputs=inputs, outputs=[ct.ImageType(scale=255.0)]),
    "'scale' must be 1.0 for a output of ImageType",
)
