"""What happened to a booking, line by line, as its page shows it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.template.loader import render_to_string
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from reservations import clock, lifecycle
from reservations.admin.formats import current_language, format_instant, format_local, format_yen
from reservations.models import Location, Reservation, ReservationEvent, Vehicle

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

ACTIONS: dict[str, StrOrPromise] = {
    "created": _("Booked"),
    "held": _("Held for the caller"),
    "imported": _("Imported from elsewhere"),
    "changed": _("Changed"),
    "erased": _("Customer erased"),
    "moved": _("Moved to another car"),
    "confirmed": _("Confirmed"),
    "out": _("Handed over"),
    "hand_over_undone": _("Hand-over undone"),
    "returned": _("Car returned"),
    "return_undone": _("Return undone"),
    "no_show": _("No-show"),
    "no_show_undone": _("No-show undone"),
    "cancelled": _("Cancelled"),
    "cancellation_undone": _("Cancellation undone"),
    "expired": _("Hold expired"),
    "blocked": _("Taken out of service"),
    "released": _("Back in service"),
}
FACTS: dict[str, StrOrPromise] = {
    "shop": _("shop"),
    "returnShop": _("return shop"),
    "vehicle": _("vehicle"),
    "pickup": _("pickup"),
    "return": _("return"),
    "status": _("status"),
    "price": _("price"),
}
# What an agent writes only with the caller's consent, where it can be seen.
AGREED = frozenset({"created", "confirmed", "changed", "cancelled"})
SHOPS = ("shop", "returnShop")
Names = Mapping[tuple[str, str], str]  # of cars and shops, by the fact and the key
Zones = tuple[str, str]  # of the pickup shop and of the return shop


def render(row: Reservation) -> str:
    """The audit log of `row` as HTML, the oldest line first. Two queries, however long it is; one more where
    the booking has changed its shop."""
    events = list(row.events.all())
    known = load_names(events)
    zones = (row.location.timezone, (row.return_location or row.location).timezone)
    entries = [
        {
            "action": str(ACTIONS.get(event.action, event.action)),
            "at": format_instant(event.at, row.location.timezone),
            "by": describe_actor(event),
            "lines": [*describe_changes(event, known, zones), *describe_consent(event, row)],
        }
        for event in events
    ]
    return render_to_string("admin/reservations/audit_log.html", {"entries": entries})


def load_names(events: Iterable[ReservationEvent]) -> Names:
    """Of every car and shop that the events name, in the clerk's language; a query for each kind."""
    every = [event.data for event in events]
    every += [part for data in every for part in (data.get("before"), data.get("after"))]
    parts = [part for part in every if isinstance(part, dict)]
    cars = {part["vehicle"] for part in parts if part.get("vehicle")}
    shops = {part[fact] for part in parts for fact in SHOPS if part.get(fact)}
    names = {("vehicle", key): str(car) for key, car in Vehicle.objects.in_bulk(cars).items()}
    found = Location.objects.in_bulk(shops) if shops else {}
    return names | {
        (fact, key): shop.name_in(current_language()) for key, shop in found.items() for fact in SHOPS
    }


def describe_actor(event: ReservationEvent) -> str:
    source = event.get_actor_display()
    return f"{source} ({event.who})" if event.who else source


def describe_changes(event: ReservationEvent, known: Names, zones: Zones) -> list[str]:
    """What the operation changed, a line each: before → after; of a new booking, how it began."""
    data = event.data
    before, after = data.get("before"), data.get("after")
    if isinstance(before, dict) and isinstance(after, dict):
        lines = [
            f"{FACTS[key]}: {describe(key, before.get(key), known, zones)}"
            f" → {describe(key, after[key], known, zones)}"
            for key in FACTS
            if key in after and before.get(key) != after[key]
        ] or [gettext("customer, notes or extras")]
    elif isinstance(before, str):
        status = after if isinstance(after, str) else lifecycle.status_after(event.action)
        lines = [f"{describe_status(before)} → {describe_status(status)}"]
        if data.get("vehicle"):
            lines.append(f"{FACTS['vehicle']}: {describe('vehicle', data['vehicle'], known, zones)}")
        if data.get("cancellationFee"):
            waived = gettext("cancellation fee no longer due: {amount}")
            lines.append(waived.format(amount=format_yen(data["cancellationFee"])))
        if left := data.get("pickedUp"):
            lines.append(f"{gettext('picked up at')}: {describe('pickup', left, known, zones)}")
        if came := data.get("broughtBack"):
            lines.append(f"{gettext('returned at')}: {describe('return', came, known, zones)}")
    else:
        facts = [key for key in FACTS if data.get(key) is not None and key != "status"]
        lines = [f"{FACTS[key]}: {describe(key, data[key], known, zones)}" for key in facts]
    lines += describe_sheet(data.get("sheet") or {})
    if data.get("reason"):
        lines.append(gettext("reason: {reason}").format(reason=data["reason"]))
    return lines


def describe_sheet(sheet: Mapping[str, Any]) -> list[str]:
    """What was noted at a hand-over or a return, a line each. `sheet`: as the log keeps it."""
    lines = []
    if sheet.get("licenceSeen"):
        lines.append(gettext("driver's licence seen"))
    if "mileageKm" in sheet:
        lines.append(gettext("mileage: {km} km").format(km=f"{sheet['mileageKm']:,}"))
    if "fuelEighths" in sheet:
        lines.append(gettext("fuel: {eighths}/8").format(eighths=sheet["fuelEighths"]))
    if "paidYen" in sheet:
        lines.append(gettext("paid: {amount}").format(amount=format_yen(sheet["paidYen"])))
    if "lateChargeYen" in sheet:
        lines.append(
            gettext("charge for lateness: {amount}").format(amount=format_yen(sheet["lateChargeYen"]))
        )
    if sheet.get("damage"):
        lines.append(gettext("damage noted"))
    return lines


def describe_consent(event: ReservationEvent, row: Reservation) -> list[str]:
    """A line that says with which words the caller agreed to what an agent wrote, or that nobody saw it; none
    of what else was done."""
    if event.actor != Reservation.Source.AGENT or event.action not in AGREED:
        return []
    did = (event.call_id, event.action)
    given = next((each for each in row.consents if (each["callId"], each["action"]) == did), None)
    if given is None:
        return [gettext("consent not seen")]
    at = format_instant(datetime.fromisoformat(given["at"]), row.location.timezone)
    if not given["words"]:
        return [gettext("the caller agreed, {at} (the words were not recognised)").format(at=at)]
    return [gettext("the caller agreed, {at}: “{words}”").format(at=at, words=given["words"])]


def describe(key: str, value: Any, known: Names, zones: Zones) -> str:
    """A fact as the log keeps it, in the clerk's language. `key`: one of FACTS."""
    if value is None:
        return "—"
    if key in {"pickup", "return"}:
        return format_local(clock.local(datetime.fromisoformat(value), zones[key == "return"]))
    if key in {"vehicle", *SHOPS}:
        return known.get((key, value), str(value))
    return format_yen(int(value)) if key == "price" else describe_status(str(value))


def describe_status(value: str) -> str:
    return str(dict(Reservation.Status.choices).get(value, value))
