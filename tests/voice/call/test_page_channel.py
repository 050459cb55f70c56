"""What a page says reaches its call once, also over a line, or a channel layer, that was away."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from channels.layers import get_channel_layer

from tests.voice.calls import Call
from voice.call import page_channel, page_messages

pytestmark = [
    pytest.mark.db,
    pytest.mark.call,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("azure"),
]


async def test_typed_words_that_the_page_sends_twice_are_said_once(call: Call) -> None:
    socket = await call.begin()
    group = page_messages.holder_group(call.session.id)
    for text, name in [("もしもし", "a-1"), ("もしもし", "a-1"), ("はい", "a-2")]:
        await get_channel_layer().group_send(group, {"type": "text", "text": text, "id": name})
        assert (await call.page.until("text.heard"))["id"] == name
    said = [await socket.next("conversation.item.create")]
    await socket.next("response.create")
    said.append(await socket.next("conversation.item.create"))
    assert [event["item"]["content"][0]["text"] for event in said] == ["もしもし", "はい"]
    await call.end()


async def test_a_page_is_heard_again_after_the_channel_layer_was_away(
    call: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(page_channel, "LISTEN_AGAIN", 0.0)
    layer = get_channel_layer()
    receive, failures = layer.receive, [ConnectionError("the layer is away")]
    listening = asyncio.Event()

    async def fail_once(channel: str) -> Any:
        if channel != call.page.channel:
            if failures:
                raise failures.pop()
            listening.set()
        return await receive(channel)

    monkeypatch.setattr(layer, "receive", fail_once)
    socket = await call.begin()
    await listening.wait()
    group = page_messages.holder_group(call.session.id)
    await layer.group_send(group, {"type": "text", "text": "もしもし"})
    event = await socket.next("conversation.item.create")
    assert event["item"]["content"][0]["text"] == "もしもし"
    await call.end()
