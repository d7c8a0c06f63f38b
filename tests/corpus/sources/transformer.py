"""Transformers: encoders, decoders, vision, with and without the fused attention of iOS18."""

from collections.abc import Callable

import torch
from torch import Tensor, nn

from tests.corpus.sources import Source

WIDTH = 16


def tokens(length: int = 12) -> tuple[Tensor, ...]:
    return (torch.zeros(1, length, dtype=torch.int32),)


class Attention(nn.Module):
    def __init__(self, *, fused: bool = False, causal: bool = False, heads: int = 2) -> None:
        super().__init__()
        self.qkv, self.out = nn.Linear(WIDTH, 3 * WIDTH), nn.Linear(WIDTH, WIDTH)
        self.heads, self.fused = heads, fused
        mask = torch.triu(torch.full((12, 12), -1e4), 1) if causal else torch.zeros(12, 12)
        self.register_buffer("mask", mask)

    def forward(self, x: Tensor) -> Tensor:
        q, k, v = (t.reshape(1, 12, self.heads, -1).transpose(1, 2) for t in self.qkv(x).chunk(3, dim=-1))
        if self.fused:
            y = nn.functional.scaled_dot_product_attention(q, k, v, attn_mask=self.mask)
        else:
            y = torch.softmax(q @ k.transpose(-1, -2) * 0.35 + self.mask, dim=-1) @ v
        return self.out(y.transpose(1, 2).reshape(1, 12, WIDTH))


class RMSNorm(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.ones(WIDTH))

    def forward(self, x: Tensor) -> Tensor:
        return self.weight * x * torch.rsqrt(x.pow(2).mean(-1, keepdim=True) + 1e-5)


class SwiGLU(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.gate, self.up, self.down = nn.Linear(WIDTH, 32), nn.Linear(WIDTH, 32), nn.Linear(32, WIDTH)

    def forward(self, x: Tensor) -> Tensor:
        return self.down(nn.functional.silu(self.gate(x)) * self.up(x))


class Block(nn.Module):
    def __init__(self, attention: nn.Module, norm: Callable[[], nn.Module], mlp: nn.Module) -> None:
        super().__init__()
        self.attention, self.mlp, self.one, self.two = attention, mlp, norm(), norm()

    def forward(self, x: Tensor) -> Tensor:
        x = x + self.attention(self.one(x))
        return x + self.mlp(self.two(x))


class Language(nn.Module):
    def __init__(self, block: nn.Module) -> None:
        super().__init__()
        self.embed, self.block, self.head = nn.Embedding(50, WIDTH), block, nn.Linear(WIDTH, 50)
        self.position = nn.Parameter(torch.zeros(1, 12, WIDTH))

    def forward(self, ids: Tensor) -> Tensor:
        return self.head(self.block(self.embed(ids) + self.position))


class Vision(nn.Module):
    def __init__(self, patch: int, side: int) -> None:
        super().__init__()
        self.patch = nn.Conv2d(3, WIDTH, patch, patch)
        self.token = nn.Parameter(torch.zeros(1, 1, WIDTH))
        self.encoder = nn.TransformerEncoderLayer(WIDTH, 2, 32, batch_first=True, activation="gelu")
        self.position = nn.Parameter(torch.zeros(1, (side // patch) ** 2 + 1, WIDTH))
        self.head = nn.Linear(WIDTH, 10)

    def forward(self, x: Tensor) -> Tensor:
        y = self.patch(x).flatten(2).transpose(1, 2)
        y = torch.cat([self.token, y], dim=1) + self.position
        return self.head(self.encoder(y)[:, 0])


class Rotary(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        angles = torch.outer(torch.arange(12.0), 1 / 100 ** (torch.arange(0, 8, 2) / 8))
        self.register_buffer("cos", torch.cos(angles).repeat(1, 2))
        self.register_buffer("sin", torch.sin(angles).repeat(1, 2))

    def forward(self, q: Tensor) -> Tensor:
        half = torch.cat([-q[..., 4:], q[..., :4]], dim=-1)
        return q * self.cos + half * self.sin


class CrossAttention(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.decoder = nn.TransformerDecoderLayer(WIDTH, 2, 32, batch_first=True)

    def forward(self, x: Tensor, memory: Tensor) -> Tensor:
        return self.decoder(x, memory)


class Clip(nn.Module):
    def forward(self, image: Tensor, text: Tensor) -> Tensor:
        return 100 * nn.functional.normalize(image, dim=-1) @ nn.functional.normalize(text, dim=-1).transpose(0, 1)


def gelu_mlp() -> nn.Module:
    return nn.Sequential(nn.Linear(WIDTH, 32), nn.GELU(), nn.Linear(32, WIDTH))


def layer_norm() -> nn.Module:
    return nn.LayerNorm(WIDTH)


SOURCES: dict[str, Callable[[], Source]] = {
    "bert": lambda: Source(
        module=Language(Block(Attention(), layer_norm, gelu_mlp())), inputs=tokens(), target="iOS15"
    ),
    "gpt": lambda: Source(module=Language(Block(Attention(causal=True), layer_norm, gelu_mlp())), inputs=tokens()),
    "gpt-fused": lambda: Source(
        module=Language(Block(Attention(fused=True, causal=True), layer_norm, gelu_mlp())),
        inputs=tokens(),
        target="iOS18",
    ),
    "llama": lambda: Source(
        module=Language(Block(Attention(causal=True), RMSNorm, SwiGLU())), inputs=tokens(), target="iOS17"
    ),
    "llama-fused": lambda: Source(
        module=Language(Block(Attention(fused=True, causal=True), RMSNorm, SwiGLU())), inputs=tokens(), target="iOS18"
    ),
    "vit-16": lambda: Source(module=Vision(16, 64), inputs=(torch.zeros(1, 3, 64, 64),)),
    "vit-32": lambda: Source(module=Vision(32, 96), inputs=(torch.zeros(1, 3, 96, 96),), target="iOS15"),
    "rotary": lambda: Source(module=Rotary(), inputs=(torch.zeros(1, 2, 12, 8),), target="iOS17"),
    "decoder-layer": lambda: Source(
        module=CrossAttention(), inputs=(torch.zeros(1, 6, WIDTH), torch.zeros(1, 9, WIDTH))
    ),
    "clip-similarity": lambda: Source(module=Clip(), inputs=(torch.zeros(1, 16), torch.zeros(4, 16)), target="iOS17"),
    "embedding-pooling": lambda: Source(
        module=nn.Sequential(nn.Embedding(50, WIDTH), nn.LayerNorm(WIDTH), nn.AdaptiveAvgPool1d(8)), inputs=tokens()
    ),
    "mlp-mixer": lambda: Source(
        module=nn.Sequential(nn.LayerNorm(WIDTH), nn.Conv1d(12, 24, 1), nn.GELU(), nn.Conv1d(24, 12, 1)),
        inputs=(torch.zeros(1, 12, WIDTH),),
    ),
}
