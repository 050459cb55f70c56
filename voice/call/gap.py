"""Comes back to a call after a gap: asks what passed, lives through it, and says again what was lost."""

from __future__ import annotations

import asyncio
import logging
import secrets
from typing import Any

from voice.call.call_record import RecordedConversation
from voice.call.conversation import Talk, identify
from voice.call.recovery import GapQuestions
from voice.call.transport import clock
from voice.models import Session

log = logging.getLogger(__name__)

RECALL_SECONDS = 1.0  # what is not answered by then is taken for unknown


class Returning(Talk):
    def __init__(self, session: Session, past: RecordedConversation | None = None, *, typed: int = 0) -> None:
        super().__init__(session, past, typed=typed)
        self.unanswered = past.unanswered if past else ()
        self.recall: GapQuestions | None = None
        self.recall_due: asyncio.TimerHandle | None = None

    def _live(self, event: dict[str, Any]) -> None:
        if self.recall:
            for question in self.recall.hear(event):
                self.outgoing.put_nowait(question)
        self._receive(event)
        if self.recall and self.recall.done:
            self._looked_back()

    def _look_back(self) -> None:
        """Ask what passed; until it is known, or a second has passed, nothing else is sent."""
        self.muted = True
        self._take_up(self.unanswered)
        self.unanswered = ()
        sent = [identify(event) for event in self.loop.unseen.values()]
        self.recall = GapQuestions(self.tracker, sent, secrets.token_hex(4))
        for question in self.recall.questions():
            self.outgoing.put_nowait(question)
        self.recall_due = asyncio.get_running_loop().call_later(RECALL_SECONDS, self._looked_back)

    def _looked_back(self) -> None:
        """Live through what was missed; then say again what the provider does not hold."""
        recall, self.recall = self.recall, None
        if recall is None:
            return
        missed, going_on = recall.missed(), recall.going_on
        self.playing = going_on is not None
        for event in missed:
            self._receive(event)
        self.muted = False
        self._do(self.loop.reconnected(clock(), going_on))
        if self.resuming and not self.greeted and recall.latest is None:
            self._greet()
        self.greeted, self.resuming = True, False
        log.info("session %s: back, having missed %d events", self.session.id, len(missed))

    def _rest(self) -> None:
        super()._rest()
        if self.recall_due and not self.online:
            self.recall_due.cancel()
            self.recall_due = None
