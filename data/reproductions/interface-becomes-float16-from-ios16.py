# requires: coremltools==9.0, numpy==2.3.5, torch==2.13.0
"""Inputs and outputs are float16 by default from target iOS16 on."""

import coremltools as ct
import torch
from observing import expect

traced = torch.jit.trace(torch.nn.ReLU(), torch.rand(1, 8))
FLOAT16, FLOAT32 = 65552, 65568


def dtypes(**arguments: object) -> tuple[int, int]:
    description = ct.convert(traced, inputs=[ct.TensorType(shape=(1, 8))], **arguments).get_spec().description
    return tuple(f.type.multiArrayType.dataType for f in (description.input[0], description.output[0]))


seen = {target.name: dtypes(minimum_deployment_target=target) for target in (ct.target.iOS15, ct.target.iOS16)}
fp32 = dtypes(minimum_deployment_target=ct.target.iOS16, compute_precision=ct.precision.FLOAT32)
expect(
    seen == {"iOS15": (FLOAT32, FLOAT32), "iOS16": (FLOAT16, FLOAT16)} and fp32 == (FLOAT32, FLOAT32),
    f"{seen}, with fp32 precision {fp32}",
)
