# requires: coremltools==9.0, numpy==2.3.5, torch==2.13.0
"""One divided by a size of a traced tensor is refused, be it flexible or fixed."""

import coremltools as ct
import torch
from observing import expect_failure


class Model(torch.nn.Module):
    def forward(self, x):
        return x * (1 / x.shape[0])


traced = torch.jit.trace(Model().eval(), torch.rand(4, 8))
inputs = [ct.TensorType(name="x", shape=(ct.RangeDim(1, 8, default=4), 8))]
expect_failure(lambda: ct.convert(traced, inputs=inputs), "(op_type: inverse)", "['fp16', 'fp32'] but got int32")
