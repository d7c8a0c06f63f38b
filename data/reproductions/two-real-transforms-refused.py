# requires: coremltools==9.0, numpy==2.3.5, torch==2.13.0
"""Two real Fourier transforms of one input, of which each gives another part, stop the conversion; one does not."""

import coremltools as ct
import torch
from observing import expect_failure


class Two(torch.nn.Module):
    def forward(self, x):
        return torch.fft.rfft(x).real, torch.fft.rfft(x).imag


class One(torch.nn.Module):
    def forward(self, x):
        transformed = torch.fft.rfft(x)
        return transformed.real, transformed.imag


def convert(module):
    traced = torch.jit.trace(module.eval(), torch.rand(1, 16))
    return ct.convert(traced, inputs=[ct.TensorType(name="x", shape=(1, 16))], skip_model_load=True)


convert(One())
expect_failure(lambda: convert(Two()), "missing essential scopes")
