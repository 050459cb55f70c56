"""Days and hours that the caller names in passing, once those of the rental are known.

Whoever agrees ("yes please, I've a wedding on the 20th to get ready for") or gives a name says much
beside it. A value changes what is known only where its piece wishes for it: it says nothing else, or has
words that change something, or that tell of a pickup or return. Of any other it is asked whether the
rental is meant, unless another clause agrees to the whole.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Literal

from voice.engine.dialogue.nlu import classes, consent, normalise, places
from voice.engine.dialogue.nlu.calling_off import CALLS_OFF, CANCEL
from voice.engine.dialogue.nlu.changing import CHANGE, TELLS_WHICH, leave_out_reasons
from voice.engine.dialogue.nlu.dates.calendars import resolve_day
from voice.engine.dialogue.nlu.dates.period import STAYS, read_period, recognise_dates
from voice.engine.dialogue.nlu.dates.resolution import resolve_period
from voice.engine.dialogue.nlu.dates.tokens import Clock, DayWord, Doubt, When
from voice.engine.dialogue.nlu.extras import recognise_extras
from voice.engine.dialogue.nlu.language import is_japanese
from voice.engine.dialogue.nlu.other_events import EVENT, EVENT_CUT, MISSED, OFF
from voice.engine.dialogue.nlu.own_bookings import speaks_of_earlier
from voice.engine.dialogue.nlu.putting_off import leave_out_days_of_deciding
from voice.engine.dialogue.nlu.shortening import ONLY, cancels_named_day
from voice.engine.dialogue.nlu.topics import CLAUSES
from voice.engine.dialogue.nlu.utterance import Reading, read_utterance
from voice.engine.dialogue.state import repetitions
from voice.engine.dialogue.state.asides import COUNTS_ON, SAYS_HOUR, read_rental_period
from voice.engine.dialogue.state.dialogue import Dialogue
from voice.engine.dialogue.state.other_questions import CHANGES

# At these questions the period is known, and no part of it is asked for.
ASKED_BESIDE = ("confirm", "class", "name")
# What makes another value of the one that was read out, or wishes for it.
REQUESTS = re.compile(
    r"[日時分半曜][^、。\d]{0,6}で、?(?:お願い|頼)|[^、。]ほう|のが(?:いい|良)|が(?:いい|良い|助か|希望)|でき(?:れば|たら)|間違|まちが|勘違|違[いうっ]|ちが[いうっ]|ちゃう|やな[いく]|で(?:は)?な[いくけ]|じゃな|訂正|直し|言っ[たて]|言いま"
    r"|伸ば|延ば|延長|短[く縮]|早め|遅[らくめ]|前倒し|まで(?!に|は)|いけ[まるな]|大丈夫|可能|空い|希望|つもり|だった|もらえ|いただけ|どう(?:です|でしょ|かな|なん)|いかが|日に?ち|日程|時間|時刻|(?:です|だ)って"
    r"|\b(?:not|make|call it|change|should|said|told|meant?|mistake|wrong|misread"
    r"|let's|lets|better|prefer|could|can|may|push|move"
    r"|extend|until|till|works?|fine|free|available|possible|okay|ok"
    r"|suits?|wanted|asked|say|shift|correct(?:ion)?|instead of|actually|pls|about"
    r"|want|needs?|longer|extra|add)\b"
)
# An end of the rental, and not of another.
OF_AN_END = re.compile(
    r"返[却すし]|戻[すし]|(?:帰り|終わり|始まり)[はがをもの]|借り(?!まし|た)|受け?取|取りに|乗り|出発|スタート"
    r"|\b(?:return|pick|bring|drop|collect|fetch|give (?:it|her|the car) back|have (?:it|the car) back)"
    r"(?:ing)?\b"
)
# Another rental than this one: of that nobody asks.
OVER = re.compile(
    r"去年|昨年|一昨年|おととし|先月|先週|先日|昨日|前回|以前|(?<!の)前は|そのとき|その時|あのとき"
    r"|\b(?:last (?:year|time|month|week|summer|winter|spring|autumn)|ago|back then|yesterday|used to"
    r"|i rented|we rented|i was|we were)\b"
)
# How an end was read out: 「終わりが15時になってますけど」.
READ_OUT = re.compile(r"[時分半日曜](?:に|と|って)なって(?:い)?(?:る|ます|た|まし)")
UNSURE = re.compile(r"かもしれ|かもで|らしい|らしく|\b(?:i|we|he|she|they) (?:might|may)\b")
# 「ちなみに14日って空いてます？」, 「19日も借りてたら割引とかありますか」: only asked, or supposed.
IF_FREE = re.compile(
    r"日(?:の?.曜日?)?(?:は|って|も|だと|なら)?、?(?:もう|まだ)?(?:空い|開い|空き)[^、。]{0,10}[?？。]*$"
    r"|(?<!もらえ)(?<!いただけ)(?<!でき)(?:たら|だと|なら|れば|場合は?)、?(?:[^。?？](?!でき|もらえ|いただけ|変え|変更)){0,20}"
    r"(?:か[ねな]?[?？。]*|[?？])$"
)
GOES_THERE = re.compile(r"(?:に|で|まで|から)(?:です|お願いします)?[、。]*$")
BEHIND_CANCEL = re.compile(r"(?<=キャンセルで)|(?<=取り消しで)|(?<=取消で)")
WEEKEND = re.compile(r"土日|週末|\bweekend\b")
# A booking is cancelled, and no day of it.
OF_IT_ALL = re.compile(
    r"予約|番号|全部|すべて|\b(?:booking|reservation|rental|whole|all|it|everything|r-?\d{3})\b"
)
# How it is to be: "so it's the 17th now".
IS_NOW = re.compile(r"\b(?:it's|it'll|it is|it will|we're|we'll|i'm|i'll)\b[^.;!?]{1,40}\b(?:now|instead)\b")
# When the caller lets us know.
LETS_KNOW = re.compile(r"電話|連絡|かけ直|考え|\b(?:call|ring|phone|let you know|get back to)\b")


OF_OTHERS = re.compile(
    r"(?:別の|ほかの|他の)(?:人|者|方|客)[がはもの]|誰か|だれか"
    r"|\b(?:somebody|someone|anybody|anyone) else\b|\bother people\b"
)


@dataclass(frozen=True)
class Told:
    """What of an utterance tells the period: the words that may, and the doubt about others."""

    text: str
    doubt: Doubt | None = None
    # Hours that cannot be kept, beside those that are wished for.
    refused: tuple[Clock, ...] = ()

    def complete(self, found: When) -> When:
        """What was read of `text`, with the end that a refused hour tells; the doubt where nothing was."""
        if found.loose and self.refused:
            return replace(found, replaces=(*found.replaces, *self.refused))
        return found or When(doubt=self.doubt)


def leave_out_passing(d: Dialogue, text: str) -> Told:
    """`text` without the days and hours that it names in passing; all of it where the period is not known
    yet, or asked for, or where what it wishes for counts from them."""
    w = d.slots
    text = leave_out_days_of_deciding(text)
    asks_about_it = w.doubt is not None and w.doubt.kind == "passing"
    is_known = w.start_day is not None and w.start_time is not None and (asks_about_it or not w.doubt)
    asked = asks_about_it or d.asked in ASKED_BESIDE
    if not is_known or not asked:
        return Told(text)
    if asks_about_it and (d.turn.answer == "yes" or STAYS.search(text.lower())):
        w.doubt = None
    pieces = [piece for piece in EVENT_CUT.split(text) if piece]
    dated = [piece for piece in pieces if read_period(piece, d.today, asked_time=_may_say_hour(piece))]
    # 「返却、19時で十分です」: the piece before tells which end it is.
    led = [
        one for before, one in pairwise(pieces) if before not in dated and OF_AN_END.search(before.lower())
    ]
    passing = [piece for piece in dated if piece not in led and not _is_wished(d, piece)]
    if not passing:
        return Told(text)
    left = "".join(piece for piece in pieces if piece not in passing)
    if len(passing) < len(dated):
        if COUNTS_ON.search(left.lower()):
            return Told(text)
        return Told(left, refused=tuple(_list_refused(d, passing)))
    if asks_about_it:  # "no, the 20th is the wedding": what stood is meant
        w.doubt = None
        return Told(left)
    unclear = [piece for piece in passing if not OVER.search(piece.lower())]
    told = read_rental_period(d, "".join(unclear))
    if not told or _agrees_beside(d, text, passing):
        return Told(left)
    return Told(left, _doubt(d, told, unclear[0]))


def _may_say_hour(piece: str) -> bool:
    """Whether a bare number in the piece is an hour: "let's make it three"."""
    return (OFF.search(piece.lower()) or SAYS_HOUR.search(read_utterance(piece).text)) is not None


def leave_out_untold(d: Dialogue, text: str) -> str:
    """`text`, said of a booking that was just made, without the pieces with a day or an hour that wish for
    nothing: 「20日の予約は別の人がしてるはずです」."""
    pieces = [piece for piece in EVENT_CUT.split(text) if piece]
    return "".join(piece for piece in pieces if not read_period(piece, d.today) or _is_wished(d, piece))


def find_requests(d: Dialogue, text: str) -> str:
    """What `text`, said of a booking that is not found yet, wishes for: without the pieces that tell which it
    is. "" where a day or an hour is left of which nobody knows whether it is wished for."""
    pieces = [piece for piece in EVENT_CUT.split(text) if piece and not _tells_which(piece.lower())]
    dated = [piece for piece in pieces if read_period(piece, d.today)]
    return "".join(pieces) if all(_is_requested_unfound(d, piece) for piece in dated) else ""


def leave_out_called_off(d: Dialogue, text: str) -> str:
    """A wish for a change without the reasons for it, and without the day, or the event, that is called off
    where another day or hour is wished for: 「16日行けなくなったんで23日に」."""
    left = leave_out_reasons(leave_out_cancelled_days(d, text))
    pieces = [piece for piece in EVENT_CUT.split(left) if piece]
    gone = [piece for piece in pieces if CALLS_OFF.search(piece.lower())]
    dated = {piece: days for piece in pieces if (days := _find_days(d, piece))}
    over = {day for piece in gone for day in dated.get(piece, ())}
    named = [piece for piece in dated if piece not in gone and dated[piece] - over]
    is_moved = any(_may_be_wished(piece.lower(), bool(over)) for piece in named) or any(
        _tells_a_request(piece.lower()) and not EVENT.search(piece.lower()) and read_period(piece, d.today)
        for piece in pieces
        if piece not in gone and piece not in dated
    )
    if not gone or not is_moved:
        return left
    return "".join(piece for piece in pieces if piece not in gone)


def find_cancelled_part(d: Dialogue, text: str) -> Literal["change", "cancel"] | None:
    """What it comes to where a day of a booking is cancelled, and not all: of one day nothing is left."""
    if not may_be_of_a_booking(d, text):
        return None
    is_day = cancels_named_day(normalise.unify(text))
    if not is_day and leave_out_cancelled_days(d, text) == text:
        return None
    known = d.case.base if d.case else d.slots if d.booking else None
    period = resolve_period(known, "") if known else None
    is_whole = period and period.start and period.end and period.start.date() == period.end.date()
    return "cancel" if is_day and is_whole else "change"


def may_be_of_a_booking(d: Dialogue, text: str) -> bool:
    """Whether there is a booking that the words may be of: one that is talked about, made, or spoken of."""
    return bool(d.case or d.booking or d.last or speaks_of_earlier(text))


def leave_out_cancelled_days(d: Dialogue, text: str) -> str:
    """`text` without the days that are cancelled where another day, or hour, is wished for besides: "cancel
    the Sunday, I just need it on Friday". All of it where a booking is cancelled."""
    cut = EVENT_CUT if is_japanese(text) else CLAUSES
    pieces = [each for piece in cut.split(text) for each in BEHIND_CANCEL.split(piece) if each]
    gone = [piece for piece in pieces if CANCEL.search(piece.lower())]
    rest = "".join(piece for piece in pieces if piece not in gone)
    if not gone or any(OF_IT_ALL.search(piece.lower()) for piece in gone):
        return text
    if not all(_find_days(d, piece) or WEEKEND.search(piece.lower()) for piece in gone):
        return text
    low, utterance = rest.lower(), read_utterance(rest)
    wished = ONLY.search(low) or _tells_a_request(low)
    others = classes.recognise_classes(utterance) or "another" in d.turn.topics
    return rest if wished and not others and read_period(utterance, d.today) else text


def _find_days(d: Dialogue, piece: str) -> set[DayWord]:
    spans = recognise_dates(read_utterance(piece), d.today)
    return {span.value.value for span in spans if span.kind == "day"}


def _may_be_wished(low: str, is_another: bool) -> bool:
    """Whether a day of the piece may be the new one. `is_another`: a day is called off for it."""
    told = _tells_a_request(low)
    if told is False or EVENT.search(low) or LETS_KNOW.search(low) or _tells_which(low):
        return False
    return is_another or told is True or GOES_THERE.search(low) is not None or IS_NOW.search(low) is not None


def names_an_end(text: str) -> bool:
    """Whether the words are of the place, or the moment, that the car is fetched or brought back."""
    return OF_AN_END.search(text.lower()) is not None or "店" in text


def _tells_which(low: str) -> bool:
    return (TELLS_WHICH.search(low) or OVER.search(low)) is not None


def _is_requested_unfound(d: Dialogue, piece: str) -> bool:
    """「20日に」 goes somewhere; 「20日の」 and "the 20th" may as well tell which booking it is."""
    told = _tells_a_request(piece.lower())
    return _is_bare(d, piece) and GOES_THERE.search(piece) is not None if told is None else told


def _list_refused(d: Dialogue, pieces: list[str]) -> Iterator[Clock]:
    for piece in pieces:
        if MISSED.search(piece.lower()) or OFF.search(piece.lower()) or READ_OUT.search(piece):
            when = read_period(piece, d.today, asked_time=True)
            yield from (clock for clock in (when.loose, when.start_time, when.end_time) if clock)


def _is_wished(d: Dialogue, piece: str) -> bool:
    if d.asked == "confirm" and IF_FREE.search(piece):
        return False  # it is asked which of both days it is to be
    told = _tells_a_request(piece.lower())
    return _is_bare(d, piece) if told is None else told


def _tells_a_request(low: str) -> bool | None:
    """Whether the words of a piece wish for its values; None where they are none that tell."""
    if OVER.search(low) or UNSURE.search(low) or OF_OTHERS.search(low):
        return False
    if CHANGES.search(low) or CHANGE.search(low) or OF_AN_END.search(low) or STAYS.search(low):
        return True
    if EVENT.search(low):
        return False
    return True if REQUESTS.search(low) else None


def _is_bare(d: Dialogue, piece: str) -> bool:
    """Whether the piece says nothing but its values."""
    utterance = read_utterance(piece)
    spans = (
        *recognise_dates(utterance, d.today, asked_time=True),
        *classes.recognise_classes(utterance),
        *places.recognise_places(utterance, list(d.shops.values()), loose=False),
        *recognise_extras(utterance),
    )
    return not Reading(utterance, spans).residue


def _agrees_beside(d: Dialogue, text: str, passing: list[str]) -> bool:
    """Whether another clause is a yes to what was read out: nothing of it is to be another."""
    if d.asked != "confirm":
        return False
    question = repetitions.put_question(d, "book")
    clauses = [clause for clause in CLAUSES.split(text) if clause.strip()]
    return any(consent.judge(clause, question) == "yes" for clause in clauses if clause not in passing)


def _doubt(d: Dialogue, told: When, words: str) -> Doubt | None:
    stands, named = d.slots.start_day, told.start_day or told.end_day
    day = resolve_day(named, d.today, stands) if named else None
    if day == stands and not (told.start_time or told.end_time or told.loose):
        return None
    if stands and day and day != stands:
        return Doubt("passing", words.strip(" 、。,."), days=(stands, day))
    hours = told.start_time or told.end_time or told.loose
    return Doubt("passing", words.strip(" 、。,."), about="time") if hours else None
