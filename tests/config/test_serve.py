from __future__ import annotations

import json
import shutil
import socket
import urllib.request
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from pytest_django import Settings

from config import https
from tests.ports import free_port
from tests.product import answers, await_ready, environment_of, prepared, serving
from tests.reservations.repositories.cosmos.scripted import KEY, account


@pytest.mark.unit
@pytest.mark.parametrize("command", ["serve", "run_engine"])
def test_a_taken_port_is_named_with_the_way_out(command: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(CommandError, match=rf"127.0.0.1:{port}.*PORT={port + 1} make run"):
            call_command(command, host="127.0.0.1", port=port)


@pytest.mark.unit
def test_an_account_where_a_car_could_be_booked_twice_is_not_served(settings: Settings) -> None:
    settings.RESERVATION_STORE, settings.COSMOS_KEY = "cosmos", KEY
    with account() as there:
        settings.COSMOS_ENDPOINT = there.url
        there.regions = ["Japan East", "Japan West"]
        with pytest.raises(CommandError, match="Set enableMultipleWriteLocations to false"):
            call_command("serve", host="127.0.0.1", port=0)


@pytest.mark.unit
@pytest.mark.parametrize(
    ("host", "has_tls", "url"),
    [
        ("127.0.0.1", False, "http://127.0.0.1:8000"),
        ("0.0.0.0", False, "http://127.0.0.1:8000"),  # noqa: S104
        ("::", False, "http://[::1]:8000"),
        ("192.0.2.7", False, "http://192.0.2.7:8000"),  # and not on loopback
        ("desk.example", False, "http://desk.example:8000"),
        ("192.0.2.7", True, "http://127.0.0.1:8001"),
    ],
)
def test_a_server_reaches_itself_where_it_listens(host: str, has_tls: bool, url: str) -> None:
    assert https.describe_own_url(host, 8000, has_tls=has_tls) == url


@pytest.mark.engine
def test_a_port_of_the_command_line_is_the_engines_too(tmp_path: Path) -> None:
    """The environment names another port, and a call begins all the same."""
    port = free_port()
    shutil.copytree(prepared(), tmp_path, dirs_exist_ok=True)
    environment = environment_of(tmp_path, free_port())
    with serving(f"serve --port {port}", environment, tmp_path / "serve.log") as (process, log):
        await_ready(process, log, lambda _said: answers(port))
        request = urllib.request.Request(
            f"http://127.0.0.1:{port}/api/realtime/session", b"{}", {"Content-Type": "application/json"}
        )
        with urllib.request.urlopen(request, timeout=60) as response:  # noqa: S310  (our own server)
            assert json.load(response)["client_secret"]
