# requires: coremltools==9.0, numpy==2.3.5, torch==2.13.0
"""compute_precision is refused for neural networks."""

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
    lambda: ct.convert(traced, inputs=inputs, convert_to="neuralnetwork", compute_precision=ct.precision.FLOAT16),
    "compute_precision is only supported for mlprogram target and must be None if target=='neuralnetwork'",
)
