# requires: coremltools==9.0, numpy==2.3.5
"""same_lower is refused in a program that is built for iOS15, and written in one that is only converted for it."""

import coremltools as ct
from coremltools.converters.mil import Builder as mb
from observing import expect


def pooled(**built_for):
    @mb.program(input_specs=[mb.TensorSpec(shape=(1, 3, 8, 8))], **built_for)
    def program(x):
        return mb.max_pool(x=x, kernel_sizes=[2, 2], pad_type="same_lower")

    return program


try:
    pooled(opset_version=ct.target.iOS15)
    refusal = "none"
except ValueError as error:
    refusal = str(error)
main = ct.convert(pooled(), minimum_deployment_target=ct.target.iOS15).get_spec().mlProgram.functions["main"]
written = "same_lower" in str(main.block_specializations[main.opset])
expect("same_lower" in refusal and main.opset == "CoreML5" and written, f"{refusal}; {main.opset}, written {written}")
