"""Writes what was said to the slots: the place, the period, the car and the name, each open to correction."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta

from voice.engine.dialogue.nlu import classes, names, places
from voice.engine.dialogue.nlu.dates.calendars import resolve_day
from voice.engine.dialogue.nlu.dates.tokens import Clock, DayWord, When
from voice.engine.dialogue.nlu.readings import holds_a_persons_name
from voice.engine.dialogue.state.dialogue import Dialogue

NAME_WORD = re.compile(r"名前|\bname\b")


def locate(d: Dialogue, text: str, *, loose: bool) -> bool:
    """Set region and shop from `text`, as far as the shops are known by now."""
    before = (d.slots.region, d.slots.shop)
    known = places.find_known_region(text) if d.asked != "name" else ""
    if not d.shops:
        region = known
        if region and not d.slots.shop:
            d.slots.region = region
        elif d.home and d.slots.shop and _names_elsewhere(text, region, d.home.name):
            d.slots.region, d.slots.shop = region, ""
        if "list_locations" not in d.tools and not d.slots.shop:
            _take_the_words(d, text)
        return before != (d.slots.region, d.slots.shop)
    if d.asked == "name":
        return False
    everywhere = list(d.shops.values())
    region = places.find_region(text, everywhere) or places.find_region_around(known, everywhere)
    among = [shop for shop in everywhere if shop.region == (region or d.slots.region)] or everywhere
    shop = places.find_shop(text, everywhere, among if loose else [], loose=loose)
    if shop:
        d.slots.shop, d.slots.region = shop.id, shop.region
    elif region and (d.shop is None or d.shop.region != region):
        d.slots.region, d.slots.shop = region, ""
    elif d.asked in ("place", "shop", "") and known and not region and not d.slots.shop:
        d.turn.unknown_place = known
    if d.slots.region and not d.slots.shop and len(d.nearby) == 1:
        d.slots.shop = d.nearby[0].id
        d.settled = True
    return before != (d.slots.region, d.slots.shop) or (shop is not None and d.asked == "shop")


def _names_elsewhere(text: str, region: str, home: str) -> bool:
    """Whether another place than the page's own shop is named; which one, the list will tell."""
    found = places.MENTION.search(text)
    return bool(region and region not in home) or bool(found and found[0] not in home)


def _take_the_words(d: Dialogue, text: str) -> None:
    """Without a list, the shop is what the caller called it: tools take names too."""
    found = places.MENTION.search(text)
    if found:
        d.slots.shop = found[0]
    elif d.asked == "place" and d.slots.region:
        d.slots.shop = d.slots.region


def set_period(d: Dialogue, when: When) -> bool:
    """Merge what was said of the period; an end that still stood on the old day follows the new one."""
    w = d.slots
    before = replace(w)
    if when.start_day:
        if when.start_day.kind == "week" and when.start_day.day:
            w.week = when.start_day.day
            if w.start_day:
                _move_start(d, DayWord("date", day=w.week + timedelta(days=w.start_day.weekday())))
        elif when.start_day.kind == "later" or (
            d.asked == "end" and w.start_day and when.end_day is None and when.start_time is None
        ):
            w.end_day = resolve_day(when.start_day, d.today, w.start_day)
        else:
            _move_start(d, when.start_day)
    if when.end_day:
        w.end_day, w.nights, w.minutes = resolve_day(when.end_day, d.today, w.start_day), None, None
        if w.end_day and w.start_day and w.end_day < w.start_day and when.end_day.kind == "weekday":
            # A weekday before the pickup is meant of the week after.
            w.end_day += timedelta(days=7)
    if when.start_time:
        w.start_time = when.start_time
    if when.end_time:
        w.end_time, w.minutes = when.end_time, None
    if when.loose:
        _set_loose_time(d, when.loose)
    if when.length:
        w.nights, w.minutes, w.end_day = when.length.nights, when.length.minutes, None
        # A length in minutes fixes the return: a time said before it is void.
        if w.minutes is not None:
            w.end_time = None
    return w != before or d.asked in ("day", "times", "start", "end", "when")


def _move_start(d: Dialogue, word: DayWord) -> None:
    w = d.slots
    # A bare weekday stays in the week that was agreed, unless the day itself is being asked for.
    near = w.start_day if word.kind == "weekday" and d.asked not in ("day", "when") else None
    day = resolve_day(word, d.today, near, w.week)
    if day is None:
        return
    # Who moves the pickup keeps the length: the return moves with it.
    if w.end_day and w.start_day and w.end_day > w.start_day:
        w.end_day += day - w.start_day
    # It was the same day before: whether it still is cannot be told, so it is asked.
    elif w.end_day and w.end_day != day:
        w.end_day = None
    w.start_day = day


def _set_loose_time(d: Dialogue, clock: Clock) -> None:
    w = d.slots
    if d.asked == "end" or (w.start_time and not w.end_time and w.minutes is None):
        w.end_time, w.minutes = clock, None
    else:
        w.start_time = clock


def set_car(d: Dialogue, text: str) -> bool:
    """Take the class that was named, by name, sound or turn; whether there was one."""
    offers = d.free or []
    car = classes.find_class(text, offers)
    if not car and d.asked == "class" and d.turn.answer != "no":
        # By its sound only in answer to the question: elsewhere too many words sound alike.
        car = classes.sounds_like(text) or _find_by_turn(d, text)
        if not car and d.turn.answer == "yes" and len(offers) == 1:
            car = classes.key_of(offers[0])
    if car:
        changed = car != d.slots.car or d.asked == "class"
        d.slots.car, d.slots.any_car = car, False
        return changed
    if classes.any_will_do(text) and d.asked not in ("shop", "place", "name"):
        d.slots.any_car, d.slots.car = True, ""
        settle_car(d)
        return True
    return False


def settle_car(d: Dialogue) -> None:
    """Any car will do: the class of which most are free."""
    if d.slots.any_car and d.free:
        d.slots.car = classes.key_of(max(d.free, key=lambda offer: offer.count))


def _find_by_turn(d: Dialogue, text: str) -> str:
    for pattern, offer in zip(places.TURNS, d.free or [], strict=False):
        if re.search(pattern, text):
            return classes.key_of(offer)
    return ""


def set_name(d: Dialogue, text: str, gave: set[str]) -> bool:
    """Take the customer's name; whether there was one, or the old one was taken back."""
    asked = d.asked == "name"
    changing = d.asked in ("change", "confirm") and NAME_WORD.search(text)
    name = names.find_introduced_name(text)
    if not name and asked and not gave and not d.turn.topics - {"question", "thanks"}:
        name = names.find_answered_name(text)
        d.turn.odd_name = not name and d.turn.answer == ""
    if not name and d.asked in ("confirm", "change") and not gave and d.turn.answer == "":
        bare = names.find_answered_name(text)
        name = bare if holds_a_persons_name(bare) else ""
    if not name and changing and not gave:
        d.slots.name = ""
        return True
    if name and (asked or changing or not d.slots.name or name != d.slots.name):
        d.slots.name = name
        return True
    return False
