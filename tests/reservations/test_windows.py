"""A window is true: exact under any load, not prolonged by who is refused, and one for all processes."""

from __future__ import annotations

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, connections
from pytest_django import Settings

from reservations.limits import windows
from reservations.limits.windows import Limit
from reservations.models import Window
from tests.house.test_sizes import ROOT
from tests.pinned_windows import START, Clock, clock
from tests.redis_server import RedisServer

__all__ = ["clock"]
pytestmark = [pytest.mark.db, pytest.mark.django_db(transaction=True)]
everywhere = pytest.mark.usefixtures("store")


@pytest.fixture(params=["database", "redis"])
def store(request: pytest.FixtureRequest) -> str:
    """Where windows are kept."""
    if request.param == "redis":
        request.getfixturevalue("shared_redis_url")
    return str(request.param)


@everywhere
def test_so_many_and_not_one_more(clock: Clock) -> None:
    assert [windows.take(Limit("k", 3)) for _ in range(5)] == [0.0, 0.0, 0.0, 60.0, 60.0]
    assert windows.take(Limit("other", 3)) == 0.0


@everywhere
def test_who_is_refused_prolongs_nothing(clock: Clock) -> None:
    for _ in range(5):
        windows.take(Limit("k", 5))
    for _ in range(59):
        clock.now += 1
        assert windows.take(Limit("k", 5)) == START + 60 - clock.now
    clock.now += 1
    assert windows.take(Limit("k", 5)) == 0.0


@everywhere
def test_the_window_slides(clock: Clock) -> None:
    """Two minutes' worth do not fit around the turn of a minute."""
    taken = []
    for second in range(0, 240, 5):
        clock.now = START + second
        if not windows.take(Limit("k", 3)):
            taken.append(second)
    assert taken == [0, 5, 10, 60, 65, 70, 120, 125, 130, 180, 185, 190]


@everywhere
def test_one_full_window_uses_up_no_other(clock: Clock) -> None:
    assert windows.take(Limit("a", 1), Limit("b", 5)) == 0.0
    for _ in range(10):
        assert windows.take(Limit("a", 1), Limit("b", 5)) == 60.0
    assert [windows.take(Limit("b", 5)) for _ in range(5)] == [0.0, 0.0, 0.0, 0.0, 60.0]


@everywhere
def test_the_longest_wait_is_told(clock: Clock) -> None:
    windows.take(Limit("a", 1, 10), Limit("b", 1, 3600))
    assert windows.take(Limit("a", 1, 10), Limit("b", 1, 3600)) == 3600


@everywhere
def test_nothing_is_allowed_where_nothing_is_to_be() -> None:
    assert windows.take(Limit("other", 1), Limit("k", 0)) == 60.0
    assert windows.take(Limit("other", 1)) == 0.0


@everywhere
def test_what_is_given_back_is_free_again(clock: Clock) -> None:
    for _ in range(2):
        windows.take(Limit("k", 2))
    windows.give_back(Limit("k", 2), Limit("never taken", 1))
    assert [windows.take(Limit("k", 2)) for _ in range(2)] == [0.0, 60.0]


@everywhere
def test_looking_takes_nothing(clock: Clock) -> None:
    assert [windows.find_wait(Limit("k", 1)) for _ in range(3)] == [0.0] * 3
    windows.take(Limit("k", 1))
    assert windows.find_wait(Limit("k", 1)) == 60.0


@everywhere
def test_a_clock_that_goes_ahead_locks_nobody_out(clock: Clock) -> None:
    clock.now = START + 1000
    windows.take(Limit("k", 1))
    clock.now = START
    assert windows.take(Limit("k", 1)) <= 60.0


def test_what_says_nothing_any_more_is_forgotten(clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(windows, "_swept_at", 0.0)
    windows.take(Limit("a", 1))
    clock.now += 61
    windows.take(Limit("b", 1))
    assert [row.key for row in Window.objects.all()] == ["b"]


@everywhere
def test_a_hundred_at_once_are_five() -> None:
    def tried(_number: int) -> float:
        try:
            return windows.take(Limit("k", 5))
        finally:
            connections.close_all()

    with ThreadPoolExecutor(25) as threads:
        waits = list(threads.map(tried, range(100)))
    assert waits.count(0.0) == 5
    assert all(0 < wait <= 60 for wait in waits if wait)


PROGRAM = """
import sys, django
django.setup()
from django.conf import settings
from django.db import connections
from reservations.limits import windows
connections["default"].settings_dict["NAME"] = sys.argv[1]
print("ready", flush=True)
sys.stdin.readline()
print(sum(windows.take(windows.Limit("k", 5)) == 0.0 for _ in range(20)))
"""


@everywhere
def test_processes_share_a_window(settings: Settings) -> None:
    name = str(connection.settings_dict["NAME"])
    others = [
        subprocess.Popen(
            [sys.executable, "-c", PROGRAM, name],
            cwd=ROOT,
            env={**os.environ, "REDIS_URL": settings.REDIS_URL},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for _ in range(2)
    ]
    try:
        for other in others:
            assert other.stdout is not None
            assert other.stdout.readline() == "ready\n"
        taken = [other.communicate(timeout=30)[0] for other in _released(others)]
    finally:
        for other in others:
            other.kill()
            other.wait()
    assert sum(map(int, taken)) == 5


def test_without_redis_the_database_counts(
    shared_redis_url: str, redis_server: RedisServer, caplog: pytest.LogCaptureFixture
) -> None:
    """Staff read of it once, not once a request."""
    assert windows.take(Limit("k", 2)) == 0.0
    assert not Window.objects.exists()
    redis_server.stop()
    try:
        assert [windows.take(Limit("k", 2)) > 0 for _ in range(3)] == [False, False, True]
        windows.give_back(Limit("k", 2))
        assert windows.find_wait(Limit("k", 2)) == 0.0
        assert [record.levelname for record in caplog.records if "Redis is away" in record.message] == [
            "ERROR"
        ]
    finally:
        redis_server.start()


def _released(others: list[subprocess.Popen[str]]) -> list[subprocess.Popen[str]]:
    """Both at once, before either is waited for."""
    for other in others:
        assert other.stdin is not None
        other.stdin.write("go\n")
        other.stdin.flush()
    return others
