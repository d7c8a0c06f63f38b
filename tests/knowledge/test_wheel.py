"""A wheel carries the bundle, and answers from it."""

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def unpacked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel's content, as an installation lays it out."""
    pytest.importorskip("hatchling", reason="needs the build backend to build without a network")
    folder = tmp_path_factory.mktemp("wheel")
    build = (
        "import sys; from hatchling.builders.wheel import WheelBuilder;"
        "next(WheelBuilder(sys.argv[1]).build(directory=sys.argv[2], versions=['standard']))"
    )
    subprocess.run([sys.executable, "-c", build, str(ROOT), str(folder)], check=True, capture_output=True, cwd=ROOT)
    (wheel,) = folder.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder / "site")
    return folder / "site"


def test_the_wheel_carries_the_bundle_and_no_data_files(unpacked: Path) -> None:
    assert (unpacked / "kb" / "knowledge" / "bundled" / "bundle.json").is_file()
    assert not list(unpacked.rglob("*.yaml"))


def test_an_installed_program_answers_from_its_bundle(unpacked: Path, tmp_path: Path) -> None:
    code = (
        f"import sys; sys.path.insert(0, {str(unpacked)!r});"
        "import kb; from kb.knowledge.opening import open_knowledge;"
        "print(kb.__file__); print(open_knowledge().record('apple/coremltools#2628').id)"
    )
    answer = subprocess.run(
        [sys.executable, "-P", "-c", code], capture_output=True, text=True, check=True, cwd=tmp_path
    )
    origin, slug = answer.stdout.split()
    assert origin.startswith(str(unpacked))
    assert slug == "pow-constant-base-two"


def test_the_wheel_carries_the_schemas_of_what_is_printed(unpacked: Path) -> None:
    published = {path.name for path in (ROOT / "data" / "schema").glob("*.json")}
    assert {path.name for path in (unpacked / "kb" / "schema").iterdir()} == published


def test_an_installed_check_reads_no_yaml_and_imports_nothing_heavy(unpacked: Path, tmp_path: Path) -> None:
    code = (
        f"import sys; sys.path.insert(0, {str(unpacked)!r});"
        f"from kb.cli.app import run; status = run(['check', {str(ROOT / 'examples/patch14-ios16.mlpackage')!r}]);"
        "heavy = ('yaml', 'coremltools', 'pydantic', 'rich', 'sqlmodel', 'sqlalchemy', 'google.protobuf', 'numpy');"
        "print(status, [name for name in heavy if name in sys.modules], file=sys.stderr)"
    )
    answer = subprocess.run(
        [sys.executable, "-P", "-c", code], capture_output=True, text=True, check=True, cwd=tmp_path
    )
    assert answer.stderr == "1 []\n"
    assert "Build for iOS15" in answer.stdout
