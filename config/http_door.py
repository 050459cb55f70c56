"""What daphne takes of a request before it hands it on: so many bytes, in so many seconds.

Daphne reads a request whole before any application hears of it, so no middleware of ours can bound it. Only
names that daphne and Twisted publish are used.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from daphne.http_protocol import WebRequest
from django.conf import settings

from voice.api.problems import CONTENT_TYPE
from voice.errors import RequestTooLarge
from voice.protocol.wire_json import write_json

# A request must have come whole by then, and the next one on the same connection so long after the answer.
REQUEST_SECONDS = 30
# So long may an application work at an answer: a page that imports a long list is the slowest.
ANSWER_SECONDS = 300
# A client that is refused while it sends reads nothing before it has sent all: if we closed at once, it would
# see a broken connection in the place of our answer. So much time it has.
LINGER_SECONDS = 2


def bound_requests(server: Any) -> None:
    """Bound what comes to this daphne server's HTTP side. To be called as it gets ready, before it serves."""
    factory = server.http_factory
    factory.timeOut = REQUEST_SECONDS
    build_protocol = factory.buildProtocol

    def build_bounded(address: Any) -> Any:
        protocol = build_protocol(address)
        protocol.requestFactory = BoundedRequest
        protocol.callLater = limit_once(factory.reactor.callLater)
        return protocol

    factory.buildProtocol = build_bounded


def limit_once(call_later: Callable[..., Any]) -> Callable[..., Any]:
    """Twisted begins its timeout anew at each byte: who sends one now and then stays for ever."""
    return lambda seconds, call, *given: Deadline(call_later(seconds, call, *given))


class Deadline:
    """A delayed call of Twisted's that can be cancelled, but not put off."""

    def __init__(self, call: Any) -> None:
        self.cancel = call.cancel

    def reset(self, seconds: float) -> None:
        """Twisted asks for it whenever something comes."""


class BoundedRequest(WebRequest):  # type: ignore[misc]  # daphne has no types
    """Refused as soon as its headers, or what came of it, say that it is too large."""

    def __init__(self, *given: Any, **named: Any) -> None:
        # Twisted would parse a form on the event loop (two megabytes of "a&" take it seven seconds), for
        # nobody: Django parses it, in a thread, and within its limits.
        super().__init__(*given, parsePOSTFormSubmission=False, **named)
        self.received = 0
        self.is_refused = False

    def gotLength(self, length: int | None) -> None:  # noqa: N802
        is_too_long = length is not None and length > settings.DATA_UPLOAD_MAX_MEMORY_SIZE
        super().gotLength(0 if is_too_long else length)
        if is_too_long:
            self.refuse()

    def handleContentChunk(self, data: bytes) -> None:  # noqa: N802
        """Whoever tells no length sends in chunks."""
        self.received += len(data)
        if self.is_refused:
            return
        if self.received > settings.DATA_UPLOAD_MAX_MEMORY_SIZE:
            self.refuse()
        else:
            super().handleContentChunk(data)

    def process(self) -> Any:
        if self.is_refused:  # it has come to its end all the same, and may be closed
            self.channel.loseConnection()
            return None
        return super().process()

    def refuse(self) -> None:
        """Answer at once; what still comes is dropped, until the client has done or its time is over."""
        self.is_refused = True
        self.requestHeaders.removeHeader(b"expect")  # nothing is to continue
        error = RequestTooLarge()
        body = write_json(error.as_problem(settings.LANGUAGE_CODE)).encode()
        head = (
            f"HTTP/1.1 {error.status} Content Too Large\r\nContent-Type: {CONTENT_TYPE}\r\n"
            f"Content-Length: {len(body)}\r\nCache-Control: no-store\r\nConnection: close\r\n\r\n"
        )
        self.channel.transport.write(head.encode() + body)
        channel = self.channel
        channel.factory.reactor.callLater(LINGER_SECONDS, channel.loseConnection)
