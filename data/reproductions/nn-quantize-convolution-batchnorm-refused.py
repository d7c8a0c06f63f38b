# requires: coremltools==9.0, numpy==2.3.5
"""Quantizing a neural network that has a batch normalization behind a convolution is refused."""

import numpy as np
from coremltools.models import MLModel, datatypes
from coremltools.models.neural_network import NeuralNetworkBuilder, quantization_utils
from observing import expect_failure

builder = NeuralNetworkBuilder([("x", datatypes.Array(3, 8, 8))], [("y", None)])
weights = np.ones((3, 3, 3, 4), dtype=np.float32)
builder.add_convolution("conv", 3, 4, 3, 3, 1, 1, "same", 1, weights, None, False, input_name="x", output_name="h")
four = np.ones(4)
builder.add_batchnorm("norm", 4, four, four, four, four, input_name="h", output_name="y")
model = MLModel(builder.spec, skip_model_load=True)
expect_failure(lambda: quantization_utils.quantize_weights(model, 8), "TypeError", "has type ndarray")
