"""Remote stores: models are found by URL, and next to nothing of them is fetched."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from coremltools.proto import Model_pb2
from sqlalchemy import Engine

from kb.errors import KbError
from kb.models.reading import read_model
from kb.platforms.deployment import Deployment
from kb.store import history
from kb.store.opening import open_store
from kb.store.remote import read_remote, survey_remote
from kb.store.scanning import scan

ROOT = Path(__file__).parents[2]
PATCH = ROOT / "examples/patch14-ios16.mlpackage"
STATEFUL = ROOT / "tests/corpus/packages/deployed/stateful-decoder-ios18.mlpackage"
WEIGHTS = 32 * 1024 * 1024


@pytest.fixture(scope="module")
def server() -> Iterator[Any]:
    moto = pytest.importorskip("moto.server", reason="moto is not installed")
    pytest.importorskip("s3fs", reason="s3fs is not installed")
    running = moto.ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    running.start()
    yield running
    running.stop()


@pytest.fixture
def bucket(server: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Any]:
    """An object store with two packages, one with large weights, and a network with its weights inside."""
    import s3fs

    host, port = server.get_host_and_port()
    for key, value in {
        "AWS_ACCESS_KEY_ID": "x",
        "AWS_SECRET_ACCESS_KEY": "x",
        "AWS_ENDPOINT_URL": f"http://{host}:{port}",
        "AWS_DEFAULT_REGION": "us-east-1",
    }.items():
        monkeypatch.setenv(key, value)
    s3fs.S3FileSystem.clear_instance_cache()
    system = s3fs.S3FileSystem()
    package = tmp_path / "large.mlpackage"
    shutil.copytree(PATCH, package)
    weights = package / "Data/com.apple.CoreML/weights/weight.bin"
    weights.write_bytes(b"\0" * WEIGHTS)
    network = Model_pb2.Model(specificationVersion=4)
    feature = network.description.input.add(name="x")
    feature.type.multiArrayType.SetInParent()
    layer = network.neuralNetwork.layers.add(name="inner", input=["x"], output=["y"])
    layer.innerProduct.weights.floatValue.extend([0.0] * (WEIGHTS // 4))
    layer.innerProduct.outputChannels = 1
    (tmp_path / "network.mlmodel").write_bytes(network.SerializeToString())
    system.mkdir("models")
    system.put(str(package), "models/team/large.mlpackage", recursive=True)
    system.put(str(STATEFUL), "models/stateful.mlpackage", recursive=True)
    system.put(str(tmp_path / "network.mlmodel"), "models/network.mlmodel")
    yield system
    system.rm("models", recursive=True)


@pytest.fixture
def fetched(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many bytes each request for content brought."""
    import s3fs

    sizes: list[int] = []
    original = s3fs.S3FileSystem._cat_file

    async def counted(self: Any, *arguments: Any, **named: Any) -> bytes:
        content: bytes = await original(self, *arguments, **named)
        sizes.append(len(content))
        return content

    monkeypatch.setattr(s3fs.S3FileSystem, "_cat_file", counted)
    # An instance that was made before has bound the original.
    s3fs.S3FileSystem.clear_instance_cache()
    return sizes


def test_models_are_found_below_a_url(bucket: Any) -> None:
    found = [url for url, _ in survey_remote("s3://models")]
    assert found == [
        "s3://models/network.mlmodel",
        "s3://models/stateful.mlpackage",
        "s3://models/team/large.mlpackage",
    ]


@pytest.mark.parametrize("name", ["team/large.mlpackage", "network.mlmodel"])
def test_the_weights_stay_where_they_are(bucket: Any, fetched: list[int], tmp_path: Path, name: str) -> None:
    """Under two in a hundred bytes of a model with large weights are fetched."""
    model = read_remote(f"s3://models/{name}")
    assert [operation.type for function in model.functions for operation in function.source.operations(None)]
    size = bucket.du(f"models/{name}")
    assert 0 < sum(fetched) < 0.02 * size
    assert model.notes == read_model(tmp_path / Path(name).name).notes


def test_a_remote_store_is_scanned_like_a_folder(bucket: Any, tmp_path: Path) -> None:
    store: Engine = open_store(str(tmp_path / "store.db"))
    outcome = scan(store, ["s3://models"], deployment=Deployment(), workers=1)
    assert (outcome.examined, outcome.failed) == (3, 0)
    slugs = {each.record for each in history.findings(store, outcome.scan_id, model="large")}
    assert "conv-stride-interleave-factors" in slugs
    assert scan(store, ["s3://models"], deployment=Deployment(), workers=1).unchanged == 3
    store.dispose()


@pytest.mark.parametrize("url", ["nonsense://models", "s3://no-such-bucket/models"])
def test_a_store_that_cannot_be_reached_is_told(bucket: Any, url: str) -> None:
    with pytest.raises(KbError):
        list(survey_remote(url))


def test_an_engine_of_two_dask_workers_gives_the_same_rows(tmp_path: Path) -> None:
    distributed = pytest.importorskip("distributed", reason="dask is not installed")
    from kb.store.engines import dask_executor

    roots = [str(ROOT / "tests/corpus/packages/deployed"), str(ROOT / "examples")]
    here, there = (open_store(str(tmp_path / name)) for name in ("here.db", "there.db"))
    one = scan(here, roots, deployment=Deployment(), workers=1)
    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None, host="127.0.0.1"
    ) as cluster:
        two = scan(there, roots, deployment=Deployment(), executor=dask_executor(cluster.scheduler_address))
    assert history.findings(there, two.scan_id) == history.findings(here, one.scan_id)
    here.dispose()
    there.dispose()
