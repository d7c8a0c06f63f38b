# requires: coremltools==9.0, numpy==2.3.5, torch==2.13.0
"""An exported buffer that changes becomes a state, even with states=[]."""

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


program = torch.export.export(Accumulator().eval(), (torch.ones(1),)).run_decompositions({})
model = ct.convert(program, states=[], minimum_deployment_target=ct.target.iOS18)
states = [(state.name, state.type.stateType.arrayType.dataType) for state in model.get_spec().description.state]
expect(len(states) == 1, f"states: {states}")
