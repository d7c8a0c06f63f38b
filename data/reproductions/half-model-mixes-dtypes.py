# requires: coremltools==9.0, numpy==2.3.5, torch==2.13.0
"""A convolution in half precision is refused for its bias."""

import coremltools as ct
import numpy as np
import torch
from observing import expect_failure

traced = torch.jit.trace(torch.nn.Conv2d(1, 2, 3).half().eval(), torch.rand(1, 1, 8, 8).half())
expect_failure(
    lambda: ct.convert(
        traced,
        inputs=[ct.TensorType(shape=(1, 1, 8, 8), dtype=np.float16)],
        minimum_deployment_target=ct.target.iOS16,
    ),
    "However, bias has dtype fp16 whereas x has dtype fp32.",
)
