"""One small network as coremltools' converter takes it; the knowledge of this checkout, opened once."""

from collections.abc import Callable
from pathlib import Path

import pytest

from kb.conversion import converting
from kb.knowledge.knowledge_base import KnowledgeBase
from kb.knowledge.opening import open_knowledge


@pytest.fixture(scope="session")
def base() -> KnowledgeBase:
    return open_knowledge()


@pytest.fixture(autouse=True)
def _opened_once(base: KnowledgeBase, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(converting, "open_knowledge", lambda: base)


@pytest.fixture(scope="session")
def patches() -> tuple[object, dict[str, object]]:
    """Patches of 14×14, cut and embedded by a convolution, traced once; and what its conversion needs."""
    import coremltools as ct

    torch = pytest.importorskip("torch", reason="PyTorch is not installed")

    class Patches(torch.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.embed = torch.nn.Conv2d(3, 8, 14, 14)

        def forward(self, image):
            return self.embed(image).flatten(2).mean(2)

    torch.manual_seed(0)
    traced = torch.jit.trace(Patches().eval(), torch.rand(1, 3, 56, 56))
    return traced, {"inputs": [ct.TensorType(name="image", shape=(1, 3, 56, 56))]}


@pytest.fixture
def package(tmp_path: Path) -> Callable[..., Path]:
    """Saves an ML program: `relu` of one input, with what `ct.convert` is told."""

    def build(
        target: str = "iOS15", *, flexible: bool = False, dtype=None, change=lambda model: None, **arguments
    ) -> Path:
        import coremltools as ct
        from coremltools.converters.mil import Builder
        from coremltools.converters.mil.mil import types

        aim = getattr(ct.target, target)

        @Builder.program(input_specs=[Builder.TensorSpec((1, 3, 8, 8), dtype or types.fp32)], opset_version=aim)
        def program(x):
            return Builder.relu(x=x, name="y")

        shape = ct.EnumeratedShapes([(1, 3, 8, 8), (1, 3, 16, 16)]) if flexible else (1, 3, 8, 8)
        inputs = None if dtype else [ct.TensorType(name="x", shape=shape)]
        settings = {"inputs": inputs, **arguments}
        model = ct.convert(
            program, convert_to="mlprogram", minimum_deployment_target=aim, skip_model_load=True, **settings
        )
        change(model)
        path = tmp_path / f"source-{target}.mlpackage"
        model.save(str(path))
        return path

    return build
