# requires: coremltools==9.0, numpy==2.3.5, torch==2.13.0
"""A list of scales for an image input is refused."""

import coremltools as ct
import torch
from observing import expect_failure


class Model(torch.nn.Module):
    def forward(self, x):
        return x * 2


example = torch.rand(1, 3, 8, 8)
traced = torch.jit.trace(Model().eval(), example)
inputs = [ct.ImageType(name="x", shape=example.shape, scale=[1.0, 2.0, 3.0])]
expect_failure(lambda: ct.convert(traced, inputs=inputs), "Incompatible dim 3 in shapes")
