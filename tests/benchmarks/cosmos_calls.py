"""What each deed asks of Cosmos: its requests, and their charge, which tests/fakes/cosmos estimates."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, TypeVar

from django.conf import settings

from reservations import booking, tools
from reservations.models import Location, Vehicle
from reservations.tools import Caller
from reservations.values import Actor, Customer, Rental, Shop
from tests.benchmarks.cosmos_shops import MORNING, ONE_WAY, at
from tests.fakes.cosmos import CosmosServer
from tests.fakes.cosmos.server import Line

T = TypeVar("T")
CLERK = Actor("staff", who="hanako")
NAME = "山田太郎"
Answer = dict[str, Any]


@dataclass(frozen=True)
class Cost:
    deed: str
    lines: list[Line]
    limit: int | None = None

    @property
    def requests(self) -> int:
        return len(self.lines)

    @property
    def units(self) -> float:
        return sum(line.charge for line in self.lines)

    @property
    def kinds(self) -> str:
        return " ".join(line.kind for line in self.lines)


class Desk:
    """Does one thing after another in a shop, each on a day of its own, and notes what each asked for."""

    def __init__(self, server: CosmosServer, shop: Shop) -> None:
        self.server, self.shop = server, shop
        self.day = 2
        self.costs: list[Cost] = []

    def note(self, deed: str, do: Callable[[], T], limit: int | None = None) -> T:
        before = len(self.server.ledger)
        done = do()
        self.costs.append(Cost(deed, self.server.ledger[before:], limit))
        return done

    def ask(self, name: str, session: str = "", **given: Any) -> Answer:
        """In a conversation of the day's own, unless said otherwise: one books only so often."""
        caller = Caller("agent", session or f"s{self.day}")
        answer = tools.run(name, given, caller=caller, key=None)
        if not answer["success"]:
            raise RuntimeError(f"{name}: {answer}")
        return answer

    def request_for(self, start: int = 10, end: int = 18, kind: str = "compact") -> Answer:
        day = [at(self.day, hour).astimezone(self.shop.zone).isoformat()[:19] for hour in (start, end)]
        return {"locationId": self.shop.id, "startDate": day[0], "endDate": day[1], "vehicleType": kind}

    def book(self, start: int = 10, end: int = 18, kind: str = "compact", **other: Any) -> Rental:
        booked = booking.create(
            self.shop,
            pickup_at=at(self.day, start),
            return_at=at(self.day, end),
            customer=Customer(NAME),
            actor=CLERK,
            vehicle_class=kind,
            **other,
        )
        return booked.rental

    def next_day(self) -> None:
        self.day += 1


def all_of(desk: Desk) -> list[Cost]:
    desk.ask(
        "create_reservation", **desk.request_for(), customerName="初回"
    )  # a new client reads the containers
    for part in (asking, creating, holding, finding, changing, cancelling, serving):
        desk.next_day()
        part(desk)
    return desk.costs


def asking(desk: Desk) -> None:
    wish = desk.request_for()
    any_class = {name: value for name, value in wish.items() if name != "vehicleType"}
    desk.note("list_locations", lambda: desk.ask("list_locations"))
    desk.note("location_details", lambda: desk.ask("location_details", locationId=desk.shop.id))
    desk.note("quote_price", lambda: desk.ask("quote_price", **wish))
    desk.note("get_availability", lambda: desk.ask("get_availability", **any_class), 2)
    desk.note("get_availability of a class", lambda: desk.ask("get_availability", **wish), 2)
    for _suv in range(2):
        desk.book(kind="suv")
    full = desk.request_for(kind="suv")
    desk.note("get_availability, nothing free", lambda: desk.ask("get_availability", **full))


def creating(desk: Desk) -> None:
    wish = {**desk.request_for(), "customerName": NAME}
    desk.note("create_reservation, uncontended", lambda: desk.ask("create_reservation", **wish), 6)
    desk.note("create_reservation, said twice", lambda: desk.ask("create_reservation", **wish))
    desk.next_day()
    desk.book(8, 12, "suv")  # of the two suvs one is taken in the morning, the other in the evening
    middle = desk.book(10, 14, "suv")
    desk.book(14, 18, "suv")
    booking.cancel(middle, actor=CLERK)
    whole = {**desk.request_for(8, 18, "suv"), "customerName": NAME}
    desk.note("create_reservation, another makes room", lambda: desk.ask("create_reservation", **whole))


def holding(desk: Desk) -> None:
    settings.BOOKING_CONFIRMATION = "required"
    try:
        wish = {**desk.request_for(), "customerName": NAME}
        desk.note("create_reservation, a hold", lambda: desk.ask("create_reservation", **wish))
        later = {**desk.request_for(10, 19), "customerName": NAME}
        held = desk.note(
            "create_reservation, a hold is replaced", lambda: desk.ask("create_reservation", **later)
        )
        yes = {**later, "confirmationToken": held["confirmationToken"]}
        desk.note("create_reservation, the yes", lambda: desk.ask("create_reservation", **yes))
    finally:
        settings.BOOKING_CONFIRMATION = "model"


def finding(desk: Desk) -> None:
    made = desk.ask("create_reservation", **desk.request_for(), customerName=NAME)
    own, other = {"number": made["number"]}, {"number": made["number"], "customerName": NAME}
    desk.note("find_reservation, in its session", lambda: desk.ask("find_reservation", **own))
    desk.note("find_reservation, by number", lambda: desk.ask("find_reservation", "another", **other))


def changing(desk: Desk) -> None:
    number = desk.ask("create_reservation", **desk.request_for(), customerName=NAME)["number"]
    given = {"number": number, "endDate": desk.request_for(10, 19)["endDate"]}
    asked = desk.note("change_reservation, the question", lambda: desk.ask("change_reservation", **given))
    yes = {**given, "confirmationToken": asked["confirmationToken"]}
    desk.note("change_reservation, the yes", lambda: desk.ask("change_reservation", **yes))


def cancelling(desk: Desk) -> None:
    given = {"number": desk.ask("create_reservation", **desk.request_for(), customerName=NAME)["number"]}
    asked = desk.note("cancel_reservation, the question", lambda: desk.ask("cancel_reservation", **given))
    yes = {**given, "confirmationToken": asked["confirmationToken"]}
    desk.note("cancel_reservation, the yes", lambda: desk.ask("cancel_reservation", **yes))


def serving(desk: Desk) -> None:
    rental, car = desk.book(), Vehicle.objects.filter(location_id=desk.shop.id, vehicle_class="minivan")[0]
    away = desk.book(kind=ONE_WAY, return_location=Location.objects.get(pk=f"{desk.shop.id}-other"))
    hours = {"starts_at": at(desk.day, 8), "ends_at": at(desk.day, 12)}
    desk.note("block a car", lambda: booking.block(car, **hours, reason="車検", actor=CLERK))
    settings.CLOCK_PINNED_AT = at(desk.day, 10).isoformat()
    try:
        desk.note("hand over", lambda: booking.hand_over(rental, actor=CLERK))
        desk.note("return", lambda: booking.take_back(rental, actor=CLERK))
        booking.hand_over(away, actor=CLERK)
        desk.note("return at another shop", lambda: booking.take_back(away, actor=CLERK))
    finally:
        settings.CLOCK_PINNED_AT = MORNING


def table(small: list[Cost], large: list[Cost], ahead: tuple[int, int]) -> Iterator[str]:
    few, many = (f"RU, {count}" for count in ahead)
    yield f"{'deed':<40} {'requests':>8} {'limit':>7} {few:>8} {many:>8}       of what kind"
    for one, other in zip(small, large, strict=True):
        limit = "–" if one.limit is None else f"≤ {one.limit}"
        worst = max(one.requests, other.requests)
        verdict = "" if one.limit is None else ("ok" if worst <= one.limit else "OVER")
        yield (
            f"{one.deed:<40} {worst:>8} {limit:>7} {one.units:>8.1f} {other.units:>8.1f}  {verdict:<4} "
            f"{other.kinds}"
        )
