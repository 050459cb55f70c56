"""All calls, the latest first: filtered by chips, searched by what was said or by a reservation's number."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from django.contrib import admin
from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from reservations import clock
from reservations.admin import view_log
from voice import budget
from voice.call.outcome import WRITES
from voice.models import Line, Session, ToolCall
from voice.staff import live_calls, words
from voice.staff.words import Booking

PAGE = 50
MOST_DIGITS = 9  # of a page's number: nobody leafs so far
EXCERPT = 40  # characters on each side of what was searched
OVER = (Session.Status.ENDED, Session.Status.FAILED)
CHIPS: Mapping[str, tuple[str | Promise, Mapping[str, str | Promise]]] = {
    "days": (_("Period"), {"1": _("Today"), "7": _("7 days"), "30": _("30 days"), "": _("All")}),
    "outcome": (_("Outcome"), {"": _("All"), **dict(Session.Outcome.choices)}),
    "language": (_("Language"), {"": _("All"), **words.LANGUAGES}),
}


@dataclass(frozen=True)
class Chip:
    label: str
    query: str  # of the address that it leads to
    is_chosen: bool


@dataclass(frozen=True)
class Row:
    session: Session
    start: str
    length: str
    language: str
    shop: str
    outcome: str
    bookings: list[Booking]
    cost: str
    excerpt: str = ""  # where the words stand that were searched


def show(request: HttpRequest) -> HttpResponseBase:
    """The page `/admin/calls/`."""
    chosen = read_choice(request)
    page = read_page(request.GET.get("page", ""))
    allowed = words.limit_to_shops(find_calls(chosen, clock.now()), request)
    found = list(allowed[(page - 1) * PAGE : page * PAGE + 1])
    if chosen["q"]:
        view_log.note_view(request, view_log.Kind.SEARCH, [session.id for session in found[:PAGE]])
    context = {
        **admin.site.each_context(request),
        "title": _("Calls"),
        "rows": describe(found[:PAGE], chosen["q"], words.name_shops(request)),
        "cards": live_calls.list_cards(request),
        "chips": [(label, list_chips(name, chosen)) for name, (label, _values) in CHIPS.items()],
        "hidden": {name: chosen[name] for name in CHIPS if chosen[name]},
        "q": chosen["q"],
        "newer": write_query(chosen, page=page - 1) if page > 1 else "",
        "older": write_query(chosen, page=page + 1) if len(found) > PAGE else "",
    }
    return TemplateResponse(request, "voice/staff/call_list.html", context)


def read_choice(request: HttpRequest) -> dict[str, str]:
    """What the address asks for; a value that no chip has is none."""
    chosen = {name: request.GET.get(name, "") for name in CHIPS}
    known = {name: value if value in CHIPS[name][1] else "" for name, value in chosen.items()}
    return {**known, "q": request.GET.get("q", "").strip()[:200]}


def read_page(text: str) -> int:
    """The first page, for what is no number; of one that no database counts to, its first digits."""
    digits = text[:MOST_DIGITS]
    return max(int(digits), 1) if digits.isdecimal() else 1


def find_calls(chosen: Mapping[str, str], now: datetime) -> QuerySet[Session]:
    """Those that are over, the latest first."""
    calls = Session.objects.filter(status__in=OVER).order_by("-created_at", "id")
    if chosen["days"]:
        midnight = timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)
        calls = calls.filter(created_at__gte=midnight - timedelta(days=int(chosen["days"]) - 1))
    if chosen["outcome"]:
        calls = calls.filter(outcome=chosen["outcome"])
    if chosen["language"]:
        heard = Q(heard_language="", language=chosen["language"])
        calls = calls.filter(heard | Q(heard_language=chosen["language"]))
    for word in chosen["q"].split():
        calls = calls.filter(match_word(word))
    written = ToolCall.objects.filter(name__in=WRITES, ok=True)
    return calls.prefetch_related(Prefetch("tool_calls", queryset=written, to_attr="written"))


def match_word(word: str) -> Q:
    """Said in the call, or the number of a reservation that it wrote, or its own id."""
    said = Line.objects.filter(spell_like(word), session=OuterRef("pk"))
    number = unicodedata.normalize("NFKC", word).upper()
    wrote = ToolCall.objects.filter(session=OuterRef("pk"), name__in=WRITES, result__number=number)
    return Q(Exists(said)) | Q(Exists(wrote)) | Q(pk=word)


def spell_like(word: str) -> Q:
    """As it was typed, or with its half-width letters and full-width digits the other way."""
    return Q(text__icontains=word) | Q(text__icontains=unicodedata.normalize("NFKC", word))


def describe(found: list[Session], q: str, shops: Mapping[str, str]) -> list[Row]:
    excerpts = find_excerpts(found, q.split())
    return [
        Row(
            session=session,
            start=words.format_start(session.created_at),
            length=words.format_length(budget.find_length(session, clock.now())),
            language=words.name_language(session),
            shop=shops.get(session.about_shop, "–"),
            outcome=session.get_outcome_display(),
            bookings=words.list_bookings(session.written),  # type: ignore[attr-defined]
            cost=words.format_cost(budget.find_cost(session, clock.now())),
            excerpt=excerpts.get(session.id, ""),
        )
        for session in found
    ]


def find_excerpts(found: Iterable[Session], searched: list[str]) -> dict[str, str]:
    """By call, the first line in which the first word was said."""
    if not searched:
        return {}
    excerpts: dict[str, str] = {}
    for line in Line.objects.filter(spell_like(searched[0]), session__in=list(found)).order_by("position"):
        excerpts.setdefault(line.session_id, cut_around(line.text, searched[0]))
    return excerpts


def cut_around(text: str, word: str) -> str:
    """The words around `word`, which may be spelt in other letters there."""
    at = max(text.lower().find(word.lower()), text.find(unicodedata.normalize("NFKC", word)), 0)
    begin, end = max(at - EXCERPT, 0), at + len(word) + EXCERPT
    return ("…" if begin else "") + text[begin:end] + ("…" if end < len(text) else "")


def list_chips(name: str, chosen: Mapping[str, str]) -> list[Chip]:
    return [
        Chip(str(label), write_query({**chosen, name: value}), is_chosen=chosen[name] == value)
        for value, label in CHIPS[name][1].items()
    ]


def write_query(chosen: Mapping[str, Any], page: int = 1) -> str:
    """The address's query, without what is not asked for."""
    given = {**chosen, "page": page if page > 1 else ""}
    return "?" + urlencode({name: value for name, value in given.items() if value})
