# requires: coremltools==9.0, numpy==2.3.5, torch==2.13.0
"""A neural network takes no computed weights in a convolution over volumes."""

import coremltools as ct
import torch
from observing import expect_failure


class Model(torch.nn.Module):
    def forward(self, x):
        return torch.nn.functional.conv3d(x, x[:, :, :2, :2, :2] * 2)


example = torch.rand(1, 3, 4, 8, 8)
traced = torch.jit.trace(Model().eval(), example)
inputs = [ct.TensorType(name="x", shape=example.shape)]
expect_failure(
    lambda: ct.convert(traced, inputs=inputs, convert_to="neuralnetwork"),
    "3D Convolution doesn't support dynamic weights.",
)
