"""Sends the messages that were written: at least once, in order, outside any transaction.

A message is claimed by moving `due_at` a lease ahead: a worker that dies loses it to the next one then.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from datetime import datetime, timedelta

import django.db
from django.db import connection, transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from structlog.contextvars import bound_contextvars

from reservations import booking, clock
from reservations.errors import ReservationError
from reservations.messages import senders
from reservations.models import Message

logger = logging.getLogger(__name__)
EVERY = 5.0  # seconds between two looks: a message may wait so long
# Well over EMAIL_TIMEOUT, or a second worker would send it too; a dead worker keeps its message no longer.
LEASE = timedelta(seconds=60)
PAUSE = 1.0  # seconds between two tries to note that a message went out
TRIES = Message.TRIES
AGAIN = ":again-"
WAITING = Q(sent_at__isnull=True, tries__lt=TRIES)
FAILED = Q(sent_at__isnull=True, tries__gte=TRIES)


def send_due(
    limit: int = 100,
    stopped: Callable[[], bool] = lambda: False,
    pause: Callable[[float], object] = time.sleep,
) -> int:
    """Send up to `limit` messages that are due, until `stopped`; how many went out. `pause`: waits so many
    seconds."""
    sent = 0
    for _ in range(limit):
        message = None if stopped() else claim()
        if message is None:
            break
        sent += deliver(message, pause)
    return sent


def list_due() -> QuerySet[Message]:
    """What may be taken now. Nobody shall read of the change before the booking: the earlier goes first."""
    earlier = Message.objects.filter(
        WAITING, reservation=OuterRef("reservation"), channel=OuterRef("channel"), to=OuterRef("to")
    )
    first = ~Exists(earlier.filter(pk__lt=OuterRef("pk")))
    return Message.objects.filter(WAITING, first, due_at__lte=clock.now()).order_by("due_at", "pk")


def claim() -> Message | None:
    """The next message, which is ours until its lease ends; None if there is none."""
    if not list_due().exists():  # asks without the lock for writing, which SQLite has only one of
        return None
    with transaction.atomic():
        # Another worker's row is passed over, not waited for; on SQLite the transaction itself is the lock.
        message = list_due().select_for_update(skip_locked=True, no_key=True, of=("self",)).first()
        if message:
            message.taken_at = clock.now()
            message.due_at = message.taken_at + LEASE
            message.tries += 1
            message.save(update_fields=["taken_at", "due_at", "tries"])
    return message


def deliver(message: Message, pause: Callable[[float], object] = time.sleep) -> bool:
    """Hand a claimed message to its sender, and note what came of it."""
    with bound_contextvars(booking=str(message.reservation_id)):
        try:
            senders.send(message)
        except Exception as error:  # noqa: BLE001  (a sender is anybody's code; one bad message stops no other)
            note_failure(message, error)
            return False
    note_sent(message, pause)
    return True


def note_sent(message: Message, pause: Callable[[float], object]) -> None:
    """While the database is away this is tried until the lease ends: what is not noted is sent once more, by
    whoever takes it then. Raises its last error."""
    until = time.monotonic() + LEASE.total_seconds()
    while True:
        try:
            Message.objects.filter(pk=message.pk).update(sent_at=clock.now(), error="")
        except django.db.Error:
            if time.monotonic() > until:
                raise
            connection.close()
            pause(PAUSE)
        else:
            return


def note_failure(message: Message, error: Exception) -> None:
    """Tried again after 1, 5, 25 … minutes; after the last try it is left for the staff."""
    name = type(error).__name__
    wait = timedelta(minutes=5 ** (message.tries - 1))
    # Only while it is ours: whoever took it after our lease has more to say.
    ours = Message.objects.filter(pk=message.pk, tries=message.tries, sent_at__isnull=True)
    ours.update(error=f"{name}: {error}", due_at=clock.now() + wait)
    # What a server answers names the customer: that is for the admin, not for the log.
    if message.tries < TRIES:
        logger.warning("Message %s failed (%s), again in %s", message.key, name, wait)
    else:
        logger.error("Message %s failed %s times (%s) and is left for the staff", message.key, TRIES, name)


def send_again(messages: QuerySet[Message]) -> int:
    """What waits or failed goes to the workers anew; of what was sent, a copy under another Message-ID.

    What a worker has in hand, or will take within its lease, stays as it is: another one would send it twice.
    Of one whose customer was forgotten nothing is left to be sent.
    """
    now = clock.now()
    messages = messages.exclude(to="")
    in_hand = Q(taken_at__gt=now - LEASE, due_at__gt=now, due_at__lte=now + LEASE)
    with transaction.atomic():
        copies = [copy_message(message, now) for message in messages.filter(sent_at__isnull=False)]
        unsent = messages.filter(sent_at__isnull=True)
        count = unsent.count()
        unsent.exclude(in_hand).update(due_at=now, tries=0, error="")
        Message.objects.bulk_create(copies, ignore_conflicts=True)
    return count + len(copies)


def copy_message(message: Message, now: datetime) -> Message:
    """A message like it that is due now, unsaved. Two clicks in one second make one, by its key."""
    first = message.key.partition(AGAIN)[0]
    told = ("reservation_id", "kind", "channel", "to", "language", "subject", "body", "calendar")
    key = f"{first}{AGAIN}{now:%Y%m%d%H%M%S}"
    return Message(key=key, **{name: getattr(message, name) for name in told})


def work(every: float, stop: threading.Event) -> None:
    """Rounds of sending and of ending holds that ran out, until `stop`; the message in hand is finished."""
    while not stop.is_set():
        run_round(stop)
        stop.wait(every)


def run_round(stop: threading.Event) -> int:
    """End the holds that ran out, and send what is due; how many messages went out.

    A database that is away for a while ends no worker, nor does anything else that went wrong once; and holds
    that cannot be ended keep no message waiting.
    """
    survive_errors(booking.expire_holds)
    return survive_errors(lambda: send_due(stopped=stop.is_set, pause=stop.wait))


def survive_errors(work: Callable[[], int]) -> int:
    """What `work` returns; 0 where it failed, which is logged."""
    try:
        return work()
    except (django.db.Error, ReservationError) as error:
        logger.warning("The outbox waits for the database: %s", error)
        connection.close()
    except Exception:
        logger.exception("A round of the outbox failed")
    return 0
