# requires: coremltools==9.0, numpy==2.3.5, torch==2.13.0
"""A cast to bfloat16 in a traced model ends in a KeyError."""

import coremltools as ct
import torch
from observing import expect_failure


class Model(torch.nn.Module):
    def forward(self, x):
        return (x.to(torch.bfloat16) * 2).float()


example = torch.rand(1, 3, 8, 8)
traced = torch.jit.trace(Model().eval(), example)
inputs = [ct.TensorType(name="x", shape=example.shape)]
expect_failure(lambda: ct.convert(traced, inputs=inputs), "KeyError", "15")
