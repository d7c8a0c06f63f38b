# requires: coremltools==9.0, numpy==2.3.5, torch==2.13.0
"""A floor division by 1 leaves nothing in the program."""

import coremltools as ct
import torch
from observing import expect


class Model(torch.nn.Module):
    def forward(self, x):
        return torch.floor_divide(x, 1.0)


traced = torch.jit.trace(Model().eval(), torch.rand(2, 3))
program = ct.convert(traced, inputs=[ct.TensorType(shape=(2, 3))], convert_to="milinternal")
names = [o.op_type for o in program.functions["main"].operations if o.op_type != "const"]
expect(set(names) <= {"cast"}, f"operations: {names}; the source rounds down")
