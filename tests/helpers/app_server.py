"""FiftyOne's App server as a process of its own, without a session.

``fiftyone.launch_app`` gives a server half a minute to start, which a busy machine may exceed,
and takes fresh pages to the session's dataset.
"""

from __future__ import annotations

import contextlib
import json
import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator

START_S = 300


def free_port() -> int:
    """A port that nobody listens to."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextlib.contextmanager
def app_server() -> Iterator[str]:
    """Serve the App with the present environment's database and plugins; gives its address."""
    import fiftyone.constants as foc

    port = free_port()
    url = f"http://127.0.0.1:{port}"
    server = subprocess.Popen(
        [sys.executable, "main.py", "--port", str(port), "--address", "127.0.0.1"],
        cwd=foc.SERVER_DIR,
        # Scheduling is offered only with this.
        env={**os.environ, "FIFTYONE_ALLOW_LEGACY_ORCHESTRATORS": "true"},
        start_new_session=True,
    )
    try:
        _wait(server, url)
        yield url
    finally:
        server.terminate()
        try:
            server.wait(timeout=20)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()


def _wait(server: subprocess.Popen[bytes], url: str) -> None:
    end = time.monotonic() + START_S
    while time.monotonic() < end:
        if server.poll() is not None:
            raise RuntimeError(f"the App's server ended with status {server.returncode}")
        try:
            with urllib.request.urlopen(f"{url}/fiftyone", timeout=5) as reply:
                json.load(reply)
            return
        except (OSError, ValueError):
            time.sleep(0.3)
    raise RuntimeError(f"the App's server did not answer at {url} within {START_S} s")
