"""The way of every request, which is as long as the time of who asks: the SDK itself knows no such bound."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from azure.core.pipeline.transport import RequestsTransport
from azure.cosmos.exceptions import CosmosClientTimeoutError

CONNECT, READ = 2.0, 3.0  # seconds: each less than the four that an answer may take (retry.py)

_until: ContextVar[float | None] = ContextVar("cosmos_until", default=None)


@contextmanager
def limit_time(seconds: float) -> Iterator[None]:
    """No request of this thread begins, or is waited for, after them."""
    token = _until.set(time.monotonic() + seconds)
    try:
        yield
    finally:
        _until.reset(token)


class DeadlineTransport(RequestsTransport):  # type: ignore[misc]  # loaded when it is asked for, so without a type
    """Bounds what the SDK does by itself too: it repeats, refreshes and fails over at its own leisure."""

    def send(self, request: Any, *, proxies: Any = None, **kwargs: Any) -> Any:
        if (until := _until.get()) is not None:
            left = until - time.monotonic()
            if left <= 0:
                raise CosmosClientTimeoutError("No time is left.")  # type: ignore[no-untyped-call]
            for name, most in (("connection_timeout", CONNECT), ("read_timeout", READ)):
                kwargs[name] = min(kwargs.get(name) or most, left)
        return super().send(request, proxies=proxies, **kwargs)
