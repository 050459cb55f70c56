"""Counts what a client did of a conversation: collisions, lost results, early answers, and how soon it asked.

Sees the server's truth only, and which tools ran.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass, field

from tests.fakes.scripted_events import Event
from tests.fakes.scripted_realtime import Response


@dataclass
class Made:
    """A call that the model made."""

    key: str
    response: str
    seconds: float
    finished: bool = False  # else it was cut short: nobody may run it
    at: float = 0.0
    result_at: float | None = None
    voiced: bool = False
    withheld: bool = False  # what was sent is not what the tool said


@dataclass
class Counted:
    collisions: int = 0
    early: int = 0  # asked for an answer when results were still to come, and none was complete
    needless: int = 0  # asked when nothing was owed
    repeated: int = 0  # the same result twice
    unfinished: int = 0  # tools run whose call was cut short
    unsent: int = 0
    unvoiced: int = 0
    withheld: int = 0  # voiced, but as cancelled
    waits: list[float] = field(default_factory=list)  # seconds: last output, on a free floor → asked

    @property
    def lost(self) -> int:
        return self.unsent + self.unvoiced + self.withheld


class Tally:
    def __init__(self) -> None:
        self.counted = Counted()
        self.calls: dict[str, Made] = {}
        self.cancelled: set[str] = set()  # responses
        self.over: set[str] = set()
        self.sees: dict[str, list[Made]] = {}
        self.timed: set[str] = set()
        self.ran: set[str] = set()
        self.stumbled = False  # a response failed: whatever it was to say is still owed
        self.begun = False  # the caller has spoken
        self.free_at: float | None = 0.0
        self.last_word = 0.0

    @property
    def now(self) -> float:
        return asyncio.get_running_loop().time()

    # --- what the conversation tells ---------------------------------------------------------------

    def heard(self, event: Event) -> None:
        if event.get("type") != "input_audio_buffer.append":
            self.last_word = self.now

    def refused(self, event: Event) -> None:
        self.counted.collisions += 1

    def began(self, response: Response) -> None:
        if not response.floor:
            return
        if response.asked and self.begun:
            self._judge()
        self.stumbled = False
        self.free_at = None

    def announced(self, response: Response) -> None:
        if response.floor:
            known = [call for call in self.calls.values() if call.result_at is not None]
            self.sees[response.id] = [call for call in known if not call.voiced]

    def ended(self, response: Response, status: str) -> None:
        self.last_word = self.now
        self.over.add(response.id)
        if status == "completed":
            for call in self.sees.get(response.id, []):
                call.voiced = True
        elif status == "failed":
            self.stumbled = True
        else:
            self.cancelled.add(response.id)

    def result(self, call_id: str, output: str) -> None:
        call = self.calls[call_id]
        if call.result_at is not None:
            self.counted.repeated += 1
        else:
            call.result_at = self.now
            call.withheld = call.key not in output

    def delivered(self, event: Event) -> None:
        if event["type"] == "response.done":
            self.free_at = self.now

    # --- judgement ---------------------------------------------------------------------------------

    def _judge(self) -> None:
        due = [calls for calls in self._batches() if self._complete(calls)]
        if not due and not self.stumbled:
            if any(self._awaited(call) for call in self.calls.values()):
                self.counted.early += 1
            else:
                self.counted.needless += 1
        for calls in due:
            if calls[0].response in self.timed or self.free_at is None:
                continue
            self.timed.add(calls[0].response)
            last = max(call.result_at or 0.0 for call in calls)
            self.counted.waits.append(self.now - max(last, self.free_at))

    def _batches(self) -> Iterator[list[Made]]:
        for response in {call.response for call in self.calls.values()}:
            calls = [c for c in self.calls.values() if c.response == response and c.finished]
            if calls and response in self.over:
                yield calls

    def _complete(self, calls: list[Made]) -> bool:
        """All results are in that will come, and not all of them were voiced."""
        sent = [call for call in calls if call.result_at is not None]
        return not any(self._awaited(call) for call in calls) and any(not call.voiced for call in sent)

    def _awaited(self, call: Made) -> bool:
        return call.finished and call.result_at is None and self._required(call)

    def _required(self, call: Made) -> bool:
        """A client may leave the calls of a cancelled response alone; what it ran, it must tell."""
        return call.response not in self.cancelled or call.key in self.ran

    def outstanding(self) -> bool:
        """Something is still to be said, or may be."""
        return any(call.finished and self._required(call) and not call.voiced for call in self.calls.values())

    def unanswered(self) -> bool:
        """Results are still to come."""
        return any(self._awaited(call) for call in self.calls.values())

    def busy_until(self) -> float:
        """When the last tool has had its time and the client has said its last."""
        return max(
            [self.last_word, *(call.at + call.seconds for call in self.calls.values() if call.finished)]
        )

    def close(self) -> Counted:
        for call in self.calls.values():
            if not call.finished:
                self.counted.unfinished += call.key in self.ran
            elif call.voiced:
                self.counted.withheld += call.withheld
            elif self._required(call):
                self.counted.unsent += call.result_at is None
                self.counted.unvoiced += call.result_at is not None
        return self.counted
