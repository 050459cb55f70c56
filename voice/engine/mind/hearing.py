"""What the caller's words change: one utterance at a time, all that it says, whatever was asked."""

from __future__ import annotations

import re
from datetime import date

from voice.engine.mind import (
    answers,
    case_hearing,
    classes,
    grammar,
    lookups,
    places,
    tongue,
    topics,
    unanswered,
)
from voice.engine.mind.calendars import dated
from voice.engine.mind.dialogue import Dialogue, Turn
from voice.engine.mind.facts import Problem
from voice.engine.mind.moments import Clock, When
from voice.engine.mind.wishes import locate, set_car, set_name, set_period

PATIENCE = 2
OPEN_TO_PLACES = ("place", "shop", "change", "confirm", "alternative", "")
OPEN_TO_BARE_TIMES = ("times", "start", "end", "confirm", "change")
ABOUT = {
    "time": r"時間|時刻|\btimes?\b|\bhours?\b",
    "day": r"日にち|日付|日程|\bdates?\b|\bday\b",
    "shop": r"店|場所|\bshop\b|\bplace\b|\blocation\b|\bbranch\b",
    "car": r"車|クラス|\bcar\b|\bclass\b|\bvehicle\b",
}


def hear(d: Dialogue, text: str) -> None:
    """Fold one user item into the dialogue; the agent may owe an answer to those before it too."""
    before, trouble = d.turn, d.trouble if d.half_asked is None else None
    if d.half_asked is not None:
        d.asked, d.half_asked = d.half_asked, None
    _understand(d, text)
    unanswered.join(d, before, trouble)


def _understand(d: Dialogue, text: str) -> None:
    d.spoken_to = d.new_words = True
    d.undone = False
    text = text.strip()
    if d.pending:
        _lose_patience(d)
    if not re.search(r"\w", text):
        d.turn = Turn(unheard=True)
        d.trouble += 1
        d.cut_read_backs = 0  # a noise has heard nothing: only a caller who cuts in knows what it is about
        return
    d.language = tongue.language(d.language, text, naming=d.asked == "name")
    d.turn = Turn(text=text, answer=answers.answer(text), topics=topics.brought_up(text))
    if d.turn.topics & {"hours"}:
        d.turn.day = _day_in(d, text)
    if "price" in d.turn.topics and lookups.PRICE in d.tools and not d.case and (d.begun or not d.last):
        d.wants_price = True
    if case_hearing.hear(d, text):
        return
    if d.booking and "another" in d.turn.topics and d.turn.answer != "no":
        d.begin_anew()
    gave = set() if d.booking else _slots(d, text)
    d.turn.gave = frozenset(gave)
    progress = not d.booking and _reply(d, text, gave)
    progress = progress or bool(gave)
    d.turn.progress = progress or d.asked == "else"
    if d.turn.progress or d.turn.topics - {"question"}:
        d.trouble = 0
    else:
        d.trouble += 1


def _lose_patience(d: Dialogue) -> None:
    """A tool that never answers must not hold the line for ever: it counts as failed."""
    d.waited += 1
    if d.waited > PATIENCE:
        for name, arguments in d.pending.values():
            d.failures[f"{name} {arguments}"] = 2
            d.problem = Problem(name, "internal", retryable=True)
        d.pending.clear()


def _day_in(d: Dialogue, text: str) -> date | None:
    found = grammar.when(text, d.today)
    return dated(found.start_day, d.today, d.wish.start_day) if found.start_day else None


def _slots(d: Dialogue, text: str) -> set[str]:
    gave = set()
    d.texts.append(text)
    if locate(d, text, loose=not d.wish.shop or d.asked in OPEN_TO_PLACES):
        gave.add("place")
    found = grammar.when(text, d.today, asked_time=d.asked in OPEN_TO_BARE_TIMES)
    if d.turn.day and d.wish.start_day:
        found = When()  # a day that is asked about is not wished for
    if found and set_period(d, found):
        gave.add("period")
    if set_car(d, text):
        gave.add("car")
    if set_name(d, text, gave):
        gave.add("name")
    return gave


def _reply(d: Dialogue, text: str, gave: set[str]) -> bool:
    """A yes or no (or "the time is wrong") to what was asked."""
    answer = d.turn.answer
    if d.asked == "alternative" and answer == "yes" and d.alternatives and not gave & {"place", "period"}:
        _accept(d)
        return True
    if d.asked == "retry" and (answer or gave):
        d.retrying = answer == "yes" or bool(gave)
        return True
    if gave:
        d.agreed = None  # a yes, and something else before it was acted upon
        return False
    if d.asked == "confirm" and answer == "yes" and d.read_back and d.read_back == d.details:
        d.agreed = d.read_back
        d.agreed_words = d.quote.spoken if d.quote else ""
        return True
    d.agreed = d.agreed if answer == "yes" else None
    if d.asked == "alternative" and answer == "no" and d.alternatives:
        d.alternatives = d.alternatives[1:]
        return True
    if d.asked in ("confirm", "change"):
        return _reconsidered(d, text) or answer == "no"
    if d.asked == "shop" and d.nearby and places.ANYWHERE.search(text.lower()):
        d.wish.shop, d.wish.region = d.nearby[0].id, d.nearby[0].region
        return True
    return False


def _reconsidered(d: Dialogue, text: str) -> bool:
    w = d.wish
    about = {what for what, pattern in ABOUT.items() if re.search(pattern, text.lower())}
    if "time" in about:
        w.start_time = w.end_time = w.minutes = None
    if "day" in about:
        w.start_day = w.end_day = w.week = None
    if "shop" in about:
        w.shop = ""
    if "car" in about:
        w.car, w.any_car = "", False
    return bool(about)


def _accept(d: Dialogue) -> None:
    taken, w = d.alternatives[0], d.wish
    w.shop, w.car = taken.shop_id, classes.key_of(taken.offer)
    w.start_day, w.end_day = taken.start.date(), taken.end.date()
    w.start_time = Clock(taken.start.hour, taken.start.minute, True)
    w.end_time = Clock(taken.end.hour, taken.end.minute, True)
    w.nights = w.minutes = None
    d.offers.setdefault((w.shop, taken.start.isoformat(), taken.end.isoformat()), []).append(taken.offer)
    d.alternatives = []
