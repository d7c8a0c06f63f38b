# requires: coremltools==9.0, numpy==2.3.5, torch==2.13.0
"""A transposed convolution with output padding and without padding ends in a TypeError."""

import coremltools as ct
import torch
from observing import expect_failure


class Model(torch.nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.conv = torch.nn.ConvTranspose2d(3, 3, 3, stride=2, padding=0, output_padding=1)

    def forward(self, x):
        return self.conv(x)


example = torch.rand(1, 3, 8, 8)
traced = torch.jit.trace(Model().eval(), example)
inputs = [ct.TensorType(name="x", shape=example.shape)]
expect_failure(lambda: ct.convert(traced, inputs=inputs), "TypeError", "'NoneType' object is not iterable")
