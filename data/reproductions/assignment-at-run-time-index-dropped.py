# requires: coremltools==9.0, numpy==2.3.5, torch==2.13.0
"""An assignment at an index that is an input vanishes, and the program returns its input."""

import coremltools as ct
import numpy as np
import torch
from observing import expect


class Model(torch.nn.Module):
    def forward(self, x, position, val):
        y = x.clone()
        y[:, position] = val
        return y


shapes = {"x": (2, 3), "position": (1,), "val": (2, 1)}
traced = torch.jit.trace(Model(), tuple(torch.ones(shape, dtype=torch.int32) for shape in shapes.values()))
inputs = [ct.TensorType(name=name, shape=shape, dtype=np.int32) for name, shape in shapes.items()]
model = ct.convert(traced, inputs=inputs, convert_to="mlprogram", skip_model_load=True)
main = model._mil_program.functions["main"]
names = [o.name for o in main.operations if o.op_type != "const"]
expect(main.outputs[0].name == "x" and "val_tmp" in names, f"operations: {names}; output: {main.outputs[0].name}")
