"""What a clerk asks of a call, done by whoever holds it: whisper, take over, say, give back, telephone, end.

The staff's page writes the act on record and tells the holder over the channel layer; the holder does it and
confirms it on the record. A clerk who took a call over and whose page is gone leaves no caller alone: the
agent goes on after PRESENCE_SECONDS.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Coroutine
from typing import Any, Literal, TypedDict

from channels.db import database_sync_to_async
from django.utils import translation
from django.utils.translation import gettext

from reservations import clock
from voice.call import page_messages
from voice.call.conversation import Conversation
from voice.call.subject import judge_language
from voice.models import Line, Session, StaffAct
from voice.protocol.shapes import JsonObject

log = logging.getLogger(__name__)

Kind = StaffAct.Kind
PRESENCE_SECONDS = 30.0  # the page of a call asks every two
FAREWELL_SECONDS = 25.0  # how long the last words may take
SETTLE_SECONDS = 1.2  # after the last words were made, until their sound has begun


class ActMessage(TypedDict):
    """To the holder of a call, by `page_messages.holder_group`."""

    type: Literal["staff"]
    kind: str  # one of StaffAct.Kind, or PRESENT
    act: int  # of which record; 0 for PRESENT
    text: str  # a clerk's words; for TELEPHONE the words to be said
    shop: JsonObject  # for TELEPHONE: name, phone, tel


PRESENT = "present"  # the clerk's page is still there


def build_act(kind: str, *, act: int = 0, text: str = "", shop: JsonObject | None = None) -> ActMessage:
    """For who holds the call. `act`: the key of its StaffAct, which is confirmed; 0 where none is kept."""
    return {"type": "staff", "kind": kind, "act": act, "text": text, "shop": shop or {}}


class StaffActs:
    def __init__(
        self,
        session: Session,
        conversation: Conversation,
        *,
        follows_instructions: bool,
        hush: Callable[[], None],
        end: Callable[[], Coroutine[Any, Any, None]],
    ) -> None:
        """`follows_instructions`: of the provider's agent. `hush` stops what is being played; `end` ends the
        call, and its conversation."""
        self.session = session
        self.conversation = conversation
        self.follows_instructions = follows_instructions
        self.hush = hush
        self.end = end
        self.absence: asyncio.TimerHandle | None = None
        self.running: set[asyncio.Task[None]] = set()
        self.is_ending = False

    def resume(self) -> None:
        """The call was taken over while another process held it."""
        if self.session.taken_over_by:
            self.conversation.take_over()
            self._await_clerk()

    def carry_out(self, message: ActMessage) -> None:
        """One act; what cannot be done (any more) stays unconfirmed on the record."""
        kind, text = message["kind"], message["text"]
        if kind == PRESENT:
            if self.conversation.staff.is_taken:
                self._await_clerk()
            else:
                self._spawn(self._make_up())
            return
        if kind == Kind.GIVE_BACK and self.is_ending:
            return  # the agent would speak into the farewell
        match kind:
            case Kind.WHISPER if self.follows_instructions:
                self.conversation.whisper(text)
            case Kind.WHISPER:
                self.conversation.dictate(write_whisper(self._judge_language(), text))
            case Kind.SAY:
                self.conversation.dictate(text)
            case Kind.TAKE_OVER:
                self._take_over()
            case Kind.GIVE_BACK:
                self._give_back()
            case Kind.TELEPHONE:
                self.conversation.dictate(text)
                self.conversation.page.tell(page_messages.shop_telephone(**message["shop"]))
            case Kind.END if not self.is_ending:  # the page offers it until the farewell was heard
                self.is_ending = True
                self._await_clerk()
                self._spawn(self._say_farewell(text))
        log.info("session %s: staff: %s", self.session.id, kind)
        position = self.conversation.transcript.place(f"staff_act_{message['act']}")
        self.conversation.recorder.confirm_act(message["act"], position)

    def close(self) -> None:
        """The call is over."""
        if self.absence:
            self.absence.cancel()
        for task in self.running:
            task.cancel()

    def _judge_language(self) -> str:
        """That of the caller, by what they have said until now."""
        captions = self.conversation.transcript.captions.values()
        said = [caption.text for caption in captions if caption.role == Line.Role.CALLER]
        return judge_language(said, self.session.language)

    def _take_over(self) -> None:
        self.conversation.take_over()
        self.hush()
        self.conversation.page.tell(page_messages.staff_presence(present=True))
        self._await_clerk()

    async def _make_up(self) -> None:
        """Take over a call whose act was lost on its way: whose process died between record and message.

        The page is there of a clerk who had the call as it asked, and may have given it back since."""
        clerk = await database_sync_to_async(read_clerk)(self.session.id)
        if clerk and not (self.conversation.staff.is_taken or self.is_ending):
            self._take_over()

    def _give_back(self) -> None:
        if self.absence:
            self.absence.cancel()
        self.conversation.page.tell(page_messages.staff_presence(present=False))
        self.conversation.give_back()

    def _await_clerk(self) -> None:
        if self.absence:
            self.absence.cancel()
        if self.is_ending:  # its last words are said, whoever looks on
            return
        self.absence = asyncio.get_running_loop().call_later(PRESENCE_SECONDS, self._note_absence)

    def _note_absence(self) -> None:
        log.warning("session %s: the clerk's page is gone; the agent goes on", self.session.id)
        self._give_back()
        position = self.conversation.transcript.place("staff_act_absence")
        self._spawn(database_sync_to_async(record_absence)(self.session.id, position))

    async def _say_farewell(self, text: str) -> None:
        """End the call when its last words were heard, or might have been."""
        conversation = self.conversation
        conversation.take_over()
        self.hush()
        conversation.dictate(text)
        try:
            async with asyncio.timeout(FAREWELL_SECONDS):
                while not await self._is_silent():
                    await conversation.wait_for_change(SETTLE_SECONDS)
        except TimeoutError:
            log.warning("session %s: its farewell was not heard to the end", self.session.id)
        try:
            await asyncio.shield(self.end())  # the call ends meanwhile, and `close` with it
        except Exception:
            log.exception("session %s: it could not be ended", self.session.id)
            self.is_ending = False  # the clerk may try again

    async def _is_silent(self) -> bool:
        """Whether the words were made, and their sound has begun and ended."""
        if self.conversation.is_sounding:
            return False
        await asyncio.sleep(SETTLE_SECONDS)  # the sound of a short answer may begin after it was made
        return not self.conversation.is_sounding

    def _spawn(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self.running.add(task)
        task.add_done_callback(self.running.discard)


def read_clerk(session_id: str) -> str:
    """Who speaks in the agent's place, as the record has it; "" for nobody. Blocks on the database."""
    found = Session.objects.filter(pk=session_id).values_list("taken_over_by", flat=True).first()
    return found or ""


def record_absence(session_id: str, position: int) -> None:
    """The agent has the call again, by nobody's wish. Blocks on the database."""
    now = clock.now()
    Session.objects.filter(pk=session_id).update(taken_over_by="")
    StaffAct.objects.create(
        session_id=session_id, kind=Kind.GIVE_BACK, at=now, done_at=now, position=position
    )


def write_farewell(language: str, phone: str) -> str:
    """What a caller hears before staff end the call; `phone` as one reads it, or ""."""
    with translation.override(language):
        if phone:
            return gettext(
                "We are ending this call here. If you need anything more, please call {phone}. Thank you."
            ).format(phone=phone)
        return gettext("We are ending this call here. Thank you for calling.")


def write_telephone(language: str, name: str, phone: str) -> str:
    """What a caller hears who is asked to telephone."""
    with translation.override(language):
        return gettext(
            "A member of our staff will help you by telephone. Please call {shop} at {phone}."
        ).format(shop=name, phone=phone)


def write_whisper(language: str, text: str) -> str:
    """What a caller hears where the agent takes no instructions: the clerk's words as theirs."""
    with translation.override(language):
        return gettext("A message from our staff: {text}").format(text=text)
