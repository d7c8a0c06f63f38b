# requires: coremltools==9.0, numpy==2.3.5, torch==2.13.0
"""Twenty functions have no conversion; one of them."""

import coremltools as ct
import torch
from observing import expect_failure


class Model(torch.nn.Module):
    def forward(self, x):
        return torch.addcmul(x, x, x)


example = torch.rand(1, 3, 8, 8)
traced = torch.jit.trace(Model().eval(), example)
inputs = [ct.TensorType(name="x", shape=example.shape)]
expect_failure(lambda: ct.convert(traced, inputs=inputs), "PyTorch convert function for op 'addcmul' not implemented.")
