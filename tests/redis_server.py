"""A throwaway Redis on a free port of loopback, which a test may stop and start again."""

from __future__ import annotations

import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager

import redis

from tests.ports import free_port


class RedisServer:
    def __init__(self) -> None:
        found = shutil.which("redis-server")
        assert found, "redis-server is not installed: apt-get install redis-server"
        self.program = found
        self.port = free_port()
        self.url = f"redis://127.0.0.1:{self.port}/0"
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        keeps_nothing = ["--save", "", "--appendonly", "no"]
        at = ["--bind", "127.0.0.1", "--port", str(self.port)]
        self.process = subprocess.Popen([self.program, *at, *keeps_nothing], stdout=subprocess.DEVNULL)
        with redis.Redis.from_url(self.url) as client:
            deadline = time.monotonic() + 30
            while True:
                try:
                    client.ping()
                    return
                except redis.ConnectionError:
                    assert self.process.poll() is None, "redis-server ended"
                    assert time.monotonic() < deadline, "redis-server does not answer"
                    time.sleep(0.02)  # another process's readiness: there is no event to await

    def stop(self) -> None:
        """At once, with all that it holds."""
        if self.process:
            self.process.kill()
            self.process.wait()
            self.process = None


@contextmanager
def running() -> Iterator[RedisServer]:
    """Until the block ends; it begins empty."""
    server = RedisServer()
    server.start()
    try:
        yield server
    finally:
        server.stop()
