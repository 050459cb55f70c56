"""Daphne with two answers that it lacks: a handshake refused with a status of its own, and close code 1009.

Only names that daphne, autobahn and Twisted publish are used. Another ASGI server with the "WebSocket Denial
Response" extension serves the engine as well.
"""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable, MutableMapping
from http import HTTPStatus
from typing import Any

from autobahn.websocket.types import ConnectionDeny
from daphne import server
from daphne.ws_protocol import WebSocketProtocol

from voice.engine.commands import MOST_APPEND, MOST_MESSAGE, too_large
from voice.engine.http.sockets import TOO_LARGE
from voice.engine.ids import SECRET

AsgiMessage = MutableMapping[str, Any]  # a scope or an event, as ASGI describes it

ENGINE_SOCKETS = ("/openai/v1/realtime", "/openai/realtime")
_DENIAL = "websocket.http.response"
_AROUND_AUDIO = 64 * 1024  # what may stand around the audio of an append
_FEW_WAITING = 2  # messages that wait for the application, of any length
_MOST_WAITING = 32 * 1024 * 1024  # bytes, of more of them
# What is written to a client that does not read waits in this process. It is gone after two minutes of sound,
# or half a minute in which it has taken nothing.
_MOST_UNREAD = 8 * 1024 * 1024  # bytes
_UNREAD_SECONDS = 30.0


class Server(server.Server):  # type: ignore[misc]  # daphne has no types
    """Takes daphne's arguments; the engine's sockets may send long appends, all others what daphne allows."""

    def __init__(
        self, application: Any, *, ready_callable: Callable[[], object] | None = None, **options: Any
    ) -> None:
        self._when_ready = ready_callable
        super().__init__(application, ready_callable=self._ready, **options)

    def _ready(self) -> None:
        self.ws_factory.protocol = Socket
        self.ws_factory.setProtocolOptions(failByDrop=False)  # say why before the end
        if self._when_ready:
            self._when_ready()

    def create_application(self, protocol: Any, scope: AsgiMessage) -> Any:
        if scope["type"] == "websocket":
            scope = {**scope, "extensions": {**scope.get("extensions", {}), _DENIAL: {}}}
            if scope["path"] in ENGINE_SOCKETS:
                # A long one is unmasked, checked and decoded at a stroke, while everybody waits: that is for
                # who has the server's key. A browser sends its sound as it is spoken.
                protocol.take_messages(MOST_MESSAGE if shows_secret(scope) else MOST_APPEND)
        return super().create_application(protocol, scope)


def shows_secret(scope: AsgiMessage) -> bool:
    """Whether it comes with a client secret, wherever that may stand; whether it is valid is seen later."""
    carriers = {b"authorization", b"api-key", b"sec-websocket-protocol"}
    # After "Bearer ", after "openai-insecure-api-key.", or alone.
    begins = re.compile(rb"(^|[ .])" + SECRET.encode())
    return any(begins.search(value) for name, value in scope["headers"] if name in carriers)


class Socket(WebSocketProtocol):  # type: ignore[misc]  # daphne has no types
    _denial: AsgiMessage | None = None
    _denial_body = b""
    _is_engines = False
    _unread_since: float | None = None
    _unread = 0  # bytes since then

    def onOpen(self) -> None:  # noqa: N802
        """From here on the transport tells us, and not the HTTP channel, that a client does not read."""
        super().onOpen()
        self.unregisterProducer()
        self.registerProducer(self, True)

    def pauseProducing(self) -> None:  # noqa: N802
        """More waits for the client than the transport keeps at a time."""
        if self._unread_since is None:
            self._unread_since = time.monotonic()

    def resumeProducing(self) -> None:  # noqa: N802
        """The client has read all of it."""
        self._unread_since, self._unread = None, 0

    def stopProducing(self) -> None:  # noqa: N802
        """The connection is lost; onClose() says so."""

    def serverSend(self, content: str | bytes, binary: bool = False) -> None:  # noqa: N802
        if self._unread_since is not None:
            self._unread += len(content)
            if self._unread > _MOST_UNREAD:
                self.dropConnection(abort=True)
                return
        super().serverSend(content, binary)

    def check_timeouts(self) -> None:
        """Called by the server every few seconds."""
        if self._unread_since and time.monotonic() - self._unread_since > _UNREAD_SECONDS:
            self.dropConnection(abort=True)
            return
        super().check_timeouts()

    def take_messages(self, most: int) -> None:
        """Of an append's audio, `most` bytes."""
        self._is_engines = True
        self.maxMessagePayloadSize = self.maxFramePayloadSize = most + _AROUND_AUDIO

    def onMessage(self, payload: bytes, isBinary: bool) -> None:  # noqa: N802, N803
        """Daphne reads as fast as a client sends, and keeps what the application has not come to."""
        # What waits is about as long as this one, else it has waited in a shorter queue: no more is kept than
        # a few times the bound, without counting what goes out on the other side.
        waiting = self.application_queue.qsize() + 1
        if waiting > _FEW_WAITING and waiting * len(payload) > _MOST_WAITING:
            self.serverClose(TOO_LARGE)
            self.muted = True
            return
        super().onMessage(payload, isBinary)

    def handle_reply(self, message: AsgiMessage) -> None:
        if message["type"] == f"{_DENIAL}.start":
            self._denial = message
        elif message["type"] == f"{_DENIAL}.body":
            self._denial_body += message.get("body", b"")
            if not message.get("more_body"):
                self._deny()
        else:
            super().handle_reply(message)

    def _deny(self) -> None:
        assert self._denial
        status = self._denial["status"]
        denied = ConnectionDeny(status, HTTPStatus(status).phrase)  # type: ignore[no-untyped-call]
        self.handshake_deferred.errback(denied)
        del self.handshake_deferred  # as daphne does: there is nothing to answer any more
        self.server.protocol_disconnected(self)

    def sendHttpErrorResponse(self, code: int, reason: str, responseHeaders: Any = None) -> None:  # noqa: N802, N803
        """The application's headers and body go with the status that it chose."""
        if self._denial is None:
            super().sendHttpErrorResponse(code, reason, responseHeaders)
            return
        headers = [
            (name.decode("latin-1"), value.decode("latin-1")) for name, value in self._denial["headers"]
        ]
        super().sendHttpErrorResponse(code, reason, [*(responseHeaders or []), *headers])
        self.sendData(self._denial_body)

    def onMessageFrameBegin(self, length: int) -> None:  # noqa: N802
        """Told by its announced length, before it is read; autobahn then closes with 1009."""
        if self._is_engines and self.message_data_total_length + length > self.maxMessagePayloadSize:
            event = {"type": "error", "event_id": "event_0", "error": too_large().as_error(event_id=None)}
            self.serverSend(json.dumps(event))
        super().onMessageFrameBegin(length)

    def serverClose(self, code: int | None = None) -> None:  # noqa: N802
        if code == TOO_LARGE:
            self.sendCloseFrame(
                code=code
            )  # autobahn's `sendClose` takes none but 1000 and an application's own
        else:
            super().serverClose(code)
