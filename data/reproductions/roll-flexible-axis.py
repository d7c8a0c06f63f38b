# requires: coremltools==9.0, numpy==2.3.5, torch==2.13.0
"""Rolling along a flexible axis is written with mod and two range_1d operations, along a static one with one gather."""

import coremltools as ct
import torch
from observing import expect


class Model(torch.nn.Module):
    def forward(self, x):
        return torch.roll(x, 1, dims=1)


def operations(length) -> list[str]:
    traced = torch.jit.trace(Model().eval(), torch.rand(1, 8, 4))
    model = ct.convert(traced, inputs=[ct.TensorType(name="x", shape=(1, length, 4))], skip_model_load=True)
    return [o.op_type for o in model._mil_program.functions["main"].operations if o.op_type != "const"]


flexible, static = operations(ct.RangeDim(1, 16, default=8)), operations(8)
holds = flexible.count("range_1d") == 2 and "mod" in flexible and "range_1d" not in static
expect(holds, f"flexible: {flexible}; static: {static}")
