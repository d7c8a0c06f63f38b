"""Models as they are shipped: image inputs, flexible shapes, states, compressed weights."""

from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor, nn

from tests.corpus.sources import Source
from tests.corpus.sources.convolutional import Residual, classifier, conv_bn_act


class Cache(nn.Module):
    """A decoder step that writes its key into a state."""

    def __init__(self) -> None:
        super().__init__()
        self.project = nn.Linear(16, 16)
        self.register_buffer("keys", torch.zeros(1, 32, 16, dtype=torch.float16))

    def forward(self, x: Tensor) -> Tensor:
        self.keys[:, :1] = self.project(x).to(torch.float16)
        return torch.softmax(x @ self.keys.to(x.dtype).transpose(1, 2), dim=-1)


def small_resnet() -> nn.Module:
    return classifier(conv_bn_act(3, 16, 3, 2), Residual(16), channels=16)


def photo() -> list[Any]:
    import coremltools as ct

    return [ct.ImageType(name="image", shape=(1, 3, 64, 64), scale=1 / 255)]


def any_size() -> list[Any]:
    import coremltools as ct

    side = ct.RangeDim(32, 128, default=64)
    return [ct.TensorType(name="image", shape=(1, 3, side, side))]


def few_sizes() -> list[Any]:
    import coremltools as ct

    shapes = ct.EnumeratedShapes(shapes=[(1, 3, 64, 64), (1, 3, 96, 96)], default=(1, 3, 64, 64))
    return [ct.TensorType(name="image", shape=shapes)]


def states() -> list[Any]:
    import coremltools as ct
    import numpy as np

    return [ct.StateType(wrapped_type=ct.TensorType(shape=(1, 32, 16), dtype=np.float16), name="keys")]


def palettized(model: Any) -> Any:
    import coremltools.optimize as cto

    config = cto.coreml.OpPalettizerConfig(mode="uniform", nbits=4, weight_threshold=0)
    return cto.coreml.palettize_weights(model, cto.coreml.OptimizationConfig(global_config=config))


def quantized(model: Any) -> Any:
    import coremltools.optimize as cto

    config = cto.coreml.OpLinearQuantizerConfig(mode="linear_symmetric", weight_threshold=0)
    return cto.coreml.linear_quantize_weights(model, cto.coreml.OptimizationConfig(global_config=config))


def picture() -> tuple[Tensor, ...]:
    return (torch.zeros(1, 3, 64, 64),)


SOURCES: dict[str, Callable[[], Source]] = {
    "photo-classifier": lambda: Source(module=small_resnet(), inputs=picture(), convert={"inputs": photo()}),
    "any-size": lambda: Source(
        module=nn.Sequential(conv_bn_act(3, 8), nn.Conv2d(8, 1, 1)), inputs=picture(), convert={"inputs": any_size()}
    ),
    "few-sizes": lambda: Source(
        module=nn.Sequential(conv_bn_act(3, 8), nn.MaxPool2d(2)),
        inputs=picture(),
        target="iOS17",
        convert={"inputs": few_sizes()},
    ),
    "stateful-decoder": lambda: Source(
        module=Cache(), inputs=(torch.zeros(1, 1, 16),), target="iOS18", convert={"states": states()}
    ),
    "palettized": lambda: Source(module=small_resnet(), inputs=picture(), finish=palettized),
    "palettized-newest": lambda: Source(module=small_resnet(), inputs=picture(), target="iOS18", finish=palettized),
    "quantized": lambda: Source(module=small_resnet(), inputs=picture(), target="iOS17", finish=quantized),
}
