"""What to do instead of what a lower target does not know: facts, each with its source.

`automatic` where coremltools' converter writes the alternative by itself when it is asked for a lower target;
otherwise somebody has to change the model.
"""

from collections.abc import Mapping
from typing import Final

from kb.frozen import frozen
from kb.platforms.targets import TARGETS, Target

_MIL: Final = "https://github.com/apple/coremltools/blob/main/coremltools/converters/mil/"
_TORCH: Final = f"{_MIL}frontend/torch/ops.py"
_TENSORFLOW: Final = f"{_MIL}frontend/tensorflow/ops.py"
_UTILS: Final = f"{_MIL}frontend/_utils.py"
_CASTS: Final = f"{_MIL}mil/passes/defs/quantization.py"
_OPT_GUIDE: Final = "https://apple.github.io/coremltools/docs-guides/source/opt-overview.html"
_STATES_GUIDE: Final = "https://apple.github.io/coremltools/docs-guides/source/stateful-models.html"


@frozen
class Alternative:
    text: str
    automatic: bool = False
    since: str = "iOS15"
    """The lowest target at which the alternative can be had."""
    source: str


_NO_COMPRESSION: Final = Alternative(text="leave the weights in fp16, not compressed", source=_OPT_GUIDE)
_NO_ACTIVATION_QUANTIZATION: Final = Alternative(
    text="leave the activations in fp16 and quantize the weights only", source=_OPT_GUIDE
)
_NO_STATE: Final = Alternative(text="take the state as an input and give it back as an output", source=_STATES_GUIDE)

# Operation → what to do where it does not exist yet; the first one that the target has.
OF_OPERATION: Final[Mapping[str, tuple[Alternative, ...]]] = {
    "scaled_dot_product_attention": (
        Alternative(text="matmul, softmax, matmul: the conversion writes these", automatic=True, source=_UTILS),
    ),
    "slice_update": (
        Alternative(
            text="scatter on the flattened tensor: the conversion writes it",
            automatic=True,
            source=f"{_MIL}frontend/torch/ssa_passes/torch_tensor_assign_to_core.py",
        ),
    ),
    "fill_like": (Alternative(text="shape and fill: the conversion writes these", automatic=True, source=_TORCH),),
    "reshape_like": (
        Alternative(text="shape, concat and reshape", source=f"{_MIL}mil/ops/defs/iOS16/tensor_transformation.py"),
    ),
    "pixel_unshuffle": (
        Alternative(text="reshape, transpose, reshape", source=f"{_MIL}mil/ops/defs/iOS16/tensor_transformation.py"),
    ),
    "resize": (
        Alternative(
            text="resize_bilinear or resize_nearest_neighbor to a size that is known at conversion, or "
            "upsample_bilinear or upsample_nearest_neighbor by a factor",
            source=_TENSORFLOW,
        ),
    ),
    "quantize": (_NO_ACTIVATION_QUANTIZATION,),
    "dequantize": (_NO_ACTIVATION_QUANTIZATION,),
    "constexpr_affine_dequantize": (_NO_COMPRESSION,),
    "constexpr_cast": (_NO_COMPRESSION,),
    "constexpr_lut_to_dense": (_NO_COMPRESSION,),
    "constexpr_sparse_to_dense": (_NO_COMPRESSION,),
    "constexpr_blockwise_shift_scale": (
        Alternative(
            text="quantize to 8 bits for each channel or tensor: constexpr_affine_dequantize",
            since="iOS16",
            source=_UTILS,
        ),
        _NO_COMPRESSION,
    ),
    "constexpr_lut_to_sparse": (
        Alternative(
            text="palettize or prune, not both: constexpr_lut_to_dense or constexpr_sparse_to_dense",
            since="iOS16",
            source=_OPT_GUIDE,
        ),
        _NO_COMPRESSION,
    ),
    "constexpr_sparse_blockwise_shift_scale": (
        Alternative(
            text="quantize or prune, not both: constexpr_affine_dequantize or constexpr_sparse_to_dense",
            since="iOS16",
            source=_OPT_GUIDE,
        ),
        _NO_COMPRESSION,
    ),
    "read_state": (_NO_STATE,),
    "write_state": (_NO_STATE,),
}

# (Operation, parameter) → what to do where the operation has no such parameter yet.
OF_PARAMETER: Final[Mapping[tuple[str, str], Alternative]] = {
    ("crop_resize", "boxes"): Alternative(text="roi: the conversion builds it", automatic=True, source=_TENSORFLOW),
    ("crop_resize", "box_indices"): Alternative(
        text="roi: the conversion builds it", automatic=True, source=_TENSORFLOW
    ),
    ("crop_resize", "pad_value"): Alternative(text="pad the image first, then crop", source=_TENSORFLOW),
    ("upsample_bilinear", "half_pixel_centers"): Alternative(
        text="resize_bilinear, which names its sampling_mode",
        source=f"{_MIL}mil/ops/defs/iOS16/image_resizing.py",
    ),
    ("gather", "batch_dims"): Alternative(
        text="gather_nd with the position in the batch among its indices",
        source=f"{_MIL}mil/ops/defs/iOS16/scatter_gather.py",
    ),
    ("gather_nd", "batch_dims"): Alternative(
        text="the position in the batch among the indices", source=f"{_MIL}mil/ops/defs/iOS16/scatter_gather.py"
    ),
    ("topk", "sort"): Alternative(text="sorted results: leave `sorted` at true", source=_TORCH),
    ("topk", "return_indices"): Alternative(
        text="leave it at true, and do not use the indices", source=f"{_MIL}mil/ops/defs/iOS16/tensor_operation.py"
    ),
    ("gru", "reset_after"): Alternative(
        text="the cell written out with linear, sigmoid and tanh",
        source=f"{_MIL}mil/ops/defs/iOS18/recurrent.py",
    ),
    ("gru", "input_bias"): Alternative(
        text="the cell written out with linear, sigmoid and tanh",
        source=f"{_MIL}mil/ops/defs/iOS18/recurrent.py",
    ),
    ("constexpr_lut_to_dense", "vector_axis"): Alternative(
        text="palettize scalars, not vectors (`cluster_dim` 1)", source=_OPT_GUIDE
    ),
    **dict.fromkeys(
        (("topk", "output_indices_dtype"), ("reduce_argmax", "output_dtype"), ("reduce_argmin", "output_dtype")),
        Alternative(
            text="int32 indices: the conversion leaves them so",
            automatic=True,
            source=_CASTS,
        ),
    ),
}

# dtype → what a new conversion does where an operation does not take it yet.
OF_DTYPE: Final[Mapping[str, Alternative]] = {
    "fp16": Alternative(text="fp32 there: the conversion casts before and after", automatic=True, source=_CASTS),
    **dict.fromkeys(
        ("int16", "uint16"),
        Alternative(text="int32 there: the conversion leaves it so", automatic=True, source=_CASTS),
    ),
    **dict.fromkeys(("int8", "uint8"), Alternative(text="keep the values in int32 or fp16", source=_TORCH)),
    **dict.fromkeys(
        ("int4", "uint4", "uint3"),
        Alternative(text="compress with 8 bits, or with a table of 1, 2, 4, 6 or 8 bits", source=_OPT_GUIDE),
    ),
}
# Where the dtype is one of an older form of the same thing: the older operation packs small integers into bytes.
_PACKED: Final = Alternative(
    text="compressed again in the older form, packed into bytes", automatic=True, source=_OPT_GUIDE
)
OF_PARAMETER_DTYPE: Final[Mapping[tuple[str, str, str], Alternative]] = {
    **{("constexpr_lut_to_dense", "indices", f"uint{bits}"): _PACKED for bits in (1, 2, 4, 6)},
    ("constexpr_sparse_to_dense", "mask", "uint1"): _PACKED,
}
MIXED_DTYPES: Final = Alternative(text="one dtype for all of them: the conversion casts", automatic=True, source=_CASTS)
BOOLEANS_AS_INT8: Final = Alternative(
    text="booleans are gathered as fp16 there: the conversion writes it", automatic=True, source=_UTILS
)
ONE_TABLE: Final = Alternative(
    text="palettize with one table for the whole tensor (`granularity` per_tensor)", source=_OPT_GUIDE
)
AFFINE: Final = Alternative(text="constexpr_affine_dequantize: the conversion writes it", automatic=True, source=_UTILS)

_TARGET_OF_NAME: Final = {target.name: target for target in TARGETS}


def of_operation(type: str, target: Target) -> Alternative | None:  # noqa: A002 — Core ML's word
    """What `target` has in place of an operation that it does not have."""
    fitting = (each for each in OF_OPERATION.get(type, ()) if _TARGET_OF_NAME[each.since] <= target)
    return next(fitting, None)


def of_dtype(type: str, parameter: str, dtype: str) -> Alternative | None:  # noqa: A002
    return OF_PARAMETER_DTYPE.get((type, parameter, dtype)) or OF_DTYPE.get(dtype)
