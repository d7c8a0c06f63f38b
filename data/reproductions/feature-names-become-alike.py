# requires: coremltools==9.0, numpy==2.3.5
"""Two output names that become the same identifier stop the conversion."""

import coremltools as ct
from coremltools.converters.mil import Builder as mb
from observing import expect_failure


@mb.program(input_specs=[mb.TensorSpec(shape=(10,))])
def program(x):
    return mb.relu(x=x, name="out/1"), mb.sigmoid(x=x, name="out_1")


expect_failure(
    lambda: ct.convert(program, convert_to="mlprogram"),
    "Var names ['out_1'] is used both as function's input and output",
)
