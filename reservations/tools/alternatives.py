"""What is free: counted for a request, and near it when nothing is. Each can be booked at this moment."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Literal
from uuid import UUID

from reservations import availability, repositories, shop_rules, shops, vehicle_classes
from reservations.availability import UNTIL_IT_IS_BACK, Period
from reservations.errors import PeriodError
from reservations.occupancy import FleetOccupancy
from reservations.tools.rental_request import RentalRequest
from reservations.values import Car, Rental, Shop

# Of two times that are as near, the later one is told first: an earlier start is harder for a caller.
SHIFTS = [timedelta(hours=sign * hours) for hours in (1, 2, 3, 4, 5, 6) for sign in (1, -1)]
# More than three of a kind nobody keeps in mind on the telephone.
AT_MOST = 3
DAYS_AHEAD = 7
STEP = timedelta(minutes=30)


@dataclass(frozen=True)
class Alternative:
    """`count` cars of a class that can be had at `location` for these instants."""

    location: Shop
    pickup_at: datetime
    return_at: datetime
    vehicle_class: str
    count: int


def find_free_cars(shop: Shop, period: Period, vehicle_class: str | None, session_id: str = "") -> list[Car]:
    """Cars that can be booked now, in the order in which they are told.

    `vehicle_class`: None for any. What the conversation `session_id` holds itself counts as free.
    """
    return repositories.current().find_free_cars(shop, period, vehicle_class, session_id)


def count_by_class(cars: Iterable[Car]) -> list[tuple[str, int]]:
    """How many there are of each class, in the house order."""
    counted = Counter(car.vehicle_class for car in cars)
    return sorted(counted.items(), key=lambda item: vehicle_classes.order(item[0]))


def find(request: RentalRequest, session_id: str = "") -> list[Alternative]:
    """What could be had instead of `request`, the nearest first: of a change, only what it can make of it.

    Ask it when no transaction is open: it reads whole days of several shops. What the conversation
    `session_id` holds itself counts as free.
    """
    period = request.pickup_at, request.return_at
    if request.return_at <= request.pickup_at:  # makes no sense, and so has no neighbours
        return []
    if request.rental is None:
        search = Search(session_id, back=request.return_location)
        return find_near(search, request.location, *period, request.vehicle_class)
    if request.rental.status == "out":
        return find_earlier_returns(request.rental, request.return_at)
    return find_for_change(request.rental, *period, request.vehicle_class, session_id)


def find_near(
    search: Search, location: Shop, pickup_at: datetime, return_at: datetime, wanted: str | None
) -> list[Alternative]:
    """Other times that day (or, if there are none, on another day), then other classes, then other shops of
    the region: a few, the nearest first. Another shop's cars may not be returned where this one's may."""
    neighbours = [location] if search.back else [location, *shops.find_neighbours(location)]
    period = pickup_at, return_at
    occupancy = search.load_occupancy(neighbours, *period)
    here = search.find_free(occupancy, location, *period, None) if wanted else []
    elsewhere = [
        each for shop in neighbours[1:] for each in search.find_free(occupancy, shop, *period, wanted)
    ]
    other_times = find_other_times(search, occupancy, location, *period, wanted)
    return [*other_times[:AT_MOST], *here[:AT_MOST], *elsewhere[:AT_MOST]]


def find_for_change(
    rental: Rental, pickup_at: datetime, return_at: datetime, wanted: str | None, session_id: str = ""
) -> list[Alternative]:
    """What else `rental` could become, at its shop: other times, then other classes."""
    location, period = rental.location, (pickup_at, return_at)
    any_car = Search(session_id, rental.id, rental.return_location if rental.one_way else None)
    stays = rental.pinned and rental.vehicle_class == wanted
    search = replace(any_car, car_id=rental.vehicle.id) if stays else any_car
    occupancy = search.load_occupancy([location], *period)
    here = [
        each for each in any_car.find_free(occupancy, location, *period, None) if each.vehicle_class != wanted
    ]
    other_times = find_other_times(search, occupancy, location, *period, wanted)
    return [*other_times[:AT_MOST], *here[:AT_MOST]]


def find_earlier_returns(rental: Rental, return_at: datetime) -> list[Alternative]:
    """How much longer a car on the road can stay there, if not until `return_at`: the longest first."""
    back = rental.return_location if rental.one_way else None
    search = Search("", rental.id, back, rental.vehicle.id, begun=True)
    occupancy = search.load_occupancy([rental.location], rental.pickup_at, return_at)
    found: list[Alternative] = []
    # A caller who asks for a year more is not answered half-hour by half-hour of that year.
    return_at = min(return_at, rental.return_at + timedelta(days=DAYS_AHEAD) + STEP)
    while len(found) < AT_MOST and (return_at := return_at - STEP) > rental.return_at:
        found += search.find_free(
            occupancy, rental.location, rental.pickup_at, return_at, rental.vehicle_class
        )
    return found


def find_other_times(
    search: Search,
    occupancy: FleetOccupancy,
    location: Shop,
    pickup_at: datetime,
    return_at: datetime,
    wanted: str | None,
) -> list[Alternative]:
    """What is left of the period while the shop is open, where it is shut at an end of it; then the nearest
    that day; else the same hours of the next days."""
    day = pickup_at.astimezone(location.zone).date()
    found: list[Alternative] = []
    if not search.begun and (
        opened := cut_to_opening_hours(location, search.back or location, pickup_at, return_at)
    ):
        found += search.find_free(occupancy, location, *opened, wanted)
    for shift in SHIFTS:
        if (pickup_at + shift).astimezone(location.zone).date() == day:
            found += search.find_free(occupancy, location, pickup_at + shift, return_at + shift, wanted)
    if found:
        return found
    occupancy = search.load_occupancy([location], pickup_at, return_at, DAYS_AHEAD)
    for days in range(1, DAYS_AHEAD + 1):
        start, end = (add_days(moment, days, location) for moment in (pickup_at, return_at))
        found += search.find_free(occupancy, location, start, end, wanted)
    return found


def cut_to_opening_hours(
    location: Shop, back: Shop, pickup_at: datetime, return_at: datetime
) -> tuple[datetime, datetime] | None:
    """The period, cut to when `location` opens and `back` closes: 6:30 to 17 is 8 to 17.
    None where that leaves it as it was, or nothing of it."""
    start = max(pickup_at, _find_door(location, pickup_at, "opens_at"))
    end = min(return_at, _find_door(back, return_at, "closes_at"))
    return (start, end) if start < end and (start, end) != (pickup_at, return_at) else None


def _find_door(shop: Shop, moment: datetime, edge: Literal["opens_at", "closes_at"]) -> datetime:
    """When the shop opens or closes that day; `moment` itself where it is open, or shut all day."""
    hours, wall = shop_rules.read_rules(shop).hours, moment.astimezone(shop.zone)
    span = hours.on(wall.date())
    if hours.open_at(wall) or not span:
        return moment
    return datetime.combine(wall.date(), getattr(span, edge), shop.zone).astimezone(UTC)


def add_days(moment: datetime, days: int, location: Shop) -> datetime:
    """The same time on the clock of the shop."""
    return (moment.astimezone(location.zone) + timedelta(days=days)).astimezone(UTC)


@dataclass(frozen=True)
class Search:
    """For whom it is looked.

    What `session_id` holds, and the rental `exclude_id`, stand in nobody's way. `back`: the other shop that
    takes the car back. `car_id`: only that one will do. `begun`: it is on the road.
    """

    session_id: str = ""
    exclude_id: UUID | None = None
    back: Shop | None = None
    car_id: str | None = None
    begun: bool = False

    def load_occupancy(
        self, shops: list[Shop], pickup_at: datetime, return_at: datetime, days: int = 0
    ) -> FleetOccupancy:
        """What keeps the shops' cars, as far around the period as other times are looked for."""
        # So wide that one read serves every other time of the day.
        margin = max(SHIFTS) + timedelta(minutes=max(shop.turnaround_minutes for shop in shops))
        until = UNTIL_IT_IS_BACK if self.back else return_at + margin + timedelta(days=days)
        return repositories.current().read_occupancy(
            shops, pickup_at - margin, until, self.session_id, self.exclude_id
        )

    def find_free(
        self,
        occupancy: FleetOccupancy,
        location: Shop,
        pickup_at: datetime,
        return_at: datetime,
        wanted: str | None,
    ) -> list[Alternative]:
        """One for each free class, by the same decision that booking makes."""
        back = shop_rules.read_rules(self.back) if self.back else None
        try:
            period = availability.decide(
                pickup_at,
                return_at,
                shop_rules.read_rules(location),
                occupancy.now,
                returned_to=back,
                begun=self.begun,
            )
        except PeriodError:
            return []
        free = (
            car
            for car in occupancy.find_free(location.id, period)
            if wanted in {None, car.vehicle_class} and self.car_id in {None, car.id}
        )
        return [
            Alternative(location, pickup_at, return_at, key, count) for key, count in count_by_class(free)
        ]
