"""The page's line to us (`WS /ws/session`): what its conversation did, then what it does, and typed words."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from typing import Any

from channels.db import database_sync_to_async
from channels.generic.websocket import AsyncJsonWebsocketConsumer
from structlog.contextvars import bind_contextvars

from reservations.limits import windows
from voice import sessions, socket_door
from voice.call import page_messages
from voice.errors import InvalidToken
from voice.models import Line, Session, ToolCall
from voice.protocol.shapes import Event, JsonObject
from voice.protocol.wire_json import read_json, write_json
from voice.tool_access import find_booking_link

# Characters; the embedded engine takes no more of one message (docs/engine.md).
LONGEST_TEXT = 1000
LONGEST_TEXT_ID = 64
# Codes from 4000 on are an application's own: as HTTP's 401.
UNKNOWN_HOLDER = 4401

_lines: defaultdict[str, list[PageSocketConsumer]] = defaultdict(list)  # of each session, the oldest first


class PageSocketConsumer(AsyncJsonWebsocketConsumer):  # type: ignore[misc]
    session: Session | None = None
    is_sent_away = False
    waiting: asyncio.Task[None] | None = None  # for hello

    @classmethod
    async def decode_json(cls, text_data: str) -> Any:
        return read_json(text_data)

    @classmethod
    async def encode_json(cls, content: Any) -> str:
        return write_json(content)

    async def __call__(self, scope: JsonObject, receive: Any, send: Any) -> None:
        try:
            await super().__call__(scope, receive, send)
        finally:
            # Also of a line that failed, whose end channels does not tell of.
            await self.leave()

    async def connect(self) -> None:
        await self.accept()
        self.waiting = asyncio.create_task(self.await_hello())

    async def await_hello(self) -> None:
        await asyncio.sleep(socket_door.HELLO_SECONDS)
        await self.send_away("missing_token", "The first message must be hello, with the session's token.")

    async def receive(
        self, text_data: str | None = None, bytes_data: bytes | None = None, **kwargs: Any
    ) -> None:
        if self.is_sent_away:  # it was said before it knew
            return
        if len(text_data or bytes_data or "") > socket_door.LONGEST_MESSAGE:
            await self.complain(
                "request_too_large", f"A message has at most {socket_door.LONGEST_MESSAGE} characters."
            )
            return
        try:
            await super().receive(text_data=text_data, bytes_data=bytes_data, **kwargs)
        except ValueError:
            await self.complain("malformed_json", "A message must be a JSON object.")

    async def receive_json(self, content: Any, **kwargs: Any) -> None:
        kind = content.get("type") if isinstance(content, dict) else None
        if kind == "hello":
            await self.hello(str(content.get("token") or ""))
        elif self.session is None:
            await self.send_away(
                "missing_token", "The first message must be hello, with the session's token."
            )
        elif kind == "text":
            text_id = str(content.get("id") or "")[:LONGEST_TEXT_ID]
            await self.say(str(content.get("text") or "").strip(), text_id)
        elif kind == "hangup":
            await sessions.hang_up(await self.reload_session())
        else:
            await self.complain("invalid_arguments", "A message's type is one of hello, text, hangup.")

    async def hello(self, token: str) -> None:
        if self.session is not None:
            return
        try:
            session = await sessions.find_by_token(token)
        except InvalidToken:
            await self.send_away("invalid_token", "The session's token is not valid (any more).")
            return
        if self.waiting:
            self.waiting.cancel()
        bind_contextvars(session=session.id)
        # Listening comes before reading: what happens in between is told twice rather than never.
        await self.channel_layer.group_add(page_messages.page_group(session.id), self.channel_name)
        self.session = session
        await self.join_lines(session.id)
        for message in await database_sync_to_async(replay)(session.id):
            await self.send_json(message)
        # The record lags behind the call: who holds it tells what was said before we listened.
        await self.channel_layer.group_send(page_messages.holder_group(session.id), {"type": "page_came"})

    async def join_lines(self, session_id: str) -> None:
        """Who comes back is let in, and the oldest line is closed: it may be lost, and nobody noticed."""
        lines = _lines[session_id]
        lines.append(self)
        if len(lines) > socket_door.MOST_OF_ONE_TOKEN:
            await lines.pop(0).send_away(
                "too_many_sockets", "This conversation has other lines, opened later."
            )

    def leave_lines(self, session_id: str) -> None:
        lines = _lines[session_id]
        if self in lines:
            lines.remove(self)
        if not lines:
            del _lines[session_id]

    async def say(self, text: str, text_id: str) -> None:
        """Hand typed words to who holds the call, who confirms them by `text_id`; "": nobody asks."""
        session = await self.reload_session()
        if not text or len(text) > LONGEST_TEXT:
            message = f"A text has 1 to {LONGEST_TEXT} characters."
            await self.complain("invalid_arguments", message, text_id=text_id)
        elif session.status != Session.Status.ACTIVE:
            # Refused by no id: the page sends them again when the call begins, if it does.
            await self.complain("not_in_call", "Words can be typed while a call is going on.")
        elif await windows.take_async(windows.Limit(f"texts.{session.id}", socket_door.TEXTS_PER_MINUTE)):
            message = "Too many words were typed in this minute."
            await self.complain("too_many_messages", message, text_id=text_id)
        else:
            group = page_messages.holder_group(session.id)
            await self.channel_layer.group_send(group, {"type": "text", "text": text, "id": text_id})

    async def reload_session(self) -> Session:
        """The call may have begun, or ended, since hello."""
        assert self.session is not None
        return await Session.objects.aget(pk=self.session.id)

    async def page_message(self, event: Event) -> None:
        """What the holder of the call tells as it happens."""
        await self.send_json(event["message"])

    async def page_retold(self, event: Event) -> None:
        """What it has told before, again."""
        for message in event["messages"]:
            await self.send_json(message)

    async def complain(self, code: str, message: str, *, text_id: str = "") -> None:
        await self.send_json(page_messages.problem(code, message, text_id=text_id))

    async def send_away(self, code: str, message: str) -> None:
        self.is_sent_away = True
        await self.complain(code, message)
        await self.close(UNKNOWN_HOLDER)

    async def leave(self) -> None:
        if self.waiting:
            self.waiting.cancel()
        if self.session is not None:
            self.leave_lines(self.session.id)
            await self.channel_layer.group_discard(
                page_messages.page_group(self.session.id), self.channel_name
            )


def replay(session_id: str) -> list[page_messages.Message]:
    """All that a page would have been told, in the order of the conversation."""
    session = Session.objects.get(pk=session_id)
    happened: list[tuple[int, list[page_messages.Message]]] = [
        *((line.position, [describe_line(line)]) for line in session.lines.all()),
        *((call.position, describe_call(call, session.language)) for call in session.tool_calls.all()),
    ]
    messages: list[page_messages.Message] = [page_messages.session_status(session.status, session.language)]
    for _position, told in sorted(happened, key=lambda pair: pair[0]):
        messages += told
    if session.taken_over_by:
        messages.append(page_messages.staff_presence(present=True))
    if session.is_over:
        messages.append(page_messages.call_ended(session.end_reason))
    return messages


def describe_line(line: Line) -> page_messages.Message:
    return page_messages.caption(
        item_id=line.item_id, role=line.role, text=line.text, final=line.final, interrupted=line.interrupted
    )


def describe_call(call: ToolCall, language: str) -> list[page_messages.Message]:
    told: list[page_messages.Message] = [
        page_messages.tool_started(
            call_id=call.call_id,
            name=call.name,
            arguments=call.arguments,
            at=call.started_at,
            language=language,
        )
    ]
    if call.result is not None:
        told.append(
            page_messages.tool_finished(
                call_id=call.call_id,
                name=call.name,
                ok=bool(call.ok),
                result=call.result,
                ms=call.milliseconds or 0,
                language=language,
                link=find_booking_link(call.result, call.session_id),
            )
        )
    return told
