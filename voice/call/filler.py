"""How long the caller has heard nothing while a tool runs, and when a word is due. Part of the tool loop."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

MOST = 2  # words for the calls of one response: a third is no comfort
WORDS = (
    "A tool is still running. Say in one short sentence, in the language of the conversation, that it takes "
    "a moment longer. Say nothing else."
)


@dataclass
class Silence:
    after: float  # seconds of it before the first word; the next one comes after twice as many
    since: float | None = None  # nobody has said anything; None: nothing was said yet
    sounding: bool = False  # the agent's voice is being played

    def receive(self, kind: Any, now: float) -> None:
        match kind:
            case "output_audio_buffer.started":
                self.sounding = True
            case "output_audio_buffer.stopped" | "output_audio_buffer.cleared":
                self.sounding, self.since = False, now
            case (
                "response.done" | "input_audio_buffer.speech_stopped" | "input_audio_buffer.timeout_triggered"
            ):
                self.since = now

    def reconnected(self, now: float) -> None:
        self.sounding, self.since = False, now

    def word_due(self, said: int) -> float | None:
        """When, if so many were said; None: not as things stand."""
        if self.sounding or self.since is None or said >= MOST:
            return None
        return self.since + self.after * (1 + said)


def word(event_id: str) -> dict[str, Any]:
    """A response that answers nothing and calls nothing."""
    response = {"metadata": {"asked": event_id}, "instructions": WORDS, "tool_choice": "none"}
    return {"type": "response.create", "event_id": event_id, "response": response}
