"""How long a person waits after `make run`."""

from __future__ import annotations

import os
import signal
import subprocess
import tempfile
import time
import urllib.error
import urllib.request

from tests.ports import free_port
from tests.product import ROOT


def seconds_to_first_page() -> float:
    """From `make run` on a warm install with an empty database to the page's last byte."""
    port = free_port()
    with tempfile.TemporaryDirectory() as folder:
        environment = {**os.environ, "VAR_DIR": folder, "PORT": str(port)}
        started = time.monotonic()
        process = subprocess.Popen(
            ["make", "run"], cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, start_new_session=True
        )
        try:
            while not page_is_served(port):
                assert process.poll() is None, "make run ended before it served the page"
                time.sleep(0.02)
            return time.monotonic() - started
        finally:
            os.killpg(process.pid, signal.SIGTERM)
            process.wait()


def page_is_served(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=5) as response:
            return bool(response.read())
    except (urllib.error.URLError, ConnectionError):
        return False
