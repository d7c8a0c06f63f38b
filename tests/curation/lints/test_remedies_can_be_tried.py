"""The code of a remedy can be parsed, and what it is given is complete."""

from collections.abc import Callable

import pytest

from kb.curation.lints.remedies_can_be_tried import check

Told = Callable[..., list[str]]
REMEDY = "  - target: iOS15\n"


def _with(code: str, given: str = "") -> tuple[str, str]:
    told = f"  - text: Do it otherwise.\n    code: {{{code}}}\n"
    return REMEDY, REMEDY + told + (f"    given: {{{given}}}\n" if given else "")


@pytest.mark.parametrize(
    ("code", "given"),
    [
        ("torch: 'x[::2]'", ""),
        ("torch: 'x[::2]'", "x: 'fp32[1,8]'"),
        ("torch: 'y = norm(x); z = [math.sqrt(i) for i in range(n)]'", "x: 'fp32[1,8]', norm: torch.nn.ReLU(), n: '3'"),
        ("torch: 'self.cache.mul_(x)'", "x: 'fp16[1,8]', cache: 'state fp16[1,8]'"),
        ("torch: 'def forward(self, x): return x'", "x: 'fp32[1,8]'"),
        ("swift: 'let x = 1'", ""),
    ],
)
def test_code_that_is_whole_passes(code: str, given: str, told: Told) -> None:
    assert told(check, _with(code, given)) == []


@pytest.mark.parametrize("language", ["torch", "python"])
def test_code_that_is_no_python_is_told(language: str, told: Told) -> None:
    (problem,) = told(check, _with(f"{language}: 'x[::2'"))
    assert "is no Python" in problem


def test_a_name_that_nothing_stands_for_is_told(told: Told) -> None:
    (problem,) = told(check, _with("torch: 'x * scale'", "x: 'fp32[1,8]'"))
    assert "does not say what `scale` stands for" in problem


def test_something_given_to_no_code_is_told(told: Told) -> None:
    (problem,) = told(check, _with("swift: 'let x = 1'", "x: 'fp32[1,8]'"))
    assert "there is no `code.torch`" in problem


@pytest.mark.parametrize(
    "code", ["copy.deepcopy(model)", "ct.convert(Model())", "cto.coreml.palettize_weights(model)", "_get_inputs(x)"]
)
def test_a_class_or_a_module_from_nowhere_is_told(code: str, told: Told) -> None:
    (problem,) = told(check, _with(f"python: {code!r}"))
    assert "does not import `" in problem


@pytest.mark.parametrize(
    "code",
    [
        "import copy\ncopy.deepcopy(model)",
        "from executorch.exir import EdgeCompileConfig\nEdgeCompileConfig()",
        "class Model: ...\nct.convert(Model(), inputs=inputs)",
        "def scale(x): return x * np.float16(2)\nW = scale(model.W)\nmb.mul(x=W, y=2)",
    ],
)
def test_what_is_imported_made_or_the_readers_own_passes(code: str, told: Told) -> None:
    assert told(check, _with(f"python: {code!r}".replace("'", '"'))) == []
