# requires: coremltools==9.0, numpy==2.3.5, torch==2.13.0
"""A matrix product with int16 weights of an exported program is refused."""

import coremltools as ct
import torch
from observing import expect_failure


class Model(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.weight = torch.nn.Parameter(torch.ones(8, 8, dtype=torch.int16), requires_grad=False)

    def forward(self, x):
        return torch.mm(x, self.weight)


example = (torch.ones(8, 8, dtype=torch.int16),)
exported = torch.export.export(Model().eval(), example).run_decompositions({})
expect_failure(lambda: ct.convert(exported), "['fp16', 'fp32', 'int32', 'bool'] but got tensor[8,8,int16]")
