"""How well the cars were used, and who made the bookings, in a period and at some shops."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Sum

from reservations import clock, vehicle_classes
from reservations.models import Reservation, ReservationEvent, Vehicle

Status = Reservation.Status
# Those that had, or will have, their car.
TAKEN = (Status.CONFIRMED, Status.OUT, Status.RETURNED)
# What staff do to a booking when the agent has not done it well enough; steps are theirs anyhow.
CORRECTIONS = ("changed", "cancelled", "moved")


@dataclass(frozen=True)
class Scope:
    """Of what a report is: the shops (None: every one) and the instants from `start` to before `end`."""

    shop_ids: frozenset[str] | None
    start: datetime
    end: datetime

    def at(self, path: str) -> Q:
        """The condition that `path` leads to one of the shops."""
        return Q() if self.shop_ids is None else Q(**{f"{path}__in": self.shop_ids})


@dataclass
class ClassUse:
    """Of one vehicle class: how many cars are for hire, and their hours."""

    cars: int = 0
    rented: timedelta = timedelta()
    blocked: timedelta = timedelta()
    bookings: int = 0
    revenue: int = 0

    def find_share(self, length: timedelta) -> float:
        """Of the hours in which the cars were not out of service, those in which they were rented; 0 to 1."""
        there = self.cars * length - self.blocked
        return min(self.rented / there, 1.0) if there > timedelta() else 0.0


def measure_classes(scope: Scope) -> dict[str, ClassUse]:
    """By class, in the order of the classes. Two queries; a rental counts with the hours that lie in the
    period: the real ones where they are known, else the planned. A car that is still out is so until now at
    least, and one that came back into service early was out of it until then."""
    found: defaultdict[str, ClassUse] = defaultdict(ClassUse)
    cars = Vehicle.objects.filter(scope.at("location"), active=True).order_by()
    for kind, count in cars.values_list("vehicle_class").annotate(Count("pk")):
        found[kind].cars = count
    begun = Q(pickup_at__lt=scope.end) | Q(picked_up_at__lt=scope.end)
    lasts = Q(blocked_until__gt=scope.start) | Q(returned_at__gt=scope.start) | Q(status=Status.OUT)
    kept = Reservation.calendar.filter(scope.at("location"), begun, lasts).filter(
        status__in=(*TAKEN, Status.BLOCKED, Status.RELEASED)
    )
    times = ("pickup_at", "return_at", "picked_up_at", "returned_at", "updated_at")
    rows = kept.order_by().values_list("vehicle__vehicle_class", "status", "price", *times)
    now = clock.now()
    for kind, status, price, pickup, back, left, came, saved in rows.iterator():
        if status == Status.OUT:
            came = max(back, now)
        elif status == Status.RELEASED:  # nothing is written to it afterwards
            came = min(back, saved)
        begin, end = max(left or pickup, scope.start), min(came or back, scope.end)
        length = max(end - begin, timedelta())
        use = found[kind]
        if status in TAKEN:
            use.rented += length
            if scope.start <= pickup < scope.end:
                use.bookings += 1
                use.revenue += price or 0
        else:
            use.blocked += length
    return {kind: found[kind] for kind in sorted(found, key=vehicle_classes.order)}


@dataclass(frozen=True)
class MakerUse:
    """Of who made bookings (a Source): how many of the period, how many came to nothing, their price in sum,
    and how many no person of the staff had to correct."""

    source: str
    bookings: int
    cancelled: int
    no_shows: int
    revenue: int
    uncorrected: int


def measure_makers(scope: Scope) -> list[MakerUse]:
    """The bookings made in the period, by who made them, the most first. One query."""
    by_staff = ReservationEvent.objects.filter(
        reservation=OuterRef("pk"), actor=Reservation.Source.STAFF, action__in=CORRECTIONS
    )
    counted = (
        select_made(scope)
        .annotate(is_corrected=Exists(by_staff))
        .order_by()
        .values("source")
        .annotate(
            bookings=Count("pk"),
            cancelled=Count("pk", filter=Q(status=Status.CANCELLED)),
            no_shows=Count("pk", filter=Q(status=Status.NO_SHOW)),
            revenue=Sum("price", filter=Q(status__in=TAKEN)),
            uncorrected=Count("pk", filter=Q(is_corrected=False)),
        )
    )
    rows = [
        MakerUse(
            source=each["source"],
            bookings=each["bookings"],
            cancelled=each["cancelled"],
            no_shows=each["no_shows"],
            revenue=each["revenue"] or 0,
            uncorrected=each["uncorrected"],
        )
        for each in counted
    ]
    return sorted(rows, key=lambda each: -each.bookings)


def count_bookings_by_agent(scope: Scope) -> int:
    """Made in the period, whatever became of them."""
    return select_made(scope).filter(source=Reservation.Source.AGENT).count()


def select_made(scope: Scope) -> QuerySet[Reservation]:
    """The bookings made in the period, without those that were never more than held."""
    made = Reservation.objects.filter(
        scope.at("location"), created_at__gte=scope.start, created_at__lt=scope.end
    )
    return made.exclude(status__in=(Status.HELD, Status.EXPIRED))


def total(uses: Iterable[ClassUse]) -> ClassUse:
    """All classes together."""
    whole = ClassUse()
    for use in uses:
        whole.cars += use.cars
        whole.rented += use.rented
        whole.blocked += use.blocked
        whole.bookings += use.bookings
        whole.revenue += use.revenue
    return whole
