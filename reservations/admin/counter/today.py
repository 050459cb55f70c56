"""The first page of the staff: who leaves the own shop on a day, who comes back, what to look after."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.contrib import admin
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import HttpRequest
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from reservations import clock, lifecycle, shops, times, vehicle_classes
from reservations.admin import doubts, mirror, own_shop, steps
from reservations.admin.counter.free_days import DAYS, read_strip
from reservations.admin.formats import (
    current_language,
    format_day,
    format_dialled_phone,
    format_long_day,
    format_yen,
    render_badge,
)
from reservations.messages import outbox
from reservations.models import Message, Reservation
from reservations.models.booking import bounds
from reservations.values import Shop

Status = Reservation.Status
GONE = (Status.CANCELLED, Status.EXPIRED)
SHOWN_AT_MOST = 400  # bookings; a shop with more of them a day needs the list
SEEN_FOR = timedelta(days=7)  # how long somebody who has not come is to be looked after
FILTERS = ("departures", "returns", "late", "check")


@dataclass(frozen=True)
class Line:
    """A booking as a line of the page, with texts in the clerk's language.

    day: "" where it is that of the page. step: the one that it offers; is_due: is it time for that?
    version: of what is shown.
    """

    row: Reservation
    day: str
    time: str
    class_name: str
    phone: str
    price: str
    badges: Sequence[SafeString]
    step: steps.Step | None
    is_due: bool
    version: str
    step_url: str
    url: str


@dataclass(frozen=True)
class Counter:
    """A number on top of the page, which filters it. left: how many of `total` are still to be done."""

    key: str
    label: Promise
    total: int
    left: int | None
    is_alarm: bool
    is_chosen: bool


def show_day(request: HttpRequest, frame: dict[str, Any]) -> TemplateResponse:
    """`?day=`: another day than today, as 2026-12-12; `?show=`: one of FILTERS. `frame`: what every page of
    the site shows around its own content."""
    shop = own_shop.find_shop(request)
    page = {
        **frame,
        "title": pgettext_lazy("place", "Today"),
        "media": admin.site.get_model_admin(Reservation).media,
    }
    if shop is None:
        return TemplateResponse(request, "admin/counter/no_shop.html", page)
    shop, now = shops.open_hours(shop), clock.now()
    today = clock.local(now, shop.timezone).date()
    day = times.parse_day(request.GET.get("day", "")) or today
    found = read_day(shop, day, now, is_today=day == today)
    lines = Lines(request, now, day)
    chosen = request.GET.get("show", "") if request.GET.get("show") in FILTERS else ""
    assert shop.hours
    first = today if timedelta() <= day - today < timedelta(days=DAYS) else day
    strip = read_strip(shop, shop.hours, first, now)
    page |= {
        "title": format_long_day(day),
        "shop": shop,
        "shop_name": shop.name_in(current_language()),
        "day": day,
        "today": today,
        "is_today": day == today,
        "before": day - timedelta(days=1),
        "after": day + timedelta(days=1),
        "counters": count(found, chosen),
        "chosen": chosen,
        "columns": make_columns(lines, found, chosen),
        "strip": strip,
        "classes": [vehicle_classes.name(kind, current_language()) for kind in strip.classes],
        "shown_at_most": SHOWN_AT_MOST if found.is_cut else 0,
        "here": request.get_full_path(),
    }
    return TemplateResponse(request, "admin/counter/today.html", page)


# --- the bookings of the day


@dataclass(frozen=True)
class Day:
    """departures, returns: of the day, in the order of their times; on today's page what is late comes first
    among the returns. late: what should be back. check: what somebody should look after, of any day.
    is_cut: there is more than the page shows, which then says so."""

    departures: Sequence[Reservation]
    returns: Sequence[Reservation]
    late: Sequence[Reservation]
    check: Sequence[Reservation]
    is_cut: bool = False


def read_day(shop: Shop, day: date, now: datetime, *, is_today: bool) -> Day:
    """Two queries."""
    start, end = bounds(day, shop.timezone)
    # One more than is shown tells that there are more.
    of_day = list(find_of_day(shop, start, end, now)[: SHOWN_AT_MOST + 1])
    others = list(find_to_look_after(shop, start, end, now)[: SHOWN_AT_MOST + 1])
    is_cut = max(len(of_day), len(others)) > SHOWN_AT_MOST
    of_day, others = of_day[:SHOWN_AT_MOST], others[:SHOWN_AT_MOST]
    late = [row for row in others if row.status == Status.OUT]
    returns = [row for row in of_day if comes_back(row, shop, start, end)]
    if is_today:
        known = {row.pk for row in returns}
        returns = [*(row for row in late if row.pk not in known), *returns]
    return Day(
        [row for row in of_day if row.location_id == shop.id and start <= row.pickup_at < end],
        sorted(returns, key=lambda row: (row.return_at, row.number)),
        late,
        [row for row in others if row.status != Status.OUT],
        is_cut,
    )


def comes_back(row: Reservation, shop: Shop, start: datetime, end: datetime) -> bool:
    """Is its car due at `shop` in this time, or has come back then?"""
    due = row.status in {Status.CONFIRMED, Status.OUT, Status.RETURNED} and start <= row.return_at < end
    return due and (row.return_location_id or row.location_id) == shop.id


def find_of_day(shop: Shop, start: datetime, end: datetime, now: datetime) -> QuerySet[Reservation]:
    leaving = Q(location=shop.id, pickup_at__gte=start, pickup_at__lt=end)
    coming = at_return(shop) & Q(return_at__gte=start, return_at__lt=end)
    rows = with_flags(now).exclude(status=Status.HELD, hold_expires_at__lte=now).filter(leaving | coming)
    return rows.order_by("pickup_at", "number")


def find_to_look_after(shop: Shop, start: datetime, end: datetime, now: datetime) -> QuerySet[Reservation]:
    """Late; or at risk, held, not come, not told; or without a telephone today, or on the day that is looked
    at: who prepares tomorrow can still ask for it."""
    midnight = bounds(clock.local(now, shop.timezone).date(), shop.timezone)[1]
    late = at_return(shop) & Q(status=Status.OUT, return_at__lt=now)
    held = Q(status=Status.HELD, hold_expires_at__gt=now)
    not_come = Q(pickup_at__lt=now - lifecycle.NO_SHOW_AFTER)
    looked_at = Q(pickup_at__gte=start, pickup_at__lt=end)
    unreachable = Q(customer_phone="") & (Q(pickup_at__lt=midnight) | looked_at)
    doubtful = Q(is_risky=True) | Q(is_untold=True) | not_come | unreachable
    ahead = Q(location=shop.id, pickup_at__gte=now - SEEN_FOR)
    rows = with_flags(now).filter(late | ahead & (held | Q(status=Status.CONFIRMED) & doubtful))
    return rows.order_by("pickup_at", "number")


def with_flags(now: datetime) -> QuerySet[Reservation]:
    """Of all shops, but for what was called off."""
    risky = Reservation.objects.at_risk(now).filter(pk=OuterRef("pk"))
    failed = Message.objects.filter(outbox.FAILED, reservation=OuterRef("pk"))
    rows = Reservation.objects.exclude(status__in=GONE)
    flagged = rows.annotate(is_risky=Exists(risky), is_untold=Exists(failed))
    return flagged.select_related("location", "return_location", "vehicle")


def at_return(shop: Shop) -> Q:
    """SQL: does its car come back to `shop`?"""
    return Q(return_location=shop.id) | Q(return_location=None, location=shop.id)


def is_to_leave(row: Reservation) -> bool:
    return row.status in {Status.HELD, Status.CONFIRMED}


def is_to_come(row: Reservation) -> bool:
    return row.status in {Status.CONFIRMED, Status.OUT}


# --- as the page shows them


def count(found: Day, chosen: str) -> list[Counter]:
    leaving = sum(map(is_to_leave, found.departures))
    coming = sum(map(is_to_come, found.returns))
    expected = [row for row in found.departures if row.status != Status.NO_SHOW]
    late, check = len(found.late), len(found.check)
    made: tuple[tuple[str, Promise, int, int | None, bool], ...] = (
        ("departures", _("Departures"), len(expected), leaving, False),
        ("returns", _("Returns"), len(found.returns), coming, False),
        ("late", _("Late"), late, None, late > 0),
        ("check", _("To check"), check, None, check > 0),
    )
    return [Counter(*each, is_chosen=each[0] == chosen) for each in made]


def make_columns(lines: Lines, found: Day, chosen: str) -> list[tuple[Promise, list[Line]]]:
    """Title and lines of each column: the two of the day, or the one that a counter has chosen."""
    if chosen == "departures":
        return [(_("Departures"), lines.leaving(filter(is_to_leave, found.departures)))]
    if chosen == "returns":
        return [(_("Returns"), lines.coming(filter(is_to_come, found.returns)))]
    if chosen == "late":
        return [(_("Late"), lines.coming(found.late))]
    if chosen == "check":
        return [(_("To check"), lines.leaving(found.check))]
    return [(_("Departures"), lines.leaving(found.departures)), (_("Returns"), lines.coming(found.returns))]


class Lines:
    """Makes lines of rows, for a clerk who looks at the page of `day` at the time `now`."""

    def __init__(self, request: HttpRequest, now: datetime, day: date) -> None:
        self.now, self.day = now, day
        self.may_change = admin.site.get_model_admin(Reservation).has_change_permission(request)

    def leaving(self, rows: Iterable[Reservation]) -> list[Line]:
        return [self.line(row, row.pickup_local, steps.OF_DEPARTURES) for row in self.attach_documents(rows)]

    def coming(self, rows: Iterable[Reservation]) -> list[Line]:
        return [self.line(row, row.return_local, steps.OF_RETURNS) for row in self.attach_documents(rows)]

    def attach_documents(self, rows: Iterable[Reservation]) -> list[Reservation]:
        """The rows; where they mirror another store, with what is known of their documents: one query."""
        read = list(rows)
        if read and mirror.is_mirrored():
            mirror.attach_states(read)
        return read

    def line(self, row: Reservation, at: datetime, offered: Sequence[steps.Step]) -> Line:
        step = next((each for each in offered if each.is_legal(row)), None) if self.may_change else None
        return Line(
            row,
            "" if at.date() == self.day else format_day(at),
            at.strftime("%H:%M"),
            vehicle_classes.name(row.vehicle_class, current_language()),
            format_dialled_phone(row.customer_phone),
            format_yen(row.price),
            list(self.badges(row)),
            step,
            is_due=step in {steps.HAND_OVER, steps.TAKE_BACK} and self.is_soon(row),
            version=mirror.version_of(row),
            step_url=reverse(steps.url_name(row, "step"), args=[row.pk, step.key]) if step else "",
            url=steps.change_url(row),
        )

    def is_soon(self, row: Reservation) -> bool:
        """Is it time for its next step, or nearly so?"""
        at = row.return_at if row.status == Status.OUT else row.pickup_at
        return at <= self.now + doubts.DUE_WITHIN

    def badges(self, row: Reservation) -> Iterable[SafeString]:
        """Only what is not plain from the column: who is simply expected, or simply gone, has few."""
        if row.status != Status.CONFIRMED:
            yield render_badge(row.status, row.get_status_display())
        if row.status == Status.OUT and row.return_at < self.now:
            yield render_badge("late", str(_("Late")))
        if getattr(row, "is_risky", False):
            yield render_badge("risky", str(_("At risk")))
        if row.status == Status.CONFIRMED and row.pickup_at + lifecycle.NO_SHOW_AFTER < self.now:
            yield render_badge("late", str(_("Not here yet")))
        if getattr(row, "is_untold", False):
            yield render_badge("risky", str(_("Message not delivered")))
        if is_to_leave(row) and not row.customer_phone:
            yield render_badge("risky", str(_("No telephone")))
        if row.source == Reservation.Source.AGENT:
            yield render_badge("agent", str(_("✦ Voice agent")))
