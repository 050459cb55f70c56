"""Prices as a good clerk says them, in two languages. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from reservations import times
from reservations.spoken import article, joined, yen
from reservations.vehicle_classes import in_a_sentence

DAY = 24 * 60


def prices(amounts: Sequence[tuple[str, int]], minutes: int, besides: Sequence[str], language: str) -> str:
    """`amounts` by class, all for a rental of `minutes`; `besides` names what they include."""
    if not amounts:
        return at_the_shop(language)
    return prices_en(amounts, minutes, besides) if language == "en" else prices_ja(amounts, minutes, besides)


def prices_ja(amounts: Sequence[tuple[str, int]], minutes: int, besides: Sequence[str]) -> str:
    length = say_length(minutes, "ja")
    included = f"{joined(besides, 'ja')}を含めて" if besides else ""
    if len(amounts) == 1:
        kind, amount = amounts[0]
        cost = f"、{included}{yen(amount, 'ja')}" if included else yen(amount, "ja")
        return f"{in_a_sentence(kind, 'ja')}は{length}で{cost}です。税込みの金額でございます。"
    each = joined([f"{in_a_sentence(kind, 'ja')}が{yen(amount, 'ja')}" for kind, amount in amounts], "ja")
    comma = f"{included}、" if included else ""
    return f"{length}のご利用で、{comma}{each}です。いずれも税込みの金額でございます。"


def prices_en(amounts: Sequence[tuple[str, int]], minutes: int, besides: Sequence[str]) -> str:
    length = say_length(minutes, "en")
    included = f" with {joined([lowered(name) for name in besides], 'en')}" if besides else ""
    each = [(f"{article(car)} {car}", yen(amount, "en")) for car, amount in in_english(amounts)]
    if len(each) == 1:
        car, cost = each[0]
        return f"{car[:1].upper()}{car[1:]} for {length} is {cost}{included}, tax included."
    said = joined([f"{car} is {cost}" for car, cost in each], "en")
    return f"For {length}{included}, {said}, tax included."


def in_english(amounts: Sequence[tuple[str, int]]) -> list[tuple[str, int]]:
    return [(in_a_sentence(kind, "en"), amount) for kind, amount in amounts]


def lowered(name: str) -> str:
    """A name within a sentence; an abbreviation stays."""
    return name[:1].lower() + name[1:] if name[1:2].islower() else name


def at_the_shop(language: str) -> str:
    if language == "en":
        return "I'm sorry, I do not have that price here. The shop will be glad to tell you."
    return "恐れ入ります。こちらの料金は、店舗より直接ご案内しております。"


def say_length(minutes: int, language: str) -> str:
    """「24時間」「2日間」「2日と2時間30分」; "2 days", "2 days and 2 hours 30 minutes". A day is 24 hours."""
    days, rest = divmod(minutes, DAY)
    if minutes <= DAY:
        return times.say_length(minutes, language)
    more = times.say_length(rest, language) if rest else ""
    if language == "en":
        return f"{days} day{'' if days == 1 else 's'}" + (f" and {more}" if more else "")
    return f"{days}日と{more}" if more else f"{days}日間"
