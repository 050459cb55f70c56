"""Makes the database and the containers that are not there, and compares those that are.

Needs the account's key: roles of Entra ID give data, not the right to make what holds it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from azure.cosmos import PartitionKey
from django.conf import settings

from reservations.repositories.cosmos.client import Containers
from reservations.repositories.cosmos.containers import ALL, Container, differences
from reservations.repositories.cosmos.faults import Exists
from reservations.repositories.cosmos.turn import Turn

SECONDS = 60.0  # making a container takes Cosmos some of them


@dataclass(frozen=True)
class Made:
    name: str
    new: bool
    differs: tuple[str, ...] = ()  # what is otherwise than we would have made it


def make(throughput: int) -> Iterator[Made]:
    """The database, whose containers share `throughput` RU/s (0 on an account that is paid by request)."""
    turn = Turn(SECONDS)
    name = settings.COSMOS_DATABASE

    def create(at: Containers) -> object:
        return at.client.create_database(name, offer_throughput=throughput or None, read_timeout=SECONDS)

    yield Made(name, new(turn, create))
    for container in ALL:
        yield made(turn, container)


def made(turn: Turn, container: Container) -> Made:
    def create(at: Containers) -> object:
        return at.database.create_container(
            container.name,
            PartitionKey(container.partition_key),
            indexing_policy=dict(container.indexing),
            read_timeout=SECONDS,
        )

    if new(turn, create):
        return Made(container.name, new=True)
    return Made(container.name, new=False, differs=tuple(otherwise(turn, container)))


def new(turn: Turn, create: Callable[[Containers], object]) -> bool:
    try:
        turn.write(create)
    except Exists:
        return False
    return True


def otherwise(turn: Turn, container: Container) -> list[str]:
    """How the container that is there is not as it should be; Missing if there is none."""
    there = turn.read(lambda at: at.database.get_container_client(container.name).read())
    paths = there["partitionKey"]["paths"]
    if paths != [container.partition_key]:
        keyed = f"its partition key is {' and '.join(paths)}, not {container.partition_key}"
        return [f"{keyed}: that cannot be changed, so give COSMOS_DATABASE the name of a new one"]
    return differences(container.indexing, there.get("indexingPolicy", {}))
