# requires: coremltools==9.0, numpy==2.3.5, torch==2.13.0
"""masked_scatter has no conversion before 9.1.dev1."""

import coremltools as ct
import torch
from observing import expect_failure


class Model(torch.nn.Module):
    def forward(self, x):
        return x.masked_scatter(x > 0.5, x * 2)


example = torch.rand(1, 3, 8, 8)
traced = torch.jit.trace(Model().eval(), example)
inputs = [ct.TensorType(name="x", shape=example.shape)]
expect_failure(
    lambda: ct.convert(traced, inputs=inputs), "PyTorch convert function for op 'masked_scatter' not implemented."
)
