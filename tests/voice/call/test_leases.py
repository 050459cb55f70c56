"""One process holds a call; when it dies, one other does."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import OperationalError, connection

from reservations import clock
from voice.call import leases
from voice.models import Session


@pytest.fixture
def left_alone() -> Session:
    session: Session = Session.objects.create(
        created_at=clock.now(), answered_at=clock.now(), status="active", provider="azure", call_id="rtc_1"
    )
    return session


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_of_many_who_want_a_call_one_gets_it(left_alone: Session) -> None:
    many = 6
    together = Barrier(many)

    def want(_who: int) -> bool:
        try:
            seen = Session.objects.get(pk=left_alone.pk)
            together.wait(10)
            return leases.claim(seen)
        except OperationalError:  # SQLite let somebody else write: it tries again at the next round
            return False
        finally:
            connection.close()

    with ThreadPoolExecutor(many) as pool:
        assert sum(pool.map(want, range(many))) == 1


@pytest.mark.db
@pytest.mark.django_db
def test_a_call_that_another_took_is_known_to_be_lost(left_alone: Session) -> None:
    assert leases.claim(left_alone)
    assert leases.renew([left_alone.pk]) == set()
    Session.objects.filter(pk=left_alone.pk).update(held_by="elsewhere:1:ff")
    assert leases.renew([left_alone.pk]) == {left_alone.pk}


@pytest.mark.db
@pytest.mark.django_db
def test_a_call_is_free_when_it_is_let_go(left_alone: Session) -> None:
    assert leases.claim(left_alone)
    left_alone.refresh_from_db()
    assert not leases.is_free(left_alone)
    leases.release(left_alone.pk)
    left_alone.refresh_from_db()
    assert leases.is_free(left_alone)


@pytest.mark.db
@pytest.mark.django_db
def test_a_call_that_ended_is_not_taken(left_alone: Session) -> None:
    Session.objects.filter(pk=left_alone.pk).update(status="ended")
    assert not leases.claim(left_alone)


def held_by(holder: str, seconds: float = 10.0) -> Session:
    return Session(held_by=holder, held_until=time.time() + seconds)


@pytest.mark.unit
def test_a_process_of_this_machine_that_is_no_more_holds_nothing() -> None:
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()
    assert leases.is_free(held_by(f"{socket.gethostname()[:64]}:{gone.pid}:ab"))


@pytest.mark.unit
def test_an_earlier_process_with_our_own_id_holds_nothing() -> None:
    assert leases.is_free(held_by(f"{socket.gethostname()[:64]}:{os.getpid()}:ab"))


@pytest.mark.unit
@pytest.mark.parametrize("holder", [f"{socket.gethostname()[:64]}:{os.getppid()}:ab", "elsewhere:1:ff"])
def test_a_process_that_may_live_holds_its_calls_until_its_lease_ends(holder: str) -> None:
    assert not leases.is_free(held_by(holder))
    assert leases.is_free(held_by(holder, -1.0))
