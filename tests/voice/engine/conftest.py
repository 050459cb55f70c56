"""The engine under test: one session at hand, or a whole server with small fakes for its parts."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
import pytest_asyncio
from openai import AsyncOpenAI

from tests.ports import free_port
from tests.voice.engine.serving import KEY
from tests.voice.engine.stage import Stage

ROOT = Path(__file__).resolve().parents[3]


@dataclass(frozen=True)
class Server:
    port: int
    key: str = KEY

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"


@contextmanager
def serving(*options: str) -> Iterator[Server]:
    port = free_port()
    command = [sys.executable, "-m", "tests.voice.engine.serving", "--port", str(port), *options]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout
            assert process.stdout.readline() == "ready\n"
            yield Server(port)
        finally:
            process.terminate()
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:  # else leaving the block waits for it, for ever
                process.kill()


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    with serving() as running:
        yield running


@pytest_asyncio.fixture
async def sdk(server: Server) -> AsyncIterator[AsyncOpenAI]:
    """The vendor's own client, pointed at us."""
    async with AsyncOpenAI(base_url=f"{server.url}/openai/v1", api_key=server.key) as client:
        yield client


@pytest_asyncio.fixture
async def stage() -> AsyncIterator[Stage]:
    async with Stage() as ready:
        yield ready
