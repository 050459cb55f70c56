from __future__ import annotations

import socket

import pytest
from django.core.management import CommandError, call_command
from pytest_django import Settings

from tests.reservations.repositories.cosmos.scripted import KEY, account

pytestmark = pytest.mark.unit


@pytest.mark.parametrize("command", ["serve", "run_engine"])
def test_a_taken_port_is_named_with_the_way_out(command: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(CommandError, match=rf"127.0.0.1:{port}.*PORT={port + 1} make run"):
            call_command(command, host="127.0.0.1", port=port)


def test_an_account_where_a_car_could_be_booked_twice_is_not_served(settings: Settings) -> None:
    settings.RESERVATION_STORE, settings.COSMOS_KEY = "cosmos", KEY
    with account() as there:
        settings.COSMOS_ENDPOINT = there.url
        there.regions = ["Japan East", "Japan West"]
        with pytest.raises(CommandError, match="Set enableMultipleWriteLocations to false"):
            call_command("serve", host="127.0.0.1", port=0)
