"""Opening a store: its schema is the tables', a newer one is refused, a bad address is told in one line."""

import os
import sqlite3
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Engine, text

from kb.errors import KbError
from kb.store.opening import default_url, open_store, open_to_read, open_to_search
from kb.store.rows import Row


def test_the_migrations_make_the_tables_that_the_classes_describe(store: Engine) -> None:
    with store.connect() as connection:
        context = MigrationContext.configure(
            connection,
            opts={"include_name": lambda name, kind, _: kind != "table" or not name.startswith("record_search")},
        )
        assert compare_metadata(context, Row.metadata) == []


def test_a_store_is_opened_again_as_it_is(store_url: str) -> None:
    for _ in range(2):
        open_store(store_url).dispose()


def test_several_processes_may_open_a_new_store_at_once(store_url: str) -> None:
    with ThreadPoolExecutor(4) as threads:
        for engine in threads.map(open_store, [store_url] * 4):
            engine.dispose()


def test_a_newer_schema_is_refused(store: Engine, store_url: str) -> None:
    with store.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(KbError, match=r"written by a newer kb \(schema 9999\)"):
        open_store(store_url)


@pytest.mark.parametrize(
    "url",
    ["sqlite:////no/such/folder/at/all/\0", "oracle://x", "postgresql://nobody:secret@127.0.0.1:1/none", "nonsense://"],
)
def test_an_address_that_leads_nowhere_is_told_without_its_password(url: str) -> None:
    with pytest.raises(KbError) as raised:
        open_store(url)
    assert "secret" not in str(raised.value)


def test_a_file_that_is_no_database_is_named(tmp_path: Path) -> None:
    path = tmp_path / "store.db"
    path.write_bytes(b"this is no database, and long enough to be taken for one" * 20)
    with pytest.raises(KbError, match=r"store\.db"):
        open_store(str(path))


def test_the_store_lies_where_the_environment_says(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("KB_STORE", "sqlite:///elsewhere.db")
    assert default_url() == "sqlite:///elsewhere.db"
    monkeypatch.delenv("KB_STORE")
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    monkeypatch.setattr("sys.platform", "linux")
    assert default_url() == f"sqlite:///{tmp_path}/kb/store.db"


def content_of(folder: Path) -> dict[str, bytes]:
    return {str(each): each.read_bytes() for each in folder.rglob("*") if each.is_file()}


def other_database(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE notes (text)")


@pytest.mark.parametrize("open_it", [open_to_read, open_to_search])
@pytest.mark.parametrize(
    "make", [lambda path: None, Path.touch, os.mkfifo, other_database], ids=["absent", "empty", "pipe", "other"]
)
def test_who_only_reads_makes_no_store_that_is_named(
    tmp_path: Path, make: Callable[[Path], None], open_it: Callable[[str], Engine]
) -> None:
    make(tmp_path / "store.db")
    before = content_of(tmp_path)
    named = [str(tmp_path / "store.db"), f"sqlite:///{tmp_path}/deep/store.db"]
    for url in named:
        with pytest.raises(KbError, match=r"there is no store \(`kb scan ROOT --store .*store\.db` makes one\)"):
            open_it(url)
    assert content_of(tmp_path) == before
    assert not (tmp_path / "deep").exists()


def test_your_own_store_is_empty_until_a_scan_makes_it(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("KB_STORE", f"sqlite:///{tmp_path}/own/store.db")
    with open_to_read().connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM scan")).scalar() == 0
    assert not (tmp_path / "own").exists()
    open_store().dispose()
    assert (tmp_path / "own/store.db").is_file()
    assert str(open_to_read().url).endswith("own/store.db")


def test_records_are_searched_where_no_store_can_be_made(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv("KB_STORE", f"sqlite:///{tmp_path}/file/store.db")
    open_to_search().dispose()
