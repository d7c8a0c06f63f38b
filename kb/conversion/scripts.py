"""`SCRIPT.py:function` → what the function returns. The user's own code runs here, in this process."""

import importlib.util
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from kb.errors import KbError

_PAIR = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """What is converted, and the arguments that go with it to every target's `ct.convert`."""

    value: Any
    """A traced or exported PyTorch module, a TensorFlow model, a MIL program."""
    arguments: Mapping[str, Any] = field(default_factory=dict)


def run_function(reference: str) -> Any:
    """Import the script, call the function once, without arguments. Raises KbError, which names the script's line."""
    path, _, name = reference.rpartition(":")
    if not path or not name.isidentifier():
        what = f"{reference!r} names no function"
        raise KbError(where=reference, what=what, hint="write SCRIPT.py:function")
    module = _imported(Path(path))
    function = getattr(module, name, None)
    if not callable(function):
        raise KbError(where=path, what=f"has no function {name!r}")
    try:
        return function()
    except Exception as error:
        raise KbError(where=_place(error, path), what=f"{name} failed: {_words(error)}") from error


def source_of(returned: Any) -> Source:
    """The function returns the source, or a pair of it and a mapping of `ct.convert`'s arguments."""
    if isinstance(returned, tuple) and len(returned) == _PAIR and isinstance(returned[1], Mapping):
        return Source(value=returned[0], arguments=dict(returned[1]))
    return Source(value=returned)


def _imported(path: Path) -> Any:
    if not path.is_file():
        raise KbError(where=str(path), what="there is no such file")
    specification = importlib.util.spec_from_file_location(f"_kb_script_{path.stem}", path)
    if specification is None or specification.loader is None:
        raise KbError(where=str(path), what="is no Python file", hint="its name must end in .py")
    module = importlib.util.module_from_spec(specification)
    # What the script imports from its own folder is found, as when it is run; dataclasses look their module up by name.
    sys.path.insert(0, str(path.parent.resolve()))
    sys.modules[specification.name] = module
    try:
        specification.loader.exec_module(module)
    except Exception as error:
        raise KbError(where=_place(error, str(path)), what=f"cannot be imported: {_words(error)}") from error
    finally:
        sys.path.remove(str(path.parent.resolve()))
    return module


def _place(error: BaseException, path: str) -> str:
    """The last line of the user's own script that led to the error."""
    lines = []
    frame = error.__traceback__
    while frame is not None:
        if frame.tb_frame.f_code.co_filename == path:
            lines.append(frame.tb_lineno)
        frame = frame.tb_next
    return f"{path}:{lines[-1]}" if lines else path


def _words(error: BaseException) -> str:
    return f"{type(error).__name__}: {error}"
