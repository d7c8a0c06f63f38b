# requires: coremltools==9.0, numpy==2.3.5, torch==2.13.0
"""An LSTM of two layers that is called twice with its own state is refused."""

import coremltools as ct
import torch
from observing import expect_failure


class Model(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.rnn = torch.nn.LSTM(10, 20, 2, batch_first=True)

    def forward(self, x, h, c):
        state = (h, c)
        for _ in range(2):
            output, state = self.rnn(x, state)
        return output


shapes = [(3, 1, 10), (2, 3, 20), (2, 3, 20)]
traced = torch.jit.trace(Model().eval(), tuple(torch.rand(*shape) for shape in shapes))
inputs = [ct.TensorType(name=f"x{number}", shape=shape) for number, shape in enumerate(shapes)]
expect_failure(lambda: ct.convert(traced, inputs=inputs), "Cannot delete op", "lstm_h0_squeeze")
