"""Plays one script to one client: the caller's turns and the model's words and calls, at their time."""

from __future__ import annotations

import asyncio
import json
import random
from contextlib import suppress

from websockets.exceptions import ConnectionClosed

from tests.benchmarks.tool_loop_script import Call, Script, Turn
from tests.benchmarks.tool_loop_tally import Counted, Made, Tally
from tests.fakes import scripted_events as events
from tests.fakes.scripted_events import Event
from tests.fakes.scripted_realtime import Conversation, Response
from tests.fakes.scripted_wire import Line, Socket

STILL = 6.0  # seconds of quiet after which a caller has given up
CALM = 0.4  # seconds of quiet after which a client has set up its session
OVER = 1.0  # seconds of quiet after which nothing more is expected
FIRST = Turn("start", 0.0, 0.5, 0.2)
FAILED = {"type": "server_error", "code": "server_error", "message": "The server had an error."}


class Play:
    def __init__(self, script: Script) -> None:
        self.script = script
        self.tally = Tally()
        self.chance = random.Random(script.number + 1_000_000)
        self.line = Line(
            script.latency, twice=script.twice, chance=self.chance, delivered=self.tally.delivered
        )
        self.conversation = Conversation(str(script.number), self.line.tell, self.speak, self.tally)
        self.batches = list(script.batches)
        self.failures = script.failures
        self.moments = {anchor: asyncio.Event() for anchor in ("calls", "done", "answer")}

    async def run(self, socket: Socket) -> Counted:
        """Until the caller is content, or has given up. A client that leaves before is an error."""
        caller = asyncio.create_task(self.caller())
        work = [caller, asyncio.create_task(self.hear(socket)), asyncio.create_task(self.line.run(socket))]
        try:
            done, _ = await asyncio.wait(work, return_when=asyncio.FIRST_COMPLETED)
            for task in done:
                task.result()
            if not caller.done():
                raise ConnectionError("the client left")
        finally:
            for task in work:
                task.cancel()
            self.conversation.close()
            await asyncio.gather(*work, return_exceptions=True)
        return self.tally.close()

    async def hear(self, socket: Socket) -> None:
        with suppress(ConnectionClosed):
            async for message in socket:
                self.conversation.hear(json.loads(message))

    # --- the caller --------------------------------------------------------------------------------

    async def caller(self) -> None:
        await self.calm()
        self.tally.begun = True
        await self.turn(FIRST)
        for turn in self.script.turns:
            with suppress(TimeoutError):  # an answer that never comes cannot be spoken over
                async with asyncio.timeout(STILL):
                    await self.moments[turn.anchor].wait()
            await asyncio.sleep(turn.after)
            await self.turn(turn)
        await self.stillness()

    async def calm(self) -> None:
        """The client has said what it says at the beginning (a greeting, perhaps), and is answered."""
        started = self.tally.now
        await asyncio.sleep(CALM)
        while self.restless() and self.tally.now - started < STILL:  # noqa: ASYNC110 (nothing is to happen)
            await asyncio.sleep(0.05)

    def restless(self) -> bool:
        return self.tally.now - self.tally.last_word < CALM or self.conversation.active is not None

    async def turn(self, turn: Turn) -> None:
        talk, item_id = self.conversation, self.conversation.new("item")
        spoken = {"audio_start_ms": 0, "item_id": item_id}
        talk.tell({"type": "input_audio_buffer.speech_started", **spoken})
        talk.interrupt("turn_detected")
        await asyncio.sleep(turn.speech)
        talk.tell({"type": "input_audio_buffer.speech_stopped", "audio_end_ms": 500, "item_id": item_id})
        before = next(reversed(talk.items), None)
        talk.tell({"type": "input_audio_buffer.committed", "item_id": item_id, "previous_item_id": before})
        talk.place(events.heard(item_id))
        talk.tell({"type": "conversation.item.done", "item": events.heard(item_id)})
        asyncio.get_running_loop().call_later(self.chance.uniform(0, 1.5), self.transcribed, item_id)
        await asyncio.sleep(turn.pause)
        talk.interrupt("turn_detected")  # an answer that a client asked for while the caller spoke
        talk.begin()

    def transcribed(self, item_id: str) -> None:
        kind = "conversation.item.input_audio_transcription.completed"
        usage = {"type": "duration", "seconds": 1.0}
        said = {"item_id": item_id, "content_index": 0, "transcript": "はい", "usage": usage}
        self.conversation.tell({"type": kind, **said})

    async def stillness(self) -> None:
        """Until all is said; or nothing was said for so long that nothing will be."""
        while True:
            await asyncio.sleep(0.1)
            idle = self.tally.now - self.tally.busy_until()
            done = not self.tally.outstanding()
            if not self.conversation.active and idle > (OVER if done else STILL):
                return

    # --- the model ---------------------------------------------------------------------------------

    async def speak(self, talk: Conversation, response: Response) -> tuple[str, Event | None]:
        await asyncio.sleep(self.chance.uniform(0.01, 0.08))
        talk.announce(response)
        answers = bool(self.tally.sees.get(response.id))
        if answers:
            self.moments["answer"].set()
        if answers and self.failures and response.asked:
            self.failures -= 1
            await asyncio.sleep(self.chance.uniform(0, 0.3))
            return "failed", {"type": "failed", "error": FAILED}
        calls = self.now_to_call(answers)
        if not calls or self.chance.random() < 0.3:
            await self.words(talk, response)
        if calls:
            self.moments["calls"].set()
            for call in calls:
                await asyncio.sleep(call.gap)
                await self.call(talk, response, call)
            await asyncio.sleep(self.chance.choice([0.0, self.chance.uniform(0, 0.5)]))
            asyncio.get_running_loop().call_soon(self.moments["done"].set)
        return "completed", None

    def now_to_call(self, answers: bool) -> tuple[Call, ...]:
        """The first calls answer the caller's first words; the others follow from their results."""
        first = len(self.batches) == len(self.script.batches)
        if self.tally.begun and self.batches and (first or (answers and not self.tally.unanswered())):
            return self.batches.pop(0)
        return ()

    async def words(self, talk: Conversation, response: Response) -> None:
        item = events.spoken(talk.new("item"), "in_progress")
        place = self.opened(talk, response, item)
        where = {"response_id": response.id, "item_id": item["id"], "output_index": place, "content_index": 0}
        part = {"type": "text", "text": ""}
        talk.tell({"type": "response.content_part.added", **where, "part": part})

        def close(status: str, words: str) -> None:
            talk.tell({"type": "response.output_text.done", **where, "text": words})
            talk.tell({"type": "response.content_part.done", **where, "part": {**part, "text": words}})
            self.closed(talk, response, place, events.spoken(item["id"], status, words))

        response.unfinished.append(lambda: close("incomplete", "か"))
        length = self.chance.uniform(0.2, 1.2)
        for letter in "かしこまりました":
            talk.tell({"type": "response.output_text.delta", **where, "delta": letter})
            await asyncio.sleep(length / 8)
        response.unfinished.pop()
        close("completed", "かしこまりました")

    async def call(self, talk: Conversation, response: Response, call: Call) -> None:
        number = len(self.tally.calls)
        call_id = f"call_{self.script.number}_{number}"
        key = f"{self.script.number}/{number}"
        arguments = json.dumps({"key": key, "seconds": round(call.seconds, 3)})
        made = self.tally.calls[call_id] = Made(key, response.id, call.seconds)
        item = events.function_call(talk.new("item"), "in_progress", call_id, "look_up", "")
        place = self.opened(talk, response, item)
        where = {"response_id": response.id, "item_id": item["id"], "output_index": place, "call_id": call_id}

        def close(status: str) -> None:
            whole = {"name": "look_up", "arguments": arguments}
            if not call.unheard or status != "completed":
                talk.tell({"type": "response.function_call_arguments.done", **where, **whole})
            done = events.function_call(item["id"], status, call_id, "look_up", arguments)
            self.closed(talk, response, place, done, unheard=call.unheard and status == "completed")

        response.unfinished.append(lambda: close("incomplete"))
        for part in (arguments[:9], arguments[9:]):
            talk.tell({"type": "response.function_call_arguments.delta", **where, "delta": part})
            await asyncio.sleep(self.chance.uniform(0, 0.05))
        response.unfinished.pop()
        made.finished, made.at = True, self.tally.now
        close("completed")

    def opened(self, talk: Conversation, response: Response, item: Event) -> int:
        place = len(response.output)
        response.output.append(item)
        where = {"response_id": response.id, "output_index": place}
        first = self.chance.random() < 0.5
        if first:
            talk.place(item)
        talk.tell({"type": "response.output_item.added", **where, "item": item})
        if not first:
            talk.place(item)
        return place

    def closed(
        self, talk: Conversation, response: Response, place: int, item: Event, *, unheard: bool = False
    ) -> None:
        response.output[place] = talk.items[item["id"]] = item
        told: list[Event] = [
            {"type": "conversation.item.done", "item": item},
            {
                "type": "response.output_item.done",
                "response_id": response.id,
                "output_index": place,
                "item": item,
            },
        ]
        self.chance.shuffle(told)
        for event in told:
            if not unheard:
                talk.tell(event)
