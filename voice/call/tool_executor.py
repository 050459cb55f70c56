"""Runs one call of a conversation on a thread, tells the page, leaves a record: errors are results too.

It hears the call's events, so that a write that the caller agreed to runs with their consent, and no other.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace

from channels.db import database_sync_to_async

from reservations import clock
from reservations.errors import Internal
from reservations.values import Consent
from voice.call import consent, page_messages
from voice.call.call_record import CallRecorder, ToolCallRecord
from voice.call.tool_loop import RunTool
from voice.errors import MalformedJson
from voice.mcp.session_tool import leave_consent
from voice.models import Session
from voice.protocol.shapes import Arguments, Event, Item, ToolOutput
from voice.protocol.wire_json import clean_text, read_json, write_json
from voice.sessions import get_caller
from voice.tool_access import find_booking_link, run_tool, tells_of_booking

log = logging.getLogger(__name__)

# A provider's recogniser may be slower than its model. Without words the consent stands all the same, and
# the line in the conversation gets them when they come.
WORDS_SECONDS = 1.5


class ToolExecutor:
    def __init__(
        self,
        session: Session,
        recorder: CallRecorder,
        publish: Callable[[page_messages.Message], None],
        *,
        page_plays: bool = False,
    ) -> None:
        """`page_plays`: as `ConsentLedger` asks."""
        self.session = session
        self.caller = replace(get_caller(session), needs_consent=True)
        self.ledger = consent.ConsentLedger(page_plays=page_plays)
        self.heard = asyncio.Event()
        self.recorder = recorder
        self.publish = publish
        self.language = session.language
        self.approved: dict[str, consent.Agreement] = {}  # by the request for approval

    def hear(self, event: Event) -> None:
        """An event of the call, before what follows from it."""
        self.ledger.receive(event, clock.now())
        self.heard.set()

    async def run(self, call: RunTool, *, position: int) -> str:
        """The output to send, as JSON. Never raises: silence is the worst answer.

        `position`: the call's place in the conversation.
        """
        arguments = parse_arguments(call.arguments)
        record = ToolCallRecord(
            call_id=call.call_id,
            name=call.name,
            arguments=arguments if arguments is not None else {"unparsed": call.arguments},
            started_at=clock.now(),
            position=position,
        )
        self.tell_begun(record)
        started = time.perf_counter()
        result = await self._result(call, arguments)
        milliseconds = round((time.perf_counter() - started) * 1000)
        done = self._note_done(record, result, milliseconds)
        # Most answers name no booking: the model is not kept waiting for a thread that finds nothing.
        link = await self._find_link(result) if tells_of_booking(result) else ""
        self._publish_done(done, result, link)
        return write_json(result)

    def tell_begun(self, record: ToolCallRecord) -> None:
        """Put a call on record, and tell the page that it runs."""
        self.recorder.add_tool_call(record)
        self.publish(
            page_messages.tool_started(
                call_id=record.call_id,
                name=record.name,
                arguments=record.arguments,
                at=record.started_at,
                language=self.language,
            )
        )

    def tell_done(self, record: ToolCallRecord, output: ToolOutput, milliseconds: int) -> str:
        """Put the end of a call on record, and tell the page of it; the output as JSON."""
        self._publish_done(self._note_done(record, output, milliseconds), output)
        return write_json(output)

    def _note_done(self, record: ToolCallRecord, output: ToolOutput, milliseconds: int) -> ToolCallRecord:
        done = replace(record, result=output, ok=bool(output.get("success")), milliseconds=milliseconds)
        self.recorder.add_tool_call(done)
        return done

    def _publish_done(self, record: ToolCallRecord, output: ToolOutput, link: str = "") -> None:
        self.publish(
            page_messages.tool_finished(
                call_id=record.call_id,
                name=record.name,
                ok=bool(record.ok),
                result=output,
                ms=record.milliseconds or 0,
                language=self.language,
                link=link,
            )
        )

    # --- calls that the provider makes by itself (`mcp_calls`) ---------------------------------------

    async def approve(self, request: Item) -> bool:
        """May the provider make the call that this item asks for? A step that only asks may be made; one that
        writes, where the caller agreed: then the agreement awaits it at our door. Never raises."""
        call_id, name = str(request["id"]), str(request.get("name") or "")
        arguments = parse_arguments(str(request.get("arguments") or ""))
        if arguments is None:
            return False
        if not arguments.get(consent.TOKEN) or self.ledger.find_done(name, arguments):
            return True
        agreement = self.ledger.take(call_id, name, arguments)
        if agreement is None:
            return False
        try:
            given = await self._await_words(agreement)
            if given:
                leave = database_sync_to_async(leave_consent, thread_sensitive=False)
                await leave(self.session.id, name, arguments, given)
                self.approved[call_id] = agreement
                return True
        except Exception:
            log.exception("session %s: the approval of %s failed", self.session.id, name)
        self.ledger.settle(agreement, call_id, name, arguments, done=False)
        return False

    def settle_approved(self, item: Item, output: ToolOutput) -> ToolOutput:
        """The provider has made this call: what was agreed is done, or may be tried again."""
        call_id = str(item.get("approval_request_id") or "")
        if agreement := self.approved.pop(call_id, None):
            arguments = parse_arguments(str(item.get("arguments") or "")) or {}
            done = consent.is_done(output)
            self.ledger.settle(agreement, call_id, str(item.get("name") or ""), arguments, done=done)
        return output

    async def _find_link(self, result: ToolOutput) -> str:
        find = database_sync_to_async(find_booking_link, thread_sensitive=False)
        link: str = await find(result, self.session.id)
        return link

    async def _result(self, call: RunTool, arguments: Arguments | None) -> ToolOutput:
        if arguments is None:
            return MalformedJson().as_problem(self.session.language)
        agreement = self.ledger.take(call.call_id, call.name, arguments)
        result: ToolOutput = {}
        try:
            given = await self._await_words(agreement) if agreement else None
            # The same yes once more is answered as it was: by the key of the call that it was carried out by.
            key = self.ledger.find_done(call.name, arguments) or call.call_id
            # Not the call's own database thread: parallel calls run in parallel.
            run = database_sync_to_async(run_tool, thread_sensitive=False)
            caller = replace(self.caller, consent=given)
            result = await run(call.name, arguments, caller=caller, key=key)
            self.ledger.ask(call.call_id, call.name, result)
        except Exception:
            log.exception("session %s: %s failed", self.session.id, call.name)
            result = Internal().as_problem(self.session.language)
        finally:
            if agreement:
                done = consent.is_done(result)
                self.ledger.settle(agreement, call.call_id, call.name, arguments, done=done)
        return result

    async def _await_words(self, agreement: consent.Agreement) -> Consent | None:
        """The consent, with the words if they come in time; None where nothing was said after all."""
        turn = agreement.turn
        with suppress(TimeoutError):
            async with asyncio.timeout(WORDS_SECONDS):
                while turn.words is None:
                    self.heard.clear()
                    await self.heard.wait()
        if turn.is_empty:
            return None
        return Consent(
            words=clean_text(turn.words or ""),
            at=turn.at,
            line=clean_text(turn.item_id),
            summary=clean_text(agreement.said),
        )


def parse_arguments(arguments: str) -> Arguments | None:
    """None for what is no JSON object: a model that ran out of tokens stops in the middle."""
    try:
        value = read_json(arguments or "{}")
    except ValueError:
        return None
    return value if isinstance(value, dict) else None
