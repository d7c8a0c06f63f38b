"""Blocks of diffusion models, detection heads, and what stands after a network: boxes, grids, poses."""

from collections.abc import Callable

import torch
from torch import Tensor, nn

from tests.corpus.sources import Source


class TimeEmbedding(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.register_buffer("frequencies", torch.exp(-torch.arange(8.0)))
        self.mlp = nn.Sequential(nn.Linear(16, 32), nn.SiLU(), nn.Linear(32, 16))

    def forward(self, t: Tensor) -> Tensor:
        angles = t[:, None] * self.frequencies
        return self.mlp(torch.cat([torch.sin(angles), torch.cos(angles)], dim=-1))


class DiffusionResidual(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.one, self.two = nn.GroupNorm(4, 16), nn.GroupNorm(4, 16)
        self.conv1, self.conv2 = nn.Conv2d(16, 16, 3, padding=1), nn.Conv2d(16, 16, 3, padding=1)
        self.time = nn.Linear(16, 16)

    def forward(self, x: Tensor, t: Tensor) -> Tensor:
        y = self.conv1(nn.functional.silu(self.one(x))) + self.time(t)[:, :, None, None]
        return x + self.conv2(nn.functional.silu(self.two(y)))


class SpatialAttention(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.norm = nn.GroupNorm(4, 16)
        self.q, self.k, self.v = nn.Conv2d(16, 16, 1), nn.Conv2d(16, 16, 1), nn.Conv2d(16, 16, 1)

    def forward(self, x: Tensor) -> Tensor:
        y = self.norm(x)
        q, k, v = (layer(y).flatten(2) for layer in (self.q, self.k, self.v))
        weights = torch.softmax(q.transpose(1, 2) @ k / 4, dim=-1)
        return x + (v @ weights.transpose(1, 2)).reshape(x.shape)


class Upsampler(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.conv = nn.Conv2d(16, 16, 3, padding=1)

    def forward(self, x: Tensor) -> Tensor:
        return self.conv(nn.functional.interpolate(x, scale_factor=2.0, mode="nearest"))


class VaeDecoder(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.body = nn.Sequential(
            nn.Conv2d(4, 16, 3, padding=1), Upsampler(), nn.GroupNorm(4, 16), nn.SiLU(), nn.Conv2d(16, 3, 3, padding=1)
        )

    def forward(self, z: Tensor) -> Tensor:
        return (self.body(z / 0.18215) / 2 + 0.5).clamp(0, 1)


class Guidance(nn.Module):
    def forward(self, conditioned: Tensor, free: Tensor) -> Tensor:
        return free + 7.5 * (conditioned - free)


class YoloHead(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.conv = nn.Conv2d(16, 3 * 7, 1)
        ys, xs = torch.meshgrid(torch.arange(8.0), torch.arange(8.0), indexing="ij")
        self.register_buffer("grid", torch.stack([xs, ys], dim=-1))

    def forward(self, x: Tensor) -> Tensor:
        y = self.conv(x).reshape(1, 3, 7, 8, 8).permute(0, 1, 3, 4, 2).sigmoid()
        centres = (y[..., :2] * 2 - 0.5 + self.grid) * 8
        return torch.cat([centres, (y[..., 2:4] * 2) ** 2, y[..., 4:]], dim=-1).reshape(1, -1, 7)


class SsdHead(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.boxes, self.scores = nn.Conv2d(16, 8, 3, padding=1), nn.Conv2d(16, 6, 3, padding=1)

    def forward(self, x: Tensor) -> tuple[Tensor, Tensor]:
        boxes = self.boxes(x).permute(0, 2, 3, 1).reshape(1, -1, 4)
        return boxes, torch.softmax(self.scores(x).permute(0, 2, 3, 1).reshape(1, -1, 3), dim=-1)


class Pose(nn.Module):
    def forward(self, heatmaps: Tensor) -> tuple[Tensor, Tensor]:
        flat = heatmaps.flatten(2)
        return flat.max(dim=-1).values, flat.argmax(dim=-1)


class Best(nn.Module):
    def forward(self, scores: Tensor) -> tuple[Tensor, Tensor]:
        return torch.topk(scores, 5, dim=-1)


class Pyramid(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.stem, self.down, self.lateral = nn.Conv2d(3, 16, 3, 2, 1), nn.Conv2d(16, 16, 3, 2, 1), nn.Conv2d(16, 16, 1)

    def forward(self, x: Tensor) -> tuple[Tensor, Tensor]:
        fine = torch.relu(self.stem(x))
        coarse = torch.relu(self.down(fine))
        up = nn.functional.interpolate(coarse, size=fine.shape[-2:], mode="nearest")
        return self.lateral(fine) + up, coarse


class Depth(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.body = nn.Sequential(nn.Conv2d(3, 8, 3, 2, 1), nn.ELU(), nn.Conv2d(8, 1, 3, padding=1))

    def forward(self, x: Tensor) -> Tensor:
        y = nn.functional.interpolate(self.body(x), size=(64, 64), mode="bilinear", align_corners=True)
        return 1 / (0.01 + torch.nn.functional.softplus(y))


class Anchorless(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.register_buffer("bins", torch.arange(8.0))

    def forward(self, x: Tensor) -> Tensor:
        return (torch.softmax(x.reshape(1, 4, 8, 64), dim=2) * self.bins[None, None, :, None]).sum(dim=2)


def feature_map() -> tuple[Tensor, ...]:
    return (torch.zeros(1, 16, 8, 8),)


def picture() -> tuple[Tensor, ...]:
    return (torch.zeros(1, 3, 64, 64),)


SOURCES: dict[str, Callable[[], Source]] = {
    "time-embedding": lambda: Source(module=TimeEmbedding(), inputs=(torch.zeros(1),)),
    "diffusion-residual": lambda: Source(module=DiffusionResidual(), inputs=(*feature_map(), torch.zeros(1, 16))),
    "diffusion-attention": lambda: Source(module=SpatialAttention(), inputs=feature_map(), target="iOS17"),
    "upsampler": lambda: Source(module=Upsampler(), inputs=feature_map()),
    "vae-decoder": lambda: Source(module=VaeDecoder(), inputs=(torch.zeros(1, 4, 8, 8),)),
    "guidance": lambda: Source(
        module=Guidance(), inputs=(torch.zeros(1, 4, 8, 8), torch.zeros(1, 4, 8, 8)), target="iOS15"
    ),
    "yolo-head": lambda: Source(module=YoloHead(), inputs=feature_map()),
    "yolo-distribution": lambda: Source(module=Anchorless(), inputs=(torch.zeros(1, 32, 64),), target="iOS17"),
    "ssd-head": lambda: Source(module=SsdHead(), inputs=feature_map(), target="iOS15"),
    "pose-heatmaps": lambda: Source(module=Pose(), inputs=(torch.zeros(1, 17, 16, 16),), target="iOS17"),
    "best-five": lambda: Source(module=Best(), inputs=(torch.zeros(1, 100),), target="iOS17"),
    "feature-pyramid": lambda: Source(module=Pyramid(), inputs=picture()),
    "depth": lambda: Source(module=Depth(), inputs=picture()),
    "gan-generator": lambda: Source(
        module=nn.Sequential(
            nn.Linear(16, 8 * 16), nn.ReLU(), nn.Unflatten(1, (8, 4, 4)), nn.ConvTranspose2d(8, 3, 4, 2, 1), nn.Tanh()
        ),
        inputs=(torch.zeros(1, 16),),
    ),
    "background-matting": lambda: Source(
        module=nn.Sequential(nn.Conv2d(4, 8, 3, padding=1), nn.ReLU(), nn.Conv2d(8, 1, 1), nn.Sigmoid()),
        inputs=(torch.zeros(1, 4, 64, 64),),
        target="iOS18",
    ),
}
