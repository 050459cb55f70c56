"""Which process holds a call: exactly one, and another one soon when it dies. Knows only the sessions' rows.

A lease runs by the machines' real clocks, not by ours, which may be pinned.
"""

from __future__ import annotations

import os
import secrets
import socket
import time
from collections.abc import Iterable

from voice.models import Session

LEASE_SECONDS = 10.0  # so long a caller may be without tools when a machine dies
RENEW_SECONDS = 3.0  # two renewals may fail before the lease ends
FIELDS = ("held_by", "held_until")

_nonce = secrets.token_hex(4)


def name_this_process() -> str:
    """This process: host, process id, and what tells it from an earlier one with the same id."""
    return f"{socket.gethostname()[:64]}:{os.getpid()}:{_nonce}"


def mark(session: Session) -> None:
    """Set the lease on `session` without saving it: the caller saves it together with what made it ours."""
    session.held_by = name_this_process()
    session.held_until = time.time() + LEASE_SECONDS


def claim(session: Session) -> bool:
    """Take the call if it is still as we saw it: of those who try, one succeeds."""
    seen = Session.objects.filter(
        pk=session.pk,
        status=Session.Status.ACTIVE,
        call_id=session.call_id,
        held_by=session.held_by,
        held_until=session.held_until,
    )
    # Compare and set: of two processes that saw the same row, the second one matches nothing.
    until = time.time() + LEASE_SECONDS
    if not seen.update(held_by=name_this_process(), held_until=until):
        return False
    session.held_by, session.held_until = name_this_process(), until
    return True


def renew(held: Iterable[str]) -> set[str]:
    """Prolong the leases of `held` (ids of sessions); returns the ids that are not ours any more."""
    ids = set(held)
    ours = Session.objects.filter(pk__in=ids, held_by=name_this_process())
    ours.update(held_until=time.time() + LEASE_SECONDS)
    return ids - set(ours.values_list("pk", flat=True))


def release(session_id: str) -> None:
    """End our lease now, so that another process need not wait for it to run out."""
    Session.objects.filter(pk=session_id, held_by=name_this_process()).update(held_until=time.time())


def is_free(session: Session) -> bool:
    """May another process claim it: its lease ran out, or its holder is dead?"""
    return session.held_until < time.time() or is_dead(session.held_by)


def is_dead(holder: str) -> bool:
    """A process of this machine that is no more: its calls need not wait for the lease to run out."""
    host, _, rest = holder.partition(":")
    pid, _, nonce = rest.partition(":")
    if host != socket.gethostname()[:64] or not pid.isdigit():
        return False
    if int(pid) == os.getpid():
        # Systems use a process id again: the nonce tells an earlier process from this one.
        return nonce != _nonce
    try:
        os.kill(int(pid), 0)
    except ProcessLookupError:
        return True
    except PermissionError:
        # It lives, under another account.
        pass
    return False
