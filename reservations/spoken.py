"""The sentences that tools put into an agent's mouth: what a good clerk would say, in two languages. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from reservations import times
from reservations.vehicle_classes import in_a_sentence

Counts = Sequence[tuple[str, int]]
WORDS_EN = ["no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"]
Walls = tuple[datetime, datetime]  # a pickup and a return, by the clock at the shop


def joined(parts: Sequence[str], language: str) -> str:
    if language != "en":
        return "、".join(parts)
    if len(parts) < 2:
        return "".join(parts)
    return f"{', '.join(parts[:-1])} and {parts[-1]}"


def article(word: str) -> str:
    return "an" if word.startswith(("SUV", *"aeiou")) else "a"


def number_en(count: int) -> str:
    return WORDS_EN[count] if count < len(WORDS_EN) else str(count)


def shops(region: str, names: Sequence[str], language: str) -> str:
    count = len(names)
    if language == "en":
        there = f" in {region}" if region else ""
        if not count:
            return f"I'm sorry, we have no shop{there}."
        if count == 1:
            return f"We have one shop{there}: {names[0]}."
        return f"We have {number_en(count)} shops{there}: {joined(names, 'en')}. Which one would you like?"
    there = f"{region}には" if region else ""
    if not count:
        return f"申し訳ございません。{there}店舗がございません。"
    if count == 1:
        return f"{there}{names[0]}がございます。"
    return f"{there}{count}つの店舗がございます。{joined(names, 'ja')}です。どちらの店舗をご希望でしょうか？"


def counted(counts: Counts, language: str) -> str:
    """「コンパクトカーが2台、ミニバンが1台」; "two compact cars and one minivan"."""
    if language == "en":
        return joined([f"{number_en(n)} {in_a_sentence(key, 'en', n)}" for key, n in counts], "en")
    return joined([f"{in_a_sentence(key, 'ja')}が{n}台" for key, n in counts], "ja")


def free(counts: Counts, language: str) -> str:
    if language == "en":
        have = f"We have {counted(counts, 'en')} free."
        return have + (" Which would you like?" if len(counts) > 1 else "")
    have = f"{counted(counts, 'ja')}空いております。"
    return have + ("どちらをご希望でしょうか？" if len(counts) > 1 else "")


def none_free(
    shop: str, start: datetime, end: datetime, wanted: str, offers: Sequence[str], language: str
) -> str:
    """`offers` are phrases for what is free instead."""
    period = times.say_period(start, end, language)
    if language == "en":
        what = in_a_sentence(wanted, "en", 2) if wanted else "cars"
        sorry = f"I'm sorry, no {what} are free at {shop} on {period}."
        return sorry + (f" I could offer {joined_or(offers)}." if offers else "")
    what = in_a_sentence(wanted, "ja") if wanted else "お車"
    sorry = f"申し訳ございません。{shop}の{period}は、{what}の空きがございません。"
    return sorry + (f"{'、'.join(offers)}でしたらご用意できます。" if offers else "")


def joined_or(parts: Sequence[str]) -> str:
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} or {parts[-1]}"


def offer(shop: str, wished: Walls, offered: Walls, key: str, language: str, *, elsewhere: bool) -> str:
    """What sets an alternative apart from the wish: only what is otherwise is said."""
    car, when = in_a_sentence(key, language), other_times(wished, offered, language)
    if language == "en":
        return f"{article(car)} {car}" + (f" at {shop}" if elsewhere else "") + (f" {when}" if when else "")
    return (f"{shop}の" if elsewhere else "") + (f"{when}の" if when else "") + car


def other_times(wished: Walls, offered: Walls, language: str) -> str:
    start, end = offered
    if offered == wished:
        return ""
    if [wall.date() for wall in offered] != [wall.date() for wall in wished]:
        return ("on " if language == "en" else "") + times.say_period(start, end, language)
    first, last = times.say_time(start, language), times.say_time(end, language)
    return f"from {first} to {last}" if language == "en" else f"{first}から{last}"


def booked(
    shop: str, start: datetime, end: datetime, key: str, number: str, language: str, *, repeated_for: str
) -> str:
    """`repeated_for`: the name of the booking that was there already; "" for a new one."""
    period, car = times.say_period(start, end, language), in_a_sentence(key, language)
    if language == "en":
        what = f"{article(car).capitalize()} {car} at {shop}"
        if repeated_for:
            already = f"{what} is already booked for {period}, in the name of {repeated_for}."
            return f"{already} Nothing new was booked. The reservation number is {number}."
        return f"{what} is booked for {period}. Your reservation number is {number}."
    if repeated_for:
        already = f"{shop}、{period}、{car}は、{repeated_for}様のお名前ですでにご予約済みです。"
        return f"{already}新しいご予約はお取りしておりません。予約番号は {number} です。"
    return f"{shop}、{period}、{car}でご予約が完了いたしました。予約番号は {number} です。"


def shop_details(shop: str, hours: str, reason: str, address: str, directions: str, language: str) -> str:
    """`hours` of today, empty when closed."""
    if language == "en":
        why = f" ({reason})" if reason else ""
        today = f"{shop} is open today from {hours}{why}." if hours else f"{shop} is closed today{why}."
        return " ".join(filter(None, [today, address and f"The address is {address}.", directions]))
    why = f"{reason}のため、" if reason else ""
    today = f"{shop}の本日の営業時間は、{why}{hours}です。" if hours else f"{shop}は、{why}本日はお休みです。"
    return today + (f"住所は{address}です。" if address else "") + directions


def yen(amount: int, language: str) -> str:
    """「6,600円」; "6,600 yen"."""
    return f"{amount:,} yen" if language == "en" else f"{amount:,}円"
