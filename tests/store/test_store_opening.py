"""Opening a store: its schema is the tables', a newer one is refused, a bad address is told in one line."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Engine, text

from kb.errors import KbError
from kb.store.opening import default_url, open_store
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
