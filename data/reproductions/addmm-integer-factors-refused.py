# requires: coremltools==9.0, numpy==2.3.5, torch==2.13.0
"""addmm with an integer beta is refused."""

import coremltools as ct
import torch
from observing import expect_failure


class Model(torch.nn.Module):
    def forward(self, x, y, z):
        return torch.addmm(x, y, z, beta=5)


shapes = [(8, 8)] * 3
traced = torch.jit.trace(Model().eval(), tuple(torch.rand(*shape) for shape in shapes))
inputs = [ct.TensorType(name=f"x{number}", shape=shape) for number, shape in enumerate(shapes)]
expect_failure(lambda: ct.convert(traced, inputs=inputs), "y has dtype int32 whereas x has dtype fp32")
