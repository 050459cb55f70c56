"""The windows of `windows` in Redis: one script, which nothing else comes between, looks and counts.

A window is a sorted set of the moments; it goes away by itself when the last of them is too old.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from typing import TYPE_CHECKING

from reservations import shared_redis

if TYPE_CHECKING:
    from redis import Redis

PREFIX = "uketsuke:window:"
Counted = Sequence[tuple[str, int, float]]  # key, most, seconds: a `windows.Limit` is one

# KEYS: the windows. ARGV: now, a name for this moment or "" to look only; of each window most and seconds.
TAKE = """
local now, member, longest = tonumber(ARGV[1]), ARGV[2], 0
for i, key in ipairs(KEYS) do
  local most, seconds = tonumber(ARGV[2 * i + 1]), tonumber(ARGV[2 * i + 2])
  local wait = 0
  if most <= 0 then
    wait = seconds
  else
    redis.call('ZREMRANGEBYSCORE', key, '-inf', string.format('%.17g', now - seconds))
    local oldest = redis.call('ZRANGE', key, -most, -most, 'WITHSCORES')
    if #oldest > 0 then
      -- one from the future was written by a clock ahead of ours
      wait = math.max(math.min(tonumber(oldest[2]), now) + seconds - now, 0.001)
    end
  end
  longest = math.max(longest, wait)
end
if longest == 0 and member ~= '' then
  for i, key in ipairs(KEYS) do
    local most, seconds = tonumber(ARGV[2 * i + 1]), tonumber(ARGV[2 * i + 2])
    redis.call('ZADD', key, ARGV[1], member)
    redis.call('ZREMRANGEBYRANK', key, 0, -(most + 1))
    redis.call('PEXPIRE', key, math.ceil(seconds * 1000))
  end
end
return string.format('%.17g', longest)
"""


def take(limits: Counted, now: float) -> float:
    """As `windows.take`. Raises RedisAway, after which it is not known whether it was counted."""
    return run_script(limits, now, secrets.token_hex(8))


def find_wait(limits: Counted, now: float) -> float:
    """As `windows.find_wait`. Raises RedisAway."""
    return run_script(limits, now, "")


def give_back(limits: Counted) -> None:
    """As `windows.give_back`. Raises RedisAway."""

    def drop_latest(redis: Redis) -> None:
        pipeline = redis.pipeline()
        for key, _most, _seconds in limits:
            pipeline.zremrangebyrank(PREFIX + key, -1, -1)
        pipeline.execute()

    shared_redis.ask(drop_latest)


def run_script(limits: Counted, now: float, member: str) -> float:
    keys = [PREFIX + key for key, _most, _seconds in limits]
    figures = [figure for _key, most, seconds in limits for figure in (most, seconds)]
    answer = shared_redis.ask(lambda redis: redis.eval(TAKE, len(keys), *keys, repr(now), member, *figures))
    return float(answer)
