"""What happened to a booking, line by line, as its page shows it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.template.loader import render_to_string
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from reservations import clock, lifecycle
from reservations.admin.formats import format_instant, format_local, format_yen
from reservations.models import Reservation, ReservationEvent, Vehicle

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

ACTIONS: dict[str, StrOrPromise] = {
    "created": _("Booked"),
    "held": _("Held for the caller"),
    "imported": _("Imported from elsewhere"),
    "changed": _("Changed"),
    "moved": _("Moved to another car"),
    "confirmed": _("Confirmed"),
    "out": _("Handed over"),
    "hand_over_undone": _("Hand-over undone"),
    "returned": _("Car returned"),
    "no_show": _("No-show"),
    "cancelled": _("Cancelled"),
    "expired": _("Hold expired"),
    "blocked": _("Taken out of service"),
    "released": _("Back in service"),
}
FACTS: dict[str, StrOrPromise] = {
    "vehicle": _("vehicle"),
    "pickup": _("pickup"),
    "return": _("return"),
    "status": _("status"),
    "price": _("price"),
}
# What an agent writes only with the caller's consent, where it can be seen.
AGREED = frozenset({"created", "confirmed", "changed", "cancelled"})
Cars = Mapping[str, Vehicle]
Zones = tuple[str, str]  # of the pickup shop and of the return shop


def render(row: Reservation) -> str:
    """The audit log of `row` as HTML, the oldest line first. Two queries, however long it is."""
    events = list(row.events.all())
    cars = load_cars(events)
    zones = (row.location.timezone, (row.return_location or row.location).timezone)
    entries = [
        {
            "action": str(ACTIONS.get(event.action, event.action)),
            "at": format_instant(event.at, row.location.timezone),
            "by": describe_actor(event),
            "lines": [*describe_changes(event, cars, zones), *describe_consent(event, row)],
        }
        for event in events
    ]
    return render_to_string("admin/reservations/audit_log.html", {"entries": entries})


def load_cars(events: Iterable[ReservationEvent]) -> Cars:
    """Every car that the events name, in one query."""
    ids = set()
    for event in events:
        parts = (event.data, event.data.get("before"), event.data.get("after"))
        ids |= {part["vehicle"] for part in parts if isinstance(part, dict) and part.get("vehicle")}
    return Vehicle.objects.in_bulk(ids)


def describe_actor(event: ReservationEvent) -> str:
    source = event.get_actor_display()
    return f"{source} ({event.who})" if event.who else source


def describe_changes(event: ReservationEvent, cars: Cars, zones: Zones) -> list[str]:
    """What the operation changed, a line each: before → after; of a new booking, how it began."""
    data = event.data
    before, after = data.get("before"), data.get("after")
    if isinstance(before, dict) and isinstance(after, dict):
        lines = [
            f"{FACTS[key]}: {describe(key, before.get(key), cars, zones)}"
            f" → {describe(key, after[key], cars, zones)}"
            for key in FACTS
            if key in after and before.get(key) != after[key]
        ] or [gettext("customer, notes or extras")]
    elif isinstance(before, str):
        lines = [f"{describe_status(before)} → {describe_status(lifecycle.status_after(event.action))}"]
        if left := data.get("pickedUp"):
            lines.append(f"{gettext('picked up at')}: {describe('pickup', left, cars, zones)}")
    else:
        known = [key for key in FACTS if data.get(key) is not None and key != "status"]
        lines = [f"{FACTS[key]}: {describe(key, data[key], cars, zones)}" for key in known]
    if data.get("reason"):
        lines.append(gettext("reason: {reason}").format(reason=data["reason"]))
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


def describe(key: str, value: Any, cars: Cars, zones: Zones) -> str:
    """A fact as the log keeps it, in the clerk's language. `key`: one of FACTS."""
    if value is None:
        return "—"
    if key in {"pickup", "return"}:
        return format_local(clock.local(datetime.fromisoformat(value), zones[key == "return"]))
    if key == "vehicle":
        return str(cars.get(value, value))
    return format_yen(int(value)) if key == "price" else describe_status(str(value))


def describe_status(value: str) -> str:
    return str(dict(Reservation.Status.choices).get(value, value))
