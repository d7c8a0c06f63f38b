# requires: coremltools==9.0, numpy==2.3.5, torch==2.13.0
"""view_as_complex has no conversion."""

import coremltools as ct
import torch
from observing import expect_failure


class Model(torch.nn.Module):
    def forward(self, x):
        return torch.view_as_complex(x).real


example = torch.rand(1, 4, 2)
traced = torch.jit.trace(Model().eval(), example)
inputs = [ct.TensorType(name="x", shape=example.shape)]
expect_failure(
    lambda: ct.convert(traced, inputs=inputs), "PyTorch convert function for op 'view_as_complex' not implemented."
)
