"""The dimensions that sliding windows leave: convolutions and pooling, which `x` is [N, C, spatial…] of.

Source of the arithmetic: MIL's documentation of the operations; coremltools computes the same where sizes are fixed.
"""

from kb.bounds.between import ANY, Between, Dimensions, between, exactly
from kb.bounds.seen import Seen


def convolution(seen: Seen) -> Dimensions | None:
    x, weight = seen.shape("x"), seen.shape("weight")
    kernel = _fixed(weight[2:]) if weight is not None else None
    if not x or not weight or kernel is None:
        return None
    return (x[0], weight[0], *_windows(seen, x[2:], kernel, may_round_up=False))


def pooling(seen: Seen) -> Dimensions | None:
    x, kernel = seen.shape("x"), seen.constants("kernel_sizes")
    if x is None or kernel is None:
        return None
    may_round_up = seen.is_given("ceil_mode") and seen.constant("ceil_mode") is not False
    return (*x[:2], *_windows(seen, x[2:], kernel, may_round_up=may_round_up))


def transposed_convolution(seen: Seen) -> Dimensions | None:
    x, weight = seen.shape("x"), seen.shape("weight")
    kernel = _fixed(weight[2:]) if weight is not None else None
    if not x or kernel is None or seen.is_given("output_shape"):
        return None
    ones = (1,) * len(kernel)
    strides, dilations = seen.constants("strides", ones), seen.constants("dilations", ones)
    padding = _padding(seen, len(kernel))
    if strides is None or dilations is None or padding is None or not _fit(x[2:], kernel, strides, dilations):
        return None
    if _kind(seen).startswith("same"):
        spatial = [each * exactly(stride) for each, stride in zip(x[2:], strides, strict=True)]
    else:
        spatial = [
            _spread_out(each, stride, dilation * (k - 1) + 1 - both)
            for each, k, stride, dilation, both in zip(x[2:], kernel, strides, dilations, padding, strict=True)
        ]
    return (x[0], ANY, *spatial)


def _spread_out(size: Between, stride: int, more: int) -> Between:
    return size.through(lambda n: max((n - 1) * stride + more, 0))


def _windows(seen: Seen, sizes: Dimensions, kernel: tuple[int, ...], *, may_round_up: bool) -> Dimensions:
    ones = (1,) * len(kernel)
    strides, dilations = seen.constants("strides", ones), seen.constants("dilations", ones)
    padding = _padding(seen, len(kernel))
    if strides is None or dilations is None or padding is None or not _fit(sizes, kernel, strides, dilations):
        return (ANY,) * len(sizes)
    if _kind(seen).startswith("same"):
        return tuple([_divided_up(each, stride) for each, stride in zip(sizes, strides, strict=True)])
    return tuple(
        [
            _window(each, (k - 1) * dilation + 1 - both, stride, may_round_up=may_round_up)
            for each, k, stride, dilation, both in zip(sizes, kernel, strides, dilations, padding, strict=True)
        ]
    )


def _window(size: Between, taken: int, stride: int, *, may_round_up: bool) -> Between:
    """How many windows there are; `taken`: what the window has beyond the padding."""
    down = size.through(lambda n: max((n - taken) // stride + 1, 0))
    if not may_round_up:
        return down
    # The last window goes where it would begin in the padding alone, which depends on the size: both counts are bounds.
    up = size.through(lambda n: max(-(-(n - taken) // stride) + 1, 0))
    return between(down.lower, up.upper)


def _divided_up(size: Between, stride: int) -> Between:
    return size.through(lambda n: -(-n // stride))


def _kind(seen: Seen) -> str:
    kind = seen.constant("pad_type")
    return kind if isinstance(kind, str) else "valid"


def _padding(seen: Seen, rank: int) -> tuple[int, ...] | None:
    """What is added to each spatial dimension, before and after together."""
    if _kind(seen) != "custom":
        return (0,) * rank
    pad = seen.constants("pad", (0, 0) * rank)
    if pad is None or len(pad) != 2 * rank:
        return None
    return tuple([before + after for before, after in zip(pad[::2], pad[1::2], strict=True)])


def _fit(sizes: Dimensions, kernel: tuple[int, ...], strides: tuple[int, ...], dilations: tuple[int, ...]) -> bool:
    """Whether there is one number for each dimension, and windows move forward."""
    return len(sizes) == len(kernel) == len(strides) == len(dilations) and all(each > 0 for each in strides)


def _fixed(dimensions: Dimensions) -> tuple[int, ...] | None:
    known = [each.only for each in dimensions]
    return tuple([each for each in known if each is not None]) if None not in known else None
