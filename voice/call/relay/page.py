"""`WS /ws/realtime`: a page's microphone and speaker, by way of our server (docs/relay.md).

Its first words begin a relayed call, or find the one that goes on; an earlier WebRTC call gives way.

Bare ASGI: a consumer of channels passes each message through a thread, and here fifty come in a second.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

from asgiref.sync import sync_to_async
from channels.db import aclose_old_connections

from reservations.errors import ReservationError
from voice import providers, sessions, socket_door
from voice.call import call_record, page_messages, registry
from voice.call.call_record import RecordedConversation
from voice.call.controller import CallController
from voice.call.relay import messages
from voice.call.relay.intake import is_frame
from voice.call.relay.listener import TRY_LATER, Outbox
from voice.call.relay.transport import RelayTransport, find_running
from voice.call.tasks import end_tasks
from voice.errors import InvalidToken, SessionEnded
from voice.models import Line, Session
from voice.page_socket import UNKNOWN_HOLDER
from voice.protocol.shapes import JsonObject
from voice.protocol.wire_json import read_json, write_json
from voice.providers.base import Endpoint, ProviderError

# Codes from 4000 on are an application's own; the page knows what they mean (docs/relay.md).
OVER = 4410
ON_PURPOSE = frozenset({1000, 1001})  # closed by the page, or left with it

Receive = Callable[[], Awaitable[JsonObject]]
Send = Callable[[JsonObject], Awaitable[None]]


async def relay(scope: JsonObject, receive: Receive, send: Send) -> None:
    """The ASGI application of one page's socket, until it closes. To be wrapped by `socket_door.guard`."""
    await receive()  # the handshake; `guard` has looked at it
    await send({"type": "websocket.accept"})
    await PageSocket(receive, send).hold()


class PageSocket:
    def __init__(self, receive: Receive, send: Send) -> None:
        self.receive = receive
        self.send = send
        self.outbox: Outbox = asyncio.Queue()

    async def hold(self) -> None:
        call = await self._welcome()
        if call is None:
            return
        call.listener.come(self.outbox)
        telling = asyncio.create_task(self._tell())
        listening = asyncio.create_task(self._listen(call))
        part = call.listener.drop
        try:
            await asyncio.wait([telling, listening], return_when=asyncio.FIRST_COMPLETED)
            if listening.done() and listening.result():
                part = call.listener.leave
        finally:
            # Whatever it was: a call that is not told would play to nobody, and never end.
            part(self.outbox)
            await end_tasks(telling, listening)

    async def _welcome(self) -> RelayTransport | None:
        try:
            async with asyncio.timeout(socket_door.HELLO_SECONDS):
                message = await self.receive()
        except TimeoutError:
            # No words in time are refused like the wrong words.
            message = {"type": "websocket.receive"}
        if message["type"] == "websocket.disconnect":
            return None
        try:
            hello = read_hello(message)
            session = await sessions.find_by_token(str(hello.get("token") or ""))
            typed = page_messages.read_typed_count(hello.get("typed"))
            return await open_call(session, typed=typed)
        except InvalidToken:
            await self._refuse("invalid_token", "First comes hello, with a valid token.", UNKNOWN_HOLDER)
        except SessionEnded as ended:
            await self._refuse(ended.code, str(ended.detail), OVER)
        except ReservationError as problem:
            await self._refuse(problem.code, str(problem.detail), TRY_LATER)
        finally:
            # Bare ASGI has no end of a request, at which Django would see to its database connection.
            await aclose_old_connections()
        return None

    async def _refuse(self, code: str, words: str, closing: int) -> None:
        await self._complain(code, words)
        await self.send({"type": "websocket.close", "code": closing})

    async def _complain(self, code: str, words: str) -> None:
        await self.send({"type": "websocket.send", "text": write_json(page_messages.problem(code, words))})

    async def _tell(self) -> None:
        while (message := await self.outbox.get()) is not None:
            await self.send(message)
            if message["type"] == "websocket.close":
                return
        await self.send({"type": "websocket.close", "code": 1000})

    async def _listen(self, call: RelayTransport) -> bool:
        """Until the socket closes: whether the page meant it."""
        while (message := await self.receive())["type"] != "websocket.disconnect":
            if (frame := message.get("bytes")) is not None:
                if is_frame(frame):
                    call.hear(frame)
                else:
                    await self._complain("invalid_arguments", "A frame is PCM16, 24 kHz, up to a second.")
                continue
            text = message.get("text") or ""
            try:
                told = messages.read(text if len(text) <= socket_door.LONGEST_MESSAGE else "")
            except ValueError:
                await self._complain("malformed_json", "A message must be a JSON object.")
                continue
            if isinstance(told, messages.HungUp):
                await sessions.end(call.session.id, "hung_up")
                return True
            if told is None:
                await self._complain("invalid_arguments", "A type is one of played, cleared, hangup.")
            else:
                call.listener.note_played(told)
        return message.get("code") in ON_PURPOSE


def read_hello(message: JsonObject) -> JsonObject:
    text = message.get("text") or ""
    try:
        told = read_json(text) if len(text) <= socket_door.LONGEST_MESSAGE else {}
    except ValueError:
        return {}
    return told if isinstance(told, dict) and told.get("type") == "hello" else {}


async def open_call(session: Session, *, typed: int = 0) -> RelayTransport:
    """The transport of the session's relayed call, which goes on or begins here.

    One that another process held goes on from its record, in another session of the provider's: its sound
    passed through that process. `typed`: how many messages its page has for us, if it begins. Raises
    SessionEnded, TooManyCalls, ProviderUnavailable.
    """
    if not session.may_go_on:
        raise SessionEnded()
    async with sessions.get_call_lock(session.id):  # two sockets of one page are in one call
        if running := find_running(session.id):
            return running
        await sessions.limit_calls(session)
        await _give_way(session)
        # What passes through us need not be shown to the page, so the tools run here: in two steps. The key
        # that was granted to a page that runs them is for those of one step, where a key holds the session
        # (it does not where there is no sideband).
        holds_session = providers.get(session.provider).capabilities.sideband
        anew = holds_session and session.tool_mode == Session.ToolMode.BROWSER
        session.tool_mode = Session.ToolMode.SERVER
        endpoint = await _find_endpoint(session, anew=anew)
        recorded = await sync_to_async(_load_relayed)(session)
        before = await sync_to_async(sessions.begin_call)(session, "", tool_mode=session.tool_mode)
        begun = RelayTransport(
            session, endpoint, lambda: _find_endpoint(session, anew=True), is_resumed=recorded is not None
        )
        registry.attend(CallController(session, begun, recorded=recorded, typed=typed))
    await sessions.drop_all(session.provider, before)
    return begun


def _load_relayed(session: Session) -> RecordedConversation | None:
    """What is on record of a relayed call that is going on, but not here; None where there is none."""
    row = Session.objects.get(pk=session.pk)
    is_relayed = row.status == Session.Status.ACTIVE and not sessions.list_calls(row)
    return call_record.load(row) if is_relayed else None


async def _find_endpoint(session: Session, *, anew: bool = False) -> Endpoint:
    """With the key that was granted; `anew`: with another one."""
    granted = None if anew else await sessions.take_granted_secret(session.id)
    secret = granted or (await sessions.mint(session)).value
    configuration = await sync_to_async(sessions.configure)(session)
    try:
        return await providers.get(session.provider).socket(secret, configuration)
    except ProviderError as error:
        raise sessions.as_unavailable(error) from error


async def _give_way(session: Session) -> None:
    """The call that did not reach the page: its agent is not to go on talking to nobody."""
    if holding := registry.list_held().get(session.id):
        holding.cancel()
        await asyncio.wait([holding])
    earlier = sessions.list_calls(await Session.objects.aget(pk=session.pk))
    if not earlier:
        return
    await sessions.drop_all(session.provider, earlier)
    said = session.lines.filter(role=Line.Role.CALLER)
    if not await said.aexists() and not await session.tool_calls.aexists():
        await session.lines.all().adelete()  # a greeting that nobody heard was never said
