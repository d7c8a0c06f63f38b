# requires: coremltools==9.0, numpy==2.3.5, torch==2.13.0
"""istft has no conversion."""

import coremltools as ct
import torch
from observing import expect_failure


class Model(torch.nn.Module):
    def forward(self, x):
        return torch.istft(torch.complex(x[..., 0], x[..., 1]), n_fft=16, window=torch.ones(16))


example = torch.rand(1, 9, 8, 2)
traced = torch.jit.trace(Model().eval(), example)
inputs = [ct.TensorType(name="x", shape=example.shape)]
expect_failure(lambda: ct.convert(traced, inputs=inputs), "PyTorch convert function for op 'istft' not implemented.")
