"""The shop of the reservations' tests on its Tuesday morning, and a partner's keys."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.reservations.conftest import book, shop, tuesday_morning
from voice.mcp import keys
from voice.mcp.models import PartnerKey

__all__ = ["book", "shop", "tuesday_morning"]
MakeKey = Callable[..., PartnerKey]


@pytest.fixture
def make_key(db: None) -> MakeKey:
    """A key that writes, unless said otherwise; its secret is in `secret`."""

    def make(name: str = "旅行社", scope: str = "write", **fields: Any) -> PartnerKey:
        key = PartnerKey(name=name, scope=scope, **fields)
        key.secret = keys.issue(key, by="clerk")  # type: ignore[attr-defined]
        return key

    return make
