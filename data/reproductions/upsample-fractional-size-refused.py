# requires: coremltools==9.0, numpy==2.3.5, torch==2.13.0
"""Linear upsampling to a size that is no whole number is refused."""

import coremltools as ct
import torch
from observing import expect_failure


class Model(torch.nn.Module):
    def forward(self, x):
        return torch.nn.functional.interpolate(x, scale_factor=5.3, mode="bilinear")


shapes = [(1, 3, 8, 8)]
traced = torch.jit.trace(Model().eval(), tuple(torch.rand(*shape) for shape in shapes))
inputs = [ct.TensorType(name=f"x{number}", shape=shape) for number, shape in enumerate(shapes)]
expect_failure(
    lambda: ct.convert(traced, inputs=inputs),
    "align_corners = False with float output size is not supported for the upsample op",
)
