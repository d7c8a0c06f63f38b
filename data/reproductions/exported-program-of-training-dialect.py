# requires: coremltools==9.0, numpy==2.3.5, torch==2.13.0
"""torch.export gives the TRAINING dialect, which convert refuses."""

import coremltools as ct
import torch
from observing import expect_failure

program = torch.export.export(torch.nn.ReLU().eval(), (torch.rand(1, 8),))
expect_failure(
    lambda: ct.convert(program),
    "Conversion for models with only ATEN or EDGE dialect is supported/tested. Provided Dialect: TRAINING.",
)
