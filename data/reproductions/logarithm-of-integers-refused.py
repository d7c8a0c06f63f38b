# requires: coremltools==9.0, numpy==2.3.5, torch==2.13.0
"""log2 of integers is refused."""

import coremltools as ct
import numpy as np
import torch
from observing import expect_failure


class Model(torch.nn.Module):
    def forward(self, x):
        return torch.log2(x)


traced = torch.jit.trace(Model().eval(), torch.ones(4, dtype=torch.int32))
inputs = [ct.TensorType(name="x", shape=(4,), dtype=np.int32)]
expect_failure(lambda: ct.convert(traced, inputs=inputs), "(op_type: log)", "['fp16', 'fp32'] but got tensor[4,int32]")
