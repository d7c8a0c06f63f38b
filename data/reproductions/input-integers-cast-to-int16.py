# requires: coremltools==9.0, numpy==2.3.5, torch==2.13.0
"""Token numbers pass through 16 bits on their way through a squeeze into a large embedding."""

import coremltools as ct
import numpy as np
import torch
from observing import expect


class Model(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.table = torch.nn.Embedding(100_000, 4)

    def forward(self, ids):
        return self.table(ids.squeeze(0))


def dtype_of_squeeze(pipeline):
    converted = ct.convert(
        traced,
        inputs=[ct.TensorType(name="ids", shape=example.shape, dtype=np.int32)],
        minimum_deployment_target=ct.target.iOS17,
        pass_pipeline=pipeline,
    )
    (squeeze,) = converted._mil_program.functions["main"].find_ops(op_type="squeeze")
    return ct.converters.mil.mil.types.builtin_to_string(squeeze.x.dtype)


example = torch.zeros(1, 8, dtype=torch.int32)
traced = torch.jit.trace(Model().eval(), example)
without = ct.PassPipeline.DEFAULT
without.remove_passes({"common::add_int16_cast"})
observed = {"as usual": dtype_of_squeeze(ct.PassPipeline.DEFAULT), "without the pass": dtype_of_squeeze(without)}
expect(observed == {"as usual": "int16", "without the pass": "int32"}, observed)
