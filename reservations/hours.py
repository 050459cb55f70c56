"""When a shop's door is open, by the clock on its own wall. Pure."""

from __future__ import annotations

from datetime import datetime, time


def is_open(wall: datetime, opens_at: time, closes_at: time) -> bool:
    """May a car be fetched or brought at `wall`? Closing time still counts; equal times: always open."""
    at = wall.time()
    if opens_at == closes_at:
        return True
    if opens_at < closes_at:
        return opens_at <= at <= closes_at
    return at >= opens_at or at <= closes_at  # past midnight


def say_hours(opens_at: time, closes_at: time) -> str:
    return f"{opens_at:%H:%M}-{closes_at:%H:%M}"
