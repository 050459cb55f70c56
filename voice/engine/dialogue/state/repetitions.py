"""The ways to repeat what was just read out: the same values, at the same ends of the period."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime

from voice.engine.dialogue.facts import Alternative
from voice.engine.dialogue.nlg import english, japanese
from voice.engine.dialogue.nlu import classes, consent
from voice.engine.dialogue.nlu.normalise import squeeze
from voice.engine.dialogue.state.dialogue import Dialogue

AMOUNT = re.compile(r"(\d[\d,]{0,14})\s?(?:円|yen)")
# は is missing on purpose: 「コンパクトは…」 asks for something.
PARTICLE = "(|で|の|に|を|です|ですね|でお願いします)"
BEFORE = "(|the|a|an|with|with the|with a|in|in a|at|at the|from|from the|for|for the)"
FRAME = "(|under|for|in the name of|under the name of|under the name|my name is|it is|its)"
# The end is known by its "until" alone: a bare "18" might be meant for the start.
FROM_JA, UNTIL_JA = "(|の|から|に|からの|からで|からです)", "(まで|までの|までで|までです)"
FROM_EN, UNTIL_EN = "(on|from|at|for|starting|starting at)", "(to|until|till|through)"


# "Eight is fine", "six at Shinjuku": what is offered, with words that take it.
TAKE = (
    "(|lets|let us|ill|i will|we can|i can|we could|i could|well|we will|make it|lets make it|we|i|im|id) "
    "(|do|say|take|have|go for|go with|manage|live with|with|for) (|the|a|an|at|on|in|from|by|till|until|to)"
)
TAKEN = (
    "(|then|instead|it is|too|as well|will do|ll do|would do|works|will work|would work|d work|will be|"
    "would be|is|s|are|sounds) (|just|perfectly|absolutely|also|quite|all) "
    "(|fine|okay|ok|good|great|alright|all right|perfect|lovely|no problem|no bother) "
    "(|then|too|as well|by me|with me|for me|for us|by us|with us|please)"
)
TAKEN_JA = "(|で|でも|なら|は|も|の方で|のほうで|に|にします|にする|でいい|でいく|でいきます|にしときます)"


def put_question(d: Dialogue, operation: consent.Operation, *, spoken: bool = True) -> consent.Question:
    """The question that stands, to which a yes does `operation`, as `consent.judge` takes it."""
    of: consent.Operation = d.case.intent if d.case and d.case.intent != "find" else "book"
    offered = d.asked == "alternative" and bool(d.alternatives)
    return consent.Question(operation, of, list_repetitions(d), spoken, taken_by_detail=offered)


def list_repetitions(d: Dialogue) -> tuple[str, ...]:
    """What counts as saying once more what was read out, as lines of `consent`'s grammar."""
    if d.asked == "alternative" and d.alternatives:
        return tuple(_repeat_offer(d, d.alternatives[0]))
    return (*_repeat_things(d), *_repeat_times(d), *_repeat_amounts(d))


def _repeat_offer(d: Dialogue, offered: Alternative) -> Iterator[str]:
    """The ways to take an offer by a detail of it. Nothing is written yet: it is read back before the yes."""
    shops = {offered.shop, offered.shop.removesuffix("店"), offered.shop_en}
    shops |= {one.name_en for one in d.shops.values() if one.id == offered.shop_id}
    cars = {offered.offer.car, offered.offer.car_en}
    cars |= {classes.name_class(classes.key_of(offered.offer), language) for language in ("ja", "en")}
    cars |= {japanese.car(name) for name in cars} | {f"{name} car" for name in cars}
    spelled = set(map(consent.spell_value, shops | cars))
    moments = [offered.start] + [offered.end] * (offered.end != offered.start)
    english_times = "|".join(f"{_spell_clock(each)}|{_spell_day(each)}" for each in moments)
    things = "|".join(sorted(spelled - {""}))
    yield f"{TAKE} ({things}|{english_times}) {TAKEN}"
    yield f"({things}){TAKEN_JA}"
    yield f"({'|'.join(map(_spell_japanese, moments))}){TAKEN_JA}"


def _repeat_things(d: Dialogue) -> Iterator[str]:
    names = {classes.name_class(d.slots.car, language) for language in ("ja", "en")} if d.slots.car else set()
    for offer in d.free or []:
        names |= {offer.car, offer.car_en} if classes.key_of(offer) == d.slots.car else set()
    names |= {japanese.car(name) for name in names} | {f"{name} car" for name in names}
    if back := d.shops.get(d.slots.return_shop):
        names |= {back.name, back.name.removesuffix("店"), back.name_en, f"back to {back.name_en}"}
    if d.shop:
        names |= {d.shop.name, d.shop.name.removesuffix("店"), d.shop.name_en}
    things = "|".join(filter(None, map(consent.spell_value, sorted(names))))
    if things:
        yield f"({things}){PARTICLE}"
        yield f"{BEFORE} ({things})"
    name = (d.case.new_name if d.case else "") or d.slots.name
    if customer := consent.spell_value(name):
        yield f"{customer}(|様|さん){PARTICLE}"
        yield f"{FRAME} {customer}"


def _repeat_times(d: Dialogue) -> Iterator[str]:
    period = d.period
    if period.start:
        yield f"({_spell_japanese(period.start)}){FROM_JA}"
        if period.end and period.end.date() == period.start.date():
            yield f"({'|'.join(_list_days_japanese(period.start))}){PARTICLE}"
        yield f"{FROM_EN} ({_spell_clock(period.start)}|{_spell_day(period.start)})"
        yield f"({_spell_day(period.start)})"
    if period.end:
        yield f"({_spell_japanese(period.end)}){UNTIL_JA}"
        yield f"{UNTIL_EN} ({_spell_clock(period.end)}|{_spell_day(period.end)})"
    if period.start and period.end:
        yield f"({_spell_clock(period.start)}) {UNTIL_EN} ({_spell_clock(period.end)})"


def _spell_japanese(moment: datetime) -> str:
    half, hour = ("午前" if moment.hour < 12 else "午後"), moment.hour % 12 or 12
    minutes = {0: [""], 30: ["30分", "半"]}.get(moment.minute, [f"{moment.minute}分"])
    clocks = [f"{before}時{after}" for before in (moment.hour, f"{half}{hour}") for after in minutes]
    days = _list_days_japanese(moment)
    return "|".join([*clocks, *days, *(f"{day}の{clock}" for day in days[:5] for clock in clocks)])


def _list_days_japanese(moment: datetime) -> list[str]:
    weekday, number = japanese.WEEKDAYS[moment.weekday()], f"{moment.day}日"
    date = f"{moment.month}月{number}"
    dated = [f"{day}{joint}{weekday}曜日" for day in (date, number) for joint in ("", "の")]
    return [date, number, *dated, f"{weekday}曜日", f"{weekday}曜"]


def _spell_clock(moment: datetime) -> str:
    half, hour = ("am" if moment.hour < 12 else "pm"), moment.hour % 12 or 12
    clock = f"{hour}:{moment.minute:02}" if moment.minute else f"{hour}"
    return f"{clock}|{clock} {half}|{clock} oclock"


def _spell_day(moment: datetime) -> str:
    weekday, month = english.WEEKDAYS[moment.weekday()], english.MONTHS[moment.month - 1]
    ordinal = "th" if 10 < moment.day < 20 else {1: "st", 2: "nd", 3: "rd"}.get(moment.day % 10, "th")
    dates = [f"{month} {moment.day}", f"{month} {moment.day} {ordinal}"]
    return "|".join(
        [weekday, *dates, *(f"{weekday} {date}" for date in dates), f"the {moment.day} {ordinal}"]
    )


def _repeat_amounts(d: Dialogue) -> Iterator[str]:
    """The price or the fee of which the tool told."""
    for amount in AMOUNT.findall(d.quote.spoken if d.quote else ""):
        yield f"{amount.replace(',', '')}円{PARTICLE}"
        bare = amount.replace(",", "")
        yield f"(|for|at) {bare} yen"
        yield f"(the |)({bare}|{bare} yen)( fee| charge|) (is|s) (fine|ok|okay|all right|alright|fair)"
        yield f"(ill|i will|well|we will) pay (the |that |)({bare}|{bare} yen|fee|charge|cancellation fee)"


def is_end_of(before: str, now: str) -> bool:
    """Whether what was heard `before` ends in `now`, as where one breath was cut in two: 「します。」. A mark
    that asks is no part of an end, and one character might be another word."""
    end = squeeze(now)
    return len(end) > 1 and not now.endswith(("?", "？")) and squeeze(before).endswith(end)
