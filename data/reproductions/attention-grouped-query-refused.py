# requires: coremltools==9.0, numpy==2.3.5, torch==2.13.0
"""Attention with fewer key heads than query heads is refused."""

import coremltools as ct
import torch
from observing import expect_failure


class Attention(torch.nn.Module):
    def forward(self, q, k):
        return torch.nn.functional.scaled_dot_product_attention(q, k, k, enable_gqa=True)


q, k = torch.rand(1, 8, 4, 16), torch.rand(1, 2, 4, 16)
traced = torch.jit.trace(Attention().eval(), (q, k))
expect_failure(
    lambda: ct.convert(
        traced,
        inputs=[ct.TensorType(shape=q.shape), ct.TensorType(shape=k.shape)],
        minimum_deployment_target=ct.target.iOS18,
    ),
    "query, key, value must have a same batch dimension",
)
