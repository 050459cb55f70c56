"""The one client of this process: made when it is first needed, of a key or of this server's identity.

A client made before a fork mixes up the answers of the processes, so each process makes its own, and none is
made while settings or apps load. It waits for no answer longer than the `RequestBudget` (retry.py) that asks.
It is not given out for an account where two regions may write: two bookings of one car could both be made.
"""

from __future__ import annotations

import os
import threading
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import requests
from azure.core.exceptions import AzureError
from azure.cosmos import ContainerProxy, CosmosClient, DatabaseProxy
from django.conf import settings
from requests.adapters import HTTPAdapter

from reservations.errors import StoreUnavailable
from reservations.repositories.cosmos.containers import LOCATIONS, NUMBERS, RESERVATIONS
from reservations.repositories.cosmos.transport import CONNECT, READ, DeadlineTransport

if TYPE_CHECKING:
    from azure.core.credentials import TokenCredential

POOL = 64  # connections: the SDK's own ten are fewer than our threads
# The SDK asks for the account three times more, half a second apart, before it says that it cannot be had;
# who waits here is a caller, and our own attempts go on.
os.environ.setdefault("AZURE_COSMOS_HEALTH_CHECK_MAX_RETRIES", "1")
RECOVERING = 2.0  # seconds for which nobody tries again to make a client that could not be made


@dataclass(frozen=True)
class Containers:
    """The SDK's own objects: retry.py translates what they raise."""

    client: CosmosClient
    database: DatabaseProxy
    locations: ContainerProxy
    reservations: ContainerProxy
    numbers: ContainerProxy


@dataclass
class Opened:
    client: CosmosClient
    session: requests.Session
    made_for: tuple[Any, ...]


@dataclass
class Failed:
    error: AzureError | StoreUnavailable
    at: float
    made_for: tuple[Any, ...]


_lock = threading.Lock()
_opened: Opened | None = None
_failed: Failed | None = None


def client() -> CosmosClient:
    """What the SDK raises when it cannot be made comes through."""
    global _opened, _failed
    made_for = (os.getpid(), settings.COSMOS_ENDPOINT, settings.COSMOS_KEY)
    if (there := _opened) and there.made_for == made_for:
        return there.client
    with _lock:
        if _opened and _opened.made_for == made_for:
            return _opened.client
        # Those who waited for the lock while it could not be made shall not wait once more, one by one.
        if _failed and _failed.made_for == made_for and time.monotonic() - _failed.at < RECOVERING:
            raise _failed.error
        try:
            _opened, _failed = open_client(made_for), None
        except (AzureError, StoreUnavailable) as error:
            _failed = Failed(error, time.monotonic(), made_for)
            raise
        return _opened.client


def containers() -> Containers:
    """Without a request, once there is a client: whether they exist is seen when they are used."""
    here = client()
    database = here.get_database_client(settings.COSMOS_DATABASE)
    return Containers(
        here,
        database,
        locations=database.get_container_client(LOCATIONS.name),
        reservations=database.get_container_client(RESERVATIONS.name),
        numbers=database.get_container_client(NUMBERS.name),
    )


def open_client(made_for: tuple[Any, ...]) -> Opened:
    session = requests.Session()
    adapter = HTTPAdapter(pool_connections=4, pool_maxsize=POOL)
    session.mount("https://", adapter)
    session.mount("http://", adapter)
    try:
        made = CosmosClient(
            settings.COSMOS_ENDPOINT,
            settings.COSMOS_KEY or find_identity(),
            transport=DeadlineTransport(session=session, session_owner=False),
            connection_timeout=CONNECT,
            read_timeout=READ,
            retry_total=1,
            # It would sleep for as long as Cosmos asks, a minute too; the budget knows better.
            retry_throttle_total=1,
            retry_fixed_interval=10,
            user_agent_suffix="uketsuke",
        )
        refuse_many_writers(made)
    except BaseException:
        session.close()
        raise
    return Opened(made, session, made_for)


def refuse_many_writers(made: CosmosClient) -> None:
    account: dict[str, Any] = {}  # as the server wrote it: the SDK's own object hides the flag
    made.client_connection.GetDatabaseAccount(response_hook=lambda _headers, wrote: account.update(wrote))
    regions = [region["name"] for region in account.get("writableLocations", [])]
    # The flag too: with one region now, the next that is added would write.
    if account.get("enableMultipleWriteLocations") or len(regions) > 1:
        raise StoreUnavailable(
            f"The Cosmos DB account lets several regions write ({', '.join(regions)}): each could give the "
            "same car away, and both bookings would stand.",
            remedy="Set enableMultipleWriteLocations to false (deploy/azure); more regions may read.",
        )


def renew(used: CosmosClient) -> None:
    """Let the next who asks make a new client; of many who found `used` expired, the first does it."""
    with _lock:
        if _opened and _opened.client is used:
            forget()


def forget() -> None:
    """Without closing: another thread may be in the middle of a request."""
    global _opened, _failed
    _opened = _failed = None


def close() -> None:
    there = _opened
    forget()
    if there:
        there.client.close()
        there.session.close()


def start_anew() -> None:
    """In a forked child: the parent's connections are not ours, and its lock may never be released here."""
    global _lock
    _lock = threading.Lock()
    forget()


os.register_at_fork(after_in_child=start_anew)


def find_identity() -> TokenCredential:
    """Who this server is to Entra ID, where no key is set.

    The identity of the app service or container that we are; elsewhere, whatever logs this machine in.
    """
    try:
        from azure.identity import DefaultAzureCredential, ManagedIdentityCredential
    except ImportError as error:
        raise StoreUnavailable(
            "COSMOS_KEY is empty, and Entra ID needs a package that is not installed.",
            remedy="Set COSMOS_KEY, or install it: make azure (an image: --build-arg AZURE=1).",
        ) from error
    if "IDENTITY_ENDPOINT" in os.environ:  # without probing the other ways, which takes seconds
        return ManagedIdentityCredential(client_id=os.environ.get("AZURE_CLIENT_ID"))
    return DefaultAzureCredential()
