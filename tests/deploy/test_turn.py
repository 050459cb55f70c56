"""coturn, as deploy/turnserver.conf has it, relays for whom a grant gave a password, and for nobody else."""

from __future__ import annotations

import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from aioice import Connection
from pytest_django import Settings

from tests.deploy.reading import DEPLOY
from tests.ports import free_port
from tests.product import await_ready
from voice import ice_servers

pytestmark = [pytest.mark.unit, pytest.mark.long]
SECRET = "north"


@pytest.fixture
def turn(tmp_path: Path, settings: Settings) -> Iterator[tuple[str, int]]:
    """A coturn on loopback; where it is."""
    program = shutil.which("turnserver")
    assert program, "turnserver is not installed: apt-get install coturn"
    port = free_port()
    settings.ICE_SERVERS, settings.TURN_SECRET = [f"turn:127.0.0.1:{port}"], SECRET
    log = tmp_path / "log"
    command = [
        program,
        *("-c", str(DEPLOY / "turnserver.conf"), "--realm=desk.example.com"),
        *("--listening-ip=127.0.0.1", "--relay-ip=127.0.0.1", f"--listening-port={port}"),
        *(f"--static-auth-secret={SECRET}", f"--pidfile={tmp_path / 'pid'}"),
        *(f"--userdb={tmp_path / 'users'}", "--no-tls", "--no-dtls"),
    ]
    with log.open("wb") as output:
        process = subprocess.Popen(command, stdout=output, stderr=subprocess.STDOUT)
    try:
        await_ready(process, log, lambda _said: is_bound(port))
        yield "127.0.0.1", port
    finally:
        process.terminate()
        process.wait()


def is_bound(port: int) -> bool:
    """Whether somebody listens there: coturn writes no line about it that is flushed."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as tried:
        try:
            tried.bind(("127.0.0.1", port))
        except OSError:
            return True
    return False


async def list_kinds(turn: tuple[str, int], name: str, password: str) -> set[str]:
    """Of the ways that a peer finds which shows this name and password: "relay" is by the TURN server."""
    peer = Connection(
        ice_controlling=True,
        stun_server=None,
        turn_server=turn,
        turn_username=name,
        turn_password=password,
        use_ipv6=False,
    )
    try:
        await peer.gather_candidates()
        return {candidate.type for candidate in peer.local_candidates}
    finally:
        await peer.close()


async def test_coturn_relays_for_the_name_and_password_of_a_grant(turn: tuple[str, int]) -> None:
    [server] = ice_servers.mint("sabc")
    assert "relay" in await list_kinds(turn, server["username"], server["credential"])


async def test_coturn_relays_for_no_other_and_not_when_it_is_over(
    turn: tuple[str, int], settings: Settings
) -> None:
    [server] = ice_servers.mint("sabc")
    settings.TURN_SECRET = "another"
    [another] = ice_servers.mint("sabc")
    settings.TURN_SECRET, settings.SESSION_MAX_MINUTES = SECRET, -1
    [over] = ice_servers.mint("sabc")
    assert int(over["username"].split(":")[0]) < time.time()
    longer = f"{int(server['username'].split(':')[0]) + 3600}:sabc"
    for name, password in (
        (another["username"], another["credential"]),
        (over["username"], over["credential"]),
        (longer, server["credential"]),
    ):
        assert "relay" not in await list_kinds(turn, name, password)
