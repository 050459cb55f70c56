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
from voice.models import Session
from voice.protocol.shapes import Arguments, Event, ToolOutput
from voice.protocol.wire_json import clean_text, read_json, write_json
from voice.sessions import get_caller
from voice.tool_access import run_tool

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

    def hear(self, event: Event) -> None:
        """An event of the call, before what follows from it."""
        self.ledger.receive(event, clock.now())
        self.heard.set()

    async def run(self, call: RunTool, *, position: int) -> str:
        """The output to send, as JSON. Never raises: silence is the worst answer.

        `position`: the call's place in the conversation.
        """
        arguments = parse_arguments(call.arguments)
        language = self.session.language
        record = ToolCallRecord(
            call_id=call.call_id,
            name=call.name,
            arguments=arguments if arguments is not None else {"unparsed": call.arguments},
            started_at=clock.now(),
            position=position,
        )
        self.recorder.add_tool_call(record)
        self.publish(
            page_messages.tool_started(
                call_id=call.call_id,
                name=call.name,
                arguments=record.arguments,
                at=record.started_at,
                language=language,
            )
        )
        started = time.perf_counter()
        result = await self._result(call, arguments)
        milliseconds = round((time.perf_counter() - started) * 1000)
        ok = bool(result.get("success"))
        self.recorder.add_tool_call(
            ToolCallRecord(**{**vars(record), "result": result, "ok": ok, "milliseconds": milliseconds})
        )
        self.publish(
            page_messages.tool_finished(
                call_id=call.call_id, name=call.name, ok=ok, result=result, ms=milliseconds, language=language
            )
        )
        return write_json(result)

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
