"""What our server tells a page beside the agent's audio, and what the page may answer. Shapes only."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypedDict

from voice.call import page_messages
from voice.protocol.shapes import Event
from voice.protocol.wire_json import read_json


class Ready(TypedDict):
    type: Literal["ready"]


class Clear(TypedDict):
    type: Literal["clear"]
    cut: int  # counts from 1 in each call


class Speech(TypedDict):
    type: str  # the provider's name of the event
    item_id: str | None


Message = Ready | Clear | Speech | page_messages.Problem

READY: Ready = {"type": "ready"}
LONGEST_PLAY_MS = 24 * 3600 * 1000


def build_clear(cut: int) -> Clear:
    """Be silent at once, and answer `cleared`."""
    return {"type": "clear", "cut": cut}


def build_speech(event: Event) -> Speech:
    """Of an event about the caller's speech, what places it in the conversation."""
    return {"type": event["type"], "item_id": event.get("item_id")}


@dataclass(frozen=True)
class Played:
    """So much of the agent's audio was played since cut number `cut`; `cleared`: until it, and no more."""

    cut: int
    ms: float
    cleared: bool


@dataclass(frozen=True)
class HungUp:
    pass


def read(text: str) -> Played | HungUp | None:
    """None for what makes no sense; ValueError for what is no JSON."""
    told = read_json(text)
    if not isinstance(told, dict):
        return None
    match told.get("type"):
        case "played" | "cleared" as kind:
            cut, ms = told.get("cut"), told.get("ms")
            numbers = type(cut) is int and isinstance(ms, int | float) and 0 <= ms <= LONGEST_PLAY_MS
            return Played(cut, ms, kind == "cleared") if numbers else None  # type: ignore[arg-type]
        case "hangup":
            return HungUp()
    return None
