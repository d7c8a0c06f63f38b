# requires: coremltools==9.0, numpy==2.3.5, torch==2.13.0
"""avg_pool2d with divisor_override is refused."""

import coremltools as ct
import torch
from observing import expect_failure


class Model(torch.nn.Module):
    def forward(self, x):
        return torch.nn.functional.avg_pool2d(x, 3, divisor_override=10)


shapes = [(1, 3, 16, 16)]
traced = torch.jit.trace(Model().eval(), tuple(torch.rand(*shape) for shape in shapes))
inputs = [ct.TensorType(name=f"x{number}", shape=shape) for number, shape in enumerate(shapes)]
expect_failure(lambda: ct.convert(traced, inputs=inputs), "divisor_override is not supported for avg_pool2d")
