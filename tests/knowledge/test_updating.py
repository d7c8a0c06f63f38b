"""Data of the user's own: verified whole, installed at once, never older by accident, never in a checkout."""

import hashlib
import io
import json
import timeit
from email.message import Message
from pathlib import Path
from typing import Any, NoReturn
from urllib.error import HTTPError, URLError

import pytest

from kb.cli import app
from kb.errors import KbError
from kb.knowledge import opening, updating
from kb.knowledge.document import checked_knowledge
from kb.knowledge.installed import install, installed_in, is_newer
from kb.knowledge.knowledge_base import KnowledgeBase
from kb.knowledge.opening import open_knowledge, source_of_knowledge, user_folder
from kb.knowledge.updating import update

Said = pytest.CaptureFixture[str]


@pytest.fixture
def wheel(bundled: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Like an installation from a wheel, with a home of its own. Gives the user's folder."""
    monkeypatch.setattr(opening, "BUNDLED", bundled)
    monkeypatch.delenv("KB_DATA", raising=False)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "home"))
    return user_folder()


def bundle_of(bundled: Path, folder: Path, **changes: Any) -> Path:
    """The bundle of the checkout with other values at its top, and its checksum beside it."""
    document = json.loads((bundled / "bundle.json").read_bytes()) | changes
    path = folder / "new.json"
    path.write_text(json.dumps(document), encoding="utf-8")
    return with_checksum(path)


def with_checksum(path: Path) -> Path:
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    path.with_name(f"{path.name}.sha256").write_text(f"{digest}  {path.name}\n", encoding="utf-8")
    return path


@pytest.fixture
def newer(bundled: Path, tmp_path: Path) -> Path:
    return bundle_of(bundled, tmp_path, data_version="2099.1.1")


def test_versions_are_compared_as_calendar_days() -> None:
    assert is_newer("2026.12.1", "2026.11.24")
    assert is_newer("2026.11.24.1", "2026.11.24")
    assert not is_newer("2026.11.24", "2026.11.24")
    assert not is_newer("2026.9.30", "2026.11.1")


def test_newer_data_count_once_they_are_installed_and_no_more_after_a_reset(
    wheel: Path, newer: Path, bundled: Path, capsys: Said
) -> None:
    assert source_of_knowledge().path == bundled
    assert app.run(["data", "update", str(newer)]) == 0
    assert open_knowledge().data_version == "2099.1.1"
    assert source_of_knowledge().origin == "installed"
    assert app.run(["version"]) == 0
    assert "data 2099.1.1" in (said := capsys.readouterr().out)
    assert f"data from {wheel}" in said
    assert app.run(["data", "update", "--reset"]) == 0
    assert open_knowledge().data_version != "2099.1.1"
    assert not list(wheel.iterdir())


def test_installed_data_answer_like_the_bundle_that_they_were_made_of(
    wheel: Path, newer: Path, compiled: KnowledgeBase
) -> None:
    update(str(newer), wheel, counting="2026.1.1")
    assert list(open_knowledge().records) == list(compiled.records)


def test_older_data_are_refused_and_with_force_they_count(wheel: Path, bundled: Path, tmp_path: Path) -> None:
    older = bundle_of(bundled, tmp_path, data_version="2020.1.1")
    assert app.run(["data", "update", str(older)]) == 2
    assert installed_in(wheel) is None
    assert app.run(["data", "update", str(older), "--force"]) == 0
    assert open_knowledge().data_version == "2020.1.1"


def test_data_that_the_program_has_overtaken_do_not_count(
    wheel: Path, newer: Path, bundled: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    update(str(newer), wheel, counting="2026.1.1")
    monkeypatch.setattr(opening, "bundled_version", lambda: "2100.1.1")
    assert source_of_knowledge().path == bundled


def test_installed_data_never_count_in_a_checkout(
    wheel: Path, newer: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Said
) -> None:
    update(str(newer), wheel, counting="2026.1.1")
    monkeypatch.setattr(opening, "BUNDLED", tmp_path / "absent")
    assert source_of_knowledge().origin == "checkout"
    assert app.run(["data", "update", str(newer)]) == 2
    assert "is a checkout" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("spoil", "told"),
    [
        (lambda path: path.write_text(path.read_text()[:-200]), "expected was"),
        (lambda path: path.with_name("new.json.sha256").unlink(), "there is no checksum"),
        (lambda path: path.with_name("new.json.sha256").write_text("<html>"), "holds no SHA-256"),
        (lambda path: with_checksum(path) if path.write_text("[1]") else None, "is no bundle"),
        (lambda path: with_checksum(path) if path.write_text("{nonsense") else None, "is no bundle"),
        (lambda path: path.unlink(), "cannot be read"),
    ],
    ids=["cut off", "no checksum", "a page instead of a checksum", "other JSON", "no JSON", "absent"],
)
def test_what_is_not_sound_is_refused_and_nothing_is_written(
    wheel: Path, newer: Path, spoil: Any, told: str, capsys: Said
) -> None:
    spoil(newer)
    assert app.run(["data", "update", str(newer)]) == 2
    said = capsys.readouterr().err
    assert told in said
    assert said.count("\n") == 1
    assert not wheel.exists()


def test_a_bundle_that_is_too_new_is_refused_and_told_so(
    wheel: Path, bundled: Path, tmp_path: Path, capsys: Said
) -> None:
    too_new = bundle_of(bundled, tmp_path, schema="kb.bundle/2", data_version="2099.1.1")
    assert app.run(["data", "update", str(too_new)]) == 2
    said = capsys.readouterr().err
    assert "has the form kb.bundle/2, and this program (kb " in said
    assert "install a newer kb first" in said


@pytest.mark.parametrize("version", ["../../elsewhere", "", "2026.11.24/x", "new", None])
def test_a_version_that_is_none_is_refused_before_it_becomes_the_name_of_a_folder(
    wheel: Path, bundled: Path, tmp_path: Path, version: Any
) -> None:
    assert app.run(["data", "update", str(bundle_of(bundled, tmp_path, data_version=version))]) == 2
    assert not wheel.exists()


def _with_record(bundled: Path, **changes: Any) -> bytes:
    document = json.loads((bundled / "bundle.json").read_bytes())
    document["records"]["conv-stride-interleave-factors"] |= changes
    return json.dumps(document).encode()


@pytest.mark.parametrize(
    "changes",
    [
        {"severity": "catastrophe"},
        {"a_key_of_the_future": True},
        {"rules": [{"operations": ["conv"], "when": "strid == 1", "precision": "wide"}]},
        {"rules": [{"operations": ["conv"], "when": "strides ** * 2", "precision": "wide"}]},
        {"evidence": "none"},
    ],
)
def test_a_bundle_with_something_that_is_not_understood_is_refused(bundled: Path, changes: dict[str, Any]) -> None:
    with pytest.raises(KbError) as told:
        checked_knowledge(_with_record(bundled, **changes), origin="new.json")
    assert "conv-stride-interleave-factors" in str(told.value)


def test_only_https_is_fetched_and_its_checksum_stands_beside_it(wheel: Path, newer: Path) -> None:
    asked = []

    def fetch(address: str) -> bytes:
        asked.append(address)
        return newer.with_name(address.rpartition("/")[2]).read_bytes()

    done = update("https://example.org/new.json", wheel, counting="2026.1.1", fetch=fetch)
    assert done.data_version == "2099.1.1"
    assert asked == ["https://example.org/new.json", "https://example.org/new.json.sha256"]
    for address in ("http://example.org/new.json", "file:///new.json", "ftp://example.org/x"):
        with pytest.raises(KbError, match="neither a file nor an https address"):
            update(address, wheel, counting="2026.1.1", fetch=fetch)
    assert len(asked) == 2


class Answer(io.BytesIO):
    """What urllib gives, as far as it is asked."""

    def __init__(self, content: bytes, url: str) -> None:
        super().__init__(content)
        self.url = url


def _no_name(*_: object, **__: object) -> NoReturn:
    raise URLError("Name or service not known")


def _not_there(address: str, **_: object) -> NoReturn:
    raise HTTPError(address, 404, "Not Found", Message(), None)


ADDRESS = "https://example.org/new.json"


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        (lambda *_, **__: Answer(b"{}", "http://example.org/new.json"), "which is no https address"),
        (lambda *_, **__: Answer(b"x" * 17, ADDRESS), "is larger than"),
        (_no_name, "cannot be fetched: Name or service not known"),
        (_not_there, "the server answers 404 Not Found"),
    ],
    ids=["led away from https", "too large", "no network", "not there"],
)
def test_what_does_not_come_whole_over_https_is_refused(
    answer: Any, told: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("urllib.request.urlopen", answer)
    monkeypatch.setattr(updating, "SIZE_LIMIT", 16)
    with pytest.raises(KbError, match=told):
        updating.fetch(ADDRESS)


def test_what_comes_over_https_is_given_as_it_came(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("urllib.request.urlopen", lambda *_, **__: Answer(b"content", ADDRESS))
    assert updating.fetch(ADDRESS) == b"content"


def test_a_checksum_that_is_given_counts_and_none_is_fetched(wheel: Path, newer: Path) -> None:
    digest = hashlib.sha256(newer.read_bytes()).hexdigest()
    newer.with_name("new.json.sha256").unlink()
    assert update(str(newer), wheel, counting="2026.1.1", sha256=digest.upper()).data_version == "2099.1.1"
    with pytest.raises(KbError, match="expected was 0000"):
        update(str(newer), wheel, counting="2026.1.1", sha256="0" * 64)


def test_a_reader_sees_the_old_data_or_the_new_ones_even_where_writing_breaks_off(
    wheel: Path, newer: Path, bundled: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    update(str(newer), wheel, counting="2026.1.1")
    before = source_of_knowledge()
    newest = bundle_of(bundled, tmp_path, data_version="2099.2.2")

    def full(*_: Any, **__: Any) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as broken:
        broken.setattr("kb.knowledge.installed.json.dumps", full)
        with pytest.raises(OSError, match="No space"):
            install({"bundle.json": b"half"}, wheel, data_version="2099.2.2", sha256="", pinned=False)
    assert source_of_knowledge() == before
    assert open_knowledge().data_version == "2099.1.1"
    update(str(newest), wheel, counting="2026.1.1")
    assert open_knowledge().data_version == "2099.2.2"
    # Whoever opened the old ones can go on reading them.
    assert (before.path / "bundle.json").is_file()


def test_damaged_installed_data_are_told_with_the_way_back(wheel: Path, newer: Path, capsys: Said) -> None:
    done = update(str(newer), wheel, counting="2026.1.1")
    (wheel / done.folder / "bundle.index.json").write_text("{", encoding="utf-8")
    assert app.run(["version"]) == 2
    assert "--reset" in capsys.readouterr().err
    assert app.run(["data", "update", "--reset"]) == 0
    assert app.run(["version"]) == 0


@pytest.mark.parametrize("content", ["", "[]", '{"folder": "x"}', "\x00"])
def test_a_pointer_that_cannot_be_understood_does_not_count(wheel: Path, bundled: Path, content: str) -> None:
    wheel.mkdir(parents=True)
    (wheel / "current").write_text(content, encoding="utf-8")
    assert source_of_knowledge().path == bundled


def test_kb_data_names_a_bundle_a_folder_or_a_checkouts_data(
    newer: Path, bundled: Path, data: Path, monkeypatch: pytest.MonkeyPatch, capsys: Said
) -> None:
    for path, version in ((newer, "2099.1.1"), (bundled, ""), (data, "")):
        monkeypatch.setenv("KB_DATA", str(path))
        assert open_knowledge().data_version == (version or (data / "VERSION").read_text().strip())
    monkeypatch.setenv("KB_DATA", str(newer.with_name("absent")))
    assert app.run(["version"]) == 2
    assert "absent" in capsys.readouterr().err


def test_looking_for_installed_data_costs_next_to_nothing(wheel: Path, newer: Path) -> None:
    update(str(newer), wheel, counting="2026.1.1")
    assert source_of_knowledge().origin == "installed"
    assert min(timeit.repeat(source_of_knowledge, number=20, repeat=20)) / 20 < 0.000_2


def test_a_bundle_is_written_with_its_checksum_and_installs(wheel: Path, tmp_path: Path) -> None:
    path = tmp_path / "out.json"
    assert app.run(["data", "bundle", "-o", str(path)]) == 0
    assert path.read_bytes() == (opening.BUNDLED / "bundle.json").read_bytes()
    assert app.run(["data", "update", str(path)]) == 0
    assert installed_in(wheel) is not None
