# requires: coremltools==9.0, numpy==2.3.5, torch==2.13.0
"""An exclusive cumsum of a constant is refused."""

import numpy as np
from coremltools.converters.mil import Builder as mb
from observing import expect_failure


def build() -> object:
    @mb.program(input_specs=[mb.TensorSpec(shape=(4,))])
    def program(x):
        return mb.add(x=x, y=mb.cumsum(x=np.ones(4, dtype=np.float32), axis=0, exclusive=True))

    return program


expect_failure(build, "TypeError", "Cannot construct a dtype from an array")
