"""The page of a relayed call, as the call knows it: here or away, what it is told, and what it has heard."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from voice.call.relay import messages
from voice.call.relay.playout import Heard, Playout
from voice.protocol.shapes import JsonObject
from voice.protocol.wire_json import write_json

# A change of networks takes a telephone some seconds; meanwhile the provider's session costs money.
AWAY_SECONDS = 20.0  # how long it may be gone
CUT_SECONDS = 2.0  # how long it may take to say what it had played

TRY_LATER = 4013  # daphne sends no code of the protocol but 1000, and an application's own

Outbox = asyncio.Queue[JsonObject | None]  # what its socket is to send, as ASGI; None: close it


class Listener:
    def __init__(
        self,
        *,
        truncate: Callable[[list[Heard]], None],
        gone: Callable[[], None],
        sound: Callable[[bool], None],
        was_here: bool = False,
    ) -> None:
        """`truncate` is told what the caller did not hear to its end; `gone`, that the page stays away;
        `sound`, when the page has something to play, and when it has played it all (or as far as the cut).
        `was_here`: in another process, where it counted cuts of its own."""
        self.truncate = truncate
        self.gone = gone
        self.sound = sound
        self.is_sounding = False
        self.playout = Playout()
        self.page: Outbox | None = None
        self.was_here = was_here
        self.ready = False
        self.dismissed_with: messages.Message | None = None
        self.dismissed = False
        self.timers: dict[str, asyncio.TimerHandle] = {}

    def come(self, page: Outbox) -> None:
        """For the first time, or again; the one before it, if any, is sent away."""
        # Another tab of the same conversation, or a socket whose loss we have not noticed.
        if self.page:
            self.page.put_nowait(None)
        self._stop("away")
        self.page = page
        if self.dismissed:  # the call has ended while it came
            self.dismiss(self.dismissed_with)
            return
        if self.ready:
            self.tell(messages.READY)
        if self.was_here:
            # What the page had not played was lost with its socket: it is sent again, counted from a new cut.
            self.tell(messages.build_clear(self.playout.rewind()))
        self.was_here = True
        self._flow()

    def drop(self, page: Outbox) -> None:
        """Its network did: the call waits for it."""
        if self.page is page:
            self.page = None
            self._give_up_asking()
            self._in(AWAY_SECONDS, "away", self.gone)

    def leave(self, page: Outbox) -> None:
        """On purpose."""
        if self.page is page:
            self.gone()

    def get_ready(self) -> None:
        self.ready = True
        self.tell(messages.READY)

    def tell(self, message: messages.Message) -> None:
        if self.page:
            self.page.put_nowait({"type": "websocket.send", "text": write_json(message)})

    def play(self, item_id: str, audio: bytes) -> None:
        self.playout.add(item_id, audio)
        self._note_sound()
        self._flow()

    def note_played(self, told: messages.Played) -> None:
        if told.cleared:
            self.truncate(self.playout.confirm_cut(told.cut, told.ms))
        else:
            self.playout.note_played(told.cut, told.ms)
            self._flow()
        self._note_sound()

    def hush(self) -> None:
        """The caller speaks: silence, at once."""
        number = self.playout.interrupt()
        if number is None:
            return
        self.tell(messages.build_clear(number))
        if self.page:
            self._in(CUT_SECONDS, "cut", self._give_up_asking)
        else:
            self._give_up_asking()

    def dismiss(self, words: messages.Message | None = None) -> None:
        """The call is over."""
        self.dismissed, self.dismissed_with = True, words
        for timer in self.timers.values():
            timer.cancel()
        if words:
            self.tell(words)
        if self.page:
            self.page.put_nowait(None)
            self.page = None

    def send_elsewhere(self) -> None:
        """This process ends: the page dials again, and another process goes on with the call."""
        if self.page:
            self.page.put_nowait({"type": "websocket.close", "code": TRY_LATER})
            self.page = None

    def _give_up_asking(self) -> None:
        self.truncate(self.playout.give_up_cuts())
        self._note_sound()

    def _note_sound(self) -> None:
        if self.is_sounding != self.playout.is_unplayed:
            self.is_sounding = self.playout.is_unplayed
            self.sound(self.is_sounding)

    def _flow(self) -> None:
        """Audio goes on as the page plays; to nobody it does not go."""
        if self.page:
            for audio in self.playout.take_ready():
                self.page.put_nowait({"type": "websocket.send", "bytes": audio})

    def _in(self, seconds: float, what: str, then: Callable[[], None]) -> None:
        self._stop(what)
        self.timers[what] = asyncio.get_running_loop().call_later(seconds, then)

    def _stop(self, what: str) -> None:
        if timer := self.timers.pop(what, None):
            timer.cancel()
