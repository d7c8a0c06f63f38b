# requires: coremltools==9.0, numpy==2.3.5
"""rename_feature of outputs alone leaves the layer's name as it was."""

import coremltools as ct
from coremltools.converters.mil import Builder as mb
from observing import expect


@mb.program(input_specs=[mb.TensorSpec(shape=(10,))])
def program(x):
    return mb.relu(x=x, name="y")


specification = ct.convert(program, convert_to="neuralnetwork").get_spec()
ct.utils.rename_feature(specification, "y", "renamed", rename_inputs=False, rename_outputs=True)
described = specification.description.output[0].name
produced = [name for layer in specification.neuralNetwork.layers for name in layer.output]
expect(described == "renamed" and "renamed" not in produced, f"described {described}, produced {produced}")
