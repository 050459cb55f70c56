"""The scripted conversation refuses what the protocol refuses."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from tests.fakes import scripted_events as events
from tests.fakes.scripted_realtime import Conversation, Response

pytestmark = pytest.mark.unit


class Scene:
    """A conversation whose responses last until `release`; it notes what is told and what is witnessed."""

    def __init__(self) -> None:
        self.told: list[dict[str, Any]] = []
        self.witnessed: list[str] = []
        self.release = asyncio.Event()
        self.talk = Conversation("1", self.told.append, self.speak, self)

    async def speak(self, talk: Conversation, response: Response) -> tuple[str, None]:
        talk.announce(response)
        call = events.function_call("item_c", "completed", "call_1", "look_up", "{}")
        if "item_c" not in talk.items:
            talk.place(call)
        await self.release.wait()
        return "completed", None

    def kinds(self) -> list[str]:
        kinds, self.told[:] = [event["type"] for event in self.told], []
        return kinds

    def code(self) -> str:
        return str(self.told[-1]["error"]["code"])

    def heard(self, event: dict[str, Any]) -> None:
        pass

    def refused(self, event: dict[str, Any]) -> None:
        self.witnessed.append("refused")

    def began(self, response: Response) -> None:
        self.witnessed.append("began")

    def announced(self, response: Response) -> None:
        pass

    def ended(self, response: Response, status: str) -> None:
        self.witnessed.append(status)

    def result(self, call_id: str, output: str) -> None:
        self.witnessed.append(f"{call_id}: {output}")


async def test_one_response_holds_the_floor_and_a_second_one_is_refused() -> None:
    scene = Scene()
    scene.talk.hear({"type": "response.create"})
    scene.talk.hear({"type": "response.create", "event_id": "mine"})
    assert scene.told[-1]["error"]["event_id"] == "mine"
    assert scene.code() == "conversation_already_has_active_response"
    assert scene.witnessed == ["began", "refused"]
    await finished(scene)
    scene.talk.hear({"type": "response.create"})
    assert scene.witnessed[-2:] == ["completed", "began"]
    await finished(scene)


async def test_a_response_beside_the_conversation_is_not_in_its_way() -> None:
    scene = Scene()
    scene.talk.hear({"type": "response.create", "response": {"conversation": "none", "metadata": {"a": "b"}}})
    scene.talk.hear({"type": "response.create"})
    assert scene.witnessed == ["began", "began"]
    await asyncio.sleep(0)
    created = [event["response"] for event in scene.told if event["type"] == "response.created"]
    assert [(one["conversation_id"], one["metadata"]) for one in created] == [
        (None, {"a": "b"}),
        ("conv_1", None),
    ]
    await finished(scene)


async def test_who_is_interrupted_is_announced_and_done_and_the_floor_is_free() -> None:
    scene = Scene()
    scene.kinds()
    scene.talk.hear({"type": "response.create"})
    scene.talk.hear({"type": "response.cancel"})
    assert scene.kinds() == ["response.created", "response.done"]
    assert scene.talk.active is None
    scene.talk.hear({"type": "response.cancel"})
    assert scene.code() == "response_cancel_not_active"
    assert scene.witnessed == ["began", "cancelled"]


async def test_only_the_result_of_a_call_that_was_made_is_taken() -> None:
    scene = Scene()
    give(scene, "call_1")
    assert scene.code() == "invalid_value"
    scene.talk.hear({"type": "response.create"})
    await asyncio.sleep(0)
    scene.kinds()
    give(scene, "call_1")
    assert scene.kinds() == ["conversation.item.added", "conversation.item.done"]
    assert scene.witnessed[-1] == "call_1: {}"
    await finished(scene)


async def test_what_is_no_event_and_what_is_no_item_is_complained_of() -> None:
    scene = Scene()
    scene.talk.hear({"type": "response.please"})
    assert scene.code() == "invalid_value"
    scene.talk.hear({"type": "conversation.item.delete", "item_id": "item_none"})
    assert scene.code() == "item_not_found"


def give(scene: Scene, call_id: str) -> None:
    item = {"type": "function_call_output", "call_id": call_id, "output": "{}"}
    scene.talk.hear({"type": "conversation.item.create", "item": item})


async def finished(scene: Scene) -> None:
    scene.release.set()
    while scene.talk.active and scene.talk.active.work:
        await scene.talk.active.work
