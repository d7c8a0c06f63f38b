# requires: coremltools==9.0, numpy==2.3.5, torch==2.13.0
"""An LSTM with a projection is refused."""

import coremltools as ct
import torch
from observing import expect_failure


class Model(torch.nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.lstm = torch.nn.LSTM(8, 16, proj_size=4)

    def forward(self, x):
        return self.lstm(x)[0]


example = torch.rand(5, 1, 8)
traced = torch.jit.trace(Model().eval(), example)
inputs = [ct.TensorType(name="x", shape=example.shape)]
expect_failure(
    lambda: ct.convert(traced, inputs=inputs), "Incorrect weights shape for lstm layer: Expected: 4. Received 5"
)
