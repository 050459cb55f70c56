"""A speech model as a program, honest or not, over a provider's socket: it does what it is told to."""

from __future__ import annotations

import asyncio
import base64
import json
from typing import Any

from channels.layers import get_channel_layer

from tests.fakes.realtime import Sideband
from tests.voice.call.relay.conftest import Caller
from tests.voice.calls import Page
from voice.call import page_messages
from voice.call.relay.playout import BYTES_PER_MS

CREATE, CHANGE, CANCEL = "create_reservation", "change_reservation", "cancel_reservation"
REQUEST = {
    "locationId": "ekimae",
    "startDate": "2026-12-12T10:00:00",
    "endDate": "2026-12-12T18:00:00",
    "vehicleType": "コンパクト",
    "customerName": "山田太郎",
}
YES = "はい、お願いします"
Output = dict[str, Any]


def has_done(answer: Output) -> bool:
    return bool(answer["success"]) and "needsConfirmation" not in answer


class Model:
    """A model that does what it is told to, honest or not, over a provider's socket.

    An answer with `needsConfirmation` is a success too: `has_done` tells what was done.
    """

    def __init__(self, socket: Sideband, session_id: str, page: Caller | None) -> None:
        """`page`: that of a relayed call, which plays the voice."""
        self.socket, self.session_id, self.page = socket, session_id, page
        self.number = self.cuts = self.played = 0
        self.is_due = False  # we are asked for an answer

    async def read(self, kind: str) -> dict[str, Any]:
        """The next thing of this kind; an answer may be asked for before it."""
        while True:
            event = await asyncio.wait_for(self.socket.inbox.get(), 5)
            self.is_due = self.is_due or event["type"] == "response.create"
            if event["type"] == kind:
                return event
            assert event["type"] == "response.create", event

    def name(self, kind: str) -> str:
        self.number += 1
        return f"{kind}_{self.number}"

    async def make(self, *calls: tuple[str, Output], words: str = "") -> list[Output]:
        """One response that says these words, if any, and makes these calls; what they are answered."""
        response, self.is_due = self.name("resp"), False
        await self.socket.send("response.created", response={"id": response})
        if words:
            await self.voice(response, words)
        for tool, arguments in calls:
            call_id = self.name("call")
            item = {"id": f"item_{call_id}", "type": "function_call", "call_id": call_id, "name": tool}
            item |= {"status": "completed", "arguments": json.dumps(arguments)}
            await self.socket.send("response.output_item.done", response_id=response, item=item)
        await self.end(response)
        return [await self.output() for _call in calls]

    async def output(self) -> Output:
        event = await self.read("conversation.item.create")
        await self.socket.send("conversation.item.added", item=event["item"])
        result: Output = json.loads(event["item"]["output"])
        return result

    async def end(self, response: str) -> None:
        await self.socket.send(
            "response.done", response={"id": response, "status": "completed", "output": []}
        )

    async def voice(self, response: str, words: str) -> None:
        item = f"item_{response}"
        if self.page:
            delta = base64.b64encode(bytes(100 * BYTES_PER_MS)).decode()
            told = {"response_id": response, "item_id": item, "delta": delta}
            await self.socket.send("response.output_audio.delta", **told)
            self.page.audio.clear()
        else:
            await self.socket.send("output_audio_buffer.started", response_id=response)
        told = {"response_id": response, "item_id": item, "transcript": words}
        await self.socket.send("response.output_audio_transcript.done", **told)

    async def begin_to_say(self, words: str) -> str:
        """The answer to what is due: all but its sound is there."""
        if not self.is_due:
            await self.read("response.create")
        response, self.is_due = self.name("resp"), False
        await self.socket.send("response.created", response={"id": response})
        await self.voice(response, words)
        await self.end(response)
        return response

    async def say(self, words: str) -> None:
        """The same, heard to its end."""
        response = await self.begin_to_say(words)
        if self.page:
            await self.page.hears(100 * BYTES_PER_MS)
            self.played += 100
            await self.page.say("played", cut=self.cuts, ms=self.played)
            # What the page says is read before what it sends next.
            await self.page.speak(bytes(20 * BYTES_PER_MS))
            await self.read("input_audio_buffer.append")
        else:
            await self.socket.send("output_audio_buffer.stopped", response_id=response)

    async def interrupt(self, response: str, heard_ms: int = 40) -> None:
        """The caller speaks into it."""
        await self.socket.send("input_audio_buffer.speech_started", item_id=self.name("item_u"))
        if self.page:
            await self.page.until("clear")
            self.cuts, self.played = self.cuts + 1, 0
            await self.page.say("cleared", cut=self.cuts, ms=heard_ms)
            event = await self.read("conversation.item.truncate")
            assert event["item_id"] == f"item_{response}"
        else:
            await self.socket.send("conversation.item.truncated", item_id=f"item_{response}")
            await self.socket.send("output_audio_buffer.cleared", response_id=response)

    async def hear(self, words: str = YES, *, transcribed: bool = True) -> str:
        """A turn of the caller's; the id of its item."""
        item_id = self.name("item_u")
        await self.socket.send("input_audio_buffer.speech_started", item_id=item_id)
        await self.socket.send("input_audio_buffer.speech_stopped", item_id=item_id)
        await self.socket.send("input_audio_buffer.committed", item_id=item_id)
        item = {"id": item_id, "type": "message", "role": "user", "content": [{"type": "input_audio"}]}
        await self.socket.send("conversation.item.added", item=item)
        if transcribed:
            await self.transcribe(item_id, words)
        return item_id

    async def transcribe(self, item_id: str, words: str) -> None:
        kind = "conversation.item.input_audio_transcription.completed"
        await self.socket.send(kind, item_id=item_id, transcript=words)

    async def read_typed(self, words: str) -> None:
        """The caller's typed turn, of who has seen on the page all that was said."""
        await self.settle()
        group = page_messages.holder_group(self.session_id)
        await get_channel_layer().group_send(group, {"type": "text", "text": words})
        event = await self.read("conversation.item.create")
        await self.socket.send("conversation.item.added", item=event["item"])
        await self.read("response.create")

    async def settle(self) -> None:
        """Until all that was sent has been read."""
        line = Page(self.session_id)
        await line.listen()
        kind, item_id = "conversation.item.input_audio_transcription.delta", self.name("item_marker")
        await self.socket.send(kind, item_id=item_id, delta="…")
        while (await line.until("caption"))["itemId"] != item_id:
            pass

    async def ask(self, tool: str = CREATE, **given: Any) -> Output:
        """A first step, whose answer is due now."""
        (asked,) = await self.make((tool, given or REQUEST))
        assert asked["needsConfirmation"], asked
        return asked

    async def book(self, **given: Any) -> Output:
        """As it should be: asked, heard, answered, done."""
        asked = await self.ask(CREATE, **(given or REQUEST))
        await self.say(asked["spoken"])
        await self.hear()
        return await self.confirm(asked, **given)

    async def confirm(self, asked: Output, tool: str = CREATE, **given: Any) -> Output:
        told = {**(given or REQUEST), "confirmationToken": asked["confirmationToken"]}
        (answer,) = await self.make((tool, told))
        return answer
