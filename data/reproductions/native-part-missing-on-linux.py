# requires: coremltools==9.0, numpy==2.3.5
"""On Linux coremltools converts and does not predict."""

import coremltools as ct
import numpy as np
from coremltools.converters.mil import Builder as mb
from observing import expect_failure


@mb.program(input_specs=[mb.TensorSpec(shape=(1, 8))])
def program(x):
    return mb.relu(x=x, name="y")


model = ct.convert(program, convert_to="mlprogram")
expect_failure(
    lambda: model.predict({"x": np.ones((1, 8), np.float32)}),
    "Model prediction is only supported on macOS version 10.13 or later.",
)
