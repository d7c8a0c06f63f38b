"""One ML program for each target, with every operation that coremltools can build for it, in its plainest form."""

import gc
import warnings
from collections.abc import Callable, Iterator, Mapping
from typing import Any

# Operations that do not stand in the common program, and why.
APART = {
    "_const_symbolic": "a constant that is not known yet, inside the converter only",
    **dict.fromkeys(("read_state", "write_state"), "need a state: `build_with_state`"),
    "classify": "the converter writes it for a classifier: `build_classifier`",
}
Built = Callable[[Any, Any], Any]

PLAIN = """
    gelu relu relu6 sigmoid silu softmax softplus softsign
    abs acos asin atan atanh ceil cos cosh erf exp exp2 floor inverse log round rsqrt sign sin sinh sqrt square tan tanh
    argsort band_part cumsum flatten2d identity instance_norm l2_norm non_zero resize_bilinear reverse shape squeeze
    topk reduce_argmax reduce_argmin reduce_l1_norm reduce_l2_norm reduce_log_sum reduce_log_sum_exp reduce_max
    reduce_mean reduce_min reduce_prod reduce_sum reduce_sum_square
"""
BINARY = """
    add equal floor_div greater greater_equal less less_equal maximum minimum mod mul not_equal pow real_div sub
"""
UNARY: dict[str, dict[str, object]] = {
    **{name: {} for name in PLAIN.split()},
    **{name: {"alpha": 0.5} for name in ("elu", "leaky_relu", "thresholded_relu")},
    **{
        name: {"alpha": 0.5, "beta": 2.0}
        for name in ("clamped_relu", "linear_activation", "scaled_tanh", "sigmoid_hard")
    },
    "clip": {"alpha": 0.0, "beta": 1.0},
    "threshold": {"alpha": 0.5},
    "cast": {"dtype": "int32"},
    "layer_norm": {"axes": [1]},
    "local_response_norm": {"size": 3},
    **{name: {"kernel_sizes": [2, 2], "pad_type": "valid"} for name in ("avg_pool", "l2_pool", "max_pool")},
    "crop": {"crop_height": [1, 1], "crop_width": [1, 1]},
    "resize_nearest_neighbor": {"target_size_height": 4, "target_size_width": 4},
    "upsample_bilinear": {"scale_factor_height": 2, "scale_factor_width": 2},
    "upsample_nearest_neighbor": {"scale_factor_height": 2, "scale_factor_width": 2},
    "split": {"num_splits": 2, "axis": 1},
    "tile": {"reps": [1, 2, 1, 1]},
    "pad": {"pad": [1, 1]},
    "batch_to_space": {"block_shape": [1, 1], "crops": [[0, 0], [0, 0]]},
    "space_to_batch": {"block_shape": [2, 2], "paddings": [[0, 0], [0, 0]]},
    "depth_to_space": {"block_size": 2},
    "space_to_depth": {"block_size": 2},
    "pixel_shuffle": {"upscale_factor": 2},
    "expand_dims": {"axes": [0]},
    "reshape": {"shape": [4, 64]},
    "transpose": {"perm": [0, 2, 3, 1]},
    "sliding_windows": {"axis": 1, "size": 2},
    "slice_by_index": {"begin": [0, 0, 0, 0], "end": [1, 1, 1, 1]},
    "slice_by_size": {"begin": [0, 0, 0, 0], "size": [1, 1, 1, 1]},
}


def every_operation(target: Any) -> Mapping[str, Built]:
    """Operation → how to build it from mb and a tensor of (1, 4, 8, 8)."""
    import numpy as np

    ones = np.ones
    newer = target.name >= "iOS17"

    def crop_resize(mb: Any, x: Any) -> Any:
        if newer:
            return mb.crop_resize(x=x, boxes=ones((1, 4), np.float32))
        return mb.crop_resize(x=x, roi=ones((1, 1, 4, 1, 1), np.float32))

    def suppression(mb: Any, x: Any) -> Any:
        boxes = mb.reshape(x=x, shape=[1, 4, 64] if newer else [1, 64, 4])
        scores = mb.slice_by_size(x=boxes, begin=[0, 0, 0], size=[1, 1, 64] if newer else [1, 64, 1])
        threshold = {} if newer else {"score_threshold": 0.1}
        return mb.non_maximum_suppression(boxes=boxes, scores=scores, iou_threshold=0.5, max_boxes=2, **threshold)

    def recurrent(kind: str, gates: int, **states: int) -> Built:
        def build_it(mb: Any, x: Any) -> Any:
            weights = {
                "weight_ih": ones((gates * 2, 8), np.float32),
                "weight_hh": ones((gates * 2, 2), np.float32),
            }
            given = {name: ones((1, size), np.float32) for name, size in states.items()}
            series = mb.reshape(x=x, shape=[32, 1, 8])
            return getattr(mb, kind)(x=series, **given, **weights)

        return build_it

    return {
        **{name: unary(name, values) for name, values in UNARY.items()},
        **{name: binary(name) for name in BINARY.split()},
        **control_flow(),
        **lists(),
        **compressed_weights(newer=target.name >= "iOS18"),
        "prelu": lambda mb, x: mb.prelu(x=x, alpha=ones(4, np.float32)),
        "softplus_parametric": lambda mb, x: mb.softplus_parametric(
            x=x, alpha=ones(4, np.float32), beta=ones(4, np.float32)),
        "const": lambda mb, x: mb.const(val=ones(3, np.float32)),
        "conv": lambda mb, x: mb.conv(x=x, weight=ones((2, 4, 3, 3), np.float32)),
        "conv_quantized": lambda mb, x: mb.conv_quantized(
            x=x, weight=ones((2, 4, 3, 3), np.uint8), quantization_type="linear", quant_scale=ones(2, np.float32),
            quant_bias=ones(2, np.float32)),
        "conv_transpose": lambda mb, x: mb.conv_transpose(x=x, weight=ones((4, 2, 3, 3), np.float32)),
        "linear": lambda mb, x: mb.linear(x=x, weight=ones((3, 8), np.float32)),
        "matmul": lambda mb, x: mb.matmul(x=x, y=x),
        "einsum": lambda mb, x: mb.einsum(
            values=(x, mb.transpose(x=x, perm=[0, 3, 2, 1])), equation="nchw,nwhu->nchu"),
        "batch_norm": lambda mb, x: mb.batch_norm(x=x, mean=ones(4, np.float32), variance=ones(4, np.float32)),
        "affine": lambda mb, x: mb.affine(
            x=x, transform_matrix=ones((1, 6), np.float32), output_height=4, output_width=4, sampling_mode="bilinear",
            padding_mode="constant", padding_value=0.0, coordinates_mode="normalized_minus_one_to_one",
            align_corners=True),
        "resample": lambda mb, x: mb.resample(
            x=x, coordinates=ones((1, 2, 2, 2), np.float32), sampling_mode="bilinear", padding_mode="constant",
            padding_value=0.0, coordinates_mode="unnormalized", align_corners=True),
        "crop_resize": crop_resize,
        "non_maximum_suppression": suppression,
        "resize": lambda mb, x: mb.resize(x=x, shape=[4, 4], resized_dims=np.uint32(2)),
        "quantize": lambda mb, x: mb.quantize(input=x, scale=np.float32(0.5), output_dtype="int8"),
        "dequantize": lambda mb, x: mb.dequantize(input=ones(3, np.int8), scale=np.float32(0.5)),
        "random_bernoulli": lambda mb, x: mb.random_bernoulli(shape=[2, 2]),
        "random_normal": lambda mb, x: mb.random_normal(shape=[2, 2]),
        "random_uniform": lambda mb, x: mb.random_uniform(shape=[2, 2]),
        "random_categorical": lambda mb, x: mb.random_categorical(x=mb.reshape(x=x, shape=[4, 64])),
        "gru": recurrent("gru", 3, initial_h=2),
        "rnn": recurrent("rnn", 1, initial_h=2),
        "lstm": recurrent("lstm", 4, initial_h=2, initial_c=2),
        "gather": lambda mb, x: mb.gather(x=x, indices=[0, 1], axis=1),
        "gather_nd": lambda mb, x: mb.gather_nd(x=x, indices=[[0, 1]]),
        "gather_along_axis": lambda mb, x: mb.gather_along_axis(x=x, indices=ones((1, 4, 8, 8), np.int32), axis=1),
        "scatter": lambda mb, x: mb.scatter(data=x, indices=[0], updates=ones((1, 1, 8, 8), np.float32), axis=1),
        "scatter_nd": lambda mb, x: mb.scatter_nd(data=x, indices=[[0, 1]], updates=ones((1, 8, 8), np.float32)),
        "scatter_along_axis": lambda mb, x: mb.scatter_along_axis(
            data=x, indices=ones((1, 4, 8, 8), np.int32), updates=x, axis=1),
        "concat": lambda mb, x: mb.concat(values=(x, x), axis=1),
        "stack": lambda mb, x: mb.stack(values=(x, x), axis=0),
        "fill": lambda mb, x: mb.fill(shape=[2, 2], value=1.0),
        "fill_like": lambda mb, x: mb.fill_like(ref_tensor=x, value=1.0),
        "one_hot": lambda mb, x: mb.one_hot(indices=[0, 1], one_hot_vector_size=3),
        "range_1d": lambda mb, x: mb.range_1d(end=5, start=0, step=1),
        "pixel_unshuffle": lambda mb, x: mb.pixel_unshuffle(x=x, downscale_factor=np.uint32(2)),
        "reshape_like": lambda mb, x: mb.reshape_like(
            x=x, ref_tensors=(mb.flatten2d(x=x),), begins=[0], ends=[2], end_masks=[False]),
        "reverse_sequence": lambda mb, x: mb.reverse_sequence(x=x, lengths=[2], seq_axis=1, batch_axis=0),
        "slice_update": lambda mb, x: mb.slice_update(x=x, update=x, begin=[0, 0, 0, 0], end=[1, 4, 8, 8]),
        "scaled_dot_product_attention": lambda mb, x: mb.scaled_dot_product_attention(query=x, key=x, value=x),
    }  # fmt: skip


def unary(name: str, values: dict[str, object]) -> Built:
    return lambda mb, x: getattr(mb, name)(x=x, **values)


def binary(name: str) -> Built:
    return lambda mb, x: getattr(mb, name)(x=x, y=x)


def control_flow() -> Mapping[str, Built]:
    def flag(mb: Any, x: Any) -> Any:
        return mb.greater(x=mb.reduce_sum(x=x, axes=[0, 1, 2, 3], keep_dims=False), y=1.0)

    def flags(mb: Any, x: Any) -> Any:
        return mb.greater(x=x, y=1.0)

    def logical(name: str) -> Built:
        return lambda mb, x: getattr(mb, name)(x=flags(mb, x), y=flags(mb, x))

    return {
        **{name: logical(name) for name in ("logical_and", "logical_or", "logical_xor")},
        "logical_not": lambda mb, x: mb.logical_not(x=flags(mb, x)),
        "select": lambda mb, x: mb.select(cond=flags(mb, x), a=x, b=x),
        "cond": lambda mb, x: mb.cond(pred=flag(mb, x), _true_fn=lambda: mb.relu(x=x), _false_fn=lambda: mb.tanh(x=x)),
        "while_loop": lambda mb, x: mb.while_loop(
            _cond=lambda value: flag(mb, value), _body=lambda value: mb.relu(x=value), loop_vars=(x,)
        ),
    }


def lists() -> Mapping[str, Built]:
    import numpy as np

    shape = [np.int32(size) for size in (1, 4, 8, 8)]

    def items(mb: Any) -> Any:
        return mb.make_list(init_length=3, dtype="fp32", elem_shape=shape)

    return {
        "make_list": lambda mb, _: items(mb),
        "list_length": lambda mb, _: mb.list_length(ls=items(mb)),
        "list_read": lambda mb, _: mb.list_read(ls=items(mb), index=0),
        "list_write": lambda mb, x: mb.list_write(ls=items(mb), index=0, value=x),
        "list_gather": lambda mb, _: mb.list_gather(ls=items(mb), indices=[0, 1]),
        "list_scatter": lambda mb, x: mb.list_scatter(ls=items(mb), indices=[0], value=mb.expand_dims(x=x, axes=[0])),
    }


def compressed_weights(*, newer: bool) -> Mapping[str, Built]:
    import numpy as np
    from coremltools.converters.mil.mil import types

    uint4, uint1 = types.np_uint4_dtype, types.np_uint1_dtype
    as_always: dict[str, Built] = {
        "constexpr_affine_dequantize": lambda mb, _: mb.constexpr_affine_dequantize(
            quantized_data=np.ones((4, 2), np.uint8), zero_point=np.uint8(1), scale=np.float32(0.5), axis=0),
        "constexpr_cast": lambda mb, _: mb.constexpr_cast(source_val=np.ones(3, np.float16), output_dtype="fp32"),
    }  # fmt: skip
    if not newer:
        return {
            **as_always,
            "constexpr_lut_to_dense": lambda mb, _: mb.constexpr_lut_to_dense(
                indices=np.ones(4, np.uint8), lut=np.ones(4, np.float32), shape=np.array([4, 4], np.uint32)),
            "constexpr_sparse_to_dense": lambda mb, _: mb.constexpr_sparse_to_dense(
                nonzero_data=np.ones(3, np.float32), mask=np.array([7], np.uint8), shape=np.array([8], np.uint32)),
        }  # fmt: skip
    return {
        **as_always,
        "constexpr_lut_to_dense": lambda mb, _: mb.constexpr_lut_to_dense(
            indices=np.ones((4, 4), np.uint8).astype(uint4), lut=np.ones((1, 1, 16, 1), np.float32)),
        "constexpr_sparse_to_dense": lambda mb, _: mb.constexpr_sparse_to_dense(
            nonzero_data=np.ones(1, np.float32), mask=np.array([1, 0]).astype(uint1)),
        "constexpr_blockwise_shift_scale": lambda mb, _: mb.constexpr_blockwise_shift_scale(
            data=np.ones((4, 4), np.uint8).astype(uint4), scale=np.ones((4, 2), np.float32)),
        "constexpr_lut_to_sparse": lambda mb, _: mb.constexpr_lut_to_sparse(
            indices_mask=np.array([1, 0]).astype(uint1), indices_nonzero_data=np.ones(1, np.uint8).astype(uint4),
            lut=np.ones((1, 16, 1), np.float32)),
        "constexpr_sparse_blockwise_shift_scale": lambda mb, _: mb.constexpr_sparse_blockwise_shift_scale(
            data_mask=np.array([[1, 0]]).astype(uint1), nonzero_data=np.ones(1, np.int8),
            scale=np.ones((1, 1), np.float32)),
    }  # fmt: skip


def build(target: Any, chosen: Mapping[str, Built]) -> bytes:
    """The chosen operations in one program for the target, as the bytes of its `.mlmodel`."""
    import coremltools as ct
    from coremltools.converters.mil.mil import Builder as mb  # noqa: N813 — coremltools' own name for it

    @mb.program(input_specs=[mb.TensorSpec((1, 4, 8, 8))], opset_version=target)
    def program(x: Any) -> Any:
        for operation in chosen.values():
            operation(mb, x)
        return mb.identity(x=x)

    # Without passes, since they would remove what no output needs.
    nothing = ct.PassPipeline.EMPTY
    return converted(program, target, pass_pipeline=nothing, compute_precision=ct.precision.FLOAT32)


def build_with_state(target: Any) -> bytes:
    """A program that reads a state and writes it."""
    from coremltools.converters.mil.mil import Builder as mb  # noqa: N813
    from coremltools.converters.mil.mil import types

    specs = [mb.TensorSpec((2,), dtype=types.fp16), mb.StateTensorSpec((2,), dtype=types.fp16)]

    @mb.program(input_specs=specs, opset_version=target)
    def program(x: Any, cache: Any) -> Any:
        return mb.coreml_update_state(state=cache, value=mb.add(x=mb.read_state(input=cache), y=x))

    return converted(program, target)


def build_classifier(target: Any) -> bytes:
    import coremltools as ct
    from coremltools.converters.mil.mil import Builder as mb  # noqa: N813

    @mb.program(input_specs=[mb.TensorSpec((1, 2))], opset_version=target)
    def program(x: Any) -> Any:
        return mb.softmax(x=x, axis=1)

    return converted(program, target, classifier_config=ct.ClassifierConfig(["a", "b"]))


def converted(program: Any, target: Any, **options: Any) -> bytes:
    import coremltools as ct

    with warnings.catch_warnings():
        # coremltools leaves its temporary folders to the garbage collector.
        warnings.simplefilter("ignore", ResourceWarning)
        model = ct.convert(
            program, convert_to="mlprogram", minimum_deployment_target=target, skip_model_load=True, **options
        )
        content: bytes = model.get_spec().SerializeToString()
        del model
        gc.collect()
    return content


def targets() -> Iterator[Any]:
    import coremltools as ct

    return (getattr(ct.target, name) for name in ("iOS15", "iOS16", "iOS17", "iOS18", "iOS26"))
