"""The PyTorch code of an example can be parsed, is complete, and proves something."""

from collections.abc import Callable

import pytest

from kb.curation.lints.sources_can_be_converted import check

Told = Callable[..., list[str]]
EXAMPLES = "examples:\n"


def _with(source: str) -> tuple[str, str]:
    return EXAMPLES, f"{EXAMPLES}  sources:\n    - {{{source}}}\n"


@pytest.mark.parametrize(
    "source", ["torch: 'x[::2]', given: {x: 'fp32[1,8]'}", "torch: 'torch.rand(2, 2)', targets: [iOS14], by: [export]"]
)
def test_code_that_is_whole_passes(source: str, told: Told) -> None:
    assert told(check, _with(source)) == []


@pytest.mark.parametrize(
    ("source", "problem"),
    [
        ("torch: 'x[::2'", "is no Python"),
        ("torch: 'torch.rand(2)', python: 'ct.convert('", "is no Python"),
        ("torch: 'x * scale', given: {x: 'fp32[1,8]'}", "does not say what `scale` stands for"),
        ("torch: 'x * 2'", "does not say what `x` stands for"),
    ],
)
def test_code_that_is_not_whole_is_told(source: str, problem: str, told: Told) -> None:
    (only,) = told(check, _with(source))
    assert problem in only
