# requires: coremltools==9.0, numpy==2.3.5, torch==2.13.0
"""The inverse of a matrix that depends on an input is refused."""

import coremltools as ct
import torch
from observing import expect_failure


class Model(torch.nn.Module):
    def forward(self, x):
        return torch.linalg.inv(x)


example = torch.rand(4, 4)
traced = torch.jit.trace(Model().eval(), example)
inputs = [ct.TensorType(name="x", shape=example.shape)]
expect_failure(
    lambda: ct.convert(traced, inputs=inputs),
    "For non-const input, the lowering for Torch `linalg_inv` op is not supported",
)
