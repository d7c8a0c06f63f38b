# requires: coremltools==9.0, numpy==2.3.5
"""Two programs for iOS15 that are merged become one for iOS18."""

import tempfile
from pathlib import Path

import coremltools as ct
from coremltools.converters.mil import Builder as mb
from observing import expect


@mb.program(input_specs=[mb.TensorSpec(shape=(1, 8))], opset_version=ct.target.iOS15)
def program(x):
    return mb.relu(x=x)


with tempfile.TemporaryDirectory() as name:
    folder = Path(name)
    ct.convert(program, convert_to="mlprogram", minimum_deployment_target=ct.target.iOS15).save(
        str(folder / "one.mlpackage")
    )
    descriptor = ct.utils.MultiFunctionDescriptor()
    for function in ("prefill", "decode"):
        descriptor.add_function(str(folder / "one.mlpackage"), src_function_name="main", target_function_name=function)
    descriptor.default_function_name = "decode"
    ct.utils.save_multifunction(descriptor, str(folder / "both.mlpackage"))
    specification = ct.utils.load_spec(str(folder / "both.mlpackage"))
opsets = sorted(function.opset for function in specification.mlProgram.functions.values())
expect(
    specification.specificationVersion == 9 and opsets == ["CoreML8", "CoreML8"],
    f"specification version {specification.specificationVersion}, opsets {opsets}",
)
