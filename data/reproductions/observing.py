"""What the scripts of this folder share: they print what they observed and end with 0 where it is as told."""

import sys
from collections.abc import Callable
from typing import NoReturn


def expect_failure(action: Callable[[], object], *texts: str) -> NoReturn:
    """End with 0 if the action raises an exception whose type and message hold every one of the texts."""
    try:
        action()
    except Exception as error:  # whatever it raises is the observation
        told = f"{type(error).__name__}: {error}"
        print(told[:600])
        sys.exit(0 if all(text in told for text in texts) else 1)
    print("nothing was raised")
    sys.exit(1)


def expect(holds: bool, observed: object) -> NoReturn:
    """Print what was observed; end with 0 if it is as told."""
    print(observed)
    sys.exit(0 if holds else 1)
