# requires: coremltools==9.0, numpy==2.3.5, torch==2.13.0
"""A dilated pooling is refused."""

import coremltools as ct
import torch
from observing import expect_failure


class Model(torch.nn.Module):
    def forward(self, x):
        return torch.nn.functional.max_pool2d(x, 2, dilation=2)


example = torch.rand(1, 3, 8, 8)
traced = torch.jit.trace(Model().eval(), example)
inputs = [ct.TensorType(name="x", shape=example.shape)]
expect_failure(lambda: ct.convert(traced, inputs=inputs), "@max_pool does not support dilation > 1")
