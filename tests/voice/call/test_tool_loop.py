"""The tool loop plays recorded conversations: never a collision of its making, never a result unspoken."""

from __future__ import annotations

import json
import random
from pathlib import Path
from typing import Any

import pytest

from voice.call.tool_loop import Action, RunTool, ToolLoop

pytestmark = pytest.mark.unit

TAPES = sorted((Path(__file__).parents[2] / "tapes").glob("*.jsonl"))


class Player:
    def __init__(self) -> None:
        self.loop = ToolLoop()
        self.now = 0.0
        self.last_ask = ""
        self.done: list[dict[str, Any]] = []

    def play(self, line: dict[str, Any]) -> None:
        self.now = line.get("at", self.now)
        self.note(self.act(line))

    def act(self, line: dict[str, Any]) -> list[Action]:
        if "event" in line:
            event = json.loads(json.dumps(line["event"]).replace("$ask", self.last_ask))
            return self.loop.receive(event, self.now)
        if "finish" in line:
            return self.loop.finish(line["finish"], line["output"], self.now)
        if "say" in line:
            return self.loop.say(line["say"], self.now)
        if "greet" in line:
            return self.loop.greet(self.now)
        if "reconnected" in line:
            return self.loop.reconnect(self.now)
        assert "tick" in line, line
        return self.loop.tick(self.now)

    def note(self, actions: list[Action]) -> None:
        for action in actions:
            if isinstance(action, RunTool):
                self.done.append({"run": action.call_id})
                continue
            item = action.event.get("item") or {}
            if action.event["type"] == "response.create":
                self.last_ask = action.event["event_id"]
                filler = action.event["response"].get("tool_choice") == "none"
                self.done.append({"filler" if filler else "ask": True})
            elif item["type"] == "function_call_output":
                self.done.append({"output": item["call_id"]})
            else:
                self.done.append({"typed": item["content"][0]["text"]})

    def heard(self) -> list[dict[str, Any]]:
        done, self.done = self.done, []
        return done


@pytest.mark.parametrize("tape", TAPES, ids=lambda path: path.stem)
def test_the_tape(tape: Path) -> None:
    player = Player()
    for number, text in enumerate(tape.read_text(encoding="utf-8").splitlines(), 1):
        line = json.loads(text)
        if "expect" in line:
            assert player.heard() == line["expect"], f"{tape.name}:{number}"
        elif "note" not in line:
            player.play(line)


def test_it_says_when_it_wants_to_be_woken() -> None:
    loop = ToolLoop(watchdog_seconds=5)
    assert loop.wake_at is None
    loop.greet(10.0)
    assert loop.wake_at == 15.0


@pytest.mark.parametrize("seed", range(200))
def test_whatever_happens_every_result_is_voiced_and_nothing_collides(seed: int) -> None:
    """A server that keeps its own rules, driven at random; it would refuse a response in another's way."""
    server = Server(random.Random(seed))
    server.run()
    assert server.collisions == 0
    assert server.answered_early == 0
    assert server.unvoiced == set()
    assert server.loop.owed == {}


class Server:
    """Holds one conversation as the protocol says; every event reaches the loop at once."""

    def __init__(self, chance: random.Random) -> None:
        self.chance = chance
        self.loop = ToolLoop()
        self.now = 0.0
        self.active: str | None = None
        self.running: list[tuple[str, str]] = []  # response, call
        self.unvoiced: set[str] = set()
        self.seen_by_active: set[str] = set()
        self.collisions = self.answered_early = self.count = 0

    def run(self) -> None:
        for _step in range(60):
            self.now += self.chance.random()
            self.chance.choice([self.begin, self.speak, self.calls, self.result, self.end, self.cancel])()
        while self.running or self.active or self.unvoiced:
            self.now += 3
            self.result()
            self.end()
            self.take(self.loop.tick(self.now))
            assert self.now < 500, "a result stays unspoken"

    def tell(self, kind: str, **fields: Any) -> None:
        self.take(self.loop.receive({"type": kind, **fields}, self.now))

    def take(self, actions: list[Action]) -> None:
        for action in actions:
            if isinstance(action, RunTool):
                self.running.append((self.loop.calls[action.call_id], action.call_id))
            elif action.event["type"] == "response.create":
                if self.active:
                    self.collisions += 1
                waiting = {response for response, _call in self.running}
                self.answered_early += sum(response in waiting for response in self.loop.owed)
                self.create()
            else:
                item = action.event["item"]
                self.unvoiced.add(item["call_id"])
                self.tell("conversation.item.added", item=item)

    def create(self) -> None:
        self.count += 1
        self.active = f"resp_{self.count}"
        self.seen_by_active = set(self.unvoiced)
        self.tell("response.created", response={"id": self.active})

    def begin(self) -> None:
        if not self.active:
            self.create()

    def speak(self) -> None:
        self.tell("input_audio_buffer.speech_started")
        self.cancel()
        self.now += 0.3
        if self.chance.random() < 0.8:
            self.tell("input_audio_buffer.speech_stopped")
            if not self.active:
                self.create()
        else:
            self.tell("input_audio_buffer.speech_stopped")

    def calls(self) -> None:
        if not self.active:
            return
        response = self.active
        for _ in range(self.chance.randint(1, 4)):
            self.count += 1
            item = {
                "type": "function_call",
                "status": "completed",
                "call_id": f"call_{self.count}",
                "name": "t",
            }
            for _copy in range(self.chance.choice([1, 1, 2])):
                self.tell("response.output_item.done", response_id=response, item=item)

    def result(self) -> None:
        if self.running:
            _response, call_id = self.running.pop(self.chance.randrange(len(self.running)))
            self.take(self.loop.finish(call_id, "{}", self.now))

    def end(self) -> None:
        if self.active:
            self.unvoiced -= self.seen_by_active
            self.finish("completed")

    def cancel(self) -> None:
        if self.active:
            self.finish("cancelled")

    def finish(self, status: str) -> None:
        response, self.active = self.active, None
        self.tell("response.done", response={"id": response, "status": status, "output": []})
