# requires: coremltools==8.1, numpy==2.3.5, torch==2.13.0
"""A linspace with ends from the input is written as a range of a fractional step and a joined end."""

import coremltools as ct
import torch
from observing import expect


class Model(torch.nn.Module):
    def forward(self, x):
        return torch.linspace(x[0], x[1], 8)


traced = torch.jit.trace(Model().eval(), torch.tensor([0.0, 2.0]))
program = ct.convert(traced, inputs=[ct.TensorType(shape=(2,))], convert_to="milinternal")
main = program.functions["main"]
spans = main.find_ops(op_type="range_1d")
steps = [span.step.op.op_type for span in spans]
joined = [child.op_type for span in spans for child in span.outputs[0].child_ops]
expect(steps == ["mul"] and joined == ["concat"], f"ranges with the step from {steps}, taken by {joined}")
