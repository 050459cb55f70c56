"""What is counted and timed of calls and their tools, for `/metrics` (docs/observability.md).

No label names a person, a conversation or a booking: there are as many series as there are kinds.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager

from prometheus_client import Counter, Histogram

from voice.protocol import server
from voice.protocol.shapes import Event

SESSIONS = Counter("uketsuke_sessions_started", "Conversations that were granted.", ["provider"])
CALLS_STARTED = Counter("uketsuke_calls_started", "Calls that were begun.", ["way"])
CALLS_ENDED = Counter("uketsuke_calls_ended", "Conversations that ended, by why.", ["reason"])
PROBLEMS = Counter("uketsuke_problems", "Refusals over HTTP, by their code.", ["code"])
TOOL_CALLS = Counter(
    "uketsuke_tool_calls", "Calls of tools; outcome is ok or a problem's code.", ["tool", "outcome"]
)
TOOL_SECONDS = Histogram("uketsuke_tool_seconds", "How long a tool took.", ["tool"])
STAGES = Histogram(
    "uketsuke_stage_seconds",
    "How long a stage of a call took: mint, answer, attach, response.",
    ["stage"],
    buckets=(0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 0.75, 1.0, 1.5, 2.5, 5.0, 10.0),
)
FIRST_OF_ANSWER = frozenset({server.PLAYING_STARTED, server.TRANSCRIPT_DELTA, server.TEXT_DELTA})


@contextmanager
def time_stage(stage: str) -> Iterator[None]:
    """Of what succeeded: what fails is counted as what it is."""
    began = time.perf_counter()
    yield
    STAGES.labels(stage).observe(time.perf_counter() - began)


class ResponseTimer:
    """From the end of the caller's turn to the agent's first sound or word."""

    def __init__(self) -> None:
        self.asked_at: float | None = None

    def receive(self, event: Event) -> None:
        kind = event.get("type")
        if kind == server.SPEECH_STOPPED:
            self.asked_at = time.perf_counter()
        elif kind == server.SPEECH_STARTED:
            self.asked_at = None  # the turn was not over
        elif self.asked_at is not None and kind in FIRST_OF_ANSWER:
            STAGES.labels("response").observe(time.perf_counter() - self.asked_at)
            self.asked_at = None
