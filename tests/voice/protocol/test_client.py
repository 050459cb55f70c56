"""The events we build are those that the vendor's own types describe."""

from __future__ import annotations

from typing import Any

import pytest
from openai.types.realtime import realtime_client_event
from pydantic import TypeAdapter

from voice.call import filler
from voice.protocol import client, server

pytestmark = pytest.mark.unit

VENDOR: TypeAdapter[Any] = TypeAdapter(realtime_client_event.RealtimeClientEvent)


@pytest.mark.parametrize(
    "event",
    [
        client.session_update({"instructions": "Be kind."}, event_id="e1"),
        client.response_create(event_id="e2", instructions="Greet."),
        client.response_create(),
        client.response_cancel("resp_1"),
        client.response_cancel(),
        client.output_audio_clear(),
        client.input_audio_append("AAAA"),
        client.item_create({"type": "message", "role": "system", "content": []}, previous_item_id="root"),
        client.function_call_output("call_1", '{"success": true}'),
        client.user_text("はい"),
        client.item_truncate("item_1", 1200),
        client.item_delete("item_1"),
        client.item_retrieve("item_1"),
        filler.build_word("e3"),
    ],
    ids=lambda event: event["type"],
)
def test_the_vendor_understands_each_event(event: dict[str, Any]) -> None:
    assert VENDOR.validate_python(event).type == event["type"]


def test_a_browser_never_sees_instructions_tools_or_errors() -> None:
    hidden = {server.SESSION_CREATED, server.SESSION_UPDATED, server.RESPONSE_DONE, server.ERROR}
    assert not hidden & server.SEEN_BY_BROWSER
    assert not {name for name in server.SEEN_BY_BROWSER if "function_call" in name}
