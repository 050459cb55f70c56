"""The calls that go on: one card each, asked for again every two seconds by `static/staff/polling.js`.

The record of a call is written a tenth of a second behind it, so what is read here is what was just said.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.template.response import TemplateResponse
from django.utils.translation import gettext_lazy as _

from reservations import clock
from voice import budget
from voice.models import Line, Session, ToolCall
from voice.staff import words
from voice.staff.attention import Sign, Utterance, find_signs

AT_WORK = timedelta(minutes=1)  # a tool that began before is one whose process died
CAPTIONS = 2  # the last so many stand on the card
SIGNS = {
    Sign.APOLOGISED: _("Apologised twice"),
    Sign.REPEATED: _("Asked for the same three times"),
}


@dataclass(frozen=True)
class Card:
    """A call in progress, in words."""

    session: Session
    shop: str  # "" where none was spoken of
    length: str
    language: str
    cost: str
    captions: Sequence[Line]
    clerk: str  # who speaks in the agent's place; "" while the agent does
    tool: str  # what is being done just now; "" for nothing
    signs: Sequence[str]  # why a person should look at it


def show(request: HttpRequest) -> HttpResponseBase:
    """The cards alone, as part of a page."""
    return TemplateResponse(request, "voice/staff/live_cards.html", {"cards": list_cards(request)})


def list_cards(request: HttpRequest) -> list[Card]:
    """Those that need somebody first, then the longest. Four queries, however many calls there are."""
    going_on = words.limit_to_shops(Session.objects.filter(status=Session.Status.ACTIVE), request)
    found = list(going_on.order_by("created_at", "id"))
    if not found:
        return []
    lines: defaultdict[str, list[Line]] = defaultdict(list)
    for line in Line.objects.filter(session__in=found).order_by("position", "id"):
        lines[line.session_id].append(line)
    at_work = ToolCall.objects.filter(ok=None, started_at__gte=clock.now() - AT_WORK)
    running = {call.session_id: call for call in at_work.filter(session__in=found).order_by("position")}
    shops = words.name_shops(request)
    cards = [
        describe(session, lines[session.id], running.get(session.id), shops.get(session.about_shop, ""))
        for session in found
    ]
    return sorted(cards, key=lambda card: not card.signs)


def describe(session: Session, lines: Sequence[Line], running: ToolCall | None, shop: str) -> Card:
    now = clock.now()
    signs = find_signs(Utterance(line.role, line.text) for line in lines)
    return Card(
        session=session,
        shop=shop,
        length=words.format_length(budget.find_length(session, now)),
        language=words.name_language(session),
        cost=words.format_cost(budget.find_cost(session, now)),
        captions=lines[-CAPTIONS:],
        clerk=session.taken_over_by,
        tool=words.read_label(running) if running else "",
        signs=[str(SIGNS[sign]) for sign in signs],
    )
