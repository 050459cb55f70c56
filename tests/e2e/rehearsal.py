"""How long the agent will speak before each of the caller's lines, rehearsed without a wire."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from tests.product import Product
from tests.voice.engine.mind.dialogue import Rehearsal
from voice.engine import mouth, ports

TUESDAY = "2026-12-01 (Tuesday), Asia/Tokyo"
# What a booking answers, for a rehearsal that must not book.
BOOKED = {
    "success": True,
    "number": "R-402-7315",
    "locationName": "東京駅前店",
    "locationNameEn": "Tokyo Station",
}


@functools.cache
def agents_mouth() -> ports.Mouth:
    return mouth.build("openjtalk", "piper", Path.home() / ".cache" / "uketsuke")


def agent_seconds(product: Product, lines: Sequence[str], language: str) -> list[float]:
    """Seconds of the agent's voice before each of `lines`: its greeting, then its answers."""
    token = product.post("/api/realtime/session", {"language": language})[1]["sessionToken"]

    def run(name: str, arguments: dict[str, Any]) -> dict[str, Any]:
        if name == "create_reservation":
            return {**BOOKED, **arguments, "period": arguments}
        return product.post(f"/api/functions/{name}", arguments, X_Session_Token=token)[1]

    rehearsal = Rehearsal(run, language=language, today=TUESDAY)
    spoken = [rehearsal.start(), *(rehearsal.say(line) for line in lines[:-1])]
    return [seconds(text, language) for text in spoken]


def seconds(text: str, language: str) -> float:
    voice = agents_mouth()
    samples = sum(voice.speak(piece, language=language).size for piece in voice.sentences(text))
    return samples / ports.MOUTH_RATE
