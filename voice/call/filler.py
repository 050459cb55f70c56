"""How long the caller has heard nothing while a tool runs, and when a word is due. Part of the tool loop."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from voice.protocol import client, server
from voice.protocol.shapes import JsonObject

MOST = 2  # words for the calls of one response: a third is no comfort
WORDS = (
    "A tool is still running. Say in one short sentence, in the language of the conversation, that it takes "
    "a moment longer. Say nothing else."
)


@dataclass
class Filler:
    after: float  # seconds of it before the first word; the next one comes after twice as many
    since: float | None = None  # nobody has said anything; None: nothing was said yet
    sounding: bool = False  # the agent's voice is being played

    def receive(self, kind: Any, now: float) -> None:
        match kind:
            case server.PLAYING_STARTED:
                self.sounding = True
            case server.PLAYING_STOPPED | server.PLAYING_CLEARED:
                self.sounding, self.since = False, now
            case server.RESPONSE_DONE | server.SPEECH_STOPPED | server.TIMEOUT_TRIGGERED:
                self.since = now

    def reconnect(self, now: float) -> None:
        self.sounding, self.since = False, now

    def word_due(self, said: int) -> float | None:
        """When, if so many were said; None: not as things stand."""
        if self.sounding or self.since is None or said >= MOST:
            return None
        return self.since + self.after * (1 + said)


def build_word(event_id: str) -> JsonObject:
    """A response that answers nothing and calls nothing."""
    response = {"metadata": {"asked": event_id}, "instructions": WORDS, "tool_choice": "none"}
    return {"type": client.RESPONSE_CREATE, "event_id": event_id, "response": response}
