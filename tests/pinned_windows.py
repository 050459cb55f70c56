"""Windows of limits whose time a test moves: they go by the machine's time, not by the pinned clock."""

from __future__ import annotations

import pytest

from reservations.limits import windows

START = 1_000_000.0


class Clock:
    """Stands in for the module `time` of `windows`: seconds, moved by hand."""

    def __init__(self) -> None:
        self.now = START

    def time(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    pinned = Clock()
    monkeypatch.setattr(windows, "time", pinned)
    return pinned
