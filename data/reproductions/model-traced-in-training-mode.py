# requires: coremltools==9.0, numpy==2.3.5, torch==2.13.0
"""Batch normalization that is traced in training mode takes mean and variance of its input."""

import coremltools as ct
import torch
from observing import expect

model = torch.nn.Sequential(torch.nn.BatchNorm2d(2)).train().requires_grad_(False)
traced = torch.jit.trace(model, torch.rand(2, 2, 4, 4), check_trace=False)
program = ct.convert(traced, inputs=[ct.TensorType(shape=(2, 2, 4, 4))], convert_to="milinternal")
names = [o.op_type for o in program.functions["main"].operations if o.op_type != "const"]
expect(names.count("reduce_mean") == 2 and "batch_norm" not in names, f"operations: {names}")
