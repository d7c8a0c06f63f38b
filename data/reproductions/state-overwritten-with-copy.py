# requires: coremltools==9.0, numpy==2.3.5, torch==2.13.0
"""A state buffer that copy_ overwrites as a whole."""

import coremltools as ct
import torch
from observing import expect_failure


class Holder(torch.nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.register_buffer("held", torch.zeros(4))

    def forward(self, x):
        self.held.copy_(x)
        return self.held * 2


traced = torch.jit.trace(Holder().eval(), torch.ones(4))
state = ct.StateType(wrapped_type=ct.TensorType(shape=(4,)), name="held")
expect_failure(
    lambda: ct.convert(
        traced,
        inputs=[ct.TensorType(shape=(4,))],
        states=[state],
        minimum_deployment_target=ct.target.iOS18,
    ),
    "No matching select or slice.",
)
