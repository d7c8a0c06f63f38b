"""Image classifiers and their blocks, as people convert them."""

from collections.abc import Callable

import torch
from torch import Tensor, nn

from tests.corpus.sources import Source


def image(channels: int = 3, side: int = 64) -> tuple[Tensor, ...]:
    return (torch.zeros(1, channels, side, side),)


def conv_bn_act(inside: int, outside: int, kernel: int = 3, stride: int = 1, groups: int = 1) -> nn.Sequential:
    return nn.Sequential(
        nn.Conv2d(inside, outside, kernel, stride, kernel // 2, groups=groups, bias=False),
        nn.BatchNorm2d(outside),
        nn.ReLU(),
    )


class Residual(nn.Module):
    def __init__(self, channels: int) -> None:
        super().__init__()
        self.body = nn.Sequential(conv_bn_act(channels, channels), nn.Conv2d(channels, channels, 3, 1, 1))

    def forward(self, x: Tensor) -> Tensor:
        return torch.relu(x + self.body(x))


class SqueezeExcite(nn.Module):
    def __init__(self, channels: int) -> None:
        super().__init__()
        self.gate = nn.Sequential(
            nn.AdaptiveAvgPool2d(1),
            nn.Conv2d(channels, channels // 4, 1),
            nn.SiLU(),
            nn.Conv2d(channels // 4, channels, 1),
            nn.Sigmoid(),
        )

    def forward(self, x: Tensor) -> Tensor:
        return x * self.gate(x)


class DenseBlock(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.layers = nn.ModuleList(conv_bn_act(8 + 4 * i, 4) for i in range(3))

    def forward(self, x: Tensor) -> Tensor:
        for layer in self.layers:
            x = torch.cat([x, layer(x)], dim=1)
        return x


class ConvNextBlock(nn.Module):
    def __init__(self, channels: int = 8) -> None:
        super().__init__()
        self.depthwise = nn.Conv2d(channels, channels, 7, padding=3, groups=channels)
        self.norm = nn.LayerNorm(channels)
        self.widen, self.narrow = nn.Linear(channels, 4 * channels), nn.Linear(4 * channels, channels)

    def forward(self, x: Tensor) -> Tensor:
        y = self.norm(self.depthwise(x).permute(0, 2, 3, 1))
        return x + self.narrow(nn.functional.gelu(self.widen(y))).permute(0, 3, 1, 2)


class UNet(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.down, self.middle, self.up = (
            conv_bn_act(3, 8),
            conv_bn_act(8, 16, stride=2),
            nn.ConvTranspose2d(16, 8, 2, 2),
        )
        self.head = nn.Conv2d(16, 2, 1)

    def forward(self, x: Tensor) -> Tensor:
        skip = self.down(x)
        return self.head(torch.cat([skip, self.up(self.middle(skip))], dim=1))


class SuperResolution(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.body = nn.Sequential(
            nn.Conv2d(3, 16, 5, padding=2), nn.Tanh(), nn.Conv2d(16, 12, 3, padding=1), nn.PixelShuffle(2)
        )

    def forward(self, x: Tensor) -> Tensor:
        return self.body(x)


class StyleTransfer(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.body = nn.Sequential(
            nn.ReflectionPad2d(4),
            nn.Conv2d(3, 8, 9),
            nn.InstanceNorm2d(8, affine=True),
            nn.ReLU(),
            nn.Upsample(scale_factor=2, mode="nearest"),
            nn.Conv2d(8, 3, 3, padding=1),
        )

    def forward(self, x: Tensor) -> Tensor:
        return self.body(x)


def classifier(*body: nn.Module, channels: int) -> nn.Module:
    return nn.Sequential(*body, nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(channels, 10), nn.Softmax(dim=-1))


SOURCES: dict[str, Callable[[], Source]] = {
    "lenet": lambda: Source(
        module=nn.Sequential(
            nn.Conv2d(1, 6, 5),
            nn.Tanh(),
            nn.AvgPool2d(2),
            nn.Conv2d(6, 16, 5),
            nn.Tanh(),
            nn.AvgPool2d(2),
            nn.Flatten(),
            nn.Linear(16 * 4 * 4, 10),
        ),
        inputs=image(1, 28),
        target="iOS15",
    ),
    "vgg": lambda: Source(
        module=nn.Sequential(
            conv_bn_act(3, 8),
            nn.MaxPool2d(2),
            conv_bn_act(8, 16),
            nn.MaxPool2d(2),
            nn.Flatten(),
            nn.Linear(16 * 16 * 16, 10),
            nn.Dropout(),
        ),
        inputs=image(),
    ),
    "resnet": lambda: Source(
        module=classifier(conv_bn_act(3, 8, 7, 2), nn.MaxPool2d(3, 2, 1), Residual(8), Residual(8), channels=8),
        inputs=image(),
    ),
    "mobilenet": lambda: Source(
        module=classifier(
            conv_bn_act(3, 8, 3, 2), conv_bn_act(8, 8, groups=8), nn.Conv2d(8, 16, 1), nn.ReLU6(), channels=16
        ),
        inputs=image(),
        target="iOS15",
    ),
    "mobilenet-v3": lambda: Source(
        module=classifier(conv_bn_act(3, 8, 3, 2), nn.Hardswish(), SqueezeExcite(8), nn.Hardsigmoid(), channels=8),
        inputs=image(),
        target="iOS17",
    ),
    "efficientnet": lambda: Source(
        module=classifier(nn.Conv2d(3, 8, 3, 2, 1), nn.SiLU(), SqueezeExcite(8), channels=8),
        inputs=image(),
        target="iOS18",
    ),
    "densenet": lambda: Source(module=classifier(nn.Conv2d(3, 8, 3, 2, 1), DenseBlock(), channels=20), inputs=image()),
    "convnext": lambda: Source(
        module=classifier(nn.Conv2d(3, 8, 4, 4), ConvNextBlock(), channels=8), inputs=image(), target="iOS17"
    ),
    "unet": lambda: Source(module=UNet(), inputs=image()),
    "super-resolution": lambda: Source(module=SuperResolution(), inputs=image(), target="iOS15"),
    "style-transfer": lambda: Source(module=StyleTransfer(), inputs=image()),
    "segmentation": lambda: Source(
        module=nn.Sequential(
            conv_bn_act(3, 8, 3, 2),
            nn.Conv2d(8, 8, 3, padding=2, dilation=2),
            nn.ReLU(),
            nn.Conv2d(8, 4, 1),
            nn.Upsample(scale_factor=2, mode="bilinear", align_corners=False),
        ),
        inputs=image(),
    ),
    "conv3d-video": lambda: Source(
        module=nn.Sequential(
            nn.Conv3d(3, 4, 3, padding=1), nn.ReLU(), nn.MaxPool3d(2), nn.Flatten(), nn.Linear(4 * 4 * 8 * 8, 5)
        ),
        inputs=(torch.zeros(1, 3, 8, 16, 16),),
    ),
    "autoencoder": lambda: Source(
        module=nn.Sequential(nn.Conv2d(3, 8, 4, 2, 1), nn.LeakyReLU(), nn.ConvTranspose2d(8, 3, 4, 2, 1), nn.Sigmoid()),
        inputs=image(),
        target="iOS15",
    ),
    "prelu-face": lambda: Source(
        module=classifier(nn.Conv2d(3, 8, 3, 2, 1), nn.PReLU(8), nn.Conv2d(8, 8, 3, groups=8), nn.PReLU(8), channels=8),
        inputs=image(side=112),
    ),
}
