"""A real daphne, as `serve` starts it, and clients that send too much, too slowly or in a costly form."""

from __future__ import annotations

import http.client
import json
import os
import select
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import pytest

from config import http_door
from tests import processor_time
from tests.ports import free_port

pytestmark = pytest.mark.unit
MOST = 2_621_440  # Django's own default
SERVED = """
import sys
import django
django.setup()
from daphne.server import Server
from config import http_door, https
http_door.REQUEST_SECONDS = 1.5

async def application(scope, receive, send):
    size, more = 0, True
    while more:
        message = await receive()
        if message["type"] == "http.disconnect":
            return
        size, more = size + len(message.get("body", b"")), message.get("more_body", False)
    said = str(size).encode()
    length = (b"content-length", str(len(said)).encode())
    await send({"type": "http.response.start", "status": 200, "headers": [length]})
    await send({"type": "http.response.body", "body": said})

def ready():
    http_door.bound_requests(server)
    print("ready", flush=True)

server = Server(application, [https.describe_endpoint("127.0.0.1", int(sys.argv[1]))], ready_callable=ready)
server.run()
"""


@pytest.fixture(scope="module")
def served() -> Iterator[tuple[int, int]]:
    """A port of loopback, and the id of the process behind it."""
    port = free_port()
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "config.settings"}
    command = [sys.executable, "-c", SERVED, str(port)]
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout
            assert process.stdout.readline() == "ready\n"
            yield port, process.pid
        finally:
            process.terminate()


@contextmanager
def connected(served: tuple[int, int]) -> Iterator[socket.socket]:
    with socket.create_connection(("127.0.0.1", served[0]), timeout=20) as client:
        yield client


def ask(client: socket.socket, head: str, *bodies: bytes) -> tuple[int, bytes]:
    """The status and the body of what is answered; what the client cannot send any more, it does not."""
    client.sendall(f"POST /livez HTTP/1.1\r\nHost: localhost\r\n{head}\r\n\r\n".encode())
    try:
        for body in bodies:
            client.sendall(body)
    except OSError:
        pass
    response = http.client.HTTPResponse(client)
    response.begin()
    return response.status, response.read()


def read_memory(served: tuple[int, int]) -> int:
    """Resident bytes of the server."""
    pages = Path(f"/proc/{served[1]}/statm").read_text().split()[1]
    return int(pages) * os.sysconf("SC_PAGE_SIZE")


def is_refused(answer: tuple[int, bytes]) -> bool:
    problem: Any = json.loads(answer[1])
    return (answer[0], problem["status"], problem["code"]) == (413, 413, "request_too_large")


def test_a_body_that_is_allowed_is_taken(served: tuple[int, int]) -> None:
    with connected(served) as client:
        assert ask(client, f"Content-Length: {MOST}", b"x" * MOST) == (200, str(MOST).encode())
        assert ask(client, "Transfer-Encoding: chunked", b"3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n") == (200, b"5")


@pytest.mark.parametrize("length", [MOST + 1, 200_000_000, 10**15])
def test_too_long_a_body_is_refused_before_it_is_sent(served: tuple[int, int], length: int) -> None:
    with connected(served) as client:
        assert is_refused(ask(client, f"Content-Length: {length}\r\nExpect: 100-continue"))
        assert client.recv(1) == b""  # and the connection is closed


@pytest.mark.parametrize("told", [True, False])
def test_two_hundred_megabytes_cost_neither_memory_nor_anybodys_time(
    served: tuple[int, int], told: bool
) -> None:
    before, busy = read_memory(served), processor_time.read(served[1])
    megabyte = b"x" * 1_000_000
    part = megabyte if told else b"F4240\r\n" + megabyte + b"\r\n"
    head = "Content-Length: 200000000" if told else "Transfer-Encoding: chunked"
    answered = 0
    with connected(served) as client, connected(served) as other:
        client.sendall(f"POST /livez HTTP/1.1\r\nHost: localhost\r\n{head}\r\n\r\n".encode())
        for number in range(200):
            try:
                client.sendall(part)
            except OSError:
                break
            if number % 20 == 0:  # in the middle of it
                assert ask(other, "Content-Length: 0") == (200, b"0")
                answered += 1
    assert answered
    assert read_memory(served) - before < 20_000_000
    assert processor_time.read(served[1]) - busy < 1  # 0.1


def test_three_hundred_who_come_at_once_are_all_answered(served: tuple[int, int]) -> None:
    """While the server is busy they wait to be taken: fifty might, and the others were reset."""
    with ExitStack() as stack:
        clients = [stack.enter_context(socket.socket()) for _ in range(300)]
        os.kill(served[1], signal.SIGSTOP)
        try:
            for client in clients:
                client.setblocking(False)
                client.connect_ex(("127.0.0.1", served[0]))
            assert (
                len(select.select([], clients, [], 1)[1]) == 300
            )  # a connection that is made can be written to
            for client in clients:
                client.send(b"GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
        finally:
            os.kill(served[1], signal.SIGCONT)
        for client in clients:
            client.settimeout(30)
            assert client.recv(1000).startswith(b"HTTP/1.1 200")


def test_a_form_is_not_taken_apart_while_others_wait(served: tuple[int, int]) -> None:
    form = b"a&" * (MOST // 2)
    head = f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(form)}"
    busy = processor_time.read(served[1])
    with connected(served) as client:
        for _ in range(4):
            assert ask(client, head, form) == (200, str(len(form)).encode())
    assert processor_time.read(served[1]) - busy < 0.5  # 0.05; with the parser of Twisted 2 and more


@pytest.mark.parametrize("drip", [b"x", b"X-Header: 1\r\n"], ids=["half a header", "headers without end"])
@pytest.mark.parametrize("body", [False, True])
def test_who_drips_is_closed_in_time(served: tuple[int, int], drip: bytes, body: bool) -> None:
    with connected(served) as client:
        client.sendall(b"POST / HTTP/1.1\r\nHost: localhost\r\n")
        if body:
            client.sendall(b"Content-Length: 1000\r\n\r\n")
        client.settimeout(0.2)
        assert any(is_closed(client, drip) for _ in range(150))  # thirty seconds, and its time is 1.5


def is_closed(client: socket.socket, drip: bytes) -> bool:
    """Whether the server has closed the connection before or while `drip` is sent; waits for it a moment."""
    try:
        client.sendall(drip)
        return client.recv(1) == b""
    except TimeoutError:
        return False
    except OSError:
        return True


def test_a_connection_that_stays_may_ask_again_after_its_first_time(served: tuple[int, int]) -> None:
    """The time is a request's, not the connection's."""
    with connected(served) as client:
        for _ in range(3):
            assert ask(client, "Content-Length: 0") == (200, b"0")
            time.sleep(0.7)  # nothing can be awaited: it is that nothing happens


def test_the_real_time_is_long_enough_for_a_slow_line() -> None:
    """The longest body at 100 kB/s."""
    assert MOST / http_door.REQUEST_SECONDS < 100_000
