"""The tool loop and its twin in the page do the same at every step, whatever comes: sense or nonsense."""

from __future__ import annotations

import json
import random
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from voice.call.tool_loop import Action, RunTool, ToolLoop

pytestmark = pytest.mark.unit

REPLAY = Path(__file__).parents[2] / "page" / "tool-loop-replay.js"
NODE = shutil.which("node")
DRIVES, STEPS = 300, 40
CALLS = [f"call_{number}" for number in range(6)]
RESPONSES = ["resp_a", "resp_b", "resp_c", None]


class Drive:
    """Few ids, so that what comes often meets what came before."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)
        self.loop = ToolLoop()
        self.now = 0.0
        self.last_ask = ""

    def run(self) -> list[dict[str, Any]]:
        return [self.step() for _step in range(STEPS)]

    def step(self) -> dict[str, Any]:
        self.now += self.chance.choice([0, 0.01, 0.3, 1, 3])
        given, actions = self.input()
        told = [
            {"run": {"callId": action.call_id, "name": action.name, "arguments": action.arguments}}
            if isinstance(action, RunTool)
            else {"send": action.event}
            for action in actions
        ]
        for action in told:
            if action.get("send", {}).get("type") == "response.create":
                self.last_ask = action["send"]["event_id"]
        owed = {
            key: [sorted(owed.unseen), owed.carrier, owed.assumed, owed.tries]
            for key, owed in self.loop.owed.items()
        }
        did = {"actions": told, "wake": self.loop.wake_at, "owed": owed}
        return {"at": self.now, **given, "did": did}

    def input(self) -> tuple[dict[str, Any], list[Action]]:
        which = self.chance.randrange(15)
        if which < 10:
            event = [
                self.created,
                self.item_done,
                self.item_done,
                self.response_done,
                self.response_done,
                self.added,
                lambda: {"type": "input_audio_buffer.speech_started"},
                lambda: {"type": self.chance.choice(STOPPED)},
                self.error,
                self.played,
            ][which]()
            return {"event": event}, self.loop.receive(event, self.now)
        if which == 10:
            call_id = self.chance.choice(CALLS)
            return {"finish": call_id}, self.loop.finish(call_id, "{}", self.now)
        if which == 11:
            return {"say": "はい"}, self.loop.say("はい", self.now)
        if which == 12:
            typed = self.chance.choice([[], [], ["札幌で"], ["札幌で", "明日から"]])
            return {"greet": True, "typed": typed}, self.loop.greet(self.now, typed)
        if which == 13 and self.chance.random() < 0.3:
            going_on = self.chance.choice(RESPONSES)
            given = {"reconnected": True, "going_on": going_on}
            return given, self.loop.reconnect(self.now, going_on)
        return {"tick": True}, self.loop.tick(self.now)

    def created(self) -> dict[str, Any]:
        response: dict[str, Any] = {"id": self.chance.choice(RESPONSES)}
        if self.chance.random() < 0.3:
            response["conversation_id"] = self.chance.choice([None, "conv_1"])
        if self.chance.random() < 0.5:
            response["metadata"] = self.chance.choice(
                [None, {}, {"asked": self.last_ask}, {"asked": "other"}]
            )
        return {"type": "response.created", "response": response}

    def item_done(self) -> dict[str, Any]:
        item = {**self.call(), "type": self.chance.choice(["function_call"] * 3 + ["message"])}
        return {
            "type": "response.output_item.done",
            "response_id": self.chance.choice(RESPONSES),
            "item": item,
        }

    def response_done(self) -> dict[str, Any]:
        response: dict[str, Any] = {
            "id": self.chance.choice(RESPONSES),
            "status": self.chance.choice(["completed", "completed", "cancelled", "failed", "incomplete"]),
            "output": [self.call() for _call in range(self.chance.randrange(3))],
        }
        if self.chance.random() < 0.6:
            response["status_details"] = self.chance.choice(
                [None, {"error": None}, {"error": {"code": "insufficient_quota"}}, {"error": {"code": "x"}}]
            )
        return {"type": "response.done", "response": response}

    def played(self) -> dict[str, Any]:
        return {"type": f"output_audio_buffer.{self.chance.choice(['started', 'stopped', 'cleared'])}"}

    def call(self) -> dict[str, Any]:
        status = self.chance.choice(["completed", "completed", "incomplete", None])
        call_id = self.chance.choice(CALLS)
        return {
            "type": "function_call",
            "status": status,
            "call_id": call_id,
            "name": "t",
            "arguments": "{}",
        }

    def added(self) -> dict[str, Any]:
        key = self.chance.choice([*self.loop.unseen, "other"])
        output = {"type": "function_call_output", "call_id": key}
        item = output if self.chance.random() < 0.7 else {"type": "message", "id": key}
        return {"type": self.chance.choice(ADDED), "item": item}

    def error(self) -> dict[str, Any]:
        refusal = {
            "code": "conversation_already_has_active_response",
            "event_id": self.chance.choice([None, self.last_ask, "other"]),
            "message": self.chance.choice(["in progress: resp_b. Wait", "in progress", None]),
        }
        other = {"code": "x", "event_id": self.chance.choice([self.last_ask, None])}
        return {"type": "error", "error": self.chance.choice([None, refusal, other])}


STOPPED = ["input_audio_buffer.speech_stopped", "input_audio_buffer.timeout_triggered"]
ADDED = ["conversation.item.added", "conversation.item.created", "conversation.item.done"]


def test_the_twin_does_the_same_at_every_step() -> None:
    drives = [json.dumps(Drive(seed).run(), ensure_ascii=False) for seed in range(DRIVES)]
    assert NODE is not None, "node is not installed: run .ci/tools node"
    replayed = subprocess.run(
        [NODE, str(REPLAY)], input="\n".join(drives), capture_output=True, text=True, check=False
    )
    assert replayed.returncode == 0, replayed.stderr[-4000:]
    assert int(replayed.stdout) == DRIVES * STEPS
