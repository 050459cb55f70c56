"""How long the caller waited for each answer: from the end of their turn to the agent's first words. Pure.

A provider tells the end of a spoken turn after the pause by which it knows it (about half a second), which is
not counted; of typed words it is the moment at which they were sent. While a clerk speaks in the agent's
place nobody waits for the agent.
"""

from __future__ import annotations

from collections.abc import Iterable

from voice.call.transcript import Caption
from voice.protocol import server
from voice.protocol.shapes import Event

FIRST_WORDS = frozenset({server.TRANSCRIPT_DELTA, server.TEXT_DELTA})


class ReplyTimer:
    def __init__(self) -> None:
        self.since: float | None = None  # the caller waits
        self.is_paused = False
        self.waited: dict[str, int] = {}  # milliseconds, by the agent's item

    def resume(self, captions: Iterable[Caption]) -> None:
        """What is on record stays: a line that is written again keeps its figure."""
        self.waited = {c.item_id: c.waited_ms for c in captions if c.waited_ms is not None}

    def pause(self) -> None:
        """The agent is not to speak from now on."""
        self.is_paused = True
        self.since = None

    def go_on(self, since: float | None) -> None:
        """The agent is to speak again; `since`: from when, None where the caller waits for nothing."""
        self.is_paused = False
        self.since = since

    def note_typed(self, now: float) -> None:
        """The caller has typed something."""
        if not self.is_paused:
            self.since = now

    def receive(self, event: Event, now: float) -> None:
        """An event of the call; `now` in seconds."""
        if self.is_paused:
            return
        match event.get("type"):
            case server.SPEECH_STARTED:
                self.since = None
            case server.SPEECH_STOPPED:
                self.since = now
            case kind if kind in FIRST_WORDS and self.since is not None:
                self.waited.setdefault(event.get("item_id") or "", round((now - self.since) * 1000))
                self.since = None
