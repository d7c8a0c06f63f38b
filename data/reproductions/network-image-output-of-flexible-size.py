# requires: coremltools==9.0, numpy==2.3.5, torch==2.13.0
"""A neural network has no image output of flexible size."""

import coremltools as ct
import torch
from observing import expect_failure


class Model(torch.nn.Module):
    def forward(self, x):
        return x * 2


example = torch.rand(1, 3, 8, 8)
traced = torch.jit.trace(Model().eval(), example)
inputs = [ct.TensorType(name="x", shape=(1, 3, ct.RangeDim(8, 16), 8))]
expect_failure(
    lambda: ct.convert(traced, inputs=inputs, outputs=[ct.ImageType()], convert_to="neuralnetwork"),
    "has symbolic dimensions in its shape",
)
