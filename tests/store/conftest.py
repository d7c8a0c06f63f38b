"""Every test of the store runs on SQLite and on a PostgreSQL of its own, where the server is installed."""

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine, create_engine, text

from kb.store.opening import open_store

SERVERS = sorted(Path("/usr/lib/postgresql").glob("*/bin/postgres")) if os.name == "posix" else []


def _as_user() -> list[str]:
    """PostgreSQL refuses to run as root."""
    if os.geteuid() != 0:
        return []
    names = {entry.pw_name for entry in pwd.getpwall()}
    return ["runuser", "-u", "postgres" if "postgres" in names else "nobody", "--"]


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@pytest.fixture(scope="session")
def postgresql() -> Iterator[str]:
    """The URL of a server: the one that KB_TEST_POSTGRESQL names, or one started here."""
    named = os.environ.get("KB_TEST_POSTGRESQL")
    if named:
        yield named
        return
    if not SERVERS:
        pytest.skip("no PostgreSQL server is installed (Debian: postgresql)")
    binaries, user = SERVERS[-1].parent, _as_user()
    folder = Path(tempfile.mkdtemp(prefix="kb-postgresql-"))
    if user:
        entry = pwd.getpwnam(user[2])
        os.chown(folder, entry.pw_uid, entry.pw_gid)
    data, port = folder / "data", _free_port()
    subprocess.run(
        [*user, str(binaries / "initdb"), "-D", str(data), "-A", "trust", "-U", "kb", "-E", "UTF8", "--no-sync"],
        check=True,
        capture_output=True,
        cwd=folder,
    )
    server = subprocess.Popen(
        [*user, str(binaries / "postgres"), "-D", str(data), "-p", str(port), "-k", str(folder), "-h", "127.0.0.1"],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        cwd=folder,
    )
    try:
        url = f"postgresql://kb@127.0.0.1:{port}/postgres"
        _wait_for(binaries, port)
        yield url
    finally:
        subprocess.run(
            [*user, str(binaries / "pg_ctl"), "stop", "-D", str(data), "-m", "immediate"], check=False, cwd=folder
        )
        server.wait(20)
        shutil.rmtree(folder, ignore_errors=True)


def _wait_for(binaries: Path, port: int) -> None:
    for _ in range(100):
        ready = subprocess.run(
            [str(binaries / "pg_isready"), "-h", "127.0.0.1", "-p", str(port), "-t", "1"],
            check=False,
            capture_output=True,
        )
        if ready.returncode == 0:
            return
    raise AssertionError("PostgreSQL did not start")


_made = 0


@pytest.fixture(params=["sqlite", "postgresql"])
def store_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """An empty database."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'store.db'}"
        return
    global _made  # noqa: PLW0603 — databases of one server need names of their own
    _made += 1
    server = request.getfixturevalue("postgresql")
    name = f"kb_{os.getpid()}_{_made}"
    admin = create_engine(server.replace("postgresql://", "postgresql+psycopg://"), isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    yield f"{server.rpartition('/')[0]}/{name}"
    with admin.connect() as connection:
        connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
    admin.dispose()


@pytest.fixture
def store(store_url: str) -> Iterator[Engine]:
    engine = open_store(store_url)
    yield engine
    engine.dispose()
