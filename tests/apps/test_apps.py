"""Which models lie in an app, what the app promises, and what hostile folders and archives come to."""

import json
import os
import zipfile
from pathlib import Path

import pytest
from made_apps import PLAIN, STATEFUL, MakeBundle

from kb.apps.finding import DEPTH_LIMIT, models_in
from kb.apps.property_lists import app_in
from kb.cli.app import run
from kb.errors import KbError, UnreadableModel
from kb.models.unpacking import FILE_LIMIT, unpacked


def checked(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, list[dict[str, object]]]:
    status = run(["check", "--format", "json", *arguments])
    return status, json.loads(capsys.readouterr().out)["models"]


def zipped(folder: Path, path: Path) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for each in sorted(folder.rglob("*")):
            archive.write(each, f"Payload/{each.relative_to(folder.parent)}")
    return path


@pytest.mark.parametrize("binary", [True, False], ids=["binary", "XML"])
def test_an_apps_promise_is_taken_as_the_deployment(
    bundle: MakeBundle, capsys: pytest.CaptureFixture[str], binary: bool
) -> None:
    app = bundle(
        "Demo.app", {"Models/a.mlpackage": STATEFUL}, binary=binary, MinimumOSVersion="15.0", DTPlatformName="iphoneos"
    )
    status, (model,) = checked(capsys, str(app))
    assert status == 1
    assert model["cannot_load_on"] == ["iOS 15 and later"]
    assert "this app promises to run on iOS 15" in str(model["notes"])


def test_what_the_user_says_wins_over_the_apps_promise(bundle: MakeBundle, capsys: pytest.CaptureFixture[str]) -> None:
    app = bundle("Demo.app", {"a.mlpackage": STATEFUL}, MinimumOSVersion="15.0")
    status, (model,) = checked(capsys, str(app), "--min-os", "ios18")
    assert (status, model["cannot_load_on"]) == (0, [])


def test_an_archived_app_is_checked_like_the_app(bundle: MakeBundle, capsys: pytest.CaptureFixture[str]) -> None:
    app = bundle(
        "Demo.app", {"a.mlpackage": STATEFUL, "Frameworks/F.framework/b.mlpackage": PLAIN}, MinimumOSVersion="15"
    )
    archive = zipped(app, app.parent / "Demo.ipa")
    status, models = checked(capsys, str(archive))
    assert status == 1
    paths = [str(model["path"]) for model in models]
    assert paths == [
        f"{archive}/Payload/Demo.app/Frameworks/F.framework/b.mlpackage",
        f"{archive}/Payload/Demo.app/a.mlpackage",
    ]
    assert not any("absent" in str(model["notes"]) for model in models)


def test_a_zip_of_one_package_is_that_package(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    archive = zipped(PLAIN, tmp_path / "one.zip")
    _, (model,) = checked(capsys, str(archive))
    assert (model["path"], model["kind"]) == (str(archive), "mlProgram")


def test_a_framework_inside_an_app_goes_by_the_apps_promise(bundle: MakeBundle) -> None:
    app = bundle("Demo.app", {"Frameworks/F.framework/m.mlpackage": PLAIN}, MinimumOSVersion="16.0")
    bundle("Demo.app/Frameworks/G.framework", {"n.mlpackage": PLAIN}, MinimumOSVersion="12.0")
    promises = [found.app.min_os[0] for found in models_in(app) if found.app]
    assert [str(each) for each in promises] == ["iOS 16", "iOS 16"]


@pytest.mark.parametrize(
    ("said", "place", "promise"),
    [
        ({"LSMinimumSystemVersion": "13.3"}, "Contents/Info.plist", ["macOS 13.3"]),
        ({"MinimumOSVersion": "9.0", "DTPlatformName": "watchos"}, "Info.plist", ["watchOS 9"]),
        ({"MinimumOSVersion": "17.0", "CFBundleSupportedPlatforms": ["AppleTVOS"]}, "Info.plist", ["tvOS 17"]),
        ({"MinimumOSVersion": "1.0", "DTPlatformName": "xros"}, "Info.plist", ["visionOS 1"]),
        ({"MinimumOSVersion": "latest"}, "Info.plist", []),
        ({"MinimumOSVersion": 15}, "Info.plist", []),
        ({}, "Info.plist", []),
    ],
)
def test_a_promise_is_read_for_each_family(
    bundle: MakeBundle, said: dict[str, object], place: str, promise: list[str]
) -> None:
    app = app_in(bundle("Demo.app", {}, place=place, **said))
    assert app is not None
    assert [str(release) for release in app.min_os] == promise


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"bplist00" + b"\xff" * 40,
        b"<plist><dict>",
        b"\0" * 100,
        b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "b">]><plist>&a;</plist>',
    ],
    ids=["empty", "damaged binary", "cut short", "zeros", "entities"],
)  # fmt: skip
def test_an_app_with_a_damaged_property_list_is_still_searched(bundle: MakeBundle, content: bytes) -> None:
    app = bundle("Demo.app", {"a.mlpackage": PLAIN})
    (app / "Info.plist").write_bytes(content)
    assert [found.app for found in models_in(app)] == [None]


def test_links_are_not_followed_round_in_a_circle(bundle: MakeBundle) -> None:
    app = bundle("Demo.app", {"a.mlpackage": PLAIN})
    (app / "loop").symlink_to(app, target_is_directory=True)
    (app / "b.mlpackage").symlink_to(app / "a.mlpackage", target_is_directory=True)
    assert [found.path.name for found in models_in(app)] == ["a.mlpackage"]


def test_a_link_to_a_package_elsewhere_is_a_model(tmp_path: Path, bundle: MakeBundle) -> None:
    app = bundle("Elsewhere.app", {"a.mlpackage": PLAIN})
    folder = tmp_path / "searched"
    folder.mkdir()
    (folder / "b.mlpackage").symlink_to(app / "a.mlpackage", target_is_directory=True)
    (folder / "again.mlpackage").symlink_to(folder / "again.mlpackage")
    (folder / "lost.mlpackage").symlink_to(folder / "nowhere", target_is_directory=True)
    assert [each.path.name for each in models_in(folder)] == ["b.mlpackage"]


def test_a_linked_file_is_a_model(tmp_path: Path) -> None:
    """A `.mlmodel` in a download of Hugging Face is a link into a common store."""
    (tmp_path / "blobs").mkdir()
    (tmp_path / "blobs/0a1b").write_bytes(b"\x08\x01")
    folder = tmp_path / "snapshots"
    folder.mkdir()
    (folder / "a.mlmodel").symlink_to("../blobs/0a1b")
    (folder / "lost.mlmodel").symlink_to("../blobs/none")
    (folder / "loop.mlmodel").symlink_to("loop.mlmodel")
    assert [found.path.name for found in models_in(folder)] == ["a.mlmodel"]


def test_thousands_of_files_are_walked(tmp_path: Path) -> None:
    for number in range(3000):
        (tmp_path / f"{number}.txt").touch()
    (tmp_path / "z.mlmodel").touch()
    assert [found.path.name for found in models_in(tmp_path)] == ["z.mlmodel"]


def test_folders_without_end_are_refused(tmp_path: Path) -> None:
    deep = tmp_path
    for _ in range(DEPTH_LIMIT + 2):
        deep = deep / "d"
    deep.mkdir(parents=True)
    with pytest.raises(KbError, match="nested more than"):
        models_in(tmp_path)


@pytest.mark.skipif(os.geteuid() == 0, reason="root reads every folder")
def test_a_folder_without_permission_is_named(tmp_path: Path) -> None:
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o000)
    with pytest.raises(KbError, match="closed"):
        models_in(tmp_path)


def test_a_folder_without_models_says_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["check", str(tmp_path)]) == 2
    assert "holds no Core ML model" in capsys.readouterr().err


def test_a_name_that_leaves_an_archive_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "bad.ipa"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("../../evil.mlmodel", b"x")
    with pytest.raises(UnreadableModel, match="leaves the archive"), unpacked(path):
        pass


def test_an_archive_that_would_unpack_without_end_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "bomb.ipa"
    with (
        zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive,
        archive.open("a.mlmodel", "w", force_zip64=True) as entry,
    ):
        for _ in range(FILE_LIMIT // (1 << 24) + 1):
            entry.write(b"\0" * (1 << 24))
    assert path.stat().st_size < 1 << 20
    with pytest.raises(UnreadableModel, match="too large"), unpacked(path):
        pass


@pytest.mark.parametrize("content", [b"", b"PK\x05\x06", b"PK\x03\x04" + b"\0" * 100], ids=["empty", "short", "no end"])
def test_a_damaged_archive_is_named(tmp_path: Path, content: bytes, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "bad.ipa"
    path.write_bytes(content)
    assert run(["check", str(path)]) == 2
    assert "bad.ipa" in capsys.readouterr().err


def test_an_encrypted_model_is_named_as_such(bundle: MakeBundle, capsys: pytest.CaptureFixture[str]) -> None:
    app = bundle("Demo.app", {})
    (app / "secret.mlmodelc/encryptionInfo").mkdir(parents=True)
    assert run(["check", str(app)]) == 2
    assert "is encrypted" in capsys.readouterr().err


@pytest.mark.parametrize("name", ["x" * 300, "x" * 5000, "x" * 300 + ".zip", "y/" * 3000])
def test_a_name_that_is_too_long_is_told(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["check", name]) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert "defect" not in line


def test_a_pointer_in_place_of_an_archive_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "m.zip"
    path.write_bytes(b"version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 12345\n")
    assert run(["check", str(path)]) == 2
    assert "is a Git LFS pointer" in capsys.readouterr().err


@pytest.mark.parametrize("name", ["x" * 300 + ".mlmodel", "a.mlmodel/b.mlmodel"])
def test_an_archive_that_cannot_be_unpacked_is_told_in_the_same_words_always(name: str, tmp_path: Path) -> None:
    path = tmp_path / "odd.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for each in ("a.mlmodel", name):
            archive.writestr(each, b"\x08\x01")
    with pytest.raises(UnreadableModel, match="is a damaged zip") as caught, unpacked(path):
        pass
    # The temporary folder has another name on every run.
    assert "kb-" not in str(caught.value)


def test_an_encrypted_file_in_an_archive_is_told(tmp_path: Path) -> None:
    path = tmp_path / "secret.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("a.mlmodel", b"\x08\x01")
    content = bytearray(path.read_bytes())
    # The flags of the entry in the archive's directory.
    content[content.index(b"PK\x01\x02") + 8] |= 1
    path.write_bytes(content)
    with pytest.raises(UnreadableModel, match=r"a\.mlmodel: is encrypted"), unpacked(path):
        pass


def test_a_property_list_with_a_date_that_is_none_promises_nothing(tmp_path: Path) -> None:
    app = tmp_path / "Odd.app"
    app.mkdir()
    (app / "Info.plist").write_text("<plist><dict><key>MinimumOSVersion</key><date>x</date></dict></plist>")
    assert app_in(app) is None
