"""A shop's bookings as a calendar (RFC 5545) behind a secret link, for the staff's own calendar programs.

Whoever has the link reads it without a login. So it names no customer unless the manager chose that, the
table keeps no secret but its hash, and a new link voids the one before.
"""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, timedelta

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext, override
from icalendar import Calendar, Event

from reservations import clock, vehicle_classes
from reservations.messages.invitation import PRODUCT
from reservations.models import CalendarFeed, Location, Reservation

PAST, AHEAD = timedelta(days=14), timedelta(days=120)
SHOWN = (
    Reservation.Status.CONFIRMED,
    Reservation.Status.OUT,
    Reservation.Status.RETURNED,
    Reservation.Status.BLOCKED,
)
# A calendar program refuses an event that ends where it begins, or before: a car that left after its return
# was planned.
SHORTEST = timedelta(minutes=15)
REFRESH = timedelta(minutes=15)


def make_link(location: Location, *, shows_names: bool, who: str) -> str:
    """The secret of a new link to the shop's calendar, told this once; an earlier one is void."""
    secret = secrets.token_urlsafe(32)
    CalendarFeed.objects.update_or_create(
        location=location,
        defaults={
            "secret_hash": hash_secret(secret),
            "shows_names": shows_names,
            "made_at": clock.now(),
            "made_by": who,
        },
    )
    return secret


def withdraw_link(location: Location) -> None:
    """The shop's link opens nothing any more."""
    CalendarFeed.objects.filter(location=location).delete()


def hash_secret(secret: str) -> str:
    """It has 256 bits of chance: no slower hash would make it harder to find."""
    return hashlib.sha256(secret.encode()).hexdigest()


def send_calendar(request: HttpRequest, secret: str) -> HttpResponse:
    """`GET /calendar/<secret>.ics`; 404 for a link that is void."""
    feed = CalendarFeed.objects.select_related("location").filter(secret_hash=hash_secret(secret)).first()
    if feed is None:
        raise Http404
    return HttpResponse(
        render(feed, clock.now()),
        content_type="text/calendar; charset=utf-8",
        headers={"Cache-Control": "private, no-store", "X-Robots-Tag": "noindex"},
    )


def render(feed: CalendarFeed, now: datetime) -> bytes:
    """The bookings that leave from the shop, and its cars out of service: from two weeks ago to four months
    ahead."""
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", feed.location.name)
    calendar.add("refresh-interval", REFRESH, parameters={"value": "DURATION"})
    rows = Reservation.calendar.filter(
        location=feed.location, status__in=SHOWN, return_at__gt=now - PAST, pickup_at__lt=now + AHEAD
    )
    with override("ja"):
        for row in rows.select_related("vehicle").order_by("pickup_at", "number"):
            calendar.add_component(build_event(row, feed))
    return bytes(calendar.to_ical())


def build_event(row: Reservation, feed: CalendarFeed) -> Event:
    car = row.vehicle.plate
    kind = vehicle_classes.name(row.vehicle_class, "ja")
    entry = Event()
    entry.add("uid", f"{row.pk}@{feed.location_id}")
    entry.add("dtstamp", row.updated_at)
    began = row.picked_up_at or row.pickup_at
    entry.add("dtstart", began)
    entry.add("dtend", max(row.returned_at or row.return_at, began + SHORTEST))
    entry.add("status", "CONFIRMED")
    if row.status == Reservation.Status.BLOCKED:
        # Its reason is a clerk's own words, which may name anybody.
        entry.add("summary", f"{gettext('Out of service')} {car}")
        return entry
    name = f"{row.customer_name} 様" if feed.shows_names else ""
    parts = [name, kind, car, row.number]
    entry.add("summary", " ".join(part for part in parts if part))
    return entry
