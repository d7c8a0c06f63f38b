"""Configuration: `kb.toml`, or `[tool.kb]` in `pyproject.toml`, the nearest upwards from the models.

Keys are the long options of `kb check`; `[[suppress]]` tables switch findings off. Unknown keys are errors.
"""

import datetime
import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import field, fields
from difflib import get_close_matches
from pathlib import Path
from types import UnionType
from typing import Any, Final, Literal, Union, get_args, get_origin, get_type_hints

from kb.cli.named_files import content_of
from kb.cli.options import Options
from kb.errors import KbError
from kb.frozen import frozen

LIMIT: Final = 4 * 1024 * 1024
"""Bytes of a configuration file."""
NAMES: Final = ("kb.toml", "pyproject.toml")
_PATHS: Final = ("baseline", "output")
_TEXTS: Final = ("record", "reason", "model", "function", "operation")


@frozen
class WrittenSuppression:
    """One `[[suppress]]` table, checked for form; its record has not been looked up."""

    record: str
    reason: str
    until: datetime.date | None
    model: str
    function: str
    operation: str
    where: str


@frozen
class Config:
    options: Options = field(default_factory=Options)
    suppressions: tuple[WrittenSuppression, ...] = ()


def find_config(models: Sequence[str], folder: Path) -> Path | None:
    """The nearest file upwards from where the models lie, else upwards from the working folder; None where none is."""
    parents = [os.path.abspath(os.path.join(folder, os.path.dirname(model.rstrip("/")))) for model in models]  # noqa: PTH100, PTH118, PTH120 — never follows links
    try:
        start = Path(os.path.commonpath(parents)) if parents else folder
    except ValueError:
        start = folder
    return _upwards(start) or _upwards(folder)


def _upwards(folder: Path) -> Path | None:
    for each in (folder, *folder.parents):
        for name in NAMES:
            path = each / name
            if _is_ours(path):
                return path
    return None


def _is_ours(path: Path) -> bool:
    """A file that may not be looked at is passed over, as if it were not there."""
    try:
        return path.is_file() and (path.name != "pyproject.toml" or b"[tool.kb" in content_of(path, limit=LIMIT))
    except (OSError, KbError):
        return False


def read_config(path: Path) -> Config:
    """Raises KbError, with file and key, for what cannot be read or is not understood."""
    import tomllib  # noqa: PLC0415 — only where there is a file to read

    try:
        document = tomllib.loads(content_of(path, limit=LIMIT).decode("utf-8"))
    except RecursionError as error:
        raise KbError(where=str(path), what="is no TOML that can be read: nested too deep") from error
    except ValueError as error:
        # TOMLDecodeError, no UTF-8, a number of thousands of digits, a path with a NUL.
        raise KbError(where=str(path), what=f"is no TOML: {error}") from error
    if path.name == "pyproject.toml":
        for key in ("tool", "kb"):
            document = document.get(key, {})
            if not isinstance(document, dict):
                raise KbError(where=f"{path}: {key}", what="is no table", hint="write [tool.kb]")
    return decode_config(document, origin=path)


def decode_config(document: Mapping[str, Any], *, origin: Path) -> Config:
    """The core: what a file holds → Config. `origin` is the file, which relative paths in it start from."""
    hints = option_hints()
    _refuse_unknown(document, [*hints, "suppress"], str(origin))
    values = {
        key.replace("-", "_"): _checked(value, hints[key], f"{origin}: {key}")
        for key, value in document.items()
        if key != "suppress"
    }
    for name in _PATHS:
        if name in values:
            values[name] = str(origin.parent / values[name])
    tables = document.get("suppress", [])
    if not isinstance(tables, list):
        raise KbError(where=f"{origin}: suppress", what="is no list of tables", hint="write [[suppress]]")
    return Config(
        options=Options(**values),
        suppressions=tuple(_suppression(table, f"{origin}: suppress {n}") for n, table in enumerate(tables, start=1)),
    )


def option_hints() -> dict[str, Any]:
    """Key → type, as `Options` has them."""
    hints = get_type_hints(Options)
    return {each.name.replace("_", "-"): hints[each.name] for each in fields(Options)}


def _refuse_unknown(table: Mapping[str, Any], known: Iterable[str], where: str) -> None:
    for key in table:
        if key not in known:
            close = get_close_matches(key.replace("_", "-"), list(known), n=1)
            hint = f"did you mean {close[0]}?" if close else f"known are {', '.join(known)}"
            raise KbError(where=where, what=f"there is no option {key!r}", hint=hint)


def _checked(value: Any, hint: Any, where: str) -> Any:
    choices = choices_of(hint)
    if choices:
        if value not in choices:
            raise KbError(where=where, what=f"{value!r} is not among {', '.join(choices)}")
        return value
    if get_origin(hint) is tuple:
        values = [value] if isinstance(value, str) else value
        if not isinstance(values, list) or not all(isinstance(each, str) for each in values):
            raise KbError(where=where, what="is neither a string nor a list of strings")
        return tuple(values)
    wanted = bool if bool in get_args(hint) else str
    if not isinstance(value, wanted):
        raise KbError(where=where, what=f"{value!r} is no {'true or false' if wanted is bool else 'string'}")
    return value


def choices_of(hint: Any) -> tuple[str, ...]:
    """The values of a `Literal`, alone or beside None."""
    if get_origin(hint) is Literal:
        return get_args(hint)
    if get_origin(hint) in (Union, UnionType):
        return next((choices_of(arm) for arm in get_args(hint) if choices_of(arm)), ())
    return ()


def _suppression(table: Any, where: str) -> WrittenSuppression:
    if not isinstance(table, dict):
        raise KbError(where=where, what="is no table", hint="write [[suppress]]")
    _refuse_unknown(table, [*_TEXTS, "until"], where)
    texts = {key: table.get(key, "") for key in _TEXTS}
    for key, value in texts.items():
        if not isinstance(value, str):
            raise KbError(where=f"{where}, {key}", what="is no string")
    for key in ("record", "reason"):
        if not texts[key].strip():
            raise KbError(where=where, what=f"has no {key}", hint=f'write {key} = "…"')
    return WrittenSuppression(**texts, until=_day(table.get("until"), where), where=where)


def _day(value: Any, where: str) -> datetime.date | None:
    if value is None:
        return None
    if isinstance(value, datetime.date) and not isinstance(value, datetime.datetime):
        return value
    try:
        return datetime.date.fromisoformat(value)
    except (TypeError, ValueError):
        raise KbError(where=f"{where}, until", what=f"{value!r} is no day", hint="write until = 2027-01-31") from None
