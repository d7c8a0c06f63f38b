# requires: coremltools==9.0, numpy==2.3.5, torch==2.13.0
"""A complex output is refused."""

import coremltools as ct
import torch
from observing import expect_failure


class Spectrum(torch.nn.Module):
    def forward(self, x):
        return torch.fft.fft(x)


traced = torch.jit.trace(Spectrum().eval(), torch.rand(2, 8))
expect_failure(
    lambda: ct.convert(traced, inputs=[ct.TensorType(shape=(2, 8))]),
    "MIL doesn't support complex data as model's output",
)
