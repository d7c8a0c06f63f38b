# requires: coremltools==9.0, numpy==2.3.5, torch==2.13.0
"""A grayscale image taken as uint8 cannot leave the model as a tensor."""

import coremltools as ct
import torch
from observing import expect_failure


class Model(torch.nn.Module):
    def forward(self, x):
        return torch.transpose(x, -2, -1)


shape = (1, 1, 8, 6)
traced = torch.jit.trace(Model().eval(), torch.rand(*shape))
image = ct.ImageType(name="x", shape=shape, color_layout=ct.colorlayout.GRAYSCALE, grayscale_use_uint8=True)
expect_failure(
    lambda: ct.convert(
        traced, inputs=[image], outputs=[ct.TensorType(name="y")], minimum_deployment_target=ct.target.iOS17
    ),
    "has data type uint8. ML Program models only support fp32 and int32 outputs.",
)
