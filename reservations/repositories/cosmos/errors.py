"""What a request to Cosmos can end in, in our own words: no error of the SDK goes further than this.

`translate_error` turns each of its errors into one of these; retry.py decides which are tried again.
"""

from __future__ import annotations

from azure.core.exceptions import AzureError, ClientAuthenticationError, ServiceRequestError
from azure.cosmos.exceptions import CosmosBatchOperationError, CosmosHttpResponseError

from reservations.errors import StoreUnavailable

RETRY_AFTER = "x-ms-retry-after-ms"
# Cosmos's sub-statuses
SESSION_BEHIND, CONTAINER_MISSING, NOT_AUTHORIZED = 1002, 1003, 5300
THROTTLED, RETRY_WITH = 429, 449
LOST = frozenset({408, 410})  # and everything from 500: it may have been done

CHECK_KEY = (
    "Check COSMOS_KEY (it is the account's own?) and this machine's clock: it may be 15 minutes off at most."
)
GIVE_ROLE = (
    'Give this server\'s identity the data-plane role "Cosmos DB Built-in Data Contributor" on the database '
    "(deploy/azure; the portal's roles, Owner too, give no access to data), and let its address through the "
    "account's firewall."
)
LOG_IN = "Log this server in (managed identity, or AZURE_CLIENT_ID and its companions), or set COSMOS_KEY."
MAKE_CONTAINERS = "Make the database and its containers: manage.py cosmos_init, or the Bicep in deploy/azure."
ITS_SIDE = "Look at Azure's status page and the account's metrics; the failure is on its side."
CHECK_ADDRESS = "Check COSMOS_ENDPOINT and the way out of this network to it."


class CosmosError(Exception):
    """`index` says which operation of a batch it was; `wait`, how many seconds Cosmos asks for."""

    def __init__(self, cause: str = "", *, index: int | None = None, wait: float = 0.0) -> None:
        super().__init__(cause)
        self.cause = cause
        self.index = index
        self.wait = wait


class Missing(CosmosError):
    """There is no such item."""


class Exists(CosmosError):
    """There is one with this id already: perhaps our own, of an attempt whose answer was lost."""


class Stale(CosmosError):
    """It was written after we read it: perhaps by ourselves, in an attempt whose answer was lost."""


class Unknown(CosmosError):
    """The answer to a write was lost: whether it was done is known after reading again, by id."""


class Refused(CosmosError):
    """Cosmos cannot take it as we wrote it: a fault of ours, which waiting does not mend."""


class NotBegun(CosmosError):
    """Refused at the door, or never arrived: nothing was done, and the same may be asked again."""

    def __init__(
        self, cause: str, *, index: int | None = None, wait: float = 0.0, busy: bool = False
    ) -> None:
        super().__init__(cause, index=index, wait=wait)
        self.busy = busy  # it works, but has too much to do


class Expired(CosmosError):
    """The client's token is not taken any more, and the SDK does not notice: make a new client."""


def translate_error(error: AzureError) -> CosmosError | StoreUnavailable:
    """Our name for it. Unknown is right for reads too: they may simply be repeated."""
    if isinstance(error, ClientAuthenticationError):  # before its parents: an identity that got no token
        return StoreUnavailable(f"Entra ID gave no token: {first_line(error)}", remedy=LOG_IN)
    if isinstance(error, CosmosHttpResponseError | CosmosBatchOperationError):
        return translate_response(error)
    if isinstance(error, ServiceRequestError):
        return NotBegun(f"Cosmos cannot be reached: {first_line(error)}")
    return Unknown(f"{type(error).__name__}: {first_line(error)}")


def translate_response(
    error: CosmosHttpResponseError | CosmosBatchOperationError,
) -> CosmosError | StoreUnavailable:
    status, sub = error.status_code or 0, error.sub_status
    index = getattr(error, "error_index", None)
    cause = f"Cosmos answered {status}{f'/{sub}' if sub else ''}: {first_line(error)}"
    named = {404: Missing, 409: Exists, 412: Stale}
    if status in {401, 403}:
        return translate_refusal(status, sub, cause)
    if status == 404 and sub == CONTAINER_MISSING:
        return StoreUnavailable(cause, remedy=MAKE_CONTAINERS)
    if status in {THROTTLED, RETRY_WITH}:
        return NotBegun(cause, index=index, wait=read_retry_after(error), busy=True)
    if status in LOST or status >= 500 or (status == 404 and sub == SESSION_BEHIND):
        return Unknown(cause, index=index)
    return named.get(status, Refused)(cause, index=index)


def translate_refusal(status: int, sub: int | None, cause: str) -> CosmosError | StoreUnavailable:
    if sub == NOT_AUTHORIZED:
        return Expired(cause)
    return StoreUnavailable(cause, remedy=CHECK_KEY if status == 401 else GIVE_ROLE)


def read_retry_after(error: CosmosHttpResponseError | CosmosBatchOperationError) -> float:
    """How long Cosmos wants us to wait, in seconds."""
    try:
        return max(0.0, float((error.headers or {})[RETRY_AFTER]) / 1000)
    except (KeyError, ValueError):
        return 0.0


def first_line(error: AzureError) -> str:
    """The first line of what the SDK says that says anything: the rest are headers and bodies."""
    said = [part.strip() for part in str(error.message).splitlines() if part.strip()]
    words = next((part for part in said if not part.startswith("Status code:")), "")
    return words.rpartition("Caused by ")[2].removeprefix("(None) ")[:200]
