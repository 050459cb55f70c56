"""Calls in a clerk's words: lengths, languages, costs, tools. No identifiers, no JSON."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.formats import number_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from reservations.admin import own_shop, scope
from reservations.admin.formats import current_language, format_dialled_phone, format_local, format_yen
from voice import budget
from voice.call import consent, page_messages
from voice.call.outcome import WRITES
from voice.models import Session, ToolCall

PHONE = re.compile(r"\+\d[\d-]{7,18}")
LANGUAGES = {"ja": "日本語", "en": "English"}  # each by its own name, on every page
TOKENS = {
    "audio_input": _("Speech heard"),
    "text_input": _("Text read"),
    "cached_input": _("Read again from the cache"),
    "audio_output": _("Speech spoken"),
    "text_output": _("Text written"),
}


@dataclass(frozen=True)
class Booking:
    """A reservation that a call wrote; `pk` is "" where the tool named only its number."""

    number: str
    pk: str = ""


def format_length(length: timedelta) -> str:
    """Minutes and seconds as on a telephone: 0:42, 12:05, 1:02:03."""
    seconds = max(round(length.total_seconds()), 0)
    hours, rest = divmod(seconds, 3600)
    minutes, seconds = divmod(rest, 60)
    return f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes}:{seconds:02}"


def format_start(at: datetime) -> str:
    return format_local(timezone.localtime(at))


def format_cost(cost: budget.Cost) -> str:
    """In whole yen; what is taken by the minute says so."""
    shown = format_yen(round(cost.yen))
    return gettext("about {amount}").format(amount=shown) if cost.is_estimate else shown


def format_tokens(count: int) -> str:
    return gettext("{count} tokens").format(count=number_format(count, force_grouping=True))


def format_wait(ms: int) -> str:
    """A wait in seconds, as one feels it."""
    return gettext("{seconds} s").format(seconds=f"{ms / 1000:.1f}")


def name_language(session: Session) -> str:
    """The language that the caller speaks."""
    return LANGUAGES.get(session.callers_language, session.callers_language)


def list_usage(session: Session) -> list[tuple[str, str]]:
    """What the provider counted, kind by kind; what did not occur is left out."""
    counted = budget.count_tokens(session.usage)
    return [(str(name), format_tokens(counted[kind])) for kind, name in TOKENS.items() if counted[kind]]


def name_shops(request: HttpRequest) -> dict[str, str]:
    """The names of the shops that this clerk may see, by id, in the language of the page."""
    return {shop.id: shop.name_in(current_language()) for shop in own_shop.list_shops(request)}


def limit_to_shops(calls: QuerySet[Session], request: HttpRequest) -> QuerySet[Session]:
    """Those that this clerk may see (`reservations.admin.scope`): about their shops, or that made or changed
    a booking there; while they go on, also those of no shop yet. For every view that shows calls."""
    live = Q(status__in=(Session.Status.CREATED, Session.Status.ACTIVE))
    return calls.filter(scope.select_conversations(request, live=live, about="about_shop"))


def read_label(call: ToolCall) -> str:
    """What the tool did, as the caller's page says it; of a write that has only asked for a yes, that it
    asked: staff would read of one booking as of two."""
    if call.ok and isinstance(call.result, dict) and call.result.get("needsConfirmation"):
        return gettext("Asked the caller to agree")
    state = "running" if call.ok is None else "done" if call.ok else "failed"
    return page_messages.read_label(call.name, state, current_language())


def read_answer(call: ToolCall) -> str:
    """The sentence that the tool gave the agent to say, if it gave one."""
    return str(call.result.get("spoken") or "") if isinstance(call.result, dict) else ""


def list_bookings(calls: list[ToolCall]) -> list[Booking]:
    """What was booked, changed or cancelled, each once."""
    found: dict[str, Booking] = {}
    for call in calls:
        result = call.result if isinstance(call.result, dict) else {}
        number = str(result.get("number") or "")
        if call.name in WRITES and consent.is_done(result) and number:
            pk = str(result.get("reservationId") or "")
            found[number] = Booking(number, pk or (found[number].pk if number in found else ""))
    return list(found.values())


def list_fields(value: Any, name: str = "") -> Iterator[tuple[str, str]]:
    """A JSON value as names and plain values: {"period": {"startDate": "…"}} is ("period.startDate", "…")."""
    if isinstance(value, dict) and value:
        for key, inner in value.items():
            yield from list_fields(inner, f"{name}.{key}" if name else str(key))
    elif isinstance(value, list) and value:
        for place, inner in enumerate(value, start=1):
            yield from list_fields(inner, f"{name} {place}" if name else str(place))
    elif value not in ({}, [], None):
        yield name, format_value(value)


def format_value(value: Any) -> str:
    """A telephone as one dials it here; a number or a flag as JSON has it."""
    if not isinstance(value, str):
        return json.dumps(value)
    return format_dialled_phone(value) if PHONE.fullmatch(value) else value
