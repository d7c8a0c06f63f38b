# requires: coremltools==9.0, numpy==2.3.5, torch==2.13.0
"""floor_divide of two int32 tensors ends in a cast to float32."""

import coremltools as ct
import numpy as np
import torch
from observing import expect


class Model(torch.nn.Module):
    def forward(self, x, y):
        return torch.floor_divide(x, y)


example = torch.ones(4, dtype=torch.int32)
traced = torch.jit.trace(Model().eval(), (example, example))
inputs = [ct.TensorType(name=name, shape=(4,), dtype=np.int32) for name in ("x", "y")]
model = ct.convert(traced, inputs=inputs, skip_model_load=True)
operations = [o for o in model._mil_program.functions["main"].operations if o.op_type != "const"]
told = [o.op_type for o in operations]
expect(told == ["floor_div", "cast"] and operations[1].dtype.val == "fp32", told)
