"""What a response saw when it began is what it answered: the rest waits for the next, wherever it stands."""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import AsyncIterator, Sequence
from typing import Any

import pytest
import pytest_asyncio

from tests.voice.engine.dialogue.fleet import Fleet
from tests.voice.engine.stage import Stage
from voice.engine.dialogue import respond
from voice.engine.dialogue.replay import read_words
from voice.engine.interfaces import Call, Prompt, Say

pytestmark = pytest.mark.engine

LIST_LOCATIONS = {
    "type": "function",
    "name": "list_locations",
    "parameters": {"type": "object", "properties": {}},
}
PLACE_AND_TIME = "東京駅前店で12月5日の10時から18時まで"
GREETING, THERE = "お電話ありがとうございます", "もしもし"
WHICH_CLASS, YOUR_NAME = "どちらをご希望でしょうか", "お名前を"
NO_DRIVER, A_MACHINE = "運転手の手配は法律で", "こちらは自動受付でございます"


class SlowDialogue:
    """The real dialogue, one response at a time: each looks, and then thinks until it may go on."""

    def __init__(self) -> None:
        self.looked, self.go = threading.Semaphore(0), threading.Semaphore(0)
        self.saw: list[str] = []

    def __call__(self, prompt: Prompt) -> Sequence[Say | Call]:
        self.saw = [read_words(item) for item in prompt.items if item.get("role") == "user"]
        self.looked.release()
        assert self.go.acquire(timeout=5)
        return respond(prompt)


class Desk(Stage):
    """A caller who types to the real dialogue, in a session that writes its answers."""

    def __init__(self) -> None:
        self.dialogue = SlowDialogue()
        super().__init__(
            dialogue=self.dialogue,
            instructions="Today: 2026-11-23 (Monday), Asia/Tokyo\n",
            output_modalities=["text"],
            audio={"input": {"transcription": {"model": "whisper-1", "language": "ja"}}},
        )

    async def thinks(self) -> None:
        """The next response has looked at the conversation, and goes on when `answered` is awaited."""
        assert await asyncio.to_thread(self.dialogue.looked.acquire, timeout=5)

    async def ask(self, **response: Any) -> None:
        await self.say("response.create", response=response)
        await self.thinks()

    async def answered(self) -> dict[str, Any]:
        self.dialogue.go.release()
        response: dict[str, Any] = (await self.tape.until("response.done"))["response"]
        return response

    async def transcript(self) -> str:
        return words(await self.answered())

    async def next(self) -> str:
        await self.ask()
        return await self.transcript()

    async def type(self, text: str, item_id: str = "") -> None:
        part = {"type": "input_text", "text": text}
        item = {"type": "message", "role": "user", "content": [part]} | ({"id": item_id} if item_id else {})
        await self.say("conversation.item.create", item=item)

    async def history(self, role: str, text: str) -> None:
        part = {"type": "input_text" if role == "user" else "output_text", "text": text}
        item = {"type": "message", "role": role, "content": [part]}
        await self.say("conversation.item.create", item=item)

    async def output(self, call: dict[str, Any], told: dict[str, Any]) -> None:
        item = {"type": "function_call_output", "call_id": call["call_id"], "output": json.dumps(told)}
        await self.say("conversation.item.create", item=item)

    @property
    def order(self) -> list[str]:
        return [item["id"] for item in self.session.conversation.take_snapshot()]


def words(response: dict[str, Any]) -> str:
    return "".join(read_words(item) for item in response["output"])


@pytest_asyncio.fixture
async def desk() -> AsyncIterator[Desk]:
    async with Desk() as ready:
        try:
            yield ready
        finally:
            ready.dialogue.go.release(9)


async def test_words_typed_while_the_greeting_is_thought_of_are_answered_next(desk: Desk) -> None:
    await desk.ask()
    await desk.type(PLACE_AND_TIME)
    assert GREETING in await desk.transcript()
    assert WHICH_CLASS in await desk.next()
    assert THERE in await desk.next()


async def test_words_typed_while_an_answer_is_thought_of_are_answered_next(desk: Desk) -> None:
    await desk.next()
    await desk.type(PLACE_AND_TIME)
    await desk.ask()
    await desk.type("コンパクトで")
    assert WHICH_CLASS in await desk.transcript()
    assert YOUR_NAME in await desk.next()
    assert THERE in await desk.next()


async def test_all_that_was_typed_meanwhile_is_answered_at_once_and_in_order(desk: Desk) -> None:
    await desk.ask()
    await desk.type("運転手付きですか")
    await desk.type("人間ですか")
    assert GREETING in await desk.transcript()
    said = await desk.next()
    assert 0 <= said.index(NO_DRIVER) < said.index(A_MACHINE)
    assert THERE in await desk.next()


async def test_the_wire_keeps_its_order(desk: Desk) -> None:
    await desk.ask()
    await desk.type("人間ですか", "typed")
    answer = (await desk.answered())["output"][0]["id"]
    assert desk.order == ["typed", answer]
    assert [event["previous_item_id"] for event in desk.tape.of("conversation.item.added")] == [None, "typed"]
    assert A_MACHINE in await desk.next()
    assert desk.order[:2] == ["typed", answer]


async def test_a_spoken_turn_and_then_a_typed_one_are_each_answered_once(desk: Desk) -> None:
    await desk.update(
        audio={"input": {"turn_detection": {"type": "server_vad", "interrupt_response": False}}}
    )
    await desk.ask()
    await desk.speak(440)
    await desk.tape.until("conversation.item.input_audio_transcription.completed")
    assert GREETING in await desk.transcript()
    await desk.thinks()  # it is owed an answer without being asked
    await desk.type("運転手付きですか")
    assert desk.dialogue.saw == ["hello"]
    assert THERE not in await desk.transcript()
    assert NO_DRIVER in await desk.next()
    assert THERE in await desk.next()


async def test_what_a_cancelled_response_saw_is_answered_by_the_next(desk: Desk) -> None:
    await desk.next()
    await desk.type("運転手付きですか")
    await desk.ask()
    await desk.type("人間ですか")
    await desk.say("response.cancel")
    assert (await desk.answered())["status"] == "cancelled"
    said = await desk.next()
    assert NO_DRIVER in said
    assert A_MACHINE in said
    assert THERE in await desk.next()


async def test_what_an_interrupted_response_saw_is_answered_with_the_words_that_cut_in(desk: Desk) -> None:
    await desk.next()
    await desk.type("運転手付きですか")
    await desk.ask()
    await desk.speak(440)
    assert (await desk.answered())["status_details"]["reason"] == "turn_detected"
    await desk.thinks()
    assert NO_DRIVER in await desk.transcript()
    assert desk.dialogue.saw == ["運転手付きですか", "hello"]


async def test_an_answer_of_which_nothing_was_heard_is_given_again(desk: Desk) -> None:
    await desk.next()
    await desk.type("運転手付きですか")
    await desk.ask(output_modalities=["audio"])
    answer = await desk.answered()
    assert NO_DRIVER in words(answer)
    item_id = answer["output"][0]["id"]
    await desk.say("conversation.item.truncate", item_id=item_id, content_index=0, audio_end_ms=0)
    assert NO_DRIVER in await desk.next()


async def test_a_tools_answer_that_lands_in_another_response_is_told_by_the_next(desk: Desk) -> None:
    await desk.update(tools=[LIST_LOCATIONS])
    await desk.next()
    await desk.type("東京で車を借りたいです")
    await desk.ask()
    call = next(item for item in (await desk.answered())["output"] if item["type"] == "function_call")
    await desk.type("まだですか")
    await desk.ask()
    await desk.output(call, Fleet().list_locations())
    assert "新宿店" not in await desk.transcript()
    assert "新宿店" in await desk.next()
    assert THERE in await desk.next()


async def test_a_history_answers_itself_but_for_what_was_asked_last(desk: Desk) -> None:
    await desk.history("user", "運転手付きですか")
    await desk.history("assistant", "申し訳ございません。運転手の手配はできません。")
    await desk.type("人間ですか")
    said = await desk.next()
    assert A_MACHINE in said
    assert NO_DRIVER not in said


async def test_a_history_told_while_the_greeting_is_thought_of_answers_itself_too(desk: Desk) -> None:
    await desk.ask()
    await desk.history("user", "運転手付きですか")
    await desk.history(
        "assistant", "申し訳ございません。運転手の手配はできません。ご希望の場所をお聞かせください。"
    )
    assert GREETING in await desk.transcript()
    assert THERE in await desk.next()


async def test_nothing_is_left_to_answer_of_words_that_were_deleted(desk: Desk) -> None:
    await desk.ask()
    await desk.type("運転手付きですか", "typed")
    await desk.answered()
    await desk.say("conversation.item.delete", item_id="typed")
    assert THERE in await desk.next()
    await desk.type("人間ですか", "typed")  # the same id, but another item
    assert A_MACHINE in await desk.next()


async def test_an_out_of_band_response_answers_nothing_of_it(desk: Desk) -> None:
    await desk.ask()
    await desk.type("人間ですか")
    await desk.ask(conversation="none")
    assert sorted([A_MACHINE in await desk.transcript(), A_MACHINE in await desk.transcript()]) == [
        False,
        True,
    ]
    assert A_MACHINE in await desk.next()


async def test_a_response_with_an_input_of_its_own_leaves_the_rest_unanswered(desk: Desk) -> None:
    await desk.next()
    await desk.type("人間ですか")
    await desk.ask(input=[])
    assert A_MACHINE not in await desk.transcript()
    assert A_MACHINE in await desk.next()
