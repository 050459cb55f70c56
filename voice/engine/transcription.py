"""What was said in each turn: found out in the background, told in order, and then seen to be answered."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING

from voice.engine.interfaces import Heard
from voice.engine.items import Item
from voice.protocol import server

if TYPE_CHECKING:
    from voice.engine.session import Session

log = logging.getLogger(__name__)


class Transcription:
    def __init__(self, session: Session) -> None:
        self._session = session
        self._previous: asyncio.Task[None] | None = None

    def find_out(
        self,
        item: Item,
        words: asyncio.Future[Heard],
        seconds: float,
        *,
        answer: bool,
        may_be_noise: bool = False,
    ) -> None:
        self._session.turn_taking.listening()
        after = self._previous
        self._previous = self._session.spawn(self._settle(after, item, words, seconds, answer, may_be_noise))
        # A session that ends leaves no recognition behind for others to wait for.
        self._previous.add_done_callback(lambda _: words.cancel())

    async def _settle(
        self,
        after: asyncio.Task[None] | None,
        item: Item,
        words: asyncio.Future[Heard],
        seconds: float,
        answer: bool,
        may_be_noise: bool,
    ) -> None:
        """Tell what was said, in the order in which it was said, and see to the answer."""
        if after:
            await asyncio.wait([after])
        try:
            heard = await words
        except Exception:
            log.exception("recognition failed")
            heard = Heard("", self._session.language, 0.0, "recognition failed")
        part = item["content"][0]
        part["transcript"] = heard.text
        noise = not heard.text and may_be_noise
        self._tell_words(item["id"], heard, seconds, failed=noise)
        self._session.turn_taking.heard()
        if answer and not noise:
            self._session.turn_taking.owe()
        self._session.turn_taking.settle()
        if noise:
            self._session.idle.rest()

    def _tell_words(self, item_id: str, heard: Heard, seconds: float, *, failed: bool) -> None:
        session = self._session
        if session.config["audio"]["input"]["transcription"] is None:
            return
        about = {"item_id": item_id, "content_index": 0}
        if failed:
            why = heard.why_empty or "no words"
            error = {
                "type": "transcription_error",
                "code": "audio_unintelligible",
                "message": why,
                "param": None,
            }
            session.emit(server.TRANSCRIPTION_FAILED, **about, error=error)
        else:
            usage = {"type": "duration", "seconds": round(seconds, 2)}
            session.emit(server.TRANSCRIPTION_COMPLETED, **about, transcript=heard.text, usage=usage)
