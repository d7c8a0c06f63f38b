"""The dimensions of what is put into another shape: reshaped, transposed, joined, repeated, padded, resized."""

from kb.bounds.between import ANY, Between, Dimensions, between, exactly, product, total
from kb.bounds.seen import Seen, Shape


def reshape(seen: Seen) -> Dimensions | None:
    x, wanted = seen.shape("x"), seen.numbers("shape")
    if x is None or wanted is None:
        return None
    sizes = [_copied(each, x, index, len(wanted)) for index, each in enumerate(wanted)]
    rest = product(each for each in sizes if each is not None)
    return tuple([_remaining(product(x), rest) if each is None else each for each in sizes])


def _copied(wanted: Between, x: Dimensions, index: int, rank: int) -> Between | None:
    """The dimension that is asked for; None for the one that takes what remains."""
    if wanted.only == -1:
        return None
    if wanted.lower < 0:
        return ANY
    # A zero takes over the dimension of the input.
    return x[index] if wanted.only == 0 and rank == len(x) else wanted


def _remaining(size: Between, rest: Between) -> Between:
    if not rest.lower:
        return ANY
    lower = 0 if rest.upper is None else -(-size.lower // rest.upper)
    return between(lower, None if size.upper is None else size.upper // rest.lower)


def transpose(seen: Seen) -> Dimensions | None:
    x, order = seen.shape("x"), seen.constants("perm")
    if x is None or order is None or len(order) != len(x) or not all(-len(x) <= each < len(x) for each in order):
        return None
    return tuple([x[each] for each in order])


def concat(seen: Seen) -> Dimensions | None:
    parts = seen.shapes("values")
    axis = seen.axis(len(parts[0])) if parts is not None else None
    if parts is None or axis is None or len({len(each) for each in parts}) != 1:
        return None
    joined = total(each[axis] for each in parts)
    return (*parts[0][:axis], joined, *parts[0][axis + 1 :])


def stack(seen: Seen) -> Dimensions | None:
    parts = seen.shapes("values")
    axis = seen.axis(len(parts[0]) + 1) if parts is not None else None
    if parts is None or axis is None:
        return None
    return (*parts[0][:axis], exactly(len(parts)), *parts[0][axis:])


def expand_dims(seen: Seen) -> Dimensions | None:
    x, axes = seen.shape("x"), seen.constants("axes")
    if x is None or axes is None:
        return None
    rank = len(x) + len(axes)
    new = {axis % rank for axis in axes}
    old = iter(x)
    return tuple([exactly(1) if axis in new else next(old, ANY) for axis in range(rank)])


def squeeze(seen: Seen) -> Dimensions | None:
    x = seen.shape("x")
    axes = seen.constants("axes")
    if not x or axes is None:
        return None
    gone = {axis % len(x) for axis in axes}
    return tuple([each for axis, each in enumerate(x) if axis not in gone])


def reduction(seen: Seen) -> Dimensions | None:
    """Along `axes` or `axis`: gone, or 1 where they are kept."""
    x = seen.shape("x")
    if not x:
        return None
    axes = seen.constants("axis") if seen.is_given("axis") else seen.constants("axes")
    if axes is None and not (seen.is_given("axes") or seen.is_given("axis")):
        axes = tuple(range(len(x)))
    keeps = seen.constant("keep_dims") if seen.is_given("keep_dims") else False
    if axes is None or not isinstance(keeps, bool):
        return None
    gone = {axis % len(x) for axis in axes}
    kept = [exactly(1) if axis in gone else each for axis, each in enumerate(x) if keeps or axis not in gone]
    return tuple(kept)


def tile(seen: Seen) -> Dimensions | None:
    x, repeats = seen.shape("x"), seen.numbers("reps")
    if x is None or repeats is None or len(repeats) != len(x):
        return None
    return tuple([size * count if count.lower >= 0 else ANY for size, count in zip(x, repeats, strict=True)])


def pad(seen: Seen) -> Dimensions | None:
    """`pad` holds two numbers for each of the last dimensions."""
    x, amounts = seen.shape("x"), seen.numbers("pad")
    if x is None or amounts is None or len(amounts) % 2 or len(amounts) > 2 * len(x):
        return None
    untouched = len(x) - len(amounts) // 2
    padded = zip(x[untouched:], amounts[::2], amounts[1::2], strict=True)
    return (*x[:untouched], *[total(each) if each[1].lower >= 0 and each[2].lower >= 0 else ANY for each in padded])


def upsample(seen: Seen) -> Dimensions | None:
    """Height and width by their scale factors, whole or broken ones."""
    x = seen.shape("x")
    if x is None or len(x) < 2:
        return None
    return (*x[:-2], _scaled(x[-2], seen, "scale_factor_height"), _scaled(x[-1], seen, "scale_factor_width"))


def _scaled(size: Between, seen: Seen, parameter: str) -> Between:
    factor = seen.constant(parameter) if seen.is_given(parameter) else 1
    if not isinstance(factor, int | float) or not 0 < factor < 2**16:
        return ANY
    if float(factor).is_integer():
        return size * exactly(int(factor))
    # A factor read from the file may be a little off: one element either way.
    scaled = size.through(lambda n: int(n * factor))
    return between(max(scaled.lower - 1, 0), None if scaled.upper is None else scaled.upper + 1)


def into_space(parameter: str) -> Shape:
    """Channels become height and width: `depth_to_space`, `pixel_shuffle`."""

    def shape(seen: Seen) -> Dimensions | None:
        x, block = seen.shape("x"), seen.number(parameter)
        if x is None or len(x) != 4 or not block or block < 1:
            return None
        channels = x[1].through(lambda n: n // block**2)
        return (x[0], channels, x[2] * exactly(block), x[3] * exactly(block))

    return shape


def into_channels(parameter: str) -> Shape:
    """Height and width become channels: `space_to_depth`, `pixel_unshuffle`."""

    def shape(seen: Seen) -> Dimensions | None:
        x, block = seen.shape("x"), seen.number(parameter)
        if x is None or len(x) != 4 or not block or block < 1:
            return None
        return (x[0], x[1] * exactly(block**2), *[each.through(lambda n: n // block) for each in x[2:]])

    return shape


def flatten2d(seen: Seen) -> Dimensions | None:
    x, axis = seen.shape("x"), seen.number("axis", 1)
    if x is None or axis is None or not -len(x) <= axis <= len(x):
        return None
    axis = axis + len(x) if axis < 0 else axis
    return product(x[:axis]), product(x[axis:])


def fill(seen: Seen) -> Dimensions | None:
    wanted = seen.numbers("shape")
    return None if wanted is None else tuple([each.at_least(0) for each in wanted])


def range_1d(seen: Seen) -> Dimensions | None:
    start, end, step = seen.numbers("start"), seen.numbers("end"), seen.number("step")
    if start is None or end is None or not step or step < 1 or len(start) != 1 or len(end) != 1:
        return None
    upper = None if end[0].upper is None else end[0].upper - start[0].lower
    lower = 0 if start[0].upper is None else end[0].lower - start[0].upper
    return (between(lower, upper).at_least(0).through(lambda n: -(-n // step)),)
