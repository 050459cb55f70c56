"""The tool-loop bench can fail: clients that ask at the wrong time, or never, are counted as such."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Coroutine
from typing import Any

import pytest
from openai.types.realtime import RealtimeServerEvent
from pydantic import TypeAdapter

from tests import instant
from tests.benchmarks import tool_loop_play
from tests.benchmarks.tool_loop_play import Play
from tests.benchmarks.tool_loop_script import Call, Script, Turn, script
from tests.benchmarks.tool_loop_tally import Counted
from voice.call.tool_loop import Action, RunTool, ToolLoop

pytestmark = pytest.mark.unit

SERVER_EVENT: TypeAdapter[Any] = TypeAdapter(RealtimeServerEvent)
TWO_CALLS = (Call(0.0, 0.0, unheard=False), Call(0.2, 0.0, unheard=False))


@pytest.fixture(autouse=True)
def in_a_hurry(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tool_loop_play, "FIRST", Turn("start", 0.0, 0.05, 0.02))
    monkeypatch.setattr(tool_loop_play, "CALM", 0.1)
    monkeypatch.setattr(tool_loop_play, "OVER", 0.2)
    monkeypatch.setattr(tool_loop_play, "STILL", 1.0)


def two_calls(*turns: Turn, failures: int = 0, calls: tuple[Call, ...] = TWO_CALLS) -> Script:
    return Script(1, "", (calls,), turns, failures=failures, twice=False, latency=0.0)


class Client:
    """Both ends of a wire: the server's socket, and what its client does when it hears something."""

    def __init__(self) -> None:
        self.said: asyncio.Queue[str] = asyncio.Queue()
        self.heard: list[dict[str, Any]] = []
        self.tasks: set[asyncio.Task[None]] = set()

    async def send(self, message: str) -> None:
        event = json.loads(message)
        SERVER_EVENT.validate_python(event)
        self.heard.append(event)
        self.receive(event)

    async def __aiter__(self) -> AsyncIterator[str | bytes]:
        while True:
            yield await self.said.get()

    def say(self, kind: str, **fields: Any) -> None:
        self.said.put_nowait(json.dumps({"type": kind, **fields}))

    def give(self, call_id: str, output: str) -> None:
        self.say(
            "conversation.item.create",
            item={"type": "function_call_output", "call_id": call_id, "output": output},
        )

    def do(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self.tasks.add(task)
        task.add_done_callback(self.tasks.discard)

    def receive(self, event: dict[str, Any]) -> None:
        if event["type"] == "response.output_item.done" and event["item"]["type"] == "function_call":
            self.do(self.answer(event["item"]["call_id"], json.loads(event["item"]["arguments"])))

    async def answer(self, call_id: str, arguments: dict[str, Any]) -> None:
        """Nobody answers."""


class HalfASecondLater(Client):
    """As the published proof of concept did, for each call."""

    async def answer(self, call_id: str, arguments: dict[str, Any]) -> None:
        self.give(call_id, arguments["key"])
        await asyncio.sleep(0.5)
        self.say("response.create")


class OnceOnly(Client):
    """Asks at the end of the calls' response, whoever has the floor, and whatever is missing."""

    async def answer(self, call_id: str, arguments: dict[str, Any]) -> None:
        await asyncio.sleep(arguments["seconds"])
        self.give(call_id, arguments["key"])

    def receive(self, event: dict[str, Any]) -> None:
        super().receive(event)
        if event["type"] == "response.done" and event["response"]["output"][0]["type"] == "function_call":
            self.do(self.ask())

    async def ask(self) -> None:
        await asyncio.sleep(0.05)
        self.say("response.create")


class Silent(OnceOnly):
    async def ask(self) -> None:
        """It never asks."""


class Resigned(Silent):
    async def answer(self, call_id: str, arguments: dict[str, Any]) -> None:
        self.give(call_id, "CANCELLED")


class Ours(Client):
    def __init__(self) -> None:
        super().__init__()
        self.loop = ToolLoop(backoff_seconds=0.05)

    @property
    def now(self) -> float:
        return asyncio.get_running_loop().time()

    def receive(self, event: dict[str, Any]) -> None:
        self.act(self.loop.receive(event, self.now))

    def act(self, actions: list[Action]) -> None:
        for action in actions:
            if isinstance(action, RunTool):
                self.do(self.answer(action.call_id, json.loads(action.arguments)))
            else:
                self.said.put_nowait(json.dumps(action.event))
        if self.loop.wake_at is not None:
            asyncio.get_running_loop().call_at(self.loop.wake_at, self.wake)

    def wake(self) -> None:
        if self.loop.wake_at is not None and self.loop.wake_at <= self.now:
            self.act(self.loop.tick(self.now))

    async def answer(self, call_id: str, arguments: dict[str, Any]) -> None:
        await asyncio.sleep(arguments["seconds"])
        self.act(self.loop.finish(call_id, arguments["key"], self.now))


def counted(client: Client, told: Script) -> Counted:
    async def played() -> Counted:
        return await Play(told).run(client)

    return instant.run(played())


def test_half_a_second_s_patience_collides() -> None:
    client = HalfASecondLater()
    found = counted(client, two_calls())
    assert found.collisions == 1
    codes = [event["error"]["code"] for event in client.heard if event["type"] == "error"]
    assert codes == ["conversation_already_has_active_response"]


def test_asking_before_all_results_is_early_and_what_comes_after_is_lost() -> None:
    found = counted(OnceOnly(), two_calls())
    assert (found.early, found.lost, found.unvoiced) == (1, 1, 1)


def test_a_result_of_which_nobody_speaks_is_lost() -> None:
    found = counted(Silent(), two_calls())
    assert (found.unvoiced, found.unsent, found.collisions) == (2, 0, 0)


def test_a_result_that_is_never_sent_is_lost() -> None:
    found = counted(Client(), two_calls())
    assert (found.unsent, found.lost) == (2, 2)


def test_a_result_that_was_given_up_is_lost_even_if_the_caller_hears_of_it() -> None:
    found = counted(Resigned(), two_calls(Turn("done", 0.1, 0.05, 0.02)))
    assert (found.withheld, found.lost) == (2, 2)


@pytest.mark.parametrize(
    "told",
    [
        two_calls(),
        two_calls(Turn("done", 0.1, 0.3, 0.05)),
        two_calls(Turn("answer", 0.05, 0.1, 0.05)),
        two_calls(failures=1),
        two_calls(calls=(Call(0.1, 0.0, unheard=True), Call(0.0, 0.1, unheard=False))),
    ],
    ids=["quiet", "caller speaks", "answer cut short", "answer fails", "a call's end is lost"],
)
def test_ours_is_clean(told: Script) -> None:
    found = counted(Ours(), told)
    assert (found.collisions, found.early, found.lost, found.needless) == (0, 0, 0, 0)


def test_the_scripts_hold_every_trouble_and_the_same_number_is_the_same_script() -> None:
    told = [script(number) for number in range(1000)]
    assert {len(one.batches[0]) for one in told} == {1, 2, 3, 4}
    assert len({one.trouble for one in told}) == 7
    assert any(one.twice for one in told)
    assert any(one.unheard for one in told)
    assert 2.9 < max(call.seconds for one in told for call in one.batches[0]) <= 3.0
    assert script(7) == script(7)
