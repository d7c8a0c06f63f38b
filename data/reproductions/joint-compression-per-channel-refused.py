# requires: coremltools==9.0, numpy==2.3.5
"""The tables of a palettized model take one scale each; behind per-channel scales they stay as they are."""

import coremltools as ct
import coremltools.optimize.coreml as cto
import numpy as np
from coremltools.converters.mil import Builder as mb
from observing import expect


def palettized(target, *, per_channel_scale):
    @mb.program(input_specs=[mb.TensorSpec(shape=(1, 64))], opset_version=target)
    def program(x):
        return mb.linear(x=x, weight=np.random.default_rng(0).random((64, 64), dtype=np.float32))

    model = ct.convert(program, convert_to="mlprogram", minimum_deployment_target=target)
    config = cto.OpPalettizerConfig(
        mode="uniform", nbits=4, weight_threshold=0, enable_per_channel_scale=per_channel_scale
    )
    return cto.palettize_weights(model, cto.OptimizationConfig(config))


def quantized(model, granularity):
    config = cto.OptimizationConfig(cto.OpLinearQuantizerConfig(granularity=granularity, weight_threshold=0))
    return cto.linear_quantize_weights(model, config, joint_compression=True)


def kinds(model):
    return [each.op_type for each in model._mil_program.functions["main"].operations if "constexpr" in each.op_type]


def refused(model, granularity):
    try:
        quantized(model, granularity)
    except NotImplementedError as error:
        return "make sure to use per-tensor quantization" in str(error)
    return False


plain = [palettized(target, per_channel_scale=False) for target in (ct.target.iOS18, ct.target.iOS26)]
scaled18, scaled26 = (palettized(target, per_channel_scale=True) for target in (ct.target.iOS18, ct.target.iOS26))
observed = {
    "refused with per-channel scales": [refused(model, "per_channel") for model in plain],
    "taken with per-tensor scales": [len(kinds(quantized(model, "per_tensor"))) == 2 for model in plain],
    "unchanged for iOS18 behind per-channel scales": [
        kinds(quantized(scaled18, granularity)) == kinds(scaled18) for granularity in ("per_channel", "per_tensor")
    ],
    "changed for iOS26": [len(kinds(quantized(scaled26, "per_tensor"))) == len(kinds(scaled26)) + 1],
}
expect(all(all(each) for each in observed.values()), observed)
