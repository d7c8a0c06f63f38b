"""Other engines than processes on this machine."""

from collections.abc import Callable
from concurrent.futures import Executor

from kb.errors import KbError


def dask_executor(address: str) -> Callable[[], Executor]:
    """Makes executors that run on a Dask cluster, whose workers have kb installed and reach the same files."""

    def make() -> Executor:
        try:
            from distributed import Client  # noqa: PLC0415 — an extra
        except ImportError as error:
            raise KbError(where="--dask", what="needs Dask", hint="pip install 'coreml-kb[dask]'") from error
        try:
            client = Client(address, timeout="10s")  # type: ignore[no-untyped-call]
        except (OSError, TimeoutError, ValueError) as error:
            raise KbError(where=address, what=f"no Dask scheduler answers: {error}") from error
        executor: Executor = client.get_executor(pure=False)  # type: ignore[no-untyped-call]
        return executor

    return make
