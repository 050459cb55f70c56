"""The client program that needs no installing, in `make test`: the real dialogue, recognition of tones."""

from __future__ import annotations

import wave
from pathlib import Path

import pytest

from tests.conformance.programs import programs
from tests.conformance.talks import TURNS, talk
from tests.voice.engine.conftest import serving
from tests.voice.engine.fakes import WORDS, tone

pytestmark = pytest.mark.engine


def test_the_vendors_python_client_holds_typed_spoken_and_forced_turns(tmp_path: Path) -> None:
    hz = next(hz for hz, words in WORDS.items() if words == "book a car")
    recording = tmp_path / "caller.wav"
    with wave.open(str(recording), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(24_000)
        file.writeframes(tone(hz, 0.8, 24_000).tobytes())
    [program] = [program for program in programs() if program.name == "openai (Python)"]
    with serving("--real-dialogue") as server:
        assert talk(program, f"{server.url}/openai/v1", server.key, recording) == dict.fromkeys(TURNS, "")
