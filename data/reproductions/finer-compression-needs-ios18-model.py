# requires: coremltools==9.0, numpy==2.3.5
"""4-bit quantization of a program for iOS17 is refused."""

import coremltools as ct
import coremltools.optimize.coreml as cto
import numpy as np
from coremltools.converters.mil import Builder as mb
from observing import expect_failure


@mb.program(input_specs=[mb.TensorSpec(shape=(1, 256))], opset_version=ct.target.iOS17)
def program(x):
    return mb.linear(x=x, weight=np.random.default_rng(0).random((256, 256), dtype=np.float32))


model = ct.convert(program, convert_to="mlprogram", minimum_deployment_target=ct.target.iOS17)
configuration = cto.OptimizationConfig(global_config=cto.OpLinearQuantizerConfig(dtype="int4"))
expect_failure(
    lambda: cto.linear_quantize_weights(model, configuration),
    "The 4-bit quantization is supported since iOS18. Please re-convert your model",
)
