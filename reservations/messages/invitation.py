"""A booking as an entry for the customer's calendar (RFC 5545, 5546): one entry, moved with it."""

from __future__ import annotations

from datetime import date, timedelta
from email.utils import parseaddr
from functools import cache

from django.conf import settings
from icalendar import Alarm, Calendar, Event, Timezone, vCalAddress

from reservations import clock
from reservations.messages import wording
from reservations.models import Reservation

PRODUCT = "-//Uketsuke//Reservations//EN"


def entry(reservation: Reservation, kind: str) -> str:
    """Text with the line ends that the standard wants."""
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", "CANCEL" if kind == "cancelled" else "REQUEST")
    shops = (reservation.location, reservation.return_location or reservation.location)
    years = reservation.pickup_local.year, reservation.return_local.year
    for zone in sorted({shop.timezone for shop in shops}):
        calendar.add_component(rules_of(zone, *years))
    calendar.add_component(event(reservation, cancelled=kind == "cancelled"))
    return str(calendar.to_ical(), "utf-8")


@cache
def rules_of(zone: str, first_year: int, last_year: int) -> Timezone:
    """When the clocks of `zone` change. Kept, as finding out takes long, and cars are locked meanwhile."""
    return Timezone.from_tzid(zone, first_date=date(first_year, 1, 1), last_date=date(last_year + 1, 1, 1))


def event(reservation: Reservation, *, cancelled: bool) -> Event:
    facts = wording.facts(reservation, wording.language_of(reservation))
    made = Event()
    made.add("uid", str(reservation.pk))
    # Each deed leaves a line in the audit log: what was written later counts more.
    made.add("sequence", reservation.events.count())
    made.add("dtstamp", clock.now())
    made.add("dtstart", reservation.pickup_local)
    made.add("dtend", reservation.return_local)
    made.add("status", "CANCELLED" if cancelled else "CONFIRMED")
    made.add("summary", wording.rendered(reservation, "calendar").strip())
    made.add("location", " ".join(part for part in (facts["shop"], facts["address"]) if part))
    made.add("organizer", address(parseaddr(settings.MAIL_FROM)[1]))
    guest = address(reservation.customer_email)
    guest.params["PARTSTAT"] = "ACCEPTED"
    guest.params["RSVP"] = "FALSE"
    made.add("attendee", guest)
    if not cancelled:
        made.add_component(reminder(str(made["summary"])))
    return made


def address(mail: str) -> vCalAddress:
    return vCalAddress(f"mailto:{mail}")


def reminder(summary: str) -> Alarm:
    """The day before, to look for the licence."""
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", summary)
    alarm.add("trigger", timedelta(days=-1))
    return alarm
