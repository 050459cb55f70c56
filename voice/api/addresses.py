"""Whose request it is, by address: the one place that reads X-Forwarded-For, counted from its right.

Each proxy adds on the right whom it answers; what stands further left was sent along by the client, and is
believed by nobody. `TRUSTED_PROXIES` says how many of our own there are.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.http import HttpRequest

from reservations.limits import policy

Address = ipaddress.IPv4Address | ipaddress.IPv6Address


def read_request_address(request: HttpRequest) -> str:
    """The client's address; "" where it is not known (a Unix socket without a proxy)."""
    return choose_address(request.META.get("REMOTE_ADDR") or "", request.META.get("HTTP_X_FORWARDED_FOR", ""))


def read_origin(request: HttpRequest) -> str:
    """What stands for the client's address where callers are counted, and is kept in its place."""
    return policy.name_origin(group_address(read_request_address(request)))


def read_scope_address(scope: Mapping[str, Any]) -> str:
    """The same of an ASGI connection, such as a WebSocket."""
    peer = (scope.get("client") or ("",))[0] or ""
    lines = [value for name, value in scope.get("headers", ()) if name.lower() == b"x-forwarded-for"]
    return choose_address(peer, b",".join(lines).decode("latin-1"))


def choose_address(peer: str, forwarded: str) -> str:
    """`peer` is who is connected to us; `forwarded` is X-Forwarded-For, all its lines joined by commas.

    A chain that is too short or cannot be read says nothing: then it is the peer.
    """
    hops = settings.TRUSTED_PROXIES
    entries = forwarded.split(",") if forwarded and hops > 0 else []
    named = parse_address(entries[-hops]) if len(entries) >= hops > 0 else None
    found = named or parse_address(peer)
    return str(found) if found else peer


def parse_address(entry: str) -> Address | None:
    """An address as proxies write it: bare, with a port, in brackets or quotes, with a zone."""
    text = entry.strip().strip('"').strip()
    if text.startswith("["):
        text = text[1:].partition("]")[0]
    elif text.count(":") == 1:
        text = text.partition(":")[0]
    try:
        address = ipaddress.ip_address(text.partition("%")[0])
    except ValueError:
        return None
    return (isinstance(address, ipaddress.IPv6Address) and address.ipv4_mapped) or address


def group_address(address: str) -> str:
    """What is counted as one: an IPv4 address, or the /64 network that one IPv6 line is given."""
    found = parse_address(address)
    if isinstance(found, ipaddress.IPv6Address):
        return str(ipaddress.ip_network((found, 64), strict=False))
    return str(found) if found else address
