# requires: coremltools==9.0, numpy==2.3.5
"""Names of outputs are ignored for a MIL program."""

import coremltools as ct
from coremltools.converters.mil import Builder as mb
from observing import expect


@mb.program(input_specs=[mb.TensorSpec(shape=(10,))])
def program(x):
    return mb.slice_by_index(x=x, begin=[5], end=[7])


model = ct.convert(program, convert_to="mlprogram", outputs=[ct.TensorType(name="y")])
names = [output.name for output in model.get_spec().description.output]
expect(names != ["y"], f"outputs: {names}")
