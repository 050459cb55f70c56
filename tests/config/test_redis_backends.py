"""Redis between processes: a page and its call hear each other, also after Redis has been away."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from config.redis_backends import LastingChannelLayer, OptionalCache
from tests.redis_server import RedisServer

pytestmark = pytest.mark.usefixtures("shared_redis_url")
GROUP, HELLO = "call.7", {"type": "text", "text": "札幌"}


@pytest_asyncio.fixture
async def layers(redis_server: RedisServer) -> AsyncIterator[tuple[LastingChannelLayer, LastingChannelLayer]]:
    """One of each of two processes."""
    both = LastingChannelLayer(url=redis_server.url), LastingChannelLayer(url=redis_server.url)
    yield both
    for layer in both:
        await layer.close_pools()


async def test_what_one_process_sends_another_one_hears(
    layers: tuple[LastingChannelLayer, LastingChannelLayer],
) -> None:
    here, there = layers
    channel = await there.new_channel()
    await there.group_add(GROUP, channel)
    await here.group_send(GROUP, HELLO)
    assert await asyncio.wait_for(there.receive(channel), 10) == HELLO
    await there.group_discard(GROUP, channel)
    assert not there.groups


@pytest.mark.parametrize("value", [10**30, -(2**70), "half an emoji \ud83d", {"deep": [None, 0.5, True]}])
async def test_whatever_json_holds_is_carried(
    layers: tuple[LastingChannelLayer, LastingChannelLayer], value: object
) -> None:
    here, there = layers
    channel = await there.new_channel()
    await there.group_add(GROUP, channel)
    await here.group_send(GROUP, {"type": "page.message", "message": {"arguments": {"number": value}}})
    heard = await asyncio.wait_for(there.receive(channel), 10)
    assert heard["message"] == {"arguments": {"number": value}}
    await there.group_discard(GROUP, channel)


async def test_who_listens_hears_again_after_redis_has_forgotten_everything(
    layers: tuple[LastingChannelLayer, LastingChannelLayer],
    redis_server: RedisServer,
    caplog: pytest.LogCaptureFixture,
) -> None:
    here, there = layers
    channel = await there.new_channel()
    await there.group_add(GROUP, channel)
    listening = asyncio.create_task(there.receive(channel))
    await asyncio.sleep(0)  # it listens
    redis_server.stop()
    try:
        await here.group_send(GROUP, HELLO)  # lost, and nobody's call ends by it
        await here.send("specific.nobody!x", HELLO)
    finally:
        redis_server.start()
    async with asyncio.timeout(30):
        while not listening.done():
            await here.group_send(GROUP, HELLO)
            await asyncio.wait([listening], timeout=0.2)
    assert listening.result() == HELLO
    assert [record.levelname for record in caplog.records] == ["ERROR"]


def test_the_cache_is_shared_and_missed_without_a_word_to_callers(redis_server: RedisServer) -> None:
    here, there = (OptionalCache(redis_server.url, {}) for _ in range(2))
    here.set("key", {"yen": 1}, 60)
    assert there.get("key") == {"yen": 1}
    assert there.delete("key")
    assert here.get("key") is None
    assert there.add("key", 1)
    redis_server.stop()
    try:
        here.set("key", 2, 60)
        assert (here.get("key"), here.get("key", "none"), here.add("key", 1)) == (None, "none", False)
        assert not here.delete("key")
    finally:
        redis_server.start()
        for cache in (here, there):
            cache.close()
