"""Redis as channel layer and as Django's cache: both go on, with less, while it is away.

Neither holds what must not be lost: a call's record is in the database, and what is not found in the cache
is made anew.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from channels_redis.core import RedisChannelLayer
from django.core.cache.backends.redis import RedisCache
from redis import RedisError

from reservations import shared_redis

# The layer waits five seconds for a message in one question to Redis: an answer may take longer than that.
RECEIVE_SECONDS = 15.0
REJOIN_SECONDS = 0.5


class LastingChannelLayer(RedisChannelLayer):  # type: ignore[misc]  # channels_redis has no types
    """A message that is sent while Redis is away is lost; who listens hears again as soon as it is back.

    channels_redis's own ends every socket and call that listens when Redis restarts, and forgets the groups.
    """

    def __init__(self, *, url: str, **more: Any) -> None:
        host = {"address": url, **shared_redis.get_timeouts(), "socket_timeout": RECEIVE_SECONDS}
        # Not msgpack: it refuses a number of twenty digits and half an emoji, which models and callers send.
        super().__init__(hosts=[host], serializer_format="json", **more)
        self.groups: defaultdict[str, set[str]] = defaultdict(set)  # by channel, of this process

    async def group_add(self, group: str, channel: str) -> None:
        self.groups[channel].add(group)
        with surviving_outage():
            await super().group_add(group, channel)

    async def group_discard(self, group: str, channel: str) -> None:
        self.groups[channel].discard(group)
        if not self.groups[channel]:
            del self.groups[channel]
        with surviving_outage():
            await super().group_discard(group, channel)

    async def send(self, channel: str, message: dict[str, Any]) -> None:
        if not shared_redis.is_away():
            with surviving_outage():
                await super().send(channel, message)

    async def group_send(self, group: str, message: dict[str, Any]) -> None:
        if not shared_redis.is_away():
            with surviving_outage():
                await super().group_send(group, message)

    async def receive(self, channel: str) -> dict[str, Any]:
        while True:
            try:
                message: dict[str, Any] = await super().receive(channel)
                return message
            except RedisError as error:
                shared_redis.note_outage(error)
            await self.rejoin()

    async def rejoin(self) -> None:
        """Wait until Redis answers, and tell it again who listens to what: it may have forgotten."""
        while True:
            await asyncio.sleep(REJOIN_SECONDS)
            try:
                for channel, groups in list(self.groups.items()):
                    for group in list(groups):
                        await super().group_add(group, channel)
            except RedisError as error:
                shared_redis.note_outage(error)
            else:
                return


class OptionalCache(RedisCache):
    """While Redis is away nothing is found, and nothing is kept."""

    def __init__(self, server: str, params: dict[str, Any]) -> None:
        super().__init__(server, {**params, "OPTIONS": shared_redis.get_timeouts()})

    def get(self, key: str, default: Any = None, version: int | None = None) -> Any:
        if not shared_redis.is_away():
            with surviving_outage():
                return super().get(key, default, version)
        return default

    def set(self, key: str, value: Any, *given: Any, **named: Any) -> None:
        if not shared_redis.is_away():
            with surviving_outage():
                super().set(key, value, *given, **named)

    def add(self, key: str, value: Any, *given: Any, **named: Any) -> bool:
        if not shared_redis.is_away():
            with surviving_outage():
                return super().add(key, value, *given, **named)
        return False

    def delete(self, key: str, version: int | None = None) -> bool:
        if not shared_redis.is_away():
            with surviving_outage():
                return super().delete(key, version)
        return False


@contextmanager
def surviving_outage() -> Iterator[None]:
    try:
        yield
    except RedisError as error:
        shared_redis.note_outage(error)
