# requires: coremltools==9.0, numpy==2.3.5, torch==2.13.0
"""pixel_unshuffle needs iOS16, and the default target is iOS15."""

import coremltools as ct
import torch
from observing import expect_failure


class Model(torch.nn.Module):
    def forward(self, x):
        return torch.nn.functional.pixel_unshuffle(x, 2)


example = torch.rand(1, 4, 8, 8)
traced = torch.jit.trace(Model().eval(), example)
inputs = [ct.TensorType(name="x", shape=example.shape)]
expect_failure(
    lambda: ct.convert(traced, inputs=inputs),
    "No available version for pixel_unshuffle in the coremltools.target.iOS15 opset.",
    "Please update the minimum_deployment_target to at least coremltools.target.iOS16",
)
