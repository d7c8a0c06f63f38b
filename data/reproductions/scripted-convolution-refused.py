# requires: coremltools==9.0, numpy==2.3.5, torch==2.13.0
"""A scripted convolution without bias is refused."""

import coremltools as ct
import torch
from observing import expect_failure

scripted = torch.jit.script(torch.nn.Conv2d(2, 3, 1, bias=False).eval())
inputs = [ct.TensorType(name="x", shape=(1, 2, 4, 5))]
expect_failure(lambda: ct.convert(scripted, inputs=inputs), "bias has dtype str whereas x has dtype fp32")
