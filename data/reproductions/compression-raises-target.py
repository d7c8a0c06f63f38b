# requires: coremltools==9.0, numpy==2.3.5
"""Compressing a program for iOS15 writes specification version 7 and opset CoreML6."""

import coremltools as ct
import coremltools.optimize.coreml as cto
import numpy as np
from coremltools.converters.mil import Builder as mb
from observing import expect


@mb.program(input_specs=[mb.TensorSpec(shape=(1, 256))], opset_version=ct.target.iOS15)
def program(x):
    return mb.linear(x=x, weight=np.random.default_rng(0).random((256, 256), dtype=np.float32))


def told(model: ct.models.MLModel) -> tuple[int, str]:
    specification = model.get_spec()
    return specification.specificationVersion, specification.mlProgram.functions["main"].opset


plain = ct.convert(program, convert_to="mlprogram", minimum_deployment_target=ct.target.iOS15)
configuration = cto.OptimizationConfig(global_config=cto.OpPalettizerConfig(mode="kmeans", nbits=4))
compressed = cto.palettize_weights(plain, configuration)
expect(
    told(plain) == (6, "CoreML5") and told(compressed) == (7, "CoreML6"),
    f"before {told(plain)}, after {told(compressed)}",
)
