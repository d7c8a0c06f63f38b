# requires: coremltools==9.0, numpy==2.3.5, torch==2.13.0
"""meshgrid of a linspace that is divided by a size of the input is refused."""

import coremltools as ct
import torch
from observing import expect_failure


class Model(torch.nn.Module):
    def forward(self, x):
        h, w = x.shape[-2:]
        grid_y = torch.linspace(0.5, h - 0.5, steps=h) / h
        grid_x = torch.linspace(0.5, w - 0.5, steps=w) / w
        grid_y, grid_x = torch.meshgrid(grid_y, grid_x, indexing="ij")
        return x + grid_y + grid_x


traced = torch.jit.trace(Model().eval(), torch.rand(8, 8))
expect_failure(
    lambda: ct.convert(traced, inputs=[ct.TensorType(name="x", shape=(8, 8))]), "meshgrid received non-1d tensor."
)
