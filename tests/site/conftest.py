"""The site, built once for all test processes; a server for it; a browser.

Tests that need the browser are skipped where there is no Chromium: `apt-get install chromium chromium-driver`.
"""

import fcntl
import functools
import http.server
import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from site_browser import Browser, open_browser

CHECKOUT = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the site, built strictly: a warning of the builder is an error here."""
    alone = os.environ.get("PYTEST_XDIST_WORKER") is None
    shared = tmp_path_factory.getbasetemp() if alone else tmp_path_factory.getbasetemp().parent
    folder = shared / "site"
    with (shared / "site.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not folder.exists():
            _build(folder)
    return folder


def _build(folder: Path) -> None:
    making = folder.with_name("site-in-the-making")
    answer = subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--strict", "--site-dir", str(making)],
        cwd=CHECKOUT,
        env={**os.environ, "NO_MKDOCS_2_WARNING": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert answer.returncode == 0, answer.stdout + answer.stderr
    making.rename(folder)


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_: Any) -> None:
        """Requests are what the tests look at in the browser."""


@pytest.fixture(scope="session")
def address(built: Path) -> Iterator[str]:
    """Where the site is served."""
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(_Quiet, directory=str(built)))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture(scope="session")
def worker(built: Path, address: str) -> str:
    """Where the search's own script is served."""
    (script,) = (built / "assets/javascripts/workers").glob("search.*.min.js")
    return address + script.relative_to(built).as_posix()


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    driver = shutil.which("chromedriver")
    if driver is None:
        pytest.skip("no chromedriver: apt-get install chromium chromium-driver")
    with open_browser(driver) as browser:
        yield browser


@pytest.fixture
def browser(chromium: Browser) -> Browser:
    """A wide, light window that remembers nothing."""
    chromium.reset()
    return chromium
