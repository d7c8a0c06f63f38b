# requires: coremltools==9.0, numpy==2.3.5, torch==2.13.0
"""A state whose name is no buffer of the model is refused."""

import coremltools as ct
import torch
from observing import expect_failure


class Accumulator(torch.nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.register_buffer("total", torch.zeros(1))

    def forward(self, x):
        self.total.add_(x)
        return self.total * 2


traced = torch.jit.trace(Accumulator().eval(), torch.ones(1))
state = ct.StateType(wrapped_type=ct.TensorType(shape=(1,)), name="sum")
expect_failure(
    lambda: ct.convert(
        traced,
        inputs=[ct.TensorType(shape=(1,))],
        states=[state],
        minimum_deployment_target=ct.target.iOS18,
    ),
    "not provided or not found in the source torch model",
)
