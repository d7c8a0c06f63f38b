# requires: coremltools==9.0, numpy==2.3.5
"""optimize.coreml refuses a neural network."""

import coremltools as ct
import coremltools.optimize.coreml as cto
import numpy as np
from coremltools.converters.mil import Builder as mb
from observing import expect_failure


@mb.program(input_specs=[mb.TensorSpec(shape=(1, 256))])
def program(x):
    return mb.linear(x=x, weight=np.ones((256, 256), np.float32))


network = ct.convert(program, convert_to="neuralnetwork")
configuration = cto.OptimizationConfig(global_config=cto.OpLinearQuantizerConfig())
expect_failure(
    lambda: cto.linear_quantize_weights(network, configuration),
    "TypeError",
    "coremltools.optimize.coreml are meant to be used only with mlprogram typed coreml models",
)
