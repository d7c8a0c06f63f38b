"""The bounds of a flexible model against coremltools: it makes the same program for fixed sizes, and these must lie
between the bounds that were read from the flexible one."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from kb.bounds.functions import bounds_of
from kb.models.model import Function, Shape, TensorType
from kb.models.reading import read_model

torch = pytest.importorskip("torch")
ct = pytest.importorskip("coremltools")
nn, functional = torch.nn, torch.nn.functional

IMAGE, TOKENS = (1, 3, None, None), (1, None, 32)
"""None: the dimensions that are flexible."""


def unit(compute: Callable[..., Any], **layers: Any) -> Any:
    class Unit(nn.Module):  # type: ignore[misc]
        def __init__(self) -> None:
            super().__init__()
            for name, layer in layers.items():
                setattr(self, name, layer)

        def forward(self, x: Any) -> Any:
            return compute(self, x)

    return Unit().eval()


def heads(x: Any) -> Any:
    return x.reshape(1, -1, 4, 8).transpose(1, 2)


UNITS: Mapping[str, tuple[Callable[[], Any], Shape, tuple[int, int]]] = {
    "windows": (
        lambda: unit(
            lambda s, x: s.b(functional.max_pool2d(functional.pad(s.a(x), (1, 2, 0, 1)), 3, 2, 1, ceil_mode=True)),
            a=nn.Conv2d(3, 4, 5, stride=2, padding=1, dilation=2),
            b=nn.ConvTranspose2d(4, 2, 3, stride=2, padding=1),
        ),
        IMAGE,
        (20, 61),
    ),
    "same padding and pixels": (
        lambda: unit(
            lambda s, x: functional.pixel_shuffle(s.a(x), 2).mean((2, 3), keepdim=True) + x,
            a=nn.Conv2d(3, 12, 3, padding="same"),
        ),
        IMAGE,
        (16, 40),
    ),
    "joined after upsampling, and sliced": (
        lambda: unit(
            lambda s, x: torch.cat([functional.interpolate(s.a(x), scale_factor=2.0), x], 1)[:, :, 1:-3, ::2],
            a=nn.Conv2d(3, 4, 2, stride=2),
        ),
        IMAGE,
        (16, 64),
    ),
    "reshaped by its own size": (
        lambda: unit(
            lambda s, x: s.a(x).reshape(x.shape[0], 2, x.shape[2] // 2 * 2, -1).transpose(1, 3).softmax(-1),
            a=nn.Conv2d(3, 4, 2, stride=2),
        ),
        IMAGE,
        (16, 40),
    ),
    "split, stacked and permuted": (
        lambda: unit(lambda _, x: torch.stack(torch.split(x, 1, 1), 0).squeeze(2).permute(3, 2, 1, 0).cumsum(0)),
        IMAGE,
        (16, 40),
    ),
    "attention with positions": (
        lambda: unit(
            lambda s, x: (
                functional.scaled_dot_product_attention(*map(heads, s.q(x).chunk(3, -1))).transpose(1, 2).flatten(2)
                + s.p[:, : x.shape[1]]
            ),
            q=nn.Linear(32, 96),
            p=nn.Parameter(torch.rand(1, 128, 32)),
        ),
        TOKENS,
        (2, 100),
    ),
    "einsum with a mask": (
        lambda: unit(
            lambda s, x: torch.einsum("bnd,bmd->bnm", x, s.q(x)).softmax(-1) @ x + x[:, :1] * x.shape[1],
            q=nn.Linear(32, 32),
        ),
        TOKENS,
        (2, 100),
    ),
    "one-dimensional convolution": (
        lambda: unit(lambda s, x: functional.glu(s.c(x.transpose(1, 2)), 1), c=nn.Conv1d(32, 8, 4, stride=3)),
        TOKENS,
        (9, 100),
    ),
    "group normalization": (lambda: unit(lambda s, x: s.g(x.transpose(1, 2)), g=nn.GroupNorm(4, 32)), TOKENS, (9, 100)),
    "rolled": (
        lambda: unit(lambda _, x: torch.cat([x[:, 3:], x[:, :3], x[:, -2:], x[:, 2:5]], 1).topk(3, 1)[0] + x.sum()),
        TOKENS,
        (9, 100),
    ),
    "recurrent": (lambda: nn.LSTM(32, 16, batch_first=True).eval(), TOKENS, (2, 100)),
}


def flexible_package(name: str, folder: Path) -> Path:
    module, shape, (low, high) = UNITS[name]
    traced = torch.jit.trace(module(), torch.rand([low if each is None else each for each in shape]), check_trace=False)
    ranges = [ct.RangeDim(low, high, default=low) if each is None else each for each in shape]
    made = ct.convert(
        traced,
        inputs=[ct.TensorType(name="x", shape=ct.Shape(ranges))],
        minimum_deployment_target=ct.target.iOS16,
        skip_model_load=True,
    )
    path = folder / "flexible.mlpackage"
    made.save(path)
    return path


def fixed_shapes(package: Path, shape: Shape, size: int) -> dict[str, Shape]:
    """The shapes that coremltools infers where every flexible dimension has that size."""
    path = package.with_name(f"fixed-{size}.mlpackage")
    given = tuple(size if each is None else each for each in shape)
    loaded = ct.models.MLModel(str(package), skip_model_load=True)
    ct.models.utils.materialize_dynamic_shape_mlmodel(loaded, {"main": {"x": given}}, str(path))
    return shapes_of(read_model(path).functions[0])


def shapes_of(function: Function) -> dict[str, Shape]:
    outputs = [value for operation in function.source.operations(None) for value in operation.outputs]
    return {
        value.name: value.type.shape
        for value in outputs
        if isinstance(value.type, TensorType) and value.type.shape is not None
    }


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("name", UNITS)
def test_every_open_dimension_is_bounded_by_what_coremltools_infers_for_fixed_sizes(name: str, tmp_path: Path) -> None:
    package = flexible_package(name, tmp_path)
    model = read_model(package)
    bounds = bounds_of(model, model.functions[0])
    opened = {value: shape for value, shape in shapes_of(model.functions[0]).items() if None in shape}
    assert opened
    assert [value for value in opened if value not in bounds or any(each.upper is None for each in bounds[value])] == []

    _, shape, (low, high) = UNITS[name]
    seen: dict[tuple[str, int], set[int]] = {}
    # The joined one fits for even sizes alone.
    for size in (low, (low + high) // 4 * 2, high - high % 2):
        fixed = fixed_shapes(package, shape, size)
        for value in opened.keys() & fixed.keys():
            for axis, (known, dimension) in enumerate(zip(bounds[value], fixed[value], strict=True)):
                if dimension is not None:
                    assert known.lower <= dimension <= (known.upper or 0), (value, axis, str(known))
                    seen.setdefault((value, axis), set()).add(dimension)
    assert seen
