# requires: coremltools==9.0, numpy==2.3.5, torch==2.13.0
"""gelu with the tanh approximation becomes the exact one for an exported program."""

import coremltools as ct
import torch
from observing import expect

model, example = torch.nn.GELU(approximate="tanh").eval(), torch.rand(2, 8)
exported = torch.export.export(model, (example,)).run_decompositions({})
traced = torch.jit.trace(model, example)


def mode(source: object) -> str:
    program = ct.convert(source, inputs=[ct.TensorType(shape=example.shape)], convert_to="milinternal")
    return program.functions["main"].find_ops(op_type="gelu")[0].mode.val


modes = {"exported": mode(exported), "traced": mode(traced)}
expect(modes == {"exported": "EXACT", "traced": "TANH_APPROXIMATION"}, modes)
