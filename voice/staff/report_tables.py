"""What the calls contribute to the reports: what the agent did alone, what it cost, and what was lost why."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from reservations import clock
from reservations.admin.reports import Line, Report
from reservations.reports.usage import Scope, count_bookings_by_agent
from voice import budget
from voice.models import Session, ToolCall

# The tools by which a caller asks for a car; refused, or with none free, they are demand that was not met.
ASKING = ("get_availability", "create_reservation", "change_reservation", "quote_price")
NONE_FREE = "no_vehicle_available"
REASONS: dict[str, Any] = {
    NONE_FREE: _("No car was free"),
    "car_taken": _("The car was taken by somebody else meanwhile"),
    "closed_that_day": _("The shop is closed that day"),
    "outside_opening_hours": _("Outside the opening hours"),
    "too_soon": _("Sooner than the shop can prepare a car"),
    "too_far_ahead": _("Further ahead than can be booked"),
    "too_short": _("Shorter than the shortest rental"),
    "too_long": _("Longer than the longest rental"),
    "no_drop_off": _("The car cannot be returned at that shop"),
    "unknown_vehicle_type": _("A class that we do not have"),
    "unknown_location": _("A place where we have no shop"),
    "too_many_bookings": _("More bookings than one caller may make"),
}


def build(of: Scope) -> Iterable[Report]:
    """Two tables: of the calls by what came of them, and of what was asked for in vain."""
    yield report_calls(of)
    yield report_lost(of)


def select_calls(of: Scope) -> QuerySet[Session]:
    """Those that began in the period, and are about one of the shops."""
    began = Session.objects.filter(budget.CALLED, created_at__gte=of.start, created_at__lt=of.end)
    return began.filter(of.at("about_shop")).order_by()


def report_calls(of: Scope) -> Report:
    """By outcome; the cost of a booking stands in the note."""
    counts: defaultdict[str, int] = defaultdict(int)
    minutes: defaultdict[str, float] = defaultdict(float)
    yen: defaultdict[str, float] = defaultdict(float)
    now = clock.now()
    for session in select_calls(of).iterator():
        counts[session.outcome] += 1
        minutes[session.outcome] += budget.find_length(session, now).total_seconds() / 60
        yen[session.outcome] += budget.find_cost(session, now).yen
    whole = sum(counts.values())
    names = {**dict(Session.Outcome.choices), "": gettext("In progress")}
    listed = [outcome for outcome in names if counts[outcome]]
    return Report(
        "calls",
        gettext("What the agent did in calls"),
        describe_cost(sum(yen.values()), count_bookings_by_agent(of)),
        [gettext("Outcome"), gettext("Calls"), gettext("Minutes"), gettext("Cost (yen)")],
        [
            Line(
                (str(names[outcome]), counts[outcome], round(minutes[outcome]), round(yen[outcome])),
                counts[outcome] / whole,
            )
            for outcome in listed
        ],
        gettext("Share"),
    )


def describe_cost(yen: float, bookings: int) -> str:
    if not bookings:
        return gettext("The agent made no booking in this month.")
    text = gettext("The agent made {bookings} bookings; each cost {yen} yen, all calls counted.")
    return text.format(bookings=bookings, yen=f"{yen / bookings:,.0f}")


def report_lost(of: Scope) -> Report:
    """By reason, how many calls asked for a car in vain and booked none. As long as answers of tools are
    kept (TRANSCRIPT_DAYS)."""
    counted = count_lost(of)
    whole = sum(counted.values())
    return Report(
        "lost",
        gettext("Lost demand"),
        gettext(
            "Calls that asked for a car, were refused, and ended without a booking: by the last reason. "
            "Known for as long as answers of tools are kept."
        ),
        [gettext("Reason"), gettext("Calls")],
        [
            Line((str(REASONS[code]), count), count / whole)
            for code, count in sorted(counted.items(), key=lambda pair: (-pair[1], pair[0]))
        ],
        gettext("Share"),
    )


def count_lost(of: Scope) -> dict[str, int]:
    calls = select_calls(of).exclude(outcome__in=(Session.Outcome.BOOKED, Session.Outcome.CHANGED))
    asked = ToolCall.objects.filter(name__in=ASKING, session__in=calls.values("pk")).exclude(result=None)
    refused = Q(ok=False) | Q(name="get_availability", result__availableVehicles=[])
    last: dict[str, str] = {}
    columns = ("session_id", "ok", "result__code")
    for session_id, ok, code in asked.filter(refused).order_by("position").values_list(*columns):
        reason = NONE_FREE if ok else str(code)
        if reason in REASONS:
            last[session_id] = reason
    counts: defaultdict[str, int] = defaultdict(int)
    for reason in last.values():
        counts[reason] += 1
    return dict(counts)
