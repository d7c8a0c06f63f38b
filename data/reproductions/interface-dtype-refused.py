# requires: coremltools==9.0, numpy==2.3.5
"""uint8 and int16 are refused where an input is declared."""

import coremltools as ct
import numpy as np
from observing import expect_failure

expect_failure(
    lambda: ct.TensorType(shape=(1, 3), dtype=np.uint8),
    "is unsupported for inputs/outputs of the model",
)
