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
from reservations.repositories.cosmos.errors import Exists
from reservations.repositories.cosmos.retry import RequestBudget

SECONDS = 60.0  # making a container takes Cosmos some of them


@dataclass(frozen=True)
class Provisioned:
    name: str
    new: bool
    differs: tuple[str, ...] = ()  # what is otherwise than we would have made it


def provision(throughput: int) -> Iterator[Provisioned]:
    """The database, whose containers share `throughput` RU/s (0 on an account that is paid by request)."""
    budget = RequestBudget(SECONDS)
    name = settings.COSMOS_DATABASE

    def create(at: Containers) -> object:
        return at.client.create_database(name, offer_throughput=throughput or None, read_timeout=SECONDS)

    yield Provisioned(name, create_if_missing(budget, create))
    for container in ALL:
        yield provision_container(budget, container)


def provision_container(budget: RequestBudget, container: Container) -> Provisioned:
    def create(at: Containers) -> object:
        return at.database.create_container(
            container.name,
            PartitionKey(container.partition_key),
            indexing_policy=dict(container.indexing),
            read_timeout=SECONDS,
        )

    if create_if_missing(budget, create):
        return Provisioned(container.name, new=True)
    return Provisioned(container.name, new=False, differs=tuple(find_differences(budget, container)))


def create_if_missing(budget: RequestBudget, create: Callable[[Containers], object]) -> bool:
    try:
        budget.write(create)
    except Exists:
        return False
    return True


def find_differences(budget: RequestBudget, container: Container) -> list[str]:
    """How the container that is there is not as it should be; Missing if there is none."""
    there = budget.read(lambda at: at.database.get_container_client(container.name).read())
    paths = there["partitionKey"]["paths"]
    if paths != [container.partition_key]:
        keyed = f"its partition key is {' and '.join(paths)}, not {container.partition_key}"
        return [f"{keyed}: that cannot be changed, so give COSMOS_DATABASE the name of a new one"]
    return differences(container.indexing, there.get("indexingPolicy", {}))
