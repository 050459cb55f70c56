"""A booking as an entry for the customer's calendar (RFC 5545, 5546): one entry, moved with it."""

from __future__ import annotations

from datetime import date, timedelta
from email.utils import parseaddr
from functools import cache

from django.conf import settings
from icalendar import Alarm, Calendar, Event, Timezone, vCalAddress

from reservations import clock
from reservations.messages import wording
from reservations.models import Reservation, ReservationEvent
from reservations.values import Rental

PRODUCT = "-//Uketsuke//Reservations//EN"
CALLED_OFF = frozenset({Reservation.Status.CANCELLED, Reservation.Status.NO_SHOW})


def render(reservation: Reservation, kind: str) -> str:
    """The calendar file for a message about `kind`, with the line ends that the standard wants."""
    return build_file(reservation, method="CANCEL" if kind == "cancelled" else "REQUEST")


def publish(booking: Rental) -> str:
    """The calendar file for who fetches it: the same entry, as it stands now, with nobody invited."""
    return build_file(booking)


def build_file(reservation: Reservation | Rental, method: str = "PUBLISH") -> str:
    """A calendar file (iCalendar) with the rental; `method` as RFC 5546 has it, PUBLISH for a file to
    download."""
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", method)
    shops = (reservation.location, reservation.return_location or reservation.location)
    years = reservation.pickup_local.year, reservation.return_local.year
    for zone in sorted({shop.timezone for shop in shops}):
        calendar.add_component(build_timezone(zone, *years))
    event = build_event(reservation, cancelled=method == "CANCEL" or reservation.status in CALLED_OFF)
    if method != "PUBLISH":
        event.add("organizer", write_address(parseaddr(settings.MAIL_FROM)[1]))
        event.add("attendee", build_guest(reservation))
    calendar.add_component(event)
    return str(calendar.to_ical(), "utf-8")


@cache
def build_timezone(zone: str, first_year: int, last_year: int) -> Timezone:
    """When the clocks of `zone` change. Kept, as finding out takes long, and cars are locked meanwhile."""
    return Timezone.from_tzid(zone, first_date=date(first_year, 1, 1), last_date=date(last_year + 1, 1, 1))


def build_event(reservation: Reservation | Rental, *, cancelled: bool) -> Event:
    """The rental as an event of a calendar, by the clock of its shops."""
    facts = wording.collect_facts(reservation, wording.find_language(reservation))
    entry = Event()
    entry.add("uid", str(reservation.id))
    # A calendar takes the highest sequence: each operation adds a line to the audit log, so it only grows.
    entry.add("sequence", ReservationEvent.objects.filter(reservation=reservation.id).count())
    entry.add("dtstamp", clock.now())
    entry.add("dtstart", reservation.pickup_local)
    entry.add("dtend", reservation.return_local)
    entry.add("status", "CANCELLED" if cancelled else "CONFIRMED")
    entry.add("summary", wording.render(reservation, "calendar").strip())
    entry.add("location", " ".join(part for part in (facts.shop, facts.address) if part))
    if not cancelled:
        entry.add_component(build_reminder(str(entry["summary"])))
    return entry


def build_guest(reservation: Reservation | Rental) -> vCalAddress:
    """The customer as the guest of an invitation who has accepted."""
    guest = write_address(reservation.customer_email)
    guest.params["PARTSTAT"] = "ACCEPTED"
    guest.params["RSVP"] = "FALSE"
    return guest


def write_address(mail: str) -> vCalAddress:
    """An address as iCalendar writes it."""
    return vCalAddress(f"mailto:{mail}")


def build_reminder(summary: str) -> Alarm:
    """The day before, to look for the licence."""
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", summary)
    alarm.add("trigger", timedelta(days=-1))
    return alarm
