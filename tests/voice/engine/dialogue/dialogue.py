"""Rehearses a conversation with the dialogue: what it will say and which tools it will call."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from voice.engine.dialogue import respond
from voice.engine.interfaces import Call, Prompt, Say

Run = Callable[[str, dict[str, Any]], dict[str, Any]]
TOOLS = ("list_locations", "get_availability", "create_reservation")
CALLS_IN_A_ROW = 8


@dataclass
class Rehearsal:
    """`run(name, arguments)` answers the tools. `start` and `say` give what the agent then says, tool calls
    answered in between. `items` is the conversation as the wire would hold it. `two_steps`: reservations are
    held before they are made; `definitions`, where given, stand for `tools` and for that."""

    run: Run
    language: str = "ja"
    today: str = "2026-11-23 (Monday), Asia/Tokyo"
    shop: str = ""
    tools: tuple[str, ...] = TOOLS
    two_steps: bool = False
    definitions: list[dict[str, Any]] = field(default_factory=list)
    items: list[dict[str, Any]] = field(default_factory=list)
    calls: list[Call] = field(default_factory=list)

    def start(self) -> str:
        return self.answer()

    def say(self, text: str) -> str:
        """The caller says `text` ("" for something not understood)."""
        content = [{"type": "input_audio", "transcript": text}]
        self.items.append({"type": "message", "role": "user", "content": content})
        return self.answer()

    def interrupt(self, heard: int = 0) -> None:
        """The agent's last words were cut after `heard` characters."""
        for item in reversed(self.items):
            if item["type"] == "message" and item["role"] == "assistant":
                item["content"][0]["transcript"] = item["content"][0]["transcript"][:heard]
                item["status"] = "incomplete"
                return

    def answer(self) -> str:
        """One `response.create` and those that follow its tool calls."""
        spoken = []
        for _ in range(CALLS_IN_A_ROW):
            parts = self.respond()
            spoken += [part.text for part in parts if isinstance(part, Say)]
            calls = [part for part in parts if isinstance(part, Call)]
            self._keep(parts)
            if not calls:
                return "\n".join(spoken)
        raise AssertionError(f"no end of tool calls: {self.calls[-CALLS_IN_A_ROW:]}")

    def respond(self) -> list[Say | Call]:
        return respond(
            Prompt(
                self.instructions,
                self.definitions or [self.definition(name) for name in self.tools],
                self.items,
                self.language,
            )
        )

    def definition(self, name: str) -> dict[str, Any]:
        declared = {"confirmationToken": {"type": "string"}} if self.two_steps else {}
        if name == "change_reservation":
            declared |= {name: {"type": "string"} for name in ("locationId", "returnLocationId", "extras")}
        return {"type": "function", "name": name, "parameters": {"type": "object", "properties": declared}}

    @property
    def instructions(self) -> str:
        shop = f"Shop: {self.shop}\n" if self.shop else ""
        return f"You are a receptionist.\nToday: {self.today}\nLanguage: {self.language}\n{shop}"

    @property
    def booked(self) -> list[Mapping[str, Any]]:
        """The arguments of every create_reservation so far."""
        return [call.arguments for call in self.calls if call.name == "create_reservation"]

    def _keep(self, parts: list[Say | Call]) -> None:
        outputs = []
        for part in parts:
            if isinstance(part, Say):
                content = [{"type": "output_audio", "transcript": part.text}]
                self.items.append({"type": "message", "role": "assistant", "content": content})
                continue
            self.calls.append(part)
            call_id = f"call_{len(self.calls)}"
            arguments = json.dumps(part.arguments, ensure_ascii=False)
            self.items.append(
                {
                    "type": "function_call",
                    "name": part.name,
                    "arguments": arguments,
                    "call_id": call_id,
                    "status": "completed",
                }
            )
            output = json.dumps(self.run(part.name, part.arguments), ensure_ascii=False)
            outputs.append({"type": "function_call_output", "call_id": call_id, "output": output})
        self.items += outputs
