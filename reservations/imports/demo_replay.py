"""Makes the demo company's day (`demo_day`) by the operations of any day, each at its own time.

Whoever has more to tell of that day (the calls, which we know nothing of) registers for it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any

from django.db.models import F, Q

from reservations import booking, sheets, shops
from reservations.clock import replay_at
from reservations.errors import ReservationError
from reservations.imports import demo, demo_day
from reservations.imports.demo_day import ZONE, PlannedRental
from reservations.models import Location, Message, Reservation, Vehicle
from reservations.values import Actor, Car, Shop

# Adds to the day of this moment, once for each day; returns what it made, by kind.
Part = Callable[[datetime], Counter[str]]
PARTS: list[Part] = []
CLERK = Actor("seed", who="受付 (demo)")
# The conversations that a Part makes up bear ids that begin so: what they book is the demo's.
SESSION_PREFIX = "demo-"
Status = Reservation.Status
OURS = Q(source="seed") | Q(session_id__startswith=SESSION_PREFIX)
REFUSED_BY_SERVER = "SMTPRecipientsRefused: 550 5.1.1 User unknown (demo)"


def register_part(part: Part) -> None:
    """`part` is called in the transaction that makes the demo's day, after the bookings."""
    PARTS.append(part)


def find_own_data() -> str:
    """What of this record is nobody's demo, and what can be done about it, as a sentence; "" where all of it
    is the demo's."""
    if shop := Location.objects.exclude(pk__in=[each[0] for each in demo.SHOPS]).first():
        return f"it has a shop of its own ({shop.name})."
    if row := Reservation.calendar.exclude(OURS).order_by("created_at").first():
        anew = "manage.py seed --reset --demo-day begins anew, without it"
        return f"it has a booking of its own ({row.number}); {anew}."
    return ""


def add_demo_day(now: datetime) -> Counter[str]:
    """What was made, by kind; nothing where the day of `now` is there. What demo bookings of the days before
    are still open is brought to its end first. A booking that the rules refuse (on a holiday) is left out.

    The caller has asked `find_own_data`, and opens the transaction.
    """
    today = now.astimezone(ZONE).date()
    if is_made(today):
        return Counter()
    made: Counter[str] = Counter()
    here = {row.pk: shops.open_hours(shops.of(row)) for row in Location.objects.all()}
    play_steps(now, before=demo_day.to_moment(today, 0))
    made["cars out of service"] += sum(block_car(here[each.shop], each) for each in demo_day.plan_blocks(now))
    planned = demo_day.plan_rentals(now)
    known = set(Reservation.objects.filter(OURS).values_list("customer_email", flat=True))
    for each in planned:
        if each.customer.email not in known and book(here[each.shop], each, now):
            made["bookings of the day" if each.pickup_at.date() <= today else "bookings ahead"] += 1
    made["steps"] += play_steps(now, before=now, planned={each.customer.email: each for each in planned})
    for part in PARTS:
        made += part(now)
    settle_messages(planned, now)
    return made


def is_made(day: date) -> bool:
    return Reservation.objects.filter(customer_email__in=demo_day.list_marks(day)).exists()


def book(shop: Shop, planned: PlannedRental, now: datetime) -> bool:
    """In the first class that has a car; who is at risk has the car of the one that is late."""
    late = None
    if planned.fate == "at_risk":
        late = Reservation.objects.filter(
            status=Status.CONFIRMED, customer_email=find_awaited_address(planned)
        ).first()
    hold = max(demo_day.to_moment(now.astimezone(ZONE).date(), 20) - now, timedelta(hours=2))
    create = partial(
        booking.create,
        shop,
        pickup_at=planned.pickup_at,
        return_at=planned.return_at,
        customer=planned.customer,
        actor=CLERK,
        vehicle=late.vehicle if late else None,
        extras=planned.extras,
        language=planned.language,
        hold_for=hold if planned.fate == "held" else None,
    )
    return any(
        succeeds_at(planned.booked_at, partial(create, vehicle_class=None if late else kind))
        for kind in planned.classes
    )


def find_awaited_address(planned: PlannedRental) -> str:
    """The address of the customer who is late with the car that this one is to have."""
    return demo_day.make_address(planned.key.replace("at_risk", "late"))


def block_car(shop: Shop, planned: demo_day.PlannedBlock) -> bool:
    block = partial(
        booking.block,
        starts_at=planned.starts_at,
        ends_at=planned.ends_at,
        reason=planned.reason,
        actor=CLERK,
    )
    noted_at = planned.starts_at - timedelta(days=3)
    return any(
        succeeds_at(noted_at, partial(block, Car(row.pk, row.location_id, row.vehicle_class)))
        for row in Vehicle.objects.filter(location_id=shop.id, vehicle_class=planned.vehicle_class)
    )


def play_steps(now: datetime, *, before: datetime, planned: dict[str, PlannedRental] | None = None) -> int:
    """The steps of the demo's bookings that were to happen before `before`, in their order; how many.

    `planned`, by address, says what becomes of whom; the others leave and come back in time.
    """
    rows = Reservation.objects.filter(OURS, status__in=[Status.CONFIRMED, Status.OUT])
    events = [
        (when, step, row)
        for row in rows
        for when, step in list_steps(row, (planned or {}).get(row.customer_email))
        if when < min(before, now)
    ]
    return sum(take_step(row, step, when) for when, step, row in sorted(events, key=lambda event: event[0]))


def list_steps(row: Reservation, planned: PlannedRental | None) -> Iterator[tuple[datetime, str]]:
    """When which step is taken with `row`, in order; those that lie ahead too."""
    fate = planned.fate if planned else ""
    if fate == "cancelled":
        yield row.created_at + timedelta(hours=20), "cancelled"
    elif fate == "no_show":
        yield row.pickup_at + timedelta(minutes=75), "no_show"
    elif fate != "waiting":
        if row.status == Status.CONFIRMED:
            yield row.pickup_at + timedelta(minutes=4), "out"
        if fate != "late":
            yield row.return_at + timedelta(minutes=50 if fate == "late_return" else -8), "returned"


def take_step(row: Reservation, step: str, when: datetime) -> bool:
    noted: dict[str, Any] = {"sheet": note_sheet(row, step, when)} if step in sheets.OF_STEPS else {}
    return succeeds_at(when, partial(booking.take_step, row, step, actor=CLERK, **noted))


def note_sheet(row: Reservation, step: str, when: datetime) -> sheets.Sheet:
    """What a clerk looks at: the licence once, mileage and fuel each time."""
    return sheets.Sheet(
        demo_day.read_odometer(row.vehicle_id, when),
        sheets.FULL_TANK,
        licence_seen=True if step == "out" else None,
    )


def succeeds_at(when: datetime, act: Callable[[], object]) -> bool:
    """Do `act` as at `when`; False where the rules refuse it."""
    try:
        with replay_at(when):
            act()
    except ReservationError:
        return False
    return True


def settle_messages(planned: list[PlannedRental], now: datetime) -> None:
    """What the demo wrote went out when it was written, to nobody; but for one that staff have to look at."""
    waiting = Message.objects.filter(
        reservation__in=Reservation.objects.filter(OURS), sent_at__isnull=True, tries=0, created_at__lte=now
    )
    waiting.update(sent_at=F("created_at"), tries=1)
    failed = [each.customer.email for each in planned if each.mail_failed]
    Message.objects.filter(to__in=failed).update(sent_at=None, tries=Message.TRIES, error=REFUSED_BY_SERVER)
