"""Every test of the server on our own one and on a second one, as far as that one goes."""

from __future__ import annotations

import uuid
from collections.abc import Iterator

import pytest
from azure.cosmos import ContainerProxy, CosmosClient, DatabaseProxy, PartitionKey

from tests.cosmos import second
from tests.cosmos.second import CANNOT, Second
from tests.fakes.cosmos import CosmosServer

Server = CosmosServer | Second


@pytest.fixture(scope="session")
def ours() -> Iterator[CosmosServer]:
    with CosmosServer() as running:
        yield running


@pytest.fixture(scope="session")
def vercel() -> Iterator[Second]:
    with second.running() as running:
        yield running


@pytest.fixture(params=["ours", "vercel"])
def server(request: pytest.FixtureRequest) -> Server:
    """Each in turn; ours is empty."""
    if request.param == "vercel" and (why := CANNOT.get(request.node.originalname)):
        pytest.skip(f"@vercel/cosmosdb-server: {why}")
    found: Server = request.getfixturevalue(request.param)
    found.reset()
    return found


def client_of(server: Server) -> CosmosClient:
    options = dict(server.options) if isinstance(server, Second) else {}
    return CosmosClient(
        server.url, server.key, retry_total=0, retry_throttle_total=0, read_timeout=30, **options
    )


@pytest.fixture
def database(server: Server) -> Iterator[DatabaseProxy]:
    client = client_of(server)
    yield client.create_database(f"db-{uuid.uuid4().hex[:8]}")
    client.close()


@pytest.fixture
def container(database: DatabaseProxy) -> ContainerProxy:
    return database.create_container("cars", PartitionKey("/shop"))
