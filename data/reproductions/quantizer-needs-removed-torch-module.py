# requires: coremltools==9.0, numpy==2.3.5, torch==2.13.0
"""The quantizer of optimize.torch imports a module that torch has removed."""

import importlib

from observing import expect_failure

expect_failure(
    lambda: importlib.import_module("coremltools.optimize.torch.quantization._coreml_quantizer"),
    "No module named 'torch.ao.quantization.quantizer'",
)
