# requires: coremltools==9.0, numpy==2.3.5, torch==2.13.0
"""convert without arguments gives an ML program for iOS15."""

import coremltools as ct
import torch
from observing import expect

traced = torch.jit.trace(torch.nn.ReLU(), torch.rand(1, 8))
specification = ct.convert(traced, inputs=[ct.TensorType(shape=(1, 8))]).get_spec()
kind = specification.WhichOneof("Type")
expect(
    kind == "mlProgram" and specification.specificationVersion == 6,
    f"{kind}, specification version {specification.specificationVersion}",
)
