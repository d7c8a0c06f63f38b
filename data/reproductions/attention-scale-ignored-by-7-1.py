# requires: coremltools==7.1, numpy==1.26.4, torch==2.13.0
"""coremltools 7.1 multiplies queries by the default scale, whatever scale the source gives."""

import coremltools as ct
import torch
from observing import expect


class Attention(torch.nn.Module):
    def forward(self, x):
        return torch.nn.functional.scaled_dot_product_attention(x, x, x, scale=2.0)


traced = torch.jit.trace(Attention().eval(), torch.rand(1, 2, 4, 16))
program = ct.convert(traced, inputs=[ct.TensorType(shape=(1, 2, 4, 16))], convert_to="milinternal")
factor = float(program.functions["main"].find_ops(op_type="mul")[0].y.val)
expect(abs(factor - 16**-0.5) < 1e-6, f"queries are multiplied by {factor}, the source says 2.0")
