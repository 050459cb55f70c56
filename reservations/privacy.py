"""Forgets customers: one who asks for it, and all whose time is over. Rentals stay, without their people.

A rental that is not over keeps its customer: they are still to be served. Whoever of another app keeps
personal data has a module of its own beside this one (`voice/privacy.py`).
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TypeVar
from uuid import UUID

from django.conf import settings
from django.contrib.admin.models import LogEntry
from django.db import transaction
from django.db.models import Model, Q, QuerySet, TextField
from django.db.models.functions import Cast

from reservations import changes, clock, numbers, repositories
from reservations.changes import IS_OVER
from reservations.errors import NoReservation
from reservations.models import (
    Message,
    PersonalDataView,
    Quarantine,
    Receipt,
    Reservation,
    ReservationEvent,
)
from reservations.models.readonly import mirror_writes
from reservations.phones import parse
from reservations.repositories.orm import audit_log, queries
from reservations.values import ERASED, Actor

BATCH = 500  # rows of one transaction: nobody who books waits long for it
Row = TypeVar("Row", bound=Model)
# Of VAR_DIR: where messages are written while no server sends them.
MESSAGE_FOLDERS = ("mail", "sms")


@dataclass(frozen=True)
class Customer:
    """By what a customer is found: a reservation's number, a telephone, an address; "" is not asked."""

    number: str = ""
    phone: str = ""
    email: str = ""


def list_spellings(customer: Customer, rentals: Iterable[Reservation]) -> list[str]:
    """The telephones and addresses of a customer and of these rentals, as they may stand in a text:
    +819012345678, 09012345678, 090-1234-5678."""
    phones = [customer.phone, *(str(rental.customer_phone or "") for rental in rentals)]
    emails = [customer.email, *(rental.customer_email for rental in rentals)]
    found = dict.fromkeys(email for email in emails if email)
    for phone in phones:
        if (number := parse(phone)) is None:
            continue
        national = f"0{number.national_number}" if number.country_code == 81 else ""
        found |= dict.fromkeys([f"+{number.country_code}{number.national_number}", national])
        if len(national) in {10, 11}:
            found[f"{national[:-8]}-{national[-8:-4]}-{national[-4:]}"] = None
    return [each for each in found if each]


def find_rentals(customer: Customer) -> list[Reservation]:
    """Every rental of `customer`, the newest first; with Cosmos DB those that the mirror shows."""
    found = Q()
    if customer.number:
        found |= Q(number=numbers.parse(customer.number) or customer.number)
    if customer.phone:
        number = parse(customer.phone)
        phone = f"+{number.country_code}{number.national_number}" if number else customer.phone
        found |= Q(customer_phone=phone) | Q(messages__to=phone)
    if customer.email:
        found |= Q(customer_email__iexact=customer.email) | Q(messages__to__iexact=customer.email)
    return list(Reservation.objects.filter(found).distinct()) if found else []


def find_conversations(rentals: Iterable[Reservation], mentioned: Iterable[str]) -> set[str]:
    """The conversations that may be forgotten with these rentals: those that made or changed them, and of
    `mentioned` and these such as no other rental has, nor one that is not over."""
    chosen = [rental.pk for rental in rentals if is_over(rental)]
    found = {*list_conversations(chosen), *mentioned}
    made = Reservation.objects.filter(session_id__in=found).exclude(pk__in=chosen)
    changed = select_own_lines().filter(session_id__in=found).exclude(reservation__in=chosen)
    others = (rows.values_list("session_id", flat=True) for rows in (made, changed))
    return found.difference(*others)


def list_conversations(keys: Collection[UUID]) -> set[str]:
    """Those that made or changed these rentals."""
    made = Reservation.objects.filter(pk__in=keys).values_list("session_id", flat=True)
    changed = select_own_lines().filter(reservation__in=keys).values_list("session_id", flat=True)
    return {*made, *changed} - {""}


def select_own_lines() -> QuerySet[ReservationEvent]:
    """Of the audit log, without what a conversation had done to others' rentals, which made room for it."""
    return ReservationEvent.objects.exclude(actor=Reservation.Source.SYSTEM).order_by()


def is_over(rental: Reservation) -> bool:
    """Whether its customer may be forgotten."""
    return rental.status in IS_OVER


def count_traces(customer: Customer, rentals: Iterable[Reservation]) -> dict[str, int]:
    """What `erase` would touch, by kind: for `--dry-run`."""
    over = [rental for rental in rentals if is_over(rental)]
    return {
        "rentals": sum(rental.customer_name != ERASED for rental in over),
        "messages": select_messages(over).count(),
        "receipts": select_receipts(over).count(),
        "documents in quarantine": len(list(find_quarantined(customer, over))),
        "message files": len(list(find_files(customer, over))),
    }


def erase(customer: Customer, rentals: Iterable[Reservation]) -> dict[str, int]:
    """Forget the customer of those of `rentals` that are over; how many rows of each kind that touched.

    Again does nothing more. What the store answers while it is away is raised (`reservations.errors`).
    """
    over = [rental for rental in rentals if is_over(rental)]
    counts = count_traces(customer, over)
    with transaction.atomic():
        select_receipts(over).delete()
        Quarantine.objects.filter(pk__in=[each.pk for each in find_quarantined(customer, over)]).delete()
    files = list(find_files(customer, over))
    for rental in over:
        erase_rental(rental)
    for file in files:
        file.unlink(missing_ok=True)
    return counts


def erase_rental(rental: Reservation) -> None:
    """The rental itself in its store, and what our tables say of it beside."""
    try:
        repositories.current().erase_person(rental, actor=Actor("system"))
    except NoReservation:
        erase_orphan(rental)
    with transaction.atomic():
        messages = list(Message.objects.filter(reservation=rental.pk).values_list("pk", flat=True))
        # Django's own history of the admin names a message by its receiver.
        named = {"content_type__model": "message", "object_id__in": [str(pk) for pk in messages]}
        LogEntry.objects.filter(**named).update(object_repr="")
        select_messages([rental]).filter(sent_at=None).delete()  # else it would still be sent
        scrub_messages(select_messages([rental]))


def erase_orphan(rental: Reservation) -> None:
    """A row of the mirror whose document is gone from Cosmos DB: nobody else will ever write it."""
    after = changes.erase_person(queries.read_rental(rental), clock.now())
    with mirror_writes(), transaction.atomic():
        row = Reservation.objects.get(pk=rental.pk)
        for name in changes.PERSONAL:
            setattr(row, name, getattr(after, name))
        row.save(update_fields=changes.PERSONAL)
        audit_log.erase_words(row)


def scrub_messages(messages: QuerySet[Message]) -> int:
    """That one was sent, what of and when, stays."""
    return messages.update(to="", subject="", body="", calendar="", error="")


def select_messages(rentals: Iterable[Reservation]) -> QuerySet[Message]:
    return Message.objects.filter(reservation__in=[rental.pk for rental in rentals]).exclude(to="", body="")


def select_receipts(rentals: Iterable[Reservation]) -> QuerySet[Receipt]:
    """Of the conversations that made them, and answers that name one: they hold the customer's name."""
    sessions = {rental.session_id for rental in rentals if rental.session_id}
    found = Q(pk__in=[])
    for session_id in sessions:
        found |= Q(caller__endswith=f":{session_id}")
    for rental in rentals:
        found |= Q(told__contains=f'"{rental.number}"')
    return Receipt.objects.annotate(told=Cast("answer", TextField())).filter(found)


def find_quarantined(customer: Customer, rentals: Sequence[Reservation]) -> Iterator[Quarantine]:
    """Documents that could not be shown, and name the customer or one of the rentals."""
    wanted = [*list_spellings(customer, rentals), *(rental.number for rental in rentals)]
    for each in Quarantine.objects.iterator():
        text = str(each.document)
        if any(word in text for word in wanted):
            yield each


def find_files(customer: Customer, rentals: Sequence[Reservation]) -> Iterator[Path]:
    """Messages that were written into VAR_DIR because no sender is set up."""
    wanted = [
        word.encode() for word in [*list_spellings(customer, rentals), *(rental.number for rental in rentals)]
    ]
    for file in list_files():
        if any(word in file.read_bytes() for word in wanted):
            yield file


def list_files() -> list[Path]:
    """All messages that were written into VAR_DIR."""
    folders = (Path(settings.VAR_DIR) / name for name in MESSAGE_FOLDERS)
    return [file for folder in folders for file in sorted(folder.glob("*")) if file.is_file()]


# --- by age ----------------------------------------------------------------------------------------


def purge(
    *,
    messages: datetime | None,
    receipts: datetime | None,
    customers: datetime | None,
    views: datetime | None,
) -> dict[str, int]:
    """Forget what is older than these times (None: keep that kind); how much of each was.

    In batches, each a transaction of its own: it may be stopped at any point, and run beside bookings.
    """
    counts: dict[str, int] = {}
    if messages:
        old = Message.objects.filter(sent_at__lt=messages).exclude(to="", body="")
        counts["messages"] = for_each_batch(old, scrub_messages)
        counts["message files"] = forget_files(messages)
    if receipts:
        answered = Receipt.objects.filter(created_at__lt=receipts)
        counts["receipts"] = for_each_batch(answered, lambda batch: batch.delete()[0])
        unread = Quarantine.objects.filter(seen_at__lt=receipts)
        counts["documents in quarantine"] = for_each_batch(unread, lambda batch: batch.delete()[0])
    if views:
        seen = PersonalDataView.objects.filter(at__lt=views)
        counts["views of personal data"] = for_each_batch(seen, lambda batch: batch.delete()[0])
    if customers:
        ended = Reservation.objects.filter(return_at__lt=customers, status__in=IS_OVER)
        counts["rentals"] = 0
        for rental in ended.exclude(customer_name=ERASED).order_by("pk").iterator(BATCH):
            erase_rental(rental)
            counts["rentals"] += 1
    return counts


def forget_files(before: datetime) -> int:
    """Files of messages that were last written `before`; how many there were."""
    old = [file for file in list_files() if file.stat().st_mtime < before.timestamp()]
    for file in old:
        file.unlink(missing_ok=True)
    return len(old)


def for_each_batch(rows: QuerySet[Row], forget: Callable[[QuerySet[Row]], int]) -> int:
    """`forget` takes rows out of what `rows` finds; done until it finds none. How many there were."""
    count = 0
    while keys := list(rows.order_by("pk").values_list("pk", flat=True)[:BATCH]):
        with transaction.atomic():
            forget(rows.model._default_manager.filter(pk__in=keys))
        count += len(keys)
    return count
