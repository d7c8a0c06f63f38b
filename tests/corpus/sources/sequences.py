"""Recurrent networks, audio and tabular models."""

from collections.abc import Callable

import torch
from torch import Tensor, nn

from tests.corpus.sources import Source


class Recurrent(nn.Module):
    def __init__(self, core: nn.Module, width: int, classes: int = 6) -> None:
        super().__init__()
        self.core, self.head = core, nn.Linear(width, classes)

    def forward(self, x: Tensor) -> Tensor:
        return self.head(self.core(x)[0])


class Stepwise(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.core = nn.LSTM(8, 12, batch_first=True)

    def forward(self, x: Tensor, h: Tensor, c: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        y, (h, c) = self.core(x, (h, c))
        return y, h, c


class Gated(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.conv = nn.Conv1d(8, 16, 3, padding=4, dilation=4)

    def forward(self, x: Tensor) -> Tensor:
        filtered, gate = self.conv(x).chunk(2, dim=1)
        return x + torch.tanh(filtered) * torch.sigmoid(gate)


class WideAndDeep(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.embed, self.deep = nn.Embedding(20, 4), nn.Sequential(nn.Linear(14, 8), nn.ReLU(), nn.Linear(8, 1))

    def forward(self, numbers: Tensor, category: Tensor) -> Tensor:
        return torch.sigmoid(self.deep(torch.cat([numbers, self.embed(category).flatten(1)], dim=1)))


class Factorization(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.factors = nn.Parameter(torch.ones(10, 4))

    def forward(self, x: Tensor) -> Tensor:
        return 0.5 * ((x @ self.factors) ** 2 - (x**2) @ (self.factors**2)).sum(dim=1)


class Standardized(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.body = nn.Sequential(nn.Linear(10, 16), nn.BatchNorm1d(16), nn.ELU(), nn.Linear(16, 3))

    def forward(self, x: Tensor) -> Tensor:
        return torch.log_softmax(self.body((x - 0.5) / 0.25), dim=1)


class Conformer(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.norm = nn.LayerNorm(16)
        self.pointwise, self.depthwise = nn.Conv1d(16, 32, 1), nn.Conv1d(16, 16, 15, padding=7, groups=16)

    def forward(self, x: Tensor) -> Tensor:
        y = nn.functional.glu(self.pointwise(self.norm(x).transpose(1, 2)), dim=1)
        return x + nn.functional.silu(self.depthwise(y)).transpose(1, 2)


def sequence() -> tuple[Tensor, ...]:
    return (torch.zeros(1, 20, 8),)


SOURCES: dict[str, Callable[[], Source]] = {
    "lstm": lambda: Source(module=Recurrent(nn.LSTM(8, 12, batch_first=True), 12), inputs=sequence(), target="iOS15"),
    "lstm-two-layers": lambda: Source(module=Recurrent(nn.LSTM(8, 12, 2, batch_first=True), 12), inputs=sequence()),
    "bilstm": lambda: Source(
        module=Recurrent(nn.LSTM(8, 12, batch_first=True, bidirectional=True), 24), inputs=sequence()
    ),
    "gru": lambda: Source(module=Recurrent(nn.GRU(8, 12, batch_first=True), 12), inputs=sequence()),
    "lstm-stepwise": lambda: Source(
        module=Stepwise(), inputs=(torch.zeros(1, 1, 8), torch.zeros(1, 1, 12), torch.zeros(1, 1, 12)), target="iOS17"
    ),
    "temporal-conv": lambda: Source(
        module=nn.Sequential(nn.Conv1d(8, 16, 3, padding=2, dilation=2), nn.ReLU(), nn.Conv1d(16, 8, 1)),
        inputs=(torch.zeros(1, 8, 40),),
    ),
    "wavenet": lambda: Source(module=nn.Sequential(Gated(), Gated()), inputs=(torch.zeros(1, 8, 64),)),
    "conformer": lambda: Source(module=Conformer(), inputs=(torch.zeros(1, 20, 16),), target="iOS17"),
    "keyword-spotting": lambda: Source(
        module=nn.Sequential(
            nn.Conv2d(1, 8, (10, 4), (2, 2)),
            nn.BatchNorm2d(8),
            nn.ReLU(),
            nn.AdaptiveAvgPool2d(1),
            nn.Flatten(),
            nn.Linear(8, 12),
        ),
        inputs=(torch.zeros(1, 1, 49, 40),),
    ),
    "whisper-stem": lambda: Source(
        module=nn.Sequential(nn.Conv1d(80, 16, 3, padding=1), nn.GELU(), nn.Conv1d(16, 16, 3, 2, 1), nn.GELU()),
        inputs=(torch.zeros(1, 80, 100),),
    ),
    "vocoder": lambda: Source(
        module=nn.Sequential(
            nn.ConvTranspose1d(8, 4, 16, 8, 4), nn.LeakyReLU(0.1), nn.Conv1d(4, 1, 7, padding=3), nn.Tanh()
        ),
        inputs=(torch.zeros(1, 8, 20),),
    ),
    "tabular-mlp": lambda: Source(module=Standardized(), inputs=(torch.zeros(1, 10),), target="iOS15"),
    "wide-and-deep": lambda: Source(
        module=WideAndDeep(), inputs=(torch.zeros(1, 10), torch.zeros(1, 1, dtype=torch.int32)), target="iOS17"
    ),
    "factorization": lambda: Source(module=Factorization(), inputs=(torch.zeros(1, 10),)),
    "regression": lambda: Source(module=nn.Linear(10, 1), inputs=(torch.zeros(1, 10),), target="iOS18"),
    "logistic": lambda: Source(
        module=nn.Sequential(nn.Linear(10, 2), nn.Sigmoid()), inputs=(torch.zeros(1, 10),), target="iOS15"
    ),
}
