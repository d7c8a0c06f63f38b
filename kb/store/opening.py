"""Opens a store: SQLite in the user's data folder, or a database by URL; brings its schema up to date.

Several processes may open one store at once. A store with a newer schema than this program knows is refused.
"""

import os
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, Final

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, create_engine, event, make_url, text
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import Session

from kb.errors import KbError

_IN_MEMORY: Final = "sqlite://"
# Seconds that a writer waits for another one.
PATIENCE: Final = 60
# PostgreSQL's advisory lock while the schema changes: any number that nobody else takes.
_LOCK: Final = 0x6B62_0001
_MIGRATIONS: Final = Path(__file__).parent / "migrations"


def default_url() -> str:
    """The store that nobody named: `KB_STORE`, else a file in the user's data folder."""
    named = os.environ.get("KB_STORE")
    if named:
        return named
    if sys.platform == "darwin":
        folder = Path.home() / "Library/Application Support/kb"
    else:
        folder = Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local/share") / "kb"
    return f"sqlite:///{folder / 'store.db'}"


def open_store(url: str | None = None, *, must_exist: bool = False) -> Engine:
    """The store behind a URL, its schema up to date; one that is not there is made, unless it must exist.

    Raises KbError where it cannot be opened.
    """
    url = _spelt(url or default_url())
    try:
        file = _file_of(url)
        if must_exist and file is not None and not _holds_store(file):
            raise _no_store(url)
        engine = _engine(url, file)
        try:
            with engine.connect() as connection:
                _bring_up_to_date(connection, url, must_exist=must_exist)
        except BaseException:
            engine.dispose()
            raise
    except (SQLAlchemyError, sqlite3.Error, ImportError, OSError, ValueError) as error:
        hint = "--store takes sqlite:///PATH or postgresql://USER@HOST/NAME (install coreml-kb[store])"
        raise KbError(where=_shown(url), what=f"cannot be opened: {_first_line(error)}", hint=hint) from error
    return engine


def open_to_read(url: str | None = None) -> Engine:
    """The store behind a URL, which must be there; without one your own store, or an empty one that leaves nothing."""
    if url:
        return open_store(url, must_exist=True)
    file = _file_of(_spelt(default_url()))
    return open_store(_IN_MEMORY if file is not None and not file.exists() else None)


def open_to_search(url: str | None = None) -> Engine:
    """The same for who needs a store only to keep a copy of the records: it is made in your own, wherever it can be."""
    if url:
        return open_store(url, must_exist=True)
    try:
        return open_store()
    except KbError:
        # A home that nobody may write to must not keep anybody from searching.
        return open_store(_IN_MEMORY)


@contextmanager
def session_of(engine: Engine) -> Iterator[Session]:
    """A session that commits at its end; errors of the database become KbError."""
    try:
        with Session(engine, expire_on_commit=False) as session:
            yield session
            session.commit()
    except SQLAlchemyError as error:
        raise KbError(where=_shown(str(engine.url)), what=_first_line(error)) from error


def _spelt(url: str) -> str:
    if "://" not in url:
        return f"sqlite:///{url}"
    # psycopg, in its third version, is the driver that the extra brings.
    for prefix in ("postgresql://", "postgres://"):
        if url.startswith(prefix):
            return f"postgresql+psycopg://{url.removeprefix(prefix)}"
    return url


def _file_of(url: str) -> Path | None:
    """The file of an SQLite store; None for one in memory, and for a database elsewhere."""
    place = make_url(url)
    if place.get_backend_name() != "sqlite" or not place.database or place.database == ":memory:":
        return None
    return Path(place.database)


def _holds_store(file: Path) -> bool:
    """Whether a file is there and is a store, looked at without a change: no pipe, no other program's database."""
    if not file.is_file():
        return False
    with closing(sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro", uri=True)) as connection:
        found = connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'alembic_version'").fetchone()
    return found is not None


def _no_store(url: str) -> KbError:
    hint = f"`kb scan ROOT --store {_shown(url).removeprefix('sqlite:///')}` makes one"
    return KbError(where=_shown(url), what="there is no store", hint=hint)


def _engine(url: str, file: Path | None) -> Engine:
    if not url.startswith("sqlite"):
        return create_engine(url, pool_pre_ping=True)
    if file is not None:
        file.parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(url, connect_args={"timeout": PATIENCE})
    event.listen(engine, "connect", _set_up_sqlite)
    return engine


def _set_up_sqlite(connection: Any, _: Any) -> None:
    cursor = connection.cursor()
    # Readers go on while somebody writes, and a killed writer leaves nothing half done.
    cursor.execute("PRAGMA journal_mode=WAL")
    cursor.execute("PRAGMA foreign_keys=ON")
    cursor.execute("PRAGMA synchronous=NORMAL")
    cursor.close()


def _bring_up_to_date(connection: Connection, url: str, *, must_exist: bool) -> None:
    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    scripts = ScriptDirectory.from_config(config)
    known = {script.revision for script in scripts.walk_revisions()}
    newest = scripts.get_current_head()
    found = MigrationContext.configure(connection).get_current_revision()
    if found is None and must_exist:
        raise _no_store(url)
    if found != newest:
        _lock(connection)
        # Whoever waited for the lock may find the work done.
        current = MigrationContext.configure(connection).get_current_revision()
        if current is not None and current not in known:
            what = f"was written by a newer kb (schema {current})"
            raise KbError(where=_shown(url), what=what, hint="update coreml-kb, or name another --store")
        command.upgrade(config, "head")
        connection.commit()


def _lock(connection: Connection) -> None:
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:number)"), {"number": _LOCK})
    elif connection.dialect.name == "sqlite":
        connection.exec_driver_sql("BEGIN IMMEDIATE")


def _shown(url: str) -> str:
    """The URL without a password."""
    scheme, _, rest = url.partition("://")
    account, at, host = rest.rpartition("@")
    return f"{scheme}://{account.partition(':')[0]}{at}{host}" if at else url


def _first_line(error: BaseException) -> str:
    return str(getattr(error, "orig", None) or error).strip().split("\n", 1)[0]
