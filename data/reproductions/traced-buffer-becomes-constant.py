# requires: coremltools==9.0, numpy==2.3.5, torch==2.13.0
"""A buffer that a traced model changes is a constant without states."""

import coremltools as ct
import torch
from observing import expect


class Accumulator(torch.nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.register_buffer("total", torch.zeros(1))

    def forward(self, x):
        self.total.add_(x)
        return self.total * 2


traced = torch.jit.trace(Accumulator().eval(), torch.ones(1))
model = ct.convert(traced, inputs=[ct.TensorType(shape=(1,))], minimum_deployment_target=ct.target.iOS18)
operations = [operation.op_type for operation in model._mil_program.functions["main"].operations]
states = len(model.get_spec().description.state)
expect(states == 0 and "coreml_update_state" not in operations, f"{states} states; {operations}")
