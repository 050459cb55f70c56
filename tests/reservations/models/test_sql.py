"""The plain SQL of reservations/models/sql.py beside the querysets that say the same."""

from __future__ import annotations

import random
from contextlib import suppress
from datetime import date, datetime, time, timedelta
from itertools import product

import pytest
from django.db import IntegrityError, transaction
from django.db.models import F, Q

from reservations import assignment as decisions
from reservations import clock, numbers
from reservations.availability import Period, late_cars_count
from reservations.models import DatedHours, Location, Rate, Reservation, Season, Vehicle, WeeklyHours, sql
from reservations.models.fleet import VehicleQuerySet
from reservations.models.free_cars import filter_free
from reservations.occupancy import CarRequest, Occupancy
from reservations.repositories.orm import assignment
from tests.soak import size

pytestmark = [pytest.mark.db, pytest.mark.long]
Status = Reservation.Status
CLASSES = (None, "compact", "minivan", "unheard of")
SESSIONS = ("", "mine", "other")
DAY = date(2026, 12, 12)


@pytest.fixture(params=range(size(2, whole=4)))
def dice(request: pytest.FixtureRequest) -> random.Random:
    return random.Random(request.param)


@pytest.fixture
def calendar(shop: Location, dice: random.Random) -> datetime:
    """Bookings of each kind around now: kept and past, held and lapsed, handed over early and late."""
    elsewhere = Location.objects.create(id="kuko", name="空港店")
    Vehicle.objects.create(id="k1", location=elsewhere, vehicle_class="compact")
    Vehicle.objects.create(id="c3", location=shop, vehicle_class="compact", active=False)
    Vehicle.objects.create(id="c4", location=shop, vehicle_class="compact")
    now = clock.now()
    for _ in range(60):
        write_booking(Vehicle.objects.get(pk=dice.choice(["c1", "c2", "c4", "m1", "k1"])), now, dice)
    return now


def write_booking(car: Vehicle, now: datetime, dice: random.Random) -> None:
    """Or none, where the database refuses it: its car is kept by another."""
    # The last half second: times that SQLite stores with and without a fraction are compared as text.
    start = now + timedelta(hours=dice.randint(-48, 72), seconds=dice.choice([0, 0, 0.5]))
    end = start + timedelta(hours=dice.randint(1, 20))
    status = dice.choice(list(Status))
    held, out = status == Status.HELD, status == Status.OUT
    with suppress(IntegrityError), transaction.atomic():
        Reservation.calendar.create(
            number=numbers.draw(),
            location=car.location,
            vehicle=car,
            vehicle_class=car.vehicle_class,
            pickup_at=start,
            return_at=end,
            blocked_until=end + timedelta(minutes=dice.choice([0, 45])),
            picked_up_at=start - timedelta(hours=dice.randint(0, 5)) if out else None,
            hold_expires_at=now + timedelta(minutes=dice.choice([-5, 0, 5])) if held else None,
            status=status,
            source="agent",
            session_id=dice.choice(SESSIONS),
            customer_name="山田太郎",
        )


def periods(now: datetime, dice: random.Random) -> list[Period]:
    starts = [now + timedelta(hours=dice.randint(-2, 60), seconds=dice.choice([0, 0.5])) for _ in range(8)]
    # Also such as only touch a booking.
    starts += list(Reservation.calendar.order_by("pk").values_list("blocked_until", flat=True)[:4])
    ends = [start + timedelta(hours=dice.randint(1, 12)) for start in starts]
    return [Period(start, end, end) for start, end in zip(starts, ends, strict=True)]


def free_cars(cars: VehicleQuerySet, period: Period, now: datetime, session: str) -> VehicleQuerySet:
    late = late_cars_count(period.pickup_at, now)
    return filter_free(cars, period, now=now, session_id=session, late=late)


def test_cars_are_judged_as_by_the_querysets(shop: Location, calendar: datetime, dice: random.Random) -> None:
    seen = set()
    for period, kind, session in product(periods(calendar, dice), CLASSES, SESSIONS):
        cars = Vehicle.objects.for_hire(shop, kind).order_by("pk")
        free = set(free_cars(cars, period, calendar, session))
        judged = sql.judge_cars(shop.id, period, kind, now=calendar, session_id=session)
        assert judged == [(car, car in free) for car in cars]
        seen |= {is_free for _car, is_free in judged}
    assert seen == {True, False}


def test_the_best_free_car_is_that_of_the_querysets(
    shop: Location, calendar: datetime, dice: random.Random
) -> None:
    seen = set()
    for period, kind, session, car in product(
        periods(calendar, dice), (None, "compact"), SESSIONS, (None, "c1", "k1")
    ):
        cars = Vehicle.objects.for_hire(shop, kind)
        chosen = cars.filter(pk=car) if car else cars
        wanted = assignment.find_best(chosen, CarRequest(period, calendar, session))
        found = sql.find_best_free(shop.id, period, kind, car, now=calendar, session_id=session)
        assert (found and found.car) == wanted
        if found is None:
            continue
        holds = Reservation.calendar.filter(vehicle=found.car, status=Status.HELD)
        live = (
            Reservation.objects.blocking().filter(session_id=session)
            if session
            else Reservation.objects.none()
        )
        assert found.has_hold == holds.overlapping(period.pickup_at, period.blocked_until).exists()
        assert found.session_has_bookings == live.exists()
        seen.add(found.has_hold)
    assert False in seen


def test_the_best_free_car_is_that_of_the_pure_decision(
    shop: Location, calendar: datetime, dice: random.Random
) -> None:
    """The SQL chooses for speed; assignment.find_best says what it must choose."""
    entries: dict[str, list[Occupancy]] = {}
    for row in Reservation.calendar.blocking():
        entries.setdefault(row.vehicle_id, []).append(Occupancy.of(row, str(row.pk)))
    found = set()
    for period, kind, session in product(periods(calendar, dice), CLASSES, SESSIONS):
        if period.pickup_at < calendar:
            continue  # nobody books the past, where an early hand-over may begin after the period
        cars = list(Vehicle.objects.for_hire(shop, kind))
        request = CarRequest(period, calendar, session)
        wanted = decisions.find_best(cars, lambda car: entries.get(car.pk, []), request)
        best = sql.find_best_free(shop.id, period, kind, None, now=calendar, session_id=session)
        assert (best and best.car) == wanted
        found.add(wanted)
    assert len(found) > 1


def test_a_hold_on_the_free_car_is_told(shop: Location) -> None:
    """One that ran out; and the session's own."""
    now = clock.now()
    period = Period(now, now + timedelta(hours=2), now + timedelta(hours=2))
    Vehicle.objects.exclude(pk="c1").update(active=False)
    held = {"location": shop, "vehicle_class": "compact", "source": "agent", "customer_name": "山田太郎"}
    row = Reservation.objects.create(
        number="R-1",
        vehicle_id="c1",
        status=Status.HELD,
        session_id="mine",
        hold_expires_at=now + timedelta(minutes=5),
        **vars(period),
        **held,
    )
    mine = sql.find_best_free(shop.id, period, None, None, now=now, session_id="mine")
    assert mine
    assert (mine.car.pk, mine.has_hold, mine.session_has_bookings) == ("c1", True, True)
    assert sql.find_best_free(shop.id, period, None, None, now=now, session_id="other") is None
    Reservation.objects.filter(pk=row.pk).update(hold_expires_at=now)
    other = sql.find_best_free(shop.id, period, None, None, now=now, session_id="other")
    assert other
    assert (other.car.pk, other.has_hold, other.session_has_bookings) == ("c1", True, False)


@pytest.mark.parametrize("kind", CLASSES)
@pytest.mark.parametrize("car", [None, "c1", "m1", "c3"])
def test_the_cars_for_hire_are_locked_in_the_order_of_their_ids(
    kind: str | None, car: str | None, shop: Location
) -> None:
    Vehicle.objects.create(id="c3", location=shop, vehicle_class="compact", active=False)
    cars = Vehicle.objects.for_hire(shop, kind).order_by("pk").values_list("pk", flat=True)
    with transaction.atomic():
        assert sql.lock_cars(shop.id, kind, car) == [pk for pk in cars if car in {None, pk}]


def test_the_rates_of_a_day_are_those_of_the_querysets(shop: Location) -> None:
    elsewhere = Location.objects.create(id="kuko", name="空港店")
    bands = {"hours_6": 5000, "hours_12": 6000, "hours_24": 8000, "further_day": 6000, "extra_hour": 1000}
    seasons = [
        Season.objects.create(name=name, first_day=DAY + timedelta(first), last_day=DAY + timedelta(last))
        for name, first, last in (("past", -9, -1), ("ends", -9, 0), ("begins", 0, 9), ("coming", 1, 9))
    ]
    for place, season, kind in product((None, shop, elsewhere), (None, *seasons), ("compact", "minivan")):
        Rate.objects.create(location=place, season=season, vehicle_class=kind, **bands)
    fitting = Rate.objects.filter(
        Q(location=shop) | Q(location=None),
        Q(season=None) | Q(season__first_day__lte=DAY, season__last_day__gte=DAY),
    ).annotate(begun=F("season__first_day"))
    found = sql.read_rates(shop.id, DAY)
    assert sorted((rate.pk, begun) for rate, begun in found if begun) == sorted(
        fitting.exclude(begun=None).values_list("pk", "begun")
    )
    assert {rate for rate, _begun in found} == set(fitting)
    assert len(found) == 2 * 3 * 2


def test_a_shop_and_its_hours_are_those_of_the_querysets(shop: Location) -> None:
    elsewhere = Location.objects.create(id="kuko", name="空港店")
    for place, weekday in product((shop, elsewhere), (6, 2)):
        WeeklyHours.objects.create(location=place, weekday=weekday, opens_at=time(9), closes_at=time(17, 30))
    for place, last in product((shop, elsewhere), (9, -1, 0)):
        day = DAY + timedelta(days=last)
        DatedHours.objects.create(location=place, first_day=day, last_day=day, reason="棚卸し")
    location = sql.read_shop(shop.id)
    assert location
    assert columns_of(location) == columns_of(Location.objects.get(pk=shop.id))
    assert sql.read_shop("unheard of") is None
    week = sql.read_week(shop.id)
    assert list(map(columns_of, week)) == list(
        map(columns_of, WeeklyHours.objects.filter(location=shop).order_by("weekday"))
    )
    dates = sql.read_dates(shop.id, DAY)
    coming = DatedHours.objects.filter(location=shop, last_day__gte=DAY).order_by("first_day")
    assert list(map(columns_of, dates)) == list(map(columns_of, coming))
    assert len(dates) == 2


def columns_of(row: Location | WeeklyHours | DatedHours) -> dict[str, object]:
    return {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}
