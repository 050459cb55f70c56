"""How many sockets pages may have open, how long one may be silent at first, how much it may say at once.

Counted in this process alone: what is bounded is what this process keeps for each of them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Awaitable, Callable
from typing import Any

from channels.security.websocket import OriginValidator
from django.conf import settings

from voice.api import addresses
from voice.protocol.shapes import JsonObject

# A page sends hello as its socket opens; one that says nothing holds a connection for nobody.
HELLO_SECONDS = 10.0
# A page has one. Where its network breaks off, those that it lost stay until they miss their ping.
MOST_OF_ONE_TOKEN = 4
LONGEST_MESSAGE = 16 * 1024  # characters: of a typed text, all of them escaped, and what is around it
TEXTS_PER_MINUTE = 30  # of one conversation; each is answered by a model that costs money

Application = Callable[[JsonObject, Callable[..., Awaitable[Any]], Callable[..., Awaitable[Any]]], Any]
_open: Counter[str] = Counter()


class SameOrigin(OriginValidator):  # type: ignore[misc]
    """A browser's page must be ours; a client without a browser sends no Origin, and brings its token."""

    def valid_origin(self, parsed_origin: Any) -> bool:
        return parsed_origin is None or bool(self.validate_origin(parsed_origin))


def guard(application: Application) -> Application:
    """`application` for sockets of our own page, SOCKETS_PER_ADDRESS of one address at a time; else 403."""
    guarded: Application = SameOrigin(application, settings.ALLOWED_HOSTS)

    async def serve(
        scope: JsonObject, receive: Callable[..., Awaitable[Any]], send: Callable[..., Awaitable[Any]]
    ) -> None:
        address = addresses.group_address(addresses.read_scope_address(scope))
        if address and _open[address] >= settings.SOCKETS_PER_ADDRESS:
            await receive()
            await send({"type": "websocket.close"})
            return
        _open[address] += 1
        try:
            await guarded(scope, receive, send)
        finally:
            _open[address] -= 1
            if not _open[address]:
                del _open[address]

    return serve
