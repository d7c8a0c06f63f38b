# requires: coremltools==9.0, numpy==2.3.5, torch==2.13.0
"""An image with the channels last is refused."""

import coremltools as ct
import torch
from observing import expect_failure


class Model(torch.nn.Module):
    def forward(self, x):
        return x * 2


example = torch.rand(1, 8, 8, 3)
traced = torch.jit.trace(Model().eval(), example)
inputs = [ct.ImageType(name="x", shape=example.shape)]
expect_failure(
    lambda: ct.convert(traced, inputs=inputs), "must be of kind (1, 3, H, W), i.e., first two dimensions must be (1, 3)"
)
