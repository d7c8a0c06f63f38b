# requires: coremltools==9.0, numpy==2.3.5
"""int8 tables of a convolution's weight are refused in a program for iOS26."""

import coremltools as ct
import coremltools.optimize.coreml as cto
import numpy as np
from coremltools.converters.mil import Builder as mb
from observing import expect_failure


@mb.program(input_specs=[mb.TensorSpec(shape=(1, 16, 8, 8))], opset_version=ct.target.iOS26)
def program(x):
    return mb.conv(x=x, weight=np.random.default_rng(0).random((32, 16, 3, 3), dtype=np.float32))


model = ct.convert(program, convert_to="mlprogram", minimum_deployment_target=ct.target.iOS26)
tables = cto.OptimizationConfig(cto.OpPalettizerConfig(mode="uniform", nbits=4, weight_threshold=0))
entries = cto.OptimizationConfig(cto.OpLinearQuantizerConfig(granularity="per_tensor", weight_threshold=0))
palettized = cto.palettize_weights(model, tables)
expect_failure(
    lambda: cto.linear_quantize_weights(palettized, entries, joint_compression=True),
    "Parameter 'data' and 'scale' need to have the same rank",
)
