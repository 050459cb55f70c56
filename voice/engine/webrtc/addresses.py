"""Which of the host's addresses are offered to callers."""

from __future__ import annotations

from collections.abc import Sequence

from aioice import ice


def offer_only(addresses: Sequence[str]) -> None:
    """Process-wide. aioice takes every address of the host but never loopback, and has no setting for either:
    a server behind one public address, and a test on loopback, both need to say which.
    """
    if addresses:
        ice.get_host_addresses = lambda use_ipv4, use_ipv6: list(addresses)
