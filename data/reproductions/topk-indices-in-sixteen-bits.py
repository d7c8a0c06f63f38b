# requires: coremltools==9.0, numpy==2.3.5, torch==2.13.0
"""topk over 65537 values has indices of 16 bits."""

import coremltools as ct
import torch
from observing import expect


class Model(torch.nn.Module):
    def forward(self, x):
        return torch.topk(x, 5)[1]


def indices_of(pipeline):
    converted = ct.convert(
        traced,
        inputs=[ct.TensorType(name="x", shape=example.shape)],
        minimum_deployment_target=ct.target.iOS17,
        pass_pipeline=pipeline,
    )
    (topk,) = converted._mil_program.functions["main"].find_ops(op_type="topk")
    return topk.output_indices_dtype.val


example = torch.rand(1, 65537)
traced = torch.jit.trace(Model().eval(), example)
without = ct.PassPipeline.DEFAULT
without.remove_passes({"common::add_int16_cast"})
observed = {"as usual": indices_of(ct.PassPipeline.DEFAULT), "without the pass": indices_of(without)}
expect(observed == {"as usual": "uint16", "without the pass": "int32"}, observed)
