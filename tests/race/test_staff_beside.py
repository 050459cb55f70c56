"""Clerks at the admin's real forms while callers book: somebody gets the last cars, nobody an error."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client

from reservations.models import Location, Reservation
from tests.race.concurrency import CALLERS, ROUNDS, Answer, ask, at, book, outcomes, request_for, together
from tests.race.invariants import invariants_hold

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]
LIST = "/admin/reservations/reservation/"
DONE = {"success": True, "code": "302"}
# What a clerk may read after losing a race; everything else would be our fault.
REFUSALS = {
    "その期間に空いている車両がありません": "taken",
    "そのように変えることは、もうできません": "too late",
}
Operation = Callable[[], Answer]


@pytest.fixture
def clerks(transactional_db: None) -> list[Client]:
    """Nine people who are logged in already."""
    clients = [Client(raise_request_exception=False) for _ in range(9)]
    for number, client in enumerate(clients):
        client.force_login(User.objects.create_superuser(f"clerk{number}"))
    return clients


def form(day: int, hours: tuple[int, int], car: str = "", events: int = 0) -> dict[str, str]:
    pickup, back = (f"{hour:02}:00" for hour in hours)
    date = f"2026-12-{day:02}"
    return {
        "location": "ekimae",
        "pickup_0": date,
        "pickup_1": pickup,
        "back_0": date,
        "back_1": back,
        "vehicle_class": "compact",
        "car": car,
        "notes": "",
        "customer_name": "佐藤花子",
        "customer_kana": "サトウハナコ",
        "customer_phone": "090-1234-5678",
        "customer_email": "",
        "events-TOTAL_FORMS": str(events),
        "events-INITIAL_FORMS": str(events),
    }


def sent(clerk: Client, path: str, data: dict[str, str]) -> Answer:
    """302, or the refusal that the page shows; anything else is told as it is."""
    response: Any = clerk.post(path, data)
    if response.status_code == 302:
        return DONE
    if response.status_code != 200:
        return {"success": False, "code": f"status {response.status_code}"}
    errors = response.context["adminform"].form.errors
    shown = " ".join(text for texts in errors.values() for text in texts)
    known = [code for words, code in REFUSALS.items() if words in shown]
    return {"success": False, "code": known[0] if known else f"unknown refusal: {shown}"}


def desk(clerks: list[Client], day: int, shop: Location) -> list[Operation]:
    """Three bookings lie before the clerks; all at once they move, cancel and take new ones."""
    morning, noon, whole = (
        book(shop, day, (10, 14), "c0"),
        book(shop, day, (14, 18), "c1"),
        book(shop, day, (10, 18)),
    )

    def change(number: int, row: Reservation, hours: tuple[int, int], car: str) -> Operation:
        return lambda: sent(clerks[number], f"{LIST}{row.pk}/change/", form(day, hours, car, events=1))

    def add(number: int, car: str) -> Operation:
        return lambda: sent(clerks[number], f"{LIST}add/", form(day, (10, 18), car))

    def cancel(number: int, *rows: Reservation) -> Operation:
        chosen: Any = {
            "action": "cancel_chosen",
            "_selected_action": [str(row.pk) for row in rows],
            "sure": "yes",
            "fee": "0",
        }
        return lambda: sent(clerks[number], LIST, chosen)

    return [
        change(0, morning, (9, 12), "c0"),
        change(1, morning, (10, 14), "c3"),
        change(2, noon, (14, 18), "c0"),
        change(3, noon, (10, 18), "c4"),
        change(4, whole, (8, 20), "c2"),
        add(5, ""),
        add(6, "c2"),
        cancel(7, whole),
        cancel(8, whole, noon),
    ]


def test_clerks_and_callers_at_the_same_cars(five_cars: Location, clerks: list[Client]) -> None:
    for day in range(5, 5 + ROUNDS):
        work = desk(clerks, day, five_cars)

        def operation(n: int, day: int = day, work: list[Operation] = work) -> Answer:
            if n < len(work):
                return work[n]()
            return ask("create_reservation", f"s{day}-{n}", key=f"day{day}", **request_for(day))

        answers = together(CALLERS + len(work), operation)
        of_callers, of_clerks = (
            outcomes(answers[len(work) :]),
            [each["code"] for each in answers[: len(work)]],
        )
        assert set(of_callers) <= {"booked", "no_vehicle_available"}
        assert set(of_clerks) <= {"302", *REFUSALS.values()}
        assert of_clerks[-2:] == ["302", "302"]
        rows = Reservation.objects.filter(pickup_at__gte=at(day, 8), pickup_at__lt=at(day, 20))
        assert rows.filter(source="agent").count() == of_callers["booked"]
        assert rows.filter(source="staff").count() == 3 + of_clerks[5:7].count("302")
        assert invariants_hold()
