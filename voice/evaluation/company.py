"""The company that scenarios are played on: the demo company, in a database that is thrown away."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from io import StringIO
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.db import connection, transaction
from django.test import override_settings

from reservations import tools
from voice.evaluation.scenario import Booking, Scenario

STORE = "orm"
NOT_BOOKED = {"held", "cancelled", "expired"}
LIVE = {"confirmed", "out"}


class CompanyFailed(Exception):
    """The scenario's company cannot be set up as it is written."""


@contextmanager
def use_throwaway_database(number: int = 0) -> Iterator[None]:
    """The connection leads to a new, migrated database; afterwards that is gone, and its own is back.

    Processes that evaluate at the same time need a `number` each.
    """
    name = connection.settings_dict["NAME"]
    if number and connection.vendor != "sqlite":  # SQLite's is in the process's own memory
        connection.settings_dict["TEST"]["NAME"] = f"evaluation_{number}_{Path(str(name)).name}"
    connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    try:
        yield
    finally:
        connection.creation.destroy_test_db(name, verbosity=0)


@contextmanager
def open_company(clock: str) -> Iterator[Book]:
    """The demo company as it stands at `clock`, ISO 8601 with an offset; what is written is rolled back.

    Yields its reservations.
    """
    with override_settings(CLOCK_PINNED_AT=clock, RESERVATION_STORE=STORE), _roll_back_afterwards():
        call_command("seed", stdout=StringIO())
        yield read_book()


@contextmanager
def set_up(scenario: Scenario, book: Book) -> Iterator[Book]:
    """Within `open_company`, which has `book`: with the scenario's reservations and full shops, for one call.

    Yields the reservations that there are then.
    """
    with _roll_back_afterwards():
        documents = [_build_document(booking, number) for number, booking in scenario.given.items()]
        for booking in scenario.full:
            documents += _fill(booking)
        if documents:
            _bring_in(documents)
            book = read_book()
        yield book


@contextmanager
def _roll_back_afterwards() -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def _bring_in(documents: list[dict[str, Any]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "reservations.json"
        path.write_text(json.dumps({"reservations": documents}), encoding="utf-8")
        call_command("seed", file=path, stdout=StringIO())


def _build_document(
    booking: Booking, number: str = "", vehicle: str = "", customer: str = ""
) -> dict[str, Any]:
    options = booking.options
    return {
        "id": f"evaluation {number or vehicle} {booking.start}",
        **({"number": number} if number else {}),
        "locationId": booking.shops[0],
        **({"vehicleId": vehicle} if vehicle else {"vehicleType": booking.classes[0]}),
        "startDate": booking.start.isoformat(),
        "endDate": booking.end.isoformat(),
        "customerName": customer or booking.names[0],
        **({"customerPhone": options["phone"]} if "phone" in options else {}),
        **({"customerEmail": options["email"]} if "email" in options else {}),
        **({"customerKana": options["kana"]} if "kana" in options else {}),
        **({"extras": options["extras"].split("+")} if options.get("extras") else {}),
        **({"returnLocationId": options["return"]} if options.get("return") else {}),
    }


def _fill(booking: Booking) -> list[dict[str, Any]]:
    """A reservation for each car of the class that is free at the shop in all of this time."""
    arguments = {
        "locationId": booking.shops[0],
        "startDate": booking.start.isoformat(),
        "endDate": booking.end.isoformat(),
    }
    if booking.classes != ("any",):
        arguments["vehicleType"] = booking.classes[0]
    found = tools.run("get_availability", arguments, caller=tools.Caller("agent", "evaluation", "ja"))
    if not found.get("success"):
        raise CompanyFailed(f"{booking.shops[0]} cannot be filled: {found.get('code')}")
    cars = [car["vehicleId"] for car in found["availableVehicles"]]
    return [_build_document(booking, vehicle=car, customer="満車太郎") for car in cars]


@dataclass(frozen=True)
class Kept:
    """A reservation as the store has it. `shop`, `vehicle_class` and times as a scenario writes them."""

    number: str
    status: str
    shop: str
    start: datetime
    end: datetime
    vehicle_class: str
    name: str
    options: Mapping[str, str] = field(default_factory=dict)

    def __str__(self) -> str:
        return (
            f"{self.shop}, {self.start:%Y-%m-%d %H:%M} to {self.end:%Y-%m-%d %H:%M}, "
            f"{self.vehicle_class}, {self.name}"
        )


def read_book() -> Book:
    """All that the company's book holds now."""
    written = StringIO()
    call_command("export_reservations", stdout=written)
    return {document["number"]: _read_kept(document) for document in json.loads(written.getvalue())}


def _read_kept(document: Mapping[str, Any]) -> Kept:
    named = {"return": "returnLocationId", "phone": "customerPhone", "email": "customerEmail"}
    return Kept(
        number=document["number"],
        status=document["status"],
        shop=document["locationId"],
        start=datetime.fromisoformat(document["startDate"]).replace(tzinfo=None),
        end=datetime.fromisoformat(document["endDate"]).replace(tzinfo=None),
        vehicle_class=document["vehicleType"],
        name=document["customerName"],
        options={
            **{option: str(document.get(field) or "") for option, field in named.items()},
            "extras": "+".join(sorted(document.get("extras") or [])),
        },
    )


Book = Mapping[str, Kept]  # by reservation number


@dataclass(frozen=True)
class Writes:
    """What a call did to the book."""

    created: tuple[Kept, ...] = ()
    changed: tuple[Kept, ...] = ()  # as they are now
    cancelled: tuple[str, ...] = ()


def compare(before: Book, after: Book) -> Writes:
    """A booking that was made and cancelled in the same call, or only held, is none."""
    fresh = [kept for number, kept in after.items() if number not in before]
    known = [(before[number], kept) for number, kept in after.items() if number in before]
    return Writes(
        created=tuple(kept for kept in fresh if kept.status not in NOT_BOOKED),
        changed=tuple(new for old, new in known if new != old and new.status == old.status),
        cancelled=tuple(_find_cancelled(known)),
    )


def _find_cancelled(known: Iterable[tuple[Kept, Kept]]) -> Iterator[str]:
    return (new.number for old, new in known if old.status in LIVE and new.status == "cancelled")
