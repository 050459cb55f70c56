"""How the desk says it: a time on the wall, an amount, a badge, a line of the journal."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.utils.formats import date_format, number_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext, ngettext
from django.utils.translation import gettext_lazy as _

from reservations import clock, lifecycle
from reservations.models import Reservation, ReservationEvent, Vehicle

ACTIONS: dict[str, Any] = {
    "created": _("Booked"),
    "held": _("Held for the caller"),
    "imported": _("Taken over from elsewhere"),
    "changed": _("Changed"),
    "moved": _("Moved to another car"),
    "confirmed": _("Confirmed"),
    "out": _("Handed over"),
    "hand_over_undone": _("Hand-over undone"),
    "returned": _("Taken back"),
    "no_show": _("No-show"),
    "cancelled": _("Cancelled"),
    "expired": _("Hold expired"),
    "blocked": _("Taken out of service"),
    "released": _("For hire again"),
}
FACTS: dict[str, Any] = {
    "vehicle": _("vehicle"),
    "pickup": _("pickup"),
    "return": _("return"),
    "status": _("status"),
    "price": _("price"),
}


def language() -> str:
    return (get_language() or "ja").split("-")[0]


def shown(wall: datetime) -> str:
    """A shop's own time: the digits as they are on its wall."""
    return date_format(wall, "m/d (D) H:i", use_l10n=False)


def day(wall: datetime) -> str:
    """A shop's own day; with the year where it is not this one's."""
    this_year = clock.now().astimezone(wall.tzinfo).year == wall.year
    return date_format(wall, "m/d" if this_year else "Y/m/d", use_l10n=False)


def in_days(wall: datetime) -> str:
    """How far the day of `wall`, a shop's own time, is from today there."""
    days = (wall.date() - clock.now().astimezone(wall.tzinfo).date()).days
    if not days:
        return gettext("today")
    ahead = ngettext("in {days} day", "in {days} days", days)
    ago = ngettext("{days} day ago", "{days} days ago", -days)
    return (ahead if days > 0 else ago).format(days=abs(days))


def two_lines(wall: datetime) -> SafeString:
    """The same, narrow enough for a column."""
    day, at = (date_format(wall, part, use_l10n=False) for part in ("m/d (D)", "H:i"))
    return format_html('<span class="moment">{} <b>{}</b></span>', day, at)


def moment(at: datetime | None, zone: str) -> str:
    return shown(clock.local(at, zone)) if at else "—"


def yen(amount: int | None) -> str:
    if amount is None:
        return "—"
    return gettext("{amount} yen").format(amount=number_format(amount, force_grouping=True))


def badge(kind: str, text: str) -> SafeString:
    return format_html('<span class="badge is-{}">{}</span>', kind, text)


def action(event: ReservationEvent) -> str:
    return str(ACTIONS.get(event.action, event.action))


def by(event: ReservationEvent) -> str:
    source = event.get_actor_display()
    return f"{source} ({event.who})" if event.who else source


def what(event: ReservationEvent, cars: Mapping[str, Vehicle], zones: tuple[str, str]) -> list[str]:
    """What the deed changed, a line each: before → after; of a new booking, how it began."""
    data = event.data
    before, after = data.get("before"), data.get("after")
    lines = []
    if isinstance(before, dict) and isinstance(after, dict):
        lines = [
            f"{FACTS[key]}: {fact(key, before.get(key), cars, zones)} → {fact(key, after[key], cars, zones)}"
            for key in FACTS
            if key in after and before.get(key) != after[key]
        ] or [gettext("customer, notes or extras")]
    elif isinstance(before, str):
        lines = [f"{status(before)} → {status(lifecycle.status_after(event.action))}"]
        if left := data.get("pickedUp"):
            lines.append(f"{gettext('picked up at')}: {fact('pickup', left, cars, zones)}")
    else:
        known = [key for key in FACTS if data.get(key) is not None and key != "status"]
        lines = [f"{FACTS[key]}: {fact(key, data[key], cars, zones)}" for key in known]
    return [
        *lines,
        *([gettext("reason: {reason}").format(reason=data["reason"])] if data.get("reason") else []),
    ]


def fact(key: str, value: Any, cars: Mapping[str, Vehicle], zones: tuple[str, str]) -> str:
    if value is None:
        return "—"
    if key in {"pickup", "return"}:
        return shown(clock.local(datetime.fromisoformat(value), zones[key == "return"]))
    if key == "vehicle":
        return str(cars.get(value, value))
    return yen(int(value)) if key == "price" else status(str(value))


def status(value: str) -> str:
    return str(dict(Reservation.Status.choices).get(value, value))


def cars_in(events: Iterable[ReservationEvent]) -> dict[str, Vehicle]:
    """Every car that the journal names, in one query."""
    ids = set()
    for event in events:
        parts = (event.data, event.data.get("before"), event.data.get("after"))
        ids |= {part["vehicle"] for part in parts if isinstance(part, dict) and part.get("vehicle")}
    return Vehicle.objects.in_bulk(ids)
