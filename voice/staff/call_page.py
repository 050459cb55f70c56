"""One call as the staff read it: its facts, what was said and done with times, and what it cost."""

from __future__ import annotations

from django.contrib import admin
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.template.response import TemplateResponse
from django.utils.translation import gettext

from reservations import clock
from reservations.admin import view_log
from voice import admin_panels, budget
from voice.call.staff import acts
from voice.models import Line, Session
from voice.staff import call_acts, words


def show(request: HttpRequest, session_id: str) -> HttpResponseBase:
    """The page `/admin/calls/<id>/`."""
    session = call_acts.find_session(request, session_id)
    entries = admin_panels.list_entries(session)
    calls = [entry.call for entry in entries if entry.call]
    bookings = words.list_bookings(calls)
    view_log.note_view(request, view_log.Kind.CONVERSATION, [session.id, *(each.number for each in bookings)])
    cost = budget.find_cost(session, clock.now())
    context = {
        **admin.site.each_context(request),
        "title": gettext("Call of {start}").format(start=words.format_start(session.created_at)),
        "session": session,
        "entries": entries,
        "facts": list_facts(session, cost, entries, words.name_shops(request).get(session.about_shop, "")),
        "bookings": bookings,
        "usage": words.list_usage(session),
        **call_acts.offer_controls(request, session),
    }
    return TemplateResponse(request, "voice/staff/call_page.html", context)


def show_lines(request: HttpRequest, session_id: str) -> HttpResponseBase:
    """What was said and done until now, as the page of a call that goes on asks for it again and again."""
    session = call_acts.find_session(request, session_id)
    if session.taken_over_by == request.user.get_username():
        call_acts.tell_holder(session, acts.build_act(acts.PRESENT))
    context = {"session": session, "entries": admin_panels.list_entries(session)}
    response = TemplateResponse(request, "voice/conversation_lines.html", context)
    if session.status != Session.Status.ACTIVE:
        response["X-Poll"] = "last"
    return response


def list_facts(
    session: Session, cost: budget.Cost, entries: list[admin_panels.Entry], shop: str
) -> list[tuple[str, str]]:
    """What stands above the conversation, as name and value."""
    waits = [
        entry.line.waited_ms or 0 for entry in entries if entry.line and entry.line.role == Line.Role.AGENT
    ]
    slowest = max(waits, default=0)
    length = words.format_length(budget.find_length(session, clock.now()))
    ended = [] if session.status == Session.Status.ACTIVE else [session.get_end_reason_display() or "–"]
    return [
        (gettext("Shop"), shop or "–"),
        (gettext("Length"), length),
        (gettext("Language"), words.name_language(session)),
        (gettext("Outcome"), session.get_outcome_display() or session.get_status_display()),
        *((gettext("Ended by"), reason) for reason in ended),
        (gettext("Cost"), words.format_cost(cost)),
        (gettext("Longest wait for an answer"), words.format_wait(slowest) if slowest else "–"),
    ]
