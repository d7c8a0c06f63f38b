# requires: coremltools==9.0, numpy==2.3.5
"""A name that is no identifier is changed with a warning; rename_feature refuses one."""

import coremltools as ct
from coremltools.converters.mil import Builder as mb
from observing import expect


@mb.program(input_specs=[mb.TensorSpec(shape=(10,))])
def program(x):
    return mb.relu(x=x, name="out/1")


specification = ct.convert(program, convert_to="mlprogram").get_spec()
name = specification.description.output[0].name
try:
    ct.utils.rename_feature(specification, name, "a-b")
    refused = ""
except ValueError as error:
    refused = str(error)
expect(name == "out_1" and "must be of the format" in refused, f"out/1 became {name}; {refused}")
