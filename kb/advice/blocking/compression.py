"""Compressed weights that a lower target knows in a simpler form only: how they were compressed decides.

Sources: apple/coremltools, `_construct_constexpr_dequant_op` in converters/mil/frontend/_utils.py (what becomes of a
quantized weight below iOS18), and the operations' documentation in converters/mil/mil/ops/defs/iOS16 and iOS18.
"""

from collections.abc import Iterator
from math import prod
from typing import Final

from kb.advice.blocking import alternatives
from kb.advice.blocking.obstacle import Obstacle
from kb.models.model import Operation, TensorType
from kb.platforms.targets import TARGET_OF_OPSET, Target

_BLOCKWISE: Final = "constexpr_blockwise_shift_scale"
_TABLES: Final = "constexpr_lut_to_dense"
DECODED: Final = (_BLOCKWISE, _TABLES)

_FIRST_COMPRESSION: Final = TARGET_OF_OPSET["CoreML6"]
_NEWER_COMPRESSION: Final = TARGET_OF_OPSET["CoreML8"]
# The last two dimensions of the tables are the entries and the values of one entry.
_TABLE_RANK: Final = 2


def compression_obstacles(operation: Operation, target: Target) -> Iterator[Obstacle]:
    """For operations of the types in DECODED."""
    if target >= _NEWER_COMPRESSION:
        return
    if operation.type == _BLOCKWISE:
        affine = target >= _FIRST_COMPRESSION and _is_affine(operation)
        known = alternatives.AFFINE if affine else alternatives.of_operation(_BLOCKWISE, target)
        what = f"operation {_BLOCKWISE} begins at {_NEWER_COMPRESSION}"
    elif target < _FIRST_COMPRESSION:
        known = alternatives.of_operation(_TABLES, target)
        what = f"operation {_TABLES} begins at {_FIRST_COMPRESSION}"
    elif prod((_shape(operation, "lut") or ())[:-_TABLE_RANK]) > 1:
        known = alternatives.ONE_TABLE
        what = f"{_TABLES} with several tables begins at {_NEWER_COMPRESSION}"
    else:
        return
    if known is None:
        yield Obstacle(what, operation.location)
    else:
        yield Obstacle(what, operation.location, known.text, known.automatic)


def _is_affine(operation: Operation) -> bool:
    """Whether it is what constexpr_affine_dequantize does: 8 bits, one scale for a channel or for the tensor."""
    data, scale = _type(operation, "data"), _type(operation, "scale")
    if data is None or scale is None or scale.shape is None or data.dtype not in ("int8", "uint8"):
        return False
    several = [index for index, size in enumerate(scale.shape) if size != 1]
    return len(several) <= 1 and all(data.shape is not None and scale.shape[i] == data.shape[i] for i in several)


def _shape(operation: Operation, parameter: str) -> tuple[int, ...] | None:
    type_ = _type(operation, parameter)
    if type_ is None or type_.shape is None:
        return None
    return tuple(size or 1 for size in type_.shape)


def _type(operation: Operation, parameter: str) -> TensorType | None:
    arguments = operation.inputs.get(parameter, ())
    type_ = arguments[0].type if arguments else None
    return type_ if isinstance(type_, TensorType) else None
