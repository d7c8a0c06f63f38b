"""Models for the apps of these tests."""

from collections.abc import Callable
from pathlib import Path

PACKAGES = Path(__file__).parents[1] / "corpus/packages"
STATEFUL = PACKAGES / "deployed/stateful-decoder-ios18.mlpackage"
PLAIN = PACKAGES / "convolutional/lenet-ios15.mlpackage"

MakeBundle = Callable[..., Path]
