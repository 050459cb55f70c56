"""Is Cosmos ready for us: reachable, ours to read, with the containers that we need, agreed on the time?"""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator, Mapping
from email.utils import parsedate_to_datetime

from django.conf import settings

from reservations.errors import StoreUnavailable
from reservations.repositories.base import Finding
from reservations.repositories.cosmos.client import Containers
from reservations.repositories.cosmos.containers import ALL
from reservations.repositories.cosmos.errors import MAKE_CONTAINERS, CosmosError, Missing, NotBegun
from reservations.repositories.cosmos.provisioning import find_differences
from reservations.repositories.cosmos.retry import RequestBudget, open_containers
from reservations.repositories.cosmos.transport import limit_time

log = logging.getLogger(__name__)
SECONDS = 10.0
SKEW = 300.0  # seconds; from 900 on, Cosmos takes no request that is signed with a key


def refuse_many_write_regions() -> None:
    """At the start of a server: StoreUnavailable if it would book a car twice, or does not let us in.

    One that does not answer now is judged when it does, before it is used; the page can be served meanwhile.
    """
    try:
        with limit_time(SECONDS):
            open_containers()
    except NotBegun as fault:
        log.warning("not judged yet: %s", fault)


def diagnose() -> list[Finding]:
    """What is seen of the account and its containers within SECONDS; raises nothing of the SDK."""
    budget = RequestBudget(SECONDS)
    try:
        return [diagnose_account(budget), *diagnose_containers(budget)]
    except StoreUnavailable as error:
        return [Finding(error.cause, error.remedy)]
    except CosmosError as fault:
        return [Finding(fault.cause, MAKE_CONTAINERS)]


def diagnose_account(budget: RequestBudget) -> Finding:
    """That one region writes has been seen by whoever made the client."""
    ahead = budget.read(measure_clock_ahead)
    if abs(ahead) > SKEW:
        return Finding(
            f"this machine's clock is {abs(ahead) / 60:.0f} minutes {'ahead' if ahead > 0 else 'behind'}",
            "Set it by NTP: Cosmos takes no request that is signed 15 minutes off.",
        )
    how = "a key" if settings.COSMOS_KEY else "Entra ID"
    return Finding(f"{settings.COSMOS_ENDPOINT} lets us in with {how}, and one region writes")


def measure_clock_ahead(at: Containers) -> float:
    dates: list[str] = []

    def note(headers: Mapping[str, str], _account: object) -> None:
        dates.append(headers.get("Date", ""))

    at.client.client_connection.GetDatabaseAccount(response_hook=note)
    return time.time() - parsedate_to_datetime(dates[0]).timestamp() if dates[0] else 0.0


def diagnose_containers(budget: RequestBudget) -> Iterator[Finding]:
    for container in ALL:
        name = f"{settings.COSMOS_DATABASE}/{container.name}"
        try:
            differs = find_differences(budget, container)
        except Missing:
            yield Finding(f"there is no container {name}", MAKE_CONTAINERS)
        else:
            remedy = "Make its indexing policy that of deploy/azure." if differs else ""
            yield Finding(f"{name}: {'; '.join(differs) or 'there, and indexed for what we ask'}", remedy)
