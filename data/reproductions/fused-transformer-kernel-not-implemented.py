# requires: coremltools==9.0, numpy==2.3.5, torch==2.13.0
"""A transformer layer traced through torch's fused path does not convert."""

import coremltools as ct
import torch
from observing import expect_failure

layer = torch.nn.TransformerEncoderLayer(8, 2, 16, batch_first=True).eval()
with torch.no_grad():
    traced = torch.jit.trace(layer, torch.rand(1, 4, 8))
expect_failure(
    lambda: ct.convert(traced, inputs=[ct.TensorType(shape=(1, 4, 8))]),
    "PyTorch convert function for op '_transformer_encoder_layer_fwd' not implemented.",
)
