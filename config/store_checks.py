"""Refuses a store of reservations that cannot work. What only the network can tell, `serve` asks."""

from __future__ import annotations

from base64 import b64decode
from collections.abc import Iterable
from importlib.util import find_spec
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import CheckMessage, Error, register

LOOPBACK = {"localhost", "127.0.0.1", "::1"}


@register
def check_reservation_store(**_: Any) -> Iterable[CheckMessage]:
    store = settings.RESERVATION_STORE
    if store not in {"orm", "cosmos"}:
        yield Error(
            f"RESERVATION_STORE={store} is not one we know.",
            hint="Set it to orm (the database of DATABASE_URL) or cosmos (Azure Cosmos DB).",
            id="config.E008",
        )
    elif store == "cosmos":
        yield from check_cosmos_endpoint()
        yield from check_cosmos_packages()


def check_cosmos_endpoint() -> Iterable[CheckMessage]:
    """A key is a password, and a token too: neither is sent in the clear, except to this machine itself."""
    endpoint, key = settings.COSMOS_ENDPOINT, settings.COSMOS_KEY
    example = "https://<account>.documents.azure.com"
    at = urlsplit(endpoint)
    if not endpoint:
        yield Error(
            "RESERVATION_STORE=cosmos but COSMOS_ENDPOINT is empty.",
            hint=f"Set COSMOS_ENDPOINT to {example}.",
            id="config.E009",
        )
    elif at.scheme not in {"http", "https"} or not at.hostname or at.path.strip("/"):
        yield Error(
            f"COSMOS_ENDPOINT={endpoint} is not an address.",
            hint=f"Write it like {example}.",
            id="config.E009",
        )
    elif at.scheme == "http" and not (key and at.hostname in LOOPBACK):
        what = "COSMOS_KEY" if key else "a token of Entra ID"
        yield Error(
            f"COSMOS_ENDPOINT={endpoint} would carry {what} in the clear.",
            hint=f"Write it like {example}; http is for an emulator on this machine, with a key.",
            id="config.E010",
        )
    if key and not is_base64(key):
        yield Error(
            "COSMOS_KEY is not a key of Cosmos DB, which are written in Base64.",
            hint="Copy the account's primary or secondary key alone, not the connection string around it.",
            id="config.E011",
        )


def is_base64(key: str) -> bool:
    try:
        return bool(b64decode(key, validate=True))
    except ValueError:
        return False


def check_cosmos_packages() -> Iterable[CheckMessage]:
    needed = {"azure.cosmos": "cosmos"} | ({} if settings.COSMOS_KEY else {"azure.identity": "azure"})
    for package, extra in needed.items():
        if not is_installed(package):
            yield Error(
                f"RESERVATION_STORE=cosmos needs the package {package.replace('.', '-')}.",
                hint=f"Install the extra: pip install 'uketsuke[{extra}]'"
                + (", or set COSMOS_KEY." if extra == "azure" else "."),
                id="config.E012",
            )


def is_installed(package: str) -> bool:
    try:
        return find_spec(package) is not None
    except ModuleNotFoundError:  # not even what it is in
        return False
