"""What every Python client program shares. It imports nothing of ours but this.

A program gets the engine's address, its key and a recording; it holds a typed turn, a spoken one and one
whose tool is forced, and prints a line of JSON for each.
"""

from __future__ import annotations

import json
import sys
import wave
from pathlib import Path
from typing import Any

BASE_URL, KEY, RECORDING = sys.argv[1:4]
SOCKET = f"{BASE_URL.replace('http', 'ws', 1)}/realtime"
MODEL = "receptionist"
INSTRUCTIONS = "Language: en\nTalk like a pirate."

TYPED = "Hello there."
ASKED = "What is the weather in Tokyo, in celsius?"
TOOL_NAME = "get_weather"
DESCRIPTION = "The weather of a city."
PARAMETERS: dict[str, Any] = json.loads(
    Path(__file__).with_name("parameters.json").read_text(encoding="utf-8")
)
RESULT = "Sunny, and twenty-one degrees."

RATE = 24_000
_CHUNK = RATE // 10  # samples


def chunks() -> list[bytes]:
    """The recording in pieces of 100 ms, and two seconds of silence."""
    with wave.open(RECORDING, "rb") as file:
        assert (file.getframerate(), file.getsampwidth(), file.getnchannels()) == (RATE, 2, 1)
        sound = file.readframes(-1) + bytes(RATE * 2 * 2)
    return [sound[start : start + _CHUNK * 2] for start in range(0, len(sound) - _CHUNK * 2, _CHUNK * 2)]


def tell(turn: str, **facts: object) -> None:
    print(json.dumps({"turn": turn, **facts}), flush=True)
