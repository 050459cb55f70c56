"""What all calls together may cost by day and month: calls, minutes and money, by our own record of them.

Days and months are the calendar's in TIME_ZONE. At NEAR of a budget staff are told; once it is spent whoever
is new is given a shop's telephone. Calls that are live go on.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.core.cache import cache
from django.db.models import Count, DurationField, ExpressionWrapper, F, Q, Sum
from django.db.models.functions import Coalesce
from django.utils import timezone

from reservations import clock
from reservations.limits import alarms
from reservations.limits.alarms import Kind
from voice.models import Session
from voice.protocol.shapes import JsonObject

NEAR = 0.8
# What was spent until midnight changes only by calls that went on over it.
EARLIER_SECONDS = 600
# The embedded engine costs no money; whose page talks to a provider directly may be in a call unseen.
FREE = Q(provider="embedded")
CALLED = Q(answered_at__isnull=False) | Q(tool_mode=Session.ToolMode.BROWSER)
# Such a page has a key that costs money, and need not tell what it does with it: it is taken to talk until it
# hangs up, or as long as a provider lets it.
UNSEEN = Q(answered_at__isnull=True, tool_mode=Session.ToolMode.BROWSER) & ~FREE
LONGEST_UNSEEN = timedelta(hours=1)


@dataclass(frozen=True)
class Spent:
    """What conversations cost: how many were begun, the minutes they lasted, and yen."""

    calls: int = 0
    minutes: float = 0.0
    yen: float = 0.0

    def __add__(self, other: Spent) -> Spent:
        return Spent(self.calls + other.calls, self.minutes + other.minutes, self.yen + other.yen)


def find_share(now: datetime) -> float:
    """How much of the budget that is the nearest to its end is spent; 1.0 is all of it."""
    today, month = measure_today_and_month(now)
    pairs = [
        (today.calls, settings.BUDGET_CALLS_PER_DAY),
        (month.calls, settings.BUDGET_CALLS_PER_MONTH),
        (today.minutes, settings.BUDGET_MINUTES_PER_DAY),
        (month.minutes, settings.BUDGET_MINUTES_PER_MONTH),
        (today.yen, settings.BUDGET_YEN_PER_DAY),
        (month.yen, settings.BUDGET_YEN_PER_MONTH),
    ]
    return max((spent / limit for spent, limit in pairs if limit), default=0.0)


def is_spent() -> bool:
    """Is a budget used up, so that whoever is new is given a telephone number?

    Also sounds the alarm for staff, now and when NEAR of it is used: ask it once a conversation begins.
    """
    share = find_share(clock.now())
    if share >= NEAR:
        alarms.sound(Kind.BUDGET_SPENT if share >= 1 else Kind.BUDGET_NEAR)
    return share >= 1


def measure_today_and_month(now: datetime) -> tuple[Spent, Spent]:
    """What was spent since midnight, and since the first of the month (today's part of it included)."""
    midnight = timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)
    first = midnight.replace(day=1)
    today = measure(midnight)
    key = f"voice.spent.{midnight.date()}"
    earlier = cache.get(key)
    if earlier is None:
        earlier = measure(first, midnight)
        cache.set(key, earlier, EARLIER_SECONDS)
    return today, earlier + today


def measure(since: datetime, until: datetime | None = None, *, origin: str = "") -> Spent:
    """What the conversations that began from `since` to `until` cost until now; `origin`: its own alone."""
    begun = Session.objects.filter(CALLED, created_at__gte=since)
    if until:
        begun = begun.filter(created_at__lt=until)
    if origin:
        begun = begun.filter(origin=origin)
    lasted = Coalesce(F("ended_at"), clock.now()) - F("answered_at")
    held = Coalesce(F("ended_at"), clock.now()) - F("created_at")
    begun = begun.annotate(held=ExpressionWrapper(held, DurationField()))
    is_long = Q(held__gt=LONGEST_UNSEEN)
    talked = Q(answered_at__isnull=False)
    # Where a page runs the tools, or before the first response, no usage is known: minutes stand for it.
    unknown = talked & ~FREE & Q(cost=0)
    found = begun.aggregate(
        calls=Count("pk"),
        talk=Sum(lasted, filter=talked, output_field=DurationField()),
        earlier=Sum("earlier_seconds"),
        unknown=Sum(lasted, filter=unknown, output_field=DurationField()),
        unknown_earlier=Sum("earlier_seconds", filter=unknown),
        cost=Sum("cost", filter=~FREE),
        unseen=Sum("held", filter=UNSEEN & ~is_long),
        long_unseen=Count("pk", filter=UNSEEN & is_long),
    )
    unseen = in_minutes(found["unseen"], 0) + in_minutes(found["long_unseen"] * LONGEST_UNSEEN, 0)
    talk = in_minutes(found["talk"], found["earlier"]) + unseen
    unknown_talk = in_minutes(found["unknown"], found["unknown_earlier"]) + unseen
    yen = (found["cost"] or 0) / 1000 + unknown_talk * settings.YEN_PER_MINUTE
    return Spent(found["calls"], talk, yen)


def in_minutes(lasted: timedelta | None, seconds: int | None) -> float:
    return ((lasted or timedelta()) + timedelta(seconds=seconds or 0)) / timedelta(minutes=1)


def price(usage: JsonObject) -> int:
    """What `usage`, as a realtime provider tells it, costs by TOKEN_PRICES, in thousandths of a yen."""
    prices = settings.TOKEN_PRICES
    return round(sum(count * prices[kind] for kind, count in count_tokens(usage).items()) / 1000)


def count_tokens(usage: JsonObject) -> dict[str, int]:
    """The tokens of `usage`, by the kinds of TOKEN_PRICES; each is counted once.

    Tokens of text and of sound include those that were cached; of the text first, where it is not said of
    which. Without details, all count as sound, which is the dearest.
    """
    heard = usage.get("input_token_details") or {}
    said = usage.get("output_token_details") or {}
    details = heard.get("cached_tokens_details") or {}
    cached = heard.get("cached_tokens") or 0
    text = heard.get("text_tokens") or 0
    sound = heard.get("audio_tokens") or (usage.get("input_tokens") or 0) - text
    cached_text = details.get("text_tokens") or 0 if details else min(cached, text)
    cached_sound = details.get("audio_tokens") or 0 if details else cached - cached_text
    text_said = said.get("text_tokens") or 0
    return {
        "text_input": max(text - cached_text, 0),
        "audio_input": max(sound - cached_sound, 0),
        "cached_input": cached,
        "text_output": text_said,
        "audio_output": said.get("audio_tokens") or max((usage.get("output_tokens") or 0) - text_said, 0),
    }


@dataclass(frozen=True)
class Cost:
    """Of one conversation, in yen."""

    yen: float
    is_estimate: bool = False  # no usage is known: by its minutes


def find_cost(session: Session, now: datetime) -> Cost:
    """What a conversation costs until now, as `measure` counts it."""
    if session.provider == "embedded":
        return Cost(0.0)
    length = find_length(session, now) if session.answered_at else find_unseen(session, now)
    if session.cost or not length:
        return Cost(session.cost / 1000)
    return Cost(length / timedelta(minutes=1) * settings.YEN_PER_MINUTE, is_estimate=True)


def find_unseen(session: Session, now: datetime) -> timedelta:
    """How long a page that runs the tools is taken to talk that has told of no call."""
    if session.answered_at or session.tool_mode != Session.ToolMode.BROWSER:
        return timedelta()
    return min((session.ended_at or now) - session.created_at, LONGEST_UNSEEN)


def find_length(session: Session, now: datetime) -> timedelta:
    """How long it was talked, over all its calls."""
    if not session.answered_at:
        return timedelta(seconds=session.earlier_seconds)
    return (session.ended_at or now) - session.answered_at + timedelta(seconds=session.earlier_seconds)
