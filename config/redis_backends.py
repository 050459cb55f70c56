"""Redis as channel layer and as Django's cache: both go on, with less, while it is away.

Neither holds what must not be lost: a call's record is in the database, and what is not found in the cache
is made anew.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

from channels_redis.core import RedisChannelLayer
from django.core.cache.backends.redis import RedisCache
from redis import RedisError

from reservations import shared_redis

T = TypeVar("T")
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
    """While Redis is away nothing is found, and nothing is kept: it answers as an empty cache does.

    All that Django's class asks Redis passes `ask`; a test compares the two.
    """

    def __init__(self, server: str, params: dict[str, Any]) -> None:
        super().__init__(server, {**params, "OPTIONS": shared_redis.get_timeouts()})

    def ask(self, question: Callable[..., T], *given: Any, empty: T, **named: Any) -> T:
        """What `question` has from Redis; `empty` while it is away."""
        if not shared_redis.is_away():
            with surviving_outage():
                return question(*given, **named)
        return empty

    def get(self, key: str, default: Any = None, version: int | None = None) -> Any:
        return self.ask(super().get, key, default, version, empty=default)

    def get_many(self, keys: Iterable[str], version: int | None = None) -> dict[str, Any]:
        return self.ask(super().get_many, list(keys), version, empty={})

    def has_key(self, key: str, version: int | None = None) -> bool:
        return self.ask(super().has_key, key, version, empty=False)

    def set(self, key: str, value: Any, *given: Any, **named: Any) -> None:
        self.ask(super().set, key, value, *given, empty=None, **named)

    def set_many(self, data: dict[str, Any], *given: Any, **named: Any) -> list[str]:
        """The keys that were not kept."""
        return self.ask(super().set_many, data, *given, empty=list(data), **named)

    def add(self, key: str, value: Any, *given: Any, **named: Any) -> bool:
        return self.ask(super().add, key, value, *given, empty=False, **named)

    def touch(self, key: str, *given: Any, **named: Any) -> bool:
        return self.ask(super().touch, key, *given, empty=False, **named)

    def incr(self, key: str, delta: int = 1, version: int | None = None) -> int:
        """Raises ValueError where there is no such key."""
        number = self.ask(super().incr, key, delta, version, empty=None)
        if number is None:
            raise ValueError(f"Key {key!r} not found.")
        return number

    def delete(self, key: str, version: int | None = None) -> bool:
        return self.ask(super().delete, key, version, empty=False)

    def delete_many(self, keys: Iterable[str], version: int | None = None) -> None:
        self.ask(super().delete_many, list(keys), version, empty=None)

    def clear(self) -> None:
        self.ask(super().clear, empty=None)


@contextmanager
def surviving_outage() -> Iterator[None]:
    try:
        yield
    except RedisError as error:
        shared_redis.note_outage(error)
