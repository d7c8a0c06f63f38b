# requires: coremltools==9.0, numpy==2.3.5, torch==2.13.0
"""A traced model that returns its parameter is refused."""

import coremltools as ct
import torch
from observing import expect_failure


class Model(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.weight = torch.nn.Parameter(torch.rand(3))

    def forward(self, x):
        return x + 1, self.weight


traced = torch.jit.trace(Model().eval(), torch.rand(3))
expect_failure(
    lambda: ct.convert(traced, inputs=[ct.TensorType(name="x", shape=(3,))]), "should not be in the graph outputs."
)
