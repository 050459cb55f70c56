"""`manage.py cosmos_init` makes what is missing, and touches nothing that is there."""

from __future__ import annotations

import io
import sys
from collections.abc import Iterator

import pytest
from azure.cosmos import CosmosClient, PartitionKey
from django.core.management import CommandError, call_command
from pytest_django import Settings

from reservations.repositories import cosmos
from reservations.repositories.cosmos import client, provisioning
from reservations.repositories.cosmos.containers import ALL
from tests.fakes.cosmos import CosmosServer
from tests.reservations.repositories.cosmos.scripted import Reply, account

pytestmark = pytest.mark.unit


@pytest.fixture
def server(settings: Settings) -> Iterator[CosmosServer]:
    with CosmosServer() as server:
        settings.COSMOS_ENDPOINT, settings.COSMOS_KEY = server.url, server.key
        settings.COSMOS_DATABASE = "rentacar-db"
        yield server
        client.close()


def output_of(*arguments: str) -> str:
    out = io.StringIO()
    call_command("cosmos_init", *arguments, stdout=out)
    return out.getvalue()


def test_an_empty_account_gets_the_database_and_its_three_containers(server: CosmosServer) -> None:
    assert output_of().split() == [
        *("made", "rentacar-db"),
        *("made", "locations"),
        *("made", "reservations"),
        *("made", "reservationNumbers"),
    ]
    database = client.containers().database
    for container in ALL:
        there = database.get_container_client(container.name).read()
        assert there["partitionKey"]["paths"] == [container.partition_key]
        assert there["indexingPolicy"]["compositeIndexes"] == container.indexing["compositeIndexes"]


def test_the_second_time_everything_is_there(server: CosmosServer) -> None:
    output_of()
    again = output_of()
    assert "made" not in again
    assert again.count("there  ") == 4
    assert "DIFFERS" not in again


def test_containers_of_an_older_system_stay_as_they_are(server: CosmosServer) -> None:
    database = foreign(server).create_database("rentacar-db")
    database.create_container("reservations", PartitionKey("/locationId"))
    database.get_container_client("reservations").create_item({"id": "R-001", "locationId": "loc1"})
    out = output_of()
    assert "made   locations" in out
    assert "there  reservations" in out
    assert "DIFFERS  reservations: no composite index of /docType and /startUtc" in out
    assert database.get_container_client("reservations").read_item("R-001", "loc1")["id"] == "R-001"


def test_another_partition_key_cannot_be_mended_in_place(server: CosmosServer) -> None:
    foreign(server).create_database("rentacar-db").create_container("reservations", PartitionKey("/id"))
    assert "its partition key is /id, not /locationId: that cannot be changed" in output_of()


def foreign(server: CosmosServer) -> CosmosClient:
    """Somebody else's connection to it."""
    return CosmosClient(server.url, server.key)


def test_with_entra_id_the_way_is_the_bicep(server: CosmosServer, settings: Settings) -> None:
    settings.COSMOS_KEY = ""
    with pytest.raises(CommandError, match="deploy/azure"):
        output_of()


def test_a_wrong_key_says_what_to_check(server: CosmosServer, settings: Settings) -> None:
    settings.COSMOS_KEY = "d3Jvbmc="
    with pytest.raises(CommandError, match="Check COSMOS_KEY"):
        output_of()


def test_a_serverless_account_is_told_by_its_refusal(settings: Settings) -> None:
    with account() as serverless:
        settings.COSMOS_ENDPOINT, settings.COSMOS_KEY = serverless.url, "c2VjcmV0"
        serverless.script(
            "/dbs", Reply(400, {"message": "Offers are not supported for serverless accounts."})
        )
        with pytest.raises(CommandError, match="wants --throughput 0"):
            output_of()
        client.close()


def test_without_its_package_it_says_what_to_install(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.COSMOS_ENDPOINT, settings.COSMOS_KEY = "http://127.0.0.1:1", "c2VjcmV0"
    monkeypatch.delitem(sys.modules, provisioning.__name__)
    monkeypatch.delattr(cosmos, "provisioning")
    monkeypatch.setitem(sys.modules, "azure.cosmos", None)
    with pytest.raises(CommandError, match=r"azure.cosmos is not installed.*make azure"):
        output_of()
