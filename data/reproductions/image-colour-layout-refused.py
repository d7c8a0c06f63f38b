# requires: coremltools==9.0, numpy==2.3.5
"""There is no image layout with alpha."""

import coremltools as ct
from observing import expect_failure

expect_failure(
    lambda: ct.ImageType(shape=(1, 4, 8, 8), color_layout="RGBA"),
    "color_layout should be an enum of type ct.colorlayout",
)
