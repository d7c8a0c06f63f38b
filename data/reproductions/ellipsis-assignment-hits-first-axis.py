# requires: coremltools==9.0, numpy==2.3.5, torch==2.13.0
"""A value assigned through an ellipsis is written to the first axis of a traced model, not to the last."""

import coremltools as ct
import torch
from observing import expect


class Model(torch.nn.Module):
    def forward(self, x):
        y = x.clone()
        y[..., 0] = 7.0
        return y


traced = torch.jit.trace(Model(), torch.ones(2, 3))
program = ct.convert(traced, inputs=[ct.TensorType(shape=(2, 3))], convert_to="milinternal")
(scatter,) = [o for o in program.functions["main"].operations if o.op_type == "scatter"]
written = sorted(scatter.indices.val.flatten().tolist())
expect(written == [0, 1, 2], f"elements written of [2, 3], in a row: {written}; the source says [0, 3]")
