# requires: coremltools==9.0, numpy==2.3.5, torch==2.13.0
"""scaled_dot_product_attention with a scale is written as four operations."""

import coremltools as ct
import torch
from observing import expect


class Attention(torch.nn.Module):
    def __init__(self, scale: float | None) -> None:
        super().__init__()
        self.scale = scale

    def forward(self, x):
        return torch.nn.functional.scaled_dot_product_attention(x, x, x, scale=self.scale)


def operations(scale: float | None) -> list[str]:
    traced = torch.jit.trace(Attention(scale).eval(), torch.rand(1, 2, 4, 8))
    model = ct.convert(
        traced,
        inputs=[ct.TensorType(shape=(1, 2, 4, 8))],
        minimum_deployment_target=ct.target.iOS18,
    )
    return [o.op_type for o in model._mil_program.functions["main"].operations if o.op_type != "const"]


without, given = operations(None), operations(8**-0.5)
fused = "scaled_dot_product_attention"
expect(fused in without and fused not in given and given.count("matmul") == 2, f"without: {without}; with: {given}")
