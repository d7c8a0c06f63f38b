# requires: coremltools==9.0, numpy==2.3.5
"""An enumeration needs two shapes."""

import coremltools as ct
from observing import expect_failure

expect_failure(
    lambda: ct.EnumeratedShapes(shapes=[(1, 3)]),
    "EnumeratedShapes should be take a list or tuple with len >= 2, got 1 instead",
)
