"""Redis between processes: a page and its call hear each other, also after Redis has been away."""

from __future__ import annotations

import asyncio
import inspect
import socket
from collections.abc import AsyncIterator, Iterator
from typing import Any

import pytest
import pytest_asyncio
from django.core.cache.backends.redis import RedisCache
from pytest_django import Settings

from config.redis_backends import LastingChannelLayer, OptionalCache
from reservations import shared_redis
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


# What an empty cache answers to each thing that Django's class asks Redis.
ASKED: dict[str, tuple[tuple[Any, ...], Any]] = {
    "add": (("key", 1), False),
    "clear": ((), None),
    "delete": (("key",), False),
    "delete_many": ((["key"],), None),
    "get": (("key", "none"), "none"),
    "get_many": ((["key"],), {}),
    "has_key": (("key",), False),
    "incr": (("key",), ValueError),
    "set": (("key", 1), None),
    "set_many": (({"key": 1},), ["key"]),
    "touch": (("key",), False),
}
# Of BaseCache's own, made of those above.
MADE: dict[str, tuple[tuple[Any, ...], Any]] = {
    "decr": (("key",), ValueError),
    "get_or_set": (("key", 7), 7),
    "incr_version": (("key",), ValueError),
    "__contains__": (("key",), False),
}


@pytest.fixture
def cache_without_redis(redis_server: RedisServer) -> Iterator[OptionalCache]:
    cache = OptionalCache(redis_server.url, {})
    redis_server.stop()
    yield cache
    redis_server.start()
    cache.close()


def test_a_redis_that_says_nothing_is_waited_for_once(
    monkeypatch: pytest.MonkeyPatch, settings: Settings
) -> None:
    """A machine that hangs takes connections, and answers on none."""
    monkeypatch.setattr(shared_redis, "ANSWER_SECONDS", 0.2)
    monkeypatch.setattr(shared_redis, "_away_until", 0.0)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        settings.REDIS_URL = f"redis://127.0.0.1:{silent.getsockname()[1]}/0"
        with pytest.raises(shared_redis.RedisAway):
            shared_redis.ask(lambda redis: redis.get("key"))
        assert shared_redis.is_away()
        silent.settimeout(0)
        first, _address = silent.accept()
        first.close()
        with pytest.raises(BlockingIOError):
            silent.accept()


def test_all_that_the_cache_asks_redis_is_known_here() -> None:
    asking = {
        name
        for name, each in vars(RedisCache).items()
        if callable(each) and "_cache." in inspect.getsource(each)
    }
    assert asking == set(ASKED)


@pytest.mark.parametrize("is_known", [False, True], ids=["first", "while it is known"])
def test_nothing_that_is_asked_fails_while_redis_is_away(
    cache_without_redis: OptionalCache, monkeypatch: pytest.MonkeyPatch, is_known: bool
) -> None:
    if not is_known:
        monkeypatch.setattr(shared_redis, "AWAY_SECONDS", 0.0)  # each question waits for Redis in vain
    for name, (given, answer) in {**ASKED, **MADE}.items():
        ask = getattr(cache_without_redis, name)
        if answer is ValueError:
            with pytest.raises(ValueError, match="key"):
                ask(*given)
        else:
            assert ask(*given) == answer, name
