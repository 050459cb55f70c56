"""A call held by the sideband, with the provider's end of its socket, and a page that listens."""

from __future__ import annotations

import asyncio
import json
from typing import Any

from channels.layers import get_channel_layer

from reservations import clock
from tests.fakes.realtime import FakeRealtime, Sideband
from voice import sessions
from voice.call import page_messages, registry
from voice.models import Session


def open_session(session_id: str, **fields: Any) -> Session:
    """A conversation that goes on, and whose page runs the tools."""
    return Session.objects.create(
        id=session_id,
        **{"created_at": clock.now(), "provider": "openai", "model": "m", "tool_mode": "browser", **fields},
    )


async def let_go(session_id: str) -> None:
    """Until this process holds the call no more; at once if it has already let it go."""
    if holding := registry.list_held().get(session_id):
        async with asyncio.timeout(10):
            await asyncio.wait([holding])


class Page:
    """What a page hears of its conversation."""

    def __init__(self, session_id: str) -> None:
        self.session_id = session_id
        self.channel = ""
        self.heard: list[dict[str, Any]] = []

    async def listen(self) -> None:
        layer = get_channel_layer()
        self.channel = await layer.new_channel()
        await layer.group_add(page_messages.page_group(self.session_id), self.channel)

    async def until(self, kind: str) -> dict[str, Any]:
        while True:
            message = (await get_channel_layer().receive(self.channel))["message"]
            self.heard.append(message)
            if message["type"] == kind:
                return dict(message)


class Call:
    """A call in progress, with the provider's end of its socket, and a page that listens."""

    def __init__(self, fake: FakeRealtime) -> None:
        self.fake = fake

    async def begin(self) -> Sideband:
        grant = await sessions.start(language="ja")
        self.session = grant.session
        await self.page_listens()
        await sessions.answer(self.session, "v=0\r\n")
        self.task = registry.attend_sideband(self.session)
        self.socket = await self.fake.sideband()
        await self.socket.send("session.created", session={})
        await self.greeted()
        return self.socket

    async def page_listens(self) -> None:
        self.page = Page(self.session.id)
        await self.page.listen()

    async def greeted(self) -> None:
        await self.socket.next("response.create")
        await self.respond("resp_greeting")

    async def respond(self, response_id: str, *calls: tuple[str, str, str]) -> None:
        """A whole response of the model, with these calls (call id, name, arguments)."""
        socket = self.socket
        await socket.send("response.created", response={"id": response_id})
        for call_id, name, arguments in calls:
            item = {"id": f"item_{call_id}", "type": "function_call", "call_id": call_id, "name": name}
            await socket.send("conversation.item.added", item=item)
            item |= {"status": "completed", "arguments": arguments}
            await socket.send("response.output_item.done", response_id=response_id, item=item)
        usage = {"total_tokens": 10, "input_token_details": {"audio_tokens": 3}}
        response = {"id": response_id, "status": "completed", "output": [], "usage": usage}
        await socket.send("response.done", response=response)

    async def output(self) -> dict[str, Any]:
        """The next result that the model is given."""
        event = await self.socket.next("conversation.item.create")
        result: dict[str, Any] = json.loads(event["item"]["output"])
        await self.socket.send("conversation.item.added", item=event["item"])
        return result

    async def end(self) -> Session:
        await self.socket.end()
        await self.task
        return await Session.objects.aget(pk=self.session.id)

    async def end_by_hand(self) -> Session:
        """The caller hangs up, and the provider ends the call."""
        await sessions.hang_up(await Session.objects.aget(pk=self.session.id))
        return await self.end()
