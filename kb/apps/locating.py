"""From a path that a user names to the models behind it: itself, or those inside a folder, an app, an archive."""

from collections.abc import Iterator
from pathlib import Path

from kb.apps.finding import FoundModel, is_model, models_in
from kb.apps.property_lists import App
from kb.errors import UnreadableModel
from kb.frozen import frozen
from kb.models.reading import is_model_folder


@frozen
class LocatedModel:
    path: Path
    """Where it is read."""
    shown: str
    """What reports call it."""
    app: App | None = None


def locate(path: str) -> Iterator[LocatedModel]:
    """The models behind a path, in order. Raises UnreadableModel, or KbError, where there is none.

    What an archive holds is there only until the next model is asked for.
    """
    named = Path(path)
    if _is_folder(named) and not is_model(named) and not is_model_folder(named):
        yield from (LocatedModel(path=found.path, shown=str(found.path), app=found.app) for found in _some(named, path))
        return
    # zipfile takes as long to import as a small model takes to read.
    from kb.apps.archives import is_archive  # noqa: PLC0415

    if not is_archive(named):
        yield LocatedModel(path=named, shown=path)
        return
    from kb.models.unpacking import unpacked  # noqa: PLC0415

    with unpacked(named) as folder:
        models = () if is_model_folder(folder) else _some(folder, path)
        if not models or (len(models) == 1 and models[0].app is None):
            # The reader looks into a zip of one model itself, and sees whether its weights are there.
            yield LocatedModel(path=named, shown=path)
            return
        for found in models:
            yield LocatedModel(path=found.path, shown=f"{path}/{found.path.relative_to(folder)}", app=found.app)


def _is_folder(path: Path) -> bool:
    """False, too, where nobody can say: the reader tells why."""
    try:
        return path.is_dir()
    except OSError:
        # A name that is too long, a folder above that may not be entered.
        return False


def _some(folder: Path, path: str) -> tuple[FoundModel, ...]:
    models = models_in(folder)
    if not models:
        hint = "models are called .mlpackage, .mlmodel or .mlmodelc"
        raise UnreadableModel(where=path, what="holds no Core ML model", hint=hint)
    return models
