"""The WebSocket: a session of its own (`?model=`), or the sideband of a call (`?call_id=`).

The deprecated preview path has sessions of its own alone, and preview names.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

from starlette.responses import JSONResponse
from starlette.websockets import WebSocket, WebSocketDisconnect

from voice.engine.commands import Client
from voice.engine.faults import Fault
from voice.engine.http.access import Admitted
from voice.engine.http.engine import Engine
from voice.engine.http.routes import choose_session
from voice.engine.session import Session
from voice.protocol import preview
from voice.protocol.shapes import Event
from voice.protocol.wire_json import write_json

# The application's own codes, for daphne sends none of the protocol's but 1000.
_BUSY, _REFUSED, _NORMAL = 4013, 4008, 1000
TOO_LARGE = 1009
_LAST_WORDS = 5.0  # seconds
# A line is one of few. Who opens one with a secret has something to say, or sends sound, at once.
FIRST_SECONDS = 30.0


async def realtime(websocket: WebSocket) -> None:
    """A session of its own, or with `?call_id=` the sideband of a call, until either side ends it."""
    await _serve(websocket, websocket.query_params.get("call_id"))


async def preview_realtime(websocket: WebSocket) -> None:
    """A session of its own, with preview events."""
    await _serve(websocket, None, as_preview=True)


async def _serve(websocket: WebSocket, call_id: str | None, *, as_preview: bool = False) -> None:
    engine = Engine.of(websocket)
    admitted = Admitted(None, "")
    try:
        if call_id:
            engine.access.server_only(websocket)
        else:
            admitted = engine.access.admit(websocket)
    except Fault as fault:
        await _deny(websocket, fault)
        return
    await websocket.accept("realtime" if "realtime" in websocket.scope.get("subprotocols", ()) else None)
    try:
        if call_id:
            session = engine.switchboard.call(call_id).session
        else:
            session = engine.switchboard.open(choose_session(admitted, websocket), admitted.caller)
    except Fault as fault:
        engine.access.give_back(admitted)
        await _turn_away(websocket, fault)
        return
    try:
        line = _Line(websocket, session, as_preview=as_preview)
        await line.hold(FIRST_SECONDS if admitted.caller else None)
    finally:
        if not call_id:
            engine.switchboard.close(session)


async def _deny(websocket: WebSocket, fault: Fault) -> None:
    """Before the handshake, as HTTP: clients tell a wrong key (401) from a service that is down."""
    if "websocket.http.response" in websocket.scope.get("extensions", {}):
        await websocket.send_denial_response(JSONResponse({"error": fault.as_error()}, fault.status))
    else:
        await websocket.close(_REFUSED)  # the server makes it a 403


async def _turn_away(websocket: WebSocket, fault: Fault) -> None:
    """After the handshake, because only then can the reason be told."""
    event = {"type": "error", "event_id": "event_0", "error": fault.as_error(event_id=None)}
    await websocket.send_text(write_json(event))
    await websocket.close(_BUSY if fault.status == 429 else _REFUSED)


class _Line:
    """One socket on one session: events out in order, client events in one after the other."""

    def __init__(self, websocket: WebSocket, session: Session, *, as_preview: bool = False) -> None:
        self._websocket = websocket
        self._session = session
        self._as_preview = as_preview
        self._outbox: asyncio.Queue[str | int] = (
            asyncio.Queue()
        )  # messages, and the close code that ends them
        self._close_code: int | None = None

    async def hold(self, first_within: float | None) -> None:
        """Until the caller hangs up or the session is over; or says nothing at all for so many seconds."""
        self._session.join(self._tell)
        sending = asyncio.create_task(self._safely(self._send))
        obeying = asyncio.create_task(self._safely(lambda: self._obey(first_within)))
        over = asyncio.create_task(self._session.over.wait())
        try:
            await asyncio.wait([sending, obeying, over], return_when=asyncio.FIRST_COMPLETED)
            if over.done():
                self._close_code = _NORMAL
            if self._close_code:
                self._outbox.put_nowait(self._close_code)
                await asyncio.wait([sending], timeout=_LAST_WORDS)  # a client may have stopped reading
        finally:
            self._session.leave(self._tell)
            for task in (sending, obeying, over):
                task.cancel()

    def _tell(self, event: Event) -> None:
        told = preview.server_event_to_preview(event) if self._as_preview else event
        if told is not None:
            self._outbox.put_nowait(write_json(told))

    async def _send(self) -> None:
        while isinstance(told := await self._outbox.get(), str):
            await self._websocket.send_text(told)
        await self._websocket.close(told)

    async def _obey(self, first_within: float | None) -> None:
        client = Client(self._session, self._tell)
        translate = preview.client_event_to_ga if self._as_preview else None
        while True:
            try:
                async with asyncio.timeout(first_within):
                    message = await self._websocket.receive()
            except TimeoutError:
                self._close_code = _REFUSED
                return
            first_within = None
            if message["type"] == "websocket.disconnect":
                return
            if not await client.read(message.get("text") or message.get("bytes") or "", translate):
                self._close_code = TOO_LARGE
                return

    async def _safely(self, work: Callable[[], Awaitable[None]]) -> None:
        try:
            await work()
        except (WebSocketDisconnect, RuntimeError):
            return  # the socket has gone while we wrote: the line is over
