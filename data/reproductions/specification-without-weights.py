# requires: coremltools==9.0, numpy==2.3.5
"""A specification alone does not make an MLModel of an ML program."""

import coremltools as ct
from coremltools.converters.mil import Builder as mb
from observing import expect_failure


@mb.program(input_specs=[mb.TensorSpec(shape=(1, 8))], opset_version=ct.target.iOS15)
def program(x):
    return mb.relu(x=x)


specification = ct.convert(program, convert_to="mlprogram").get_spec()
expect_failure(
    lambda: ct.models.MLModel(specification),
    "MLModel of type mlProgram cannot be loaded just from the model spec object.",
)
