# requires: coremltools==9.0, numpy==2.3.5, torch==2.13.0
"""einsum with an ellipsis is refused."""

import coremltools as ct
import torch
from observing import expect_failure


class Model(torch.nn.Module):
    def forward(self, x, y):
        return torch.einsum("...,f->...f", x, y)


shapes = [(2, 3), (4,)]
traced = torch.jit.trace(Model().eval(), tuple(torch.rand(*shape) for shape in shapes))
inputs = [ct.TensorType(name=f"x{number}", shape=shape) for number, shape in enumerate(shapes)]
expect_failure(lambda: ct.convert(traced, inputs=inputs), "perm should have the same length as rank(x): 3 != 2")
