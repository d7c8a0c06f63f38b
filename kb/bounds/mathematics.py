"""The dimensions of products and of what is computed element by element."""

from functools import reduce

from kb.bounds.between import ANY, Between, Dimensions, between, exactly, larger, narrowed
from kb.bounds.seen import Seen, Shape


def broadcast(*parameters: str) -> Shape:
    """Shapes aligned at their last dimension; a 1 takes on the other's size."""

    def shape(seen: Seen) -> Dimensions | None:
        shapes = [seen.shape(each) for each in parameters]
        known = [each for each in shapes if each is not None]
        return reduce(broadcast_dimensions, known) if len(known) == len(shapes) else None

    return shape


def broadcast_dimensions(one: Dimensions, other: Dimensions) -> Dimensions:
    rank = max(len(one), len(other))
    padded = [(exactly(1),) * (rank - len(each)) + each for each in (one, other)]
    return tuple([_broadcast(*each) for each in zip(*padded, strict=True)])


def _broadcast(one: Between, other: Between) -> Between:
    """Sizes that fit are equal, or one of them is 1."""
    if one.only == 1:
        return other
    if other.only == 1:
        return one
    fixed = [each for each in (one, other) if each.lower > 1]
    if fixed:
        return narrowed(fixed[0], fixed[-1])
    lower = 0 if 0 in (one.lower, other.lower) else max(one.lower, other.lower)
    return between(lower, larger(one, other).upper)


def matmul(seen: Seen) -> Dimensions | None:
    x, y = seen.shape("x"), seen.shape("y")
    if x is None or y is None or len(x) < 2 or len(y) < 2:
        return None
    rows, columns = (-1 if _is_set(seen, "transpose_x") else -2), (-2 if _is_set(seen, "transpose_y") else -1)
    return (*broadcast_dimensions(x[:-2], y[:-2]), x[rows], y[columns])


def _is_set(seen: Seen, parameter: str) -> bool:
    return seen.constant(parameter) is True


def linear(seen: Seen) -> Dimensions | None:
    x, weight = seen.shape("x"), seen.shape("weight")
    return (*x[:-1], weight[0]) if x and weight else None


def attention(seen: Seen) -> Dimensions | None:
    query, value = seen.shape("query"), seen.shape("value")
    return (*query[:-1], value[-1]) if query and value else None


def einsum(seen: Seen) -> Dimensions | None:
    """`bnqd,bnkd->bnqk`: a letter has one size, wherever it stands."""
    equation, shapes = seen.constant("equation"), seen.shapes("values")
    if not isinstance(equation, str) or shapes is None or "->" not in equation or "." in equation:
        return None
    taken, _, given = equation.replace(" ", "").partition("->")
    sizes: dict[str, Between] = {}
    for letters, shape in zip(taken.split(","), shapes, strict=False):
        if len(letters) != len(shape):
            return None
        for letter, size in zip(letters, shape, strict=True):
            known = sizes.get(letter, size)
            sizes[letter] = _broadcast(known, size)
    return tuple([sizes.get(each, ANY) for each in given])


def recurrent(seen: Seen) -> Dimensions | None:
    """`x` is [sequence, batch, features]; the first output keeps the sequence, or its last element."""
    x = seen.shape("x")
    if x is None or len(x) != 3:
        return None
    whole = seen.constant("output_sequence") is True
    return (x[0] if whole else exactly(1), x[1], ANY)
