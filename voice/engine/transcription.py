"""What was said in each turn: found out in the background, told in order, and then seen to be answered."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Coroutine
from typing import Any

from voice.engine.interfaces import Heard
from voice.engine.turn_taking import TurnTaking
from voice.protocol import server
from voice.protocol.shapes import Item, SessionConfig

log = logging.getLogger(__name__)


class Transcription:
    """`config` is asked anew each time; `language` is the one of speech that no words were found in."""

    def __init__(
        self,
        *,
        config: Callable[[], SessionConfig],
        language: str,
        turn_taking: TurnTaking,
        emit: Callable[..., None],
        spawn: Callable[[Coroutine[Any, Any, Any]], asyncio.Task[Any]],
    ) -> None:
        self._config = config
        self._language = language
        self._turn_taking = turn_taking
        self._emit = emit
        self._spawn = spawn
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
        """Once the words of a turn are known, its item gets them, and it is answered if `answer`.

        `seconds` is the turn's length. `may_be_noise`: without words it is told as failed, and not answered,
        unless a voice was plainly there.
        """
        self._turn_taking.await_words()
        after = self._previous
        self._previous = self._spawn(self._settle(after, item, words, seconds, answer, may_be_noise))
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
        # Recognition of a short turn may end before that of the long one before it.
        if after:
            await asyncio.wait([after])
        try:
            heard = await words
        except Exception:
            log.exception("recognition failed")
            heard = Heard("", self._language, 0.0, "recognition failed")
        part = item["content"][0]
        part["transcript"] = heard.text
        noise = not heard.text and may_be_noise and not heard.has_voice
        self._tell_words(item["id"], heard, seconds, failed=noise)
        self._turn_taking.receive_words()
        if answer and not noise:
            self._turn_taking.owe()
        self._turn_taking.settle()
        if noise:
            self._turn_taking.wait_for_caller()

    def _tell_words(self, item_id: str, heard: Heard, seconds: float, *, failed: bool) -> None:
        if self._config()["audio"]["input"]["transcription"] is None:
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
            self._emit(server.TRANSCRIPTION_FAILED, **about, error=error)
        else:
            usage = {"type": "duration", "seconds": round(seconds, 2)}
            self._emit(server.TRANSCRIPTION_COMPLETED, **about, transcript=heard.text, usage=usage)
