# requires: coremltools==9.0, numpy==2.4.6, torch==2.13.0
"""int() of a product of sizes fails with numpy 2.4."""

import coremltools as ct
import torch
from observing import expect_failure


class Flatten(torch.nn.Module):
    def forward(self, x):
        count = x.shape[2] * x.shape[3]
        return x.view(x.shape[0], x.shape[1], count)


example = torch.rand(1, 3, 8, 8)
traced = torch.jit.trace(Flatten(), example)
expect_failure(
    lambda: ct.convert(traced, inputs=[ct.TensorType(shape=example.shape)]),
    "only 0-dimensional arrays can be converted to Python scalars",
)
