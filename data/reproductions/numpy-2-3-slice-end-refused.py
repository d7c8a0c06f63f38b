# requires: coremltools==8.3.0, numpy==2.3.5, torch==2.13.0
"""A slice that ends at a flexible size is refused by numpy 2.3."""

import coremltools as ct
import torch
from observing import expect_failure


class WithoutTheLastTwo(torch.nn.Module):
    def forward(self, x):
        return x[:, : x.shape[1] - 2] * 2


traced = torch.jit.trace(WithoutTheLastTwo(), (torch.rand(1, 8),))
expect_failure(
    lambda: ct.convert(
        traced,
        inputs=[ct.TensorType(name="x", shape=(1, ct.RangeDim(4, 16)))],
        minimum_deployment_target=ct.target.iOS15,
    ),
    "dtype attribute is not a valid dtype instance",
)
