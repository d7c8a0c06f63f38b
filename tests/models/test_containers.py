"""Packages, files and zips: what can be read, and that everything else is refused with file, place and reason."""

import json
import os
import struct
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from built_models import of_kind

from kb.errors import UnreadableModel
from kb.models.archive import DIRECTORY_LIMIT, UNPACKED_LIMIT
from kb.models.manifest import MANIFEST_LIMIT
from kb.models.model import Model
from kb.models.reading import decode_model, read_model

ROOT = Path(__file__).parents[2]
INSIDE = "com.apple.CoreML/model.mlmodel"
PROGRAM = (ROOT / "tests/corpus/packages/generation/upsampler-ios16.mlpackage/Data" / INSIDE).read_bytes()
POINTER = b"version https://git-lfs.github.com/spec/v1\noid sha256:4d7a214614ab2935c943f9e0ff69d22e\nsize 12345\n"


def manifest(path: object = INSIDE) -> dict[str, object]:
    return {
        "fileFormatVersion": "1.0.0",
        "itemInfoEntries": {"A": {"author": "com.apple.CoreML", "name": "model.mlmodel", "path": path}},
        "rootModelIdentifier": "A",
    }


def write_package(folder: Path, content: bytes = PROGRAM, *, weights: bytes | None = b"weights") -> Path:
    package = folder / "m.mlpackage"
    (package / "Data/com.apple.CoreML/weights").mkdir(parents=True)
    (package / "Manifest.json").write_text(json.dumps(manifest()))
    (package / "Data" / INSIDE).write_bytes(content)
    if weights is not None:
        (package / "Data/com.apple.CoreML/weights/weight.bin").write_bytes(weights)
    return package


def write_zip(path: Path, entries: dict[str, bytes], *, method: int = zipfile.ZIP_DEFLATED) -> Path:
    with zipfile.ZipFile(path, "w", method) as archive:
        for name, content in entries.items():
            archive.writestr(name, content)
    return path


def zipped_package(path: Path, folder: str = "m.mlpackage/", *, method: int = zipfile.ZIP_DEFLATED) -> Path:
    entries = {
        f"{folder}Manifest.json": json.dumps(manifest()).encode(),
        f"{folder}Data/{INSIDE}": PROGRAM,
        f"{folder}Data/com.apple.CoreML/weights/weight.bin": b"weights",
        f"__MACOSX/{folder}._Manifest.json": b"junk",
    }
    return write_zip(path, entries, method=method)


def refusal(path: Path) -> str:
    with pytest.raises(UnreadableModel) as raised:
        read_model(path)
    assert str(path) in str(raised.value)
    assert "\n" not in str(raised.value)
    return str(raised.value)


def without_path(model: Model) -> str:
    return repr(model).replace(model.path, "")


# What can be read


def test_a_package_a_file_and_zips_of_both_are_the_same_model(tmp_path: Path) -> None:
    package = read_model(write_package(tmp_path))
    assert package.format == "mlpackage"
    assert package.notes == ()
    for number, method in enumerate((zipfile.ZIP_DEFLATED, zipfile.ZIP_STORED)):
        for folder in ("", "m.mlpackage/", "a/b/m.mlpackage/"):
            zipped = read_model(zipped_package(tmp_path / f"{number}{len(folder)}.zip", folder, method=method))
            assert without_path(zipped) == without_path(package)
            assert list(zipped.functions[0].source.operations(None)) == list(
                package.functions[0].source.operations(None)
            )
    file = tmp_path / "m.mlmodel"
    file.write_bytes(of_kind("identity").SerializeToString())
    zipped_file = write_zip(tmp_path / "f.zip", {"folder/m.mlmodel": file.read_bytes(), "readme.txt": b"hello"})
    assert read_model(file).format == read_model(zipped_file).format == "mlmodel"
    assert without_path(read_model(file)) == without_path(read_model(zipped_file))


def test_a_model_larger_than_memory_is_for_unpacks_to_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kb.models.archive.MEMORY_LIMIT", 100)
    package = read_model(write_package(tmp_path))
    zipped = read_model(zipped_package(tmp_path / "m.zip"))
    assert list(zipped.functions[0].source.operations(None)) == list(package.functions[0].source.operations(None))


def test_the_name_does_not_matter(tmp_path: Path) -> None:
    package = write_package(tmp_path).rename(tmp_path / "renamed")
    assert read_model(package).kind == "mlProgram"
    file = tmp_path / "no-ending"
    file.write_bytes(PROGRAM)
    assert read_model(file).kind == "mlProgram"


def test_absent_weights_are_a_note(tmp_path: Path) -> None:
    model = read_model(write_package(tmp_path, weights=None))
    (note,) = model.notes
    assert note.what == "the weights are absent"
    assert note.where.endswith("m.mlpackage: weights/weight.bin")


def test_weights_that_git_lfs_has_not_fetched_are_a_note(tmp_path: Path) -> None:
    (note,) = read_model(write_package(tmp_path, weights=POINTER)).notes
    assert "Git LFS pointer" in note.what
    zipped = write_zip(
        tmp_path / "m.zip",
        {
            "Manifest.json": json.dumps(manifest()).encode(),
            f"Data/{INSIDE}": PROGRAM,
            "Data/com.apple.CoreML/weights/weight.bin": POINTER,
        },
    )
    assert [each.what for each in read_model(zipped).notes] == [note.what]


def test_a_model_that_needs_no_weights_has_no_note(tmp_path: Path) -> None:
    assert read_model(write_package(tmp_path, of_kind("identity").SerializeToString(), weights=None)).notes == ()
    bare = PROGRAM.replace(b"@model_path/", b"@model_qath/")
    (tmp_path / "other").mkdir()
    assert read_model(write_package(tmp_path / "other", bare, weights=None)).notes == ()


def test_a_links_own_package_may_hold_links_inside(tmp_path: Path) -> None:
    package = write_package(tmp_path)
    model = package / "Data" / INSIDE
    model.rename(package / "Data" / "real.mlmodel")
    model.symlink_to(package / "Data" / "real.mlmodel")
    (tmp_path / "link").symlink_to(package)
    assert read_model(tmp_path / "link").kind == "mlProgram"


# What is refused


def test_a_model_that_git_lfs_has_not_fetched_says_what_to_do(tmp_path: Path) -> None:
    said = refusal(write_package(tmp_path, POINTER))
    assert "is a Git LFS pointer" in said
    assert "git lfs pull" in said


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "the file is empty"),
        (b"hello world, I am a text\n", "is not a Core ML model"),
        (b"\0" * 1000, "is not a Core ML model"),
        (b"\x08\x07", "is not a Core ML model"),
        (b"\x08\x07" * 1000, "is not a Core ML model"),
        (b"\x89PNG\r\n\x1a\n" + b"\0" * 100, "is not a Core ML model"),
        (PROGRAM[:1000], "ends beyond what holds it"),
        (PROGRAM + b"\x12", "ends in the middle of a field"),
    ],
)
def test_a_file_of_something_else_is_refused(tmp_path: Path, content: bytes, reason: str) -> None:
    path = tmp_path / "x.mlmodel"
    path.write_bytes(content)
    assert reason in refusal(path)


def test_a_model_cut_off_anywhere_is_refused() -> None:
    for end in range(len(PROGRAM)):
        with pytest.raises(UnreadableModel):
            decode_model(PROGRAM[:end], origin="cut")


def test_a_huge_file_of_nothing_is_refused_at_once(tmp_path: Path) -> None:
    path = tmp_path / "huge.mlmodel"
    with path.open("wb") as file:
        file.write(b"\x08\x07\x12\xff\xff\xff\xff\x1f")
        file.truncate(5 * 2**30)
    started = time.process_time()
    assert "ends beyond what holds it" in refusal(path)
    assert time.process_time() - started < 1


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "is not JSON"),
        (b"{", "is not JSON"),
        (b"\xff\xfe", "is not JSON"),
        (b"[" * 100_000, "is not JSON"),
        (b"[]", "rootModelIdentifier is missing"),
        (b'{"rootModelIdentifier": 3, "itemInfoEntries": {}}', "rootModelIdentifier is missing"),
        (b'{"rootModelIdentifier": "A", "itemInfoEntries": {}}', "has no entry"),
        (b'{"rootModelIdentifier": "A", "itemInfoEntries": {"A": {"path": 3}}}', "has no entry"),
        (b" " * (MANIFEST_LIMIT + 1), "has more than"),
        (json.dumps(manifest("../../../etc/passwd")).encode(), "its path leaves the package"),
        (json.dumps(manifest("/etc/passwd")).encode(), "its path leaves the package"),
        (json.dumps(manifest("..\\..\\x")).encode(), "its path leaves the package"),
        (json.dumps(manifest("a\0b")).encode(), "its path leaves the package"),
        (json.dumps(manifest("nothing.mlmodel")).encode(), "no such file or folder"),
        (json.dumps(manifest("com.apple.CoreML")).encode(), "is not a regular file"),
        (json.dumps(manifest("x" * 5000)).encode(), "File name too long"),
    ],
)
def test_a_wrong_manifest_is_refused(tmp_path: Path, content: bytes, reason: str) -> None:
    package = write_package(tmp_path)
    (package / "Manifest.json").write_bytes(content)
    assert reason in refusal(package)


def downloaded(folder: Path) -> Path:
    """A package as Hugging Face's client keeps it: every file is a link to a common store."""
    package = write_package(folder / "snapshots/0a1b")
    store = folder / "blobs"
    store.mkdir()
    for number, file in enumerate(sorted(each for each in package.rglob("*") if each.is_file())):
        file.rename(store / f"{number}")
        file.symlink_to(os.path.relpath(store / f"{number}", file.parent))
    return package


def test_a_package_of_links_is_read_like_one_of_files(tmp_path: Path) -> None:
    package = downloaded(tmp_path)
    plain = write_package(tmp_path / "plain")
    assert without_path(read_model(package)) == without_path(read_model(plain))
    assert not [note for note in read_model(package).notes if "weight" in str(note)]


def test_a_link_to_what_was_not_fetched_says_so(tmp_path: Path) -> None:
    package = downloaded(tmp_path)
    for file in (tmp_path / "blobs").iterdir():
        file.unlink()
    assert "is a link to a file that is not there" in refusal(package)


@pytest.mark.parametrize("target", ["/dev/zero", "/dev", "pipe"])
def test_a_link_to_what_is_no_regular_file_is_refused(tmp_path: Path, target: str) -> None:
    package = write_package(tmp_path)
    os.mkfifo(tmp_path / "pipe")
    (package / "Data" / INSIDE).unlink()
    (package / "Data" / INSIDE).symlink_to(target if target.startswith("/") else tmp_path / target)
    assert "is not a regular file" in refusal(package)


def test_a_link_in_a_zip_is_not_followed(tmp_path: Path) -> None:
    for name in ("Manifest.json", f"Data/{INSIDE}"):
        path = zipped_package(tmp_path / "m.zip")
        with zipfile.ZipFile(path) as archive:
            entries = {each.filename: archive.read(each) for each in archive.infolist()}
        with zipfile.ZipFile(path, "w") as archive:
            for filename, content in entries.items():
                entry = zipfile.ZipInfo(filename)
                linked = filename.endswith(name)
                entry.external_attr = (0o120777 if linked else 0o100644) << 16
                archive.writestr(entry, b"/etc/passwd" if linked else content)
        assert "is a link, and an archive's links are not followed" in refusal(path)


def test_links_in_a_circle_are_refused(tmp_path: Path) -> None:
    package = write_package(tmp_path)
    (package / "Data" / INSIDE).unlink()
    (package / "Data" / INSIDE).symlink_to("model.mlmodel")
    assert "symbolic links" in refusal(package)
    (tmp_path / "self").symlink_to("self")
    assert "symbolic links" in refusal(tmp_path / "self")


def test_what_is_no_regular_file_is_refused_without_waiting(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    assert "is not a regular file" in refusal(tmp_path / "pipe")
    assert "is not a regular file" in refusal(Path("/dev/zero"))
    package = write_package(tmp_path)
    (package / "Manifest.json").unlink()
    os.mkfifo(package / "Manifest.json")
    assert "is not a regular file" in refusal(package)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_no_permission_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "m.mlmodel"
    path.write_bytes(PROGRAM)
    path.chmod(0)
    assert "no permission" in refusal(path)


def test_a_folder_of_something_else_is_refused(tmp_path: Path) -> None:
    assert "is a folder, but not a Core ML package" in refusal(tmp_path)
    (tmp_path / "m.mlpackage").mkdir()
    assert "without its Manifest.json" in refusal(tmp_path / "m.mlpackage")


def test_a_path_to_nothing_is_refused(tmp_path: Path) -> None:
    assert "no such file or folder" in refusal(tmp_path / "nothing.mlpackage")
    with pytest.raises(UnreadableModel, match="is no path"):
        read_model(Path("a\0b"))


# Zips


def test_a_zip_without_one_model_is_refused(tmp_path: Path) -> None:
    assert "without a .mlpackage, .mlmodel or .mlmodelc" in refusal(write_zip(tmp_path / "a.zip", {"readme": b"hello"}))
    two = {"a.mlmodel": PROGRAM, "b.mlmodel": PROGRAM}
    assert "is a zip of 2 models: a.mlmodel, b.mlmodel" in refusal(write_zip(tmp_path / "b.zip", two))
    lost = {"m.mlpackage/Manifest.json": json.dumps(manifest()).encode()}
    assert "is not in the archive" in refusal(write_zip(tmp_path / "c.zip", lost))


@pytest.mark.filterwarnings("ignore:Duplicate name")
@pytest.mark.parametrize("name", ["m.mlpackage/Manifest.json", "m.mlpackage/Data/m/model.mlmodel", "m.mlmodel"])
def test_a_zip_that_holds_a_file_of_its_model_twice_is_refused(tmp_path: Path, name: str) -> None:
    """Programs differ in which one they take: the answer could be about the other."""
    path = tmp_path / "m.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for content in (b"one", b"two"):
            archive.writestr(name, content)
    assert f"holds {name!r} twice" in refusal(path)


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_zip_may_hold_twice_what_nobody_reads(tmp_path: Path) -> None:
    path = zipped_package(tmp_path / "m.zip")
    with zipfile.ZipFile(path, "a") as archive:
        for content in ("one", "two"):
            archive.writestr("readme.txt", content)
    assert read_model(path).kind == "mlProgram"


@pytest.mark.parametrize("name", ["../m.mlmodel", "a/../../m.mlmodel", "/m.mlmodel", "..\\m.mlmodel", "C:\\m.mlmodel"])
def test_a_zip_with_a_name_that_leaves_it_is_refused(tmp_path: Path, name: str) -> None:
    assert "a name that leaves the archive" in refusal(write_zip(tmp_path / "a.zip", {name: PROGRAM}))


def test_a_zip_bomb_is_refused_before_it_goes_off(tmp_path: Path) -> None:
    path = tmp_path / "bomb.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive, archive.open("m.mlmodel", "w") as file:
        for _ in range(UNPACKED_LIMIT // 2**22 + 1):
            file.write(bytes(2**22))
    started = time.process_time()
    assert "bytes unpacked" in refusal(path)
    assert time.process_time() - started < 1


def test_a_zip_that_lies_about_its_size_is_refused(tmp_path: Path) -> None:
    path = write_zip(tmp_path / "m.zip", {"m.mlmodel": PROGRAM + bytes(100_000)})
    content = bytearray(path.read_bytes())
    at = content.rfind(b"PK\x01\x02")
    content[at + 24 : at + 28] = struct.pack("<I", 50)
    path.write_bytes(content)
    assert "is a damaged zip" in refusal(path)


def test_a_zip_with_a_huge_directory_is_refused(tmp_path: Path) -> None:
    entries = {f"{'x' * 200}{number}": b"" for number in range(DIRECTORY_LIMIT // 200)}
    assert "a zip whose directory has more than" in refusal(write_zip(tmp_path / "m.zip", entries))


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_a_zip_packed_by_an_unusual_method_is_refused(tmp_path: Path, method: int) -> None:
    assert "other than deflate" in refusal(write_zip(tmp_path / "m.zip", {"m.mlmodel": PROGRAM}, method=method))


def test_an_encrypted_zip_is_refused(tmp_path: Path) -> None:
    path = write_zip(tmp_path / "m.zip", {"m.mlmodel": PROGRAM})
    content = bytearray(path.read_bytes())
    content[content.rfind(b"PK\x01\x02") + 8] |= 1
    path.write_bytes(content)
    assert "is encrypted" in refusal(path)


@pytest.mark.parametrize("damage", ["cut", "flip"])
def test_a_damaged_zip_is_refused_or_read(tmp_path: Path, damage: str) -> None:
    whole = zipped_package(tmp_path / "whole.zip").read_bytes()
    change: dict[str, Callable[[int], bytes]] = {
        "cut": lambda at: whole[:at],
        "flip": lambda at: whole[:at] + bytes([whole[at] ^ 0xFF]) + whole[at + 1 :],
    }
    path = tmp_path / "m.zip"
    for at in range(4, len(whole), 7):
        path.write_bytes(change[damage](at))
        try:
            model = read_model(path)
        except UnreadableModel:
            continue
        assert damage == "flip"
        assert model.kind == "mlProgram"


def test_a_manifest_that_git_lfs_has_not_fetched_says_what_to_do(tmp_path: Path) -> None:
    package = write_package(tmp_path)
    (package / "Manifest.json").write_bytes(POINTER)
    assert "git lfs pull" in refusal(package)
    assert "git lfs pull" in refusal(write_zip(tmp_path / "m.zip", {"m.mlpackage/Manifest.json": POINTER}))


@pytest.mark.skipif(os.geteuid() == 0, reason="root reads every folder")
@pytest.mark.parametrize("suffix", [".mlpackage", ".mlmodelc"])
def test_a_folder_without_permission_is_not_taken_for_an_empty_one(tmp_path: Path, suffix: str) -> None:
    closed = tmp_path / f"closed{suffix}"
    closed.mkdir(mode=0o000)
    assert "no permission" in refusal(closed)


def test_an_executorch_program_is_told_to_be_none_of_ours(tmp_path: Path) -> None:
    path = tmp_path / "model.pte"
    path.write_bytes(b"\x1c\0\0\0ET12" + b"\0" * 64)
    with pytest.raises(UnreadableModel, match="is an ExecuTorch program: these are not supported"):
        read_model(path)
