"""A network whose lines are known: for tests of what leads back to them."""

import torch


class Attention(torch.nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.norm = torch.nn.LayerNorm(16)
        self.query, self.key, self.value = (torch.nn.Linear(16, 16) for _ in range(3))

    def forward(self, x):
        x = self.norm(x)
        weights = torch.softmax(self.query(x) @ self.key(x).transpose(-1, -2) / 4, dim=-1)
        return weights @ self.value(x)


class Network(torch.nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.patches = torch.nn.Conv2d(3, 16, 14, 14)
        self.even = torch.nn.Conv2d(16, 16, 2, 2)
        self.attention = Attention()

    def forward(self, image):
        patches = self.patches(image)  # stride 14
        halves = self.even(patches)  # stride 2
        tokens = halves.flatten(2).transpose(1, 2)
        tokens = torch.nn.functional.gelu(self.attention(tokens))
        return tokens.mean(1)


def exported():
    torch.manual_seed(0)
    return torch.export.export(Network().eval(), (torch.rand(1, 3, 56, 56),)).run_decompositions({})
