# requires: coremltools==9.0, numpy==2.3.5, torch==2.13.0
"""Two classifiers that were converted one by one merge, and each function keeps its labels."""

import tempfile
from pathlib import Path

import coremltools as ct
import torch
from observing import expect

shape = (1, 3)
traced = torch.jit.trace(torch.nn.Softmax(-1).eval(), torch.rand(shape))
with tempfile.TemporaryDirectory() as folder:
    descriptor = ct.utils.MultiFunctionDescriptor()
    for name in ("a", "b"):
        package = str(Path(folder) / f"{name}.mlpackage")
        ct.convert(
            traced,
            inputs=[ct.TensorType(shape=shape)],
            classifier_config=ct.ClassifierConfig(["x", "y", "z"]),
            minimum_deployment_target=ct.target.iOS18,
            skip_model_load=True,
        ).save(package)
        descriptor.add_function(package, "main", name)
    descriptor.default_function_name = "a"
    both = str(Path(folder) / "both.mlpackage")
    ct.utils.save_multifunction(descriptor, both)
    functions = ct.utils.load_spec(both).description.functions
labels = {function.name: function.predictedFeatureName for function in functions}
expect(labels == {"a": "classLabel", "b": "classLabel"}, f"predicted features: {labels}")
