"""Adds up what a provider says its responses cost, whatever the fields are."""

from __future__ import annotations

from typing import Any


def added(total: dict[str, Any], usage: dict[str, Any]) -> dict[str, Any]:
    result = dict(total)
    for key, value in usage.items():
        if isinstance(value, dict):
            result[key] = added(result.get(key) or {}, value)
        elif isinstance(value, int | float) and not isinstance(value, bool):
            result[key] = (result.get(key) or 0) + value
    return result
