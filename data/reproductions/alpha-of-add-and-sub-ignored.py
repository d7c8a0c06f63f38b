# requires: coremltools==9.0, numpy==2.3.5, torch==2.13.0
"""The alpha of torch.sub is left out when a program from torch.export is converted."""

import coremltools as ct
import torch
from observing import expect


class Model(torch.nn.Module):
    def forward(self, x, y):
        return torch.sub(x, y, alpha=5)


exported = torch.export.export(Model().eval(), (torch.rand(2, 3), torch.rand(2, 3))).run_decompositions({})
program = ct.convert(exported, convert_to="milinternal")
names = [o.op_type for o in program.functions["main"].operations if o.op_type != "const"]
expect("sub" in names and "mul" not in names, f"operations: {names}; the source says x - 5 * y")
