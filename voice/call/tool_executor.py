"""Runs one call of a conversation on a thread, tells the page, leaves a record: errors are results too."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from functools import partial

from channels.db import database_sync_to_async

from reservations import clock, tools
from reservations.errors import Internal
from voice.call import page_messages
from voice.call.call_record import CallRecorder, ToolCallRecord
from voice.call.tool_loop import RunTool
from voice.errors import MalformedJson
from voice.models import Session
from voice.protocol.shapes import Arguments, ToolOutput
from voice.protocol.wire_json import read_json, write_json
from voice.sessions import allow_writing, get_caller

log = logging.getLogger(__name__)


class ToolExecutor:
    def __init__(
        self,
        session: Session,
        recorder: CallRecorder,
        publish: Callable[[page_messages.Message], None],
    ) -> None:
        self.session = session
        self.caller = get_caller(session)
        self.recorder = recorder
        self.publish = publish

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
        try:
            # Not the call's own database thread: parallel calls run in parallel.
            run = database_sync_to_async(tools.run, thread_sensitive=False)
            allow = partial(allow_writing, self.session.id, str(arguments.get("locationId") or ""))
            result: ToolOutput = await run(
                call.name, arguments, caller=self.caller, key=call.call_id, allow_writing=allow
            )
            return result
        except Exception:
            log.exception("session %s: %s failed", self.session.id, call.name)
            return Internal().as_problem(self.session.language)


def parse_arguments(arguments: str) -> Arguments | None:
    """None for what is no JSON object: a model that ran out of tokens stops in the middle."""
    try:
        value = read_json(arguments or "{}")
    except ValueError:
        return None
    return value if isinstance(value, dict) else None
