# requires: coremltools==9.0, numpy==2.3.5, torch==2.13.0
"""A bilinear resize with antialias converts to the same program as one without."""

import coremltools as ct
import torch
from observing import expect


class Resize(torch.nn.Module):
    def __init__(self, antialias: bool) -> None:
        super().__init__()
        self.antialias = antialias

    def forward(self, x):
        return torch.nn.functional.interpolate(x, size=(4, 4), mode="bilinear", antialias=self.antialias)


example = torch.rand(1, 3, 8, 8)


def operations(antialias: bool) -> list[str]:
    traced = torch.jit.trace(Resize(antialias).eval(), example)
    model = ct.convert(traced, inputs=[ct.TensorType(shape=example.shape)])
    return [o.op_type for o in model._mil_program.functions["main"].operations if o.op_type != "const"]


difference = (Resize(True)(example) - Resize(False)(example)).abs().max().item()
plain, smoothed = operations(False), operations(True)
expect(plain == smoothed and difference > 0.01, f"both {plain}; in torch they differ by {difference:.3f}")
