# requires: coremltools==9.0, numpy==2.3.5, torch==2.13.0
"""torch.rand inside an exported program is refused."""

import coremltools as ct
import torch
from observing import expect_failure


class Model(torch.nn.Module):
    def forward(self, x):
        return x + torch.rand(4, 4)


exported = torch.export.export(Model().eval(), (torch.rand(4, 4),)).run_decompositions({})
expect_failure(lambda: ct.convert(exported), "not enough values to unpack (expected 5, got 1)")
