"""The dimensions of slices, and of what is gathered by indices."""

from collections.abc import Callable, Sequence

from kb.bounds.between import ANY, Between, Dimensions, between, smaller
from kb.bounds.seen import Seen, flags


def slice_by_index(seen: Seen) -> Dimensions | None:
    x = seen.shape("x")
    if x is None:
        return None
    rank = len(x)
    begins, ends = _positions(seen, "begin", rank), _positions(seen, "end", rank)
    from_start, to_end = flags(seen.constants("begin_mask"), rank), flags(seen.constants("end_mask"), rank)
    squeezed = flags(seen.constants("squeeze_mask"), rank)
    strides = seen.constants("stride", (1,) * rank)
    if strides is None or len(strides) != rank:
        strides = (0,) * rank
    return tuple(
        [
            _slice(
                size,
                None if from_start[axis] else begins[axis],
                None if to_end[axis] else ends[axis],
                strides[axis],
            )
            for axis, size in enumerate(x)
            if not squeezed[axis]
        ]
    )


def _positions(seen: Seen, parameter: str, rank: int) -> Sequence[Between]:
    numbers = seen.numbers(parameter)
    return numbers if numbers is not None and len(numbers) == rank else (_ANYWHERE,) * rank


_ANYWHERE = Between(lower=-(2**31), upper=2**31)


def _slice(size: Between, begin: Between | None, end: Between | None, stride: int) -> Between:
    """How many elements a slice of one dimension has. `begin`, `end` None: it starts or ends where the dimension does;
    `stride` 0: not known."""
    if stride < 1:
        whole = begin is None and end is None and stride < 0
        return size.through(lambda n: -(-n // -stride)) if whole else between(0, size.upper)
    length = _length(size, begin, end)
    return length.through(lambda n: -(-n // stride))


def _length(size: Between, begin: Between | None, end: Between | None) -> Between:
    first = 0 if begin is None else begin.only
    last = None if end is None else end.only
    if first is not None and (end is None or last is not None):
        return _over(size, lambda n: _counted(n, first, last), [first, last or 0])
    if first == 0 and end is not None and end.lower >= 0:
        return smaller(end, size)
    upper = size.upper
    if begin is not None and end is not None and begin.lower >= 0 and end.upper is not None and end.lower >= 0:
        upper = smaller(between(0, max(end.upper - begin.lower, 0)), size).upper
    return between(0, upper)


def _counted(size: int, first: int, last: int | None) -> int:
    start, stop, _ = slice(first, last).indices(size)
    return max(stop - start, 0)


def _over(size: Between, count: Callable[[int], int], positions: Sequence[int]) -> Between:
    """The bounds of a count that is linear between the sizes at which a position reaches an end or the other one."""
    turns = {abs(each) for each in positions} | {abs(positions[0] - positions[1])}
    # Beyond the last turn the count stays, or grows with the size for ever.
    last = size.upper if size.upper is not None else max(max(turns) + 1, size.lower)
    counts = [count(each) for each in (size.lower, last, *turns) if size.lower <= each <= last]
    grows_on = size.upper is None and count(last + 1) > count(last)
    return between(min(counts), None if grows_on else max(counts))


def slice_by_size(seen: Seen) -> Dimensions | None:
    x, sizes, begins = seen.shape("x"), seen.numbers("size"), seen.numbers("begin")
    if x is None or sizes is None or len(sizes) != len(x):
        return None
    if begins is None or len(begins) != len(x):
        begins = (_ANYWHERE,) * len(x)
    return tuple([_sized(*each) for each in zip(x, begins, sizes, strict=True)])


def _sized(size: Between, begin: Between, wanted: Between) -> Between:
    if wanted.only == -1:
        return _slice(size, begin, None, 1)
    return wanted if wanted.lower >= 0 else between(0, size.upper)


def gather(seen: Seen) -> Dimensions | None:
    """`indices` stand where the axis was; the batch dimensions that both have are counted once."""
    x, indices = seen.shape("x"), seen.shape("indices")
    if x is None or indices is None:
        return None
    axis, batch = seen.axis(len(x), 0), seen.number("batch_dims", 0)
    if axis is None or batch is None or not 0 <= batch <= len(indices):
        return None
    return (*x[:axis], *indices[batch:], *x[axis + 1 :])


def gather_nd(seen: Seen) -> Dimensions | None:
    x, indices = seen.shape("x"), seen.shape("indices")
    batch = seen.number("batch_dims", 0)
    if x is None or not indices or batch is None:
        return None
    depth = indices[-1].only
    return None if depth is None else (*indices[:-1], *x[batch + depth :])


def split(seen: Seen) -> Dimensions | None:
    x = seen.shape("x")
    axis = seen.axis(len(x)) if x is not None else None
    if x is None or axis is None:
        return None
    parts, sizes = seen.number("num_splits"), seen.constants("split_sizes")
    one = ANY
    if sizes is None and parts is not None and parts > 0:
        one = x[axis].through(lambda n: n // parts)
    return (*x[:axis], one, *x[axis + 1 :])


def topk(seen: Seen) -> Dimensions | None:
    x, count = seen.shape("x"), seen.numbers("k")
    axis = seen.axis(len(x), -1) if x is not None else None
    if x is None or axis is None:
        return None
    one = count[0] if count is not None and len(count) == 1 and count[0].lower >= 0 else between(0, x[axis].upper)
    return (*x[:axis], one, *x[axis + 1 :])
