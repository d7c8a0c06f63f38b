# requires: coremltools==9.0, numpy==2.3.5, torch==2.13.0
"""repeat_interleave with a tensor of repeats is refused."""

import coremltools as ct
import torch
from observing import expect_failure


class Model(torch.nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.register_buffer("repeats", torch.tensor([1, 2, 1]))

    def forward(self, x):
        return torch.repeat_interleave(x, self.repeats, dim=1)


example = torch.rand(1, 3, 8, 8)
traced = torch.jit.trace(Model().eval(), example)
inputs = [ct.TensorType(name="x", shape=example.shape)]
expect_failure(
    lambda: ct.convert(traced, inputs=inputs),
    "Conversion for torch.repeat_interleave with Tensor repeats has not been implemented",
)
