# requires: coremltools==9.0, numpy==2.3.5, torch==2.13.0
"""A transposed convolution needs a constant weight."""

import coremltools as ct
import torch
from observing import expect_failure


class Model(torch.nn.Module):
    def forward(self, x):
        return torch.nn.functional.conv_transpose2d(x, x[0].unsqueeze(0).transpose(0, 1)[:, :, :2, :2])


example = torch.rand(1, 3, 8, 8)
traced = torch.jit.trace(Model().eval(), example)
inputs = [ct.TensorType(name="x", shape=example.shape)]
expect_failure(lambda: ct.convert(traced, inputs=inputs), "must be const at compile time")
