# requires: coremltools==9.0, numpy==2.3.5, torch==2.13.0
"""grid_sample over a volume is refused."""

import coremltools as ct
import torch
from observing import expect_failure


class Model(torch.nn.Module):
    def forward(self, x):
        return torch.nn.functional.grid_sample(x, torch.zeros(1, 4, 4, 4, 3), align_corners=False)


example = torch.rand(1, 3, 4, 8, 8)
traced = torch.jit.trace(Model().eval(), example)
inputs = [ct.TensorType(name="x", shape=example.shape)]
expect_failure(
    lambda: ct.convert(traced, inputs=inputs),
    'input "x" to the "resample" op must be a rank 4 tensor. Got rank 5 tensor',
)
