"""What the caller says beside the rental: reasons, other events, other questions. Their days are not its."""

from __future__ import annotations

import re
from dataclasses import replace

from voice.engine.dialogue.nlu import what_was
from voice.engine.dialogue.nlu.dates.calendars import resolve_day
from voice.engine.dialogue.nlu.dates.lexicon_en import SUGGESTS
from voice.engine.dialogue.nlu.dates.period import read_period, recognise_dates
from voice.engine.dialogue.nlu.dates.retractions import leave_out_past_months
from voice.engine.dialogue.nlu.dates.rewording import reword_times
from voice.engine.dialogue.nlu.dates.tokens import RELATIVE, DayWord, When
from voice.engine.dialogue.nlu.language import is_japanese
from voice.engine.dialogue.nlu.other_events import (
    ARRIVAL,
    ARRIVES,
    ARRIVES_EN,
    BY_TRAIN,
    CALLS_AGAIN,
    CALLS_BACK,
    EVENT,
    EVENT_CUT,
    HOUR_OF_A_TRAIN,
    IS_EXPECTED,
    IS_SO,
    LEAVES_EN,
    MISSED,
    NEAR_DAY,
    OF_THE_CALL,
    OFF,
    OVER,
    PURPOSE,
    RENTS,
    STAY,
)
from voice.engine.dialogue.nlu.other_rentals import leave_out_anothers
from voice.engine.dialogue.nlu.utterance import read_utterance
from voice.engine.dialogue.state.dialogue import Dialogue
from voice.engine.dialogue.state.event_days import (
    LAST_DAY,
    choose_day_of_stay,
    doubt_that_day,
    settle_event_days,
    write_day_of_event,
)
from voice.engine.dialogue.state.opening_hours import write_opening_hours
from voice.engine.dialogue.state.other_questions import ASKED_OF_CARS, leave_out_questions
from voice.engine.dialogue.state.outside_days import move_day_near, settle_days
from voice.engine.dialogue.state.weekday_remarks import choose_of_two_days

# What is said only to hear that it is so.
ASKS_TO_AGREE = re.compile(
    r"(?<!たい)(?<!たいん)(?<!たいの)(?:です|だ|でした|だった)(?:よね|っけ)[。?？、]*$"
    r"|\b(?:is|are|was)(?:n't| not) (?:it|that|they)\b"
)
# So is what a day turns out to be: 「あ、20日って日曜か」.
FINDS_OUT = re.compile(
    r"日(?:って|は)、?(?:[月火水木金土日]曜日?|祝日|休み|定休日|連休|平日|満車)(?:だった|な)?"
    r"(?:のか|んですか|んですね|んだ|ん?か|ですか|ですね|でしたか|だね|だ|じゃん|やん|だった|でした(?:っけ)?"
    r"|(?:です|だ)(?:っけ|よね))[ねなあーぁ]*[。、!…]*$"
    r"|\b\d{1,2}(?:st|nd|rd|th)?(?:'s| is| was)(?: actually| on)? a "
    r"(?:weekday|holiday|monday|tuesday|wednesday|thursday|friday|saturday|sunday)"
    r"(?:,? (?:right|isn't it|is it|then|huh))?[.,!? ]*$"
)
# 「営業は20時までですよね」
OF_THE_SHOP = re.compile(
    r"営業|やって(?:い)?ま|[開閉]|お?店[はが]|\byou(?:'re| are)?\b|\bthe (?:shop|branch|store|office)\b"
)
# Where a reason ends, or begins; and what is of the rental all the same: 「12日だから土曜の…」 says its day.
# 「混むから」, 「仕事ですから」; 「今日から」, 「近くから」 tell of a day and a place.
REASON_CUT = re.compile(
    r"(?<=[のん]で)(?!す)|(?<=[ただるいむぶぬぐ]から)|(?<=[使会買]うから)|(?<=[まで]すから)"
    r"|[\s,]{1,3}(?=(?:so|because|since) )"
    r"|(?<=\w)[\s,]{1,3}(?=(?:and )?(?:back|return(?:ing|ed)?|bring(?:ing)? it back)(?: it)?"
    r" (?:by|at|around|on|until|before) )"
)
FEWEST_REASON_WORDS = 4  # "it's the Saturday, the 12th, so …": a day alone is none
REASON_JA = re.compile(
    r"(?:ので|んで|(?:だろう|でしょう|です|ます|[だいるたうむぶぬくぐ])し|(?:[ただるいむぶぬぐ]|[まで]す|[使会買]う)から)[、。]*$"
)
# Though it speaks of a car: 「20日は友達が使うから」. The day before は is set against that of the rental.
ANOTHER_HAS_IT = re.compile(
    r"[日曜末]は、?(?![^、。]{0,4}私)[^、。\d]{1,8}が、?(?:車を|クルマを)?(?:使|乗|借り)[^、。]{1,6}$"
)
_RENTING = (
    r"借り|使|返|予約|お願い|受け取|出発|乗[りるっ]|レンタル|(?:スタート|開始)[のでし、]"
    r"|\b(?:rent|car(?!d)|book|reserv|pick|need|want|like|return|bring|back)"
)
RENTING, OF_RENTING = (
    re.compile(_RENTING),
    re.compile(rf"[日曜時](?:だから|ですから|なので|なんで)|{_RENTING}"),
)
# These count from a day that was said before.
COUNTS_ON = re.compile(r"その(?:また|翌|次|前|日)|翌日|\bthat\b|\bthe day (?:after|before)\b|\bnext day\b")
COUNTS_FROM_THE_LAST = re.compile(r"その(?:また|翌|次|あくる)|\b(?:after that|next day|following)\b")
# What a bare figure beside it is of: 「日にち、18じゃなくて19だ」.
DAY_WORD = re.compile(r"日に?ち|日付|日程")
PIECE = re.compile(r"(?<=[、。;!?])|(?<=[,.])(?!\d)")
# "Can we do ten instead?": once hours are known, an hour.
SAYS_HOUR = re.compile(
    rf"\b(?:(?:make|call) (?:it|that)|{SUGGESTS}) \d{{1,2}}\b"
    r"(?! (?!instead|rather|please|to be|then)[a-z])"
)


def read_rental_period(d: Dialogue, text: str, *, asked_time: bool = False, asked_day: bool = False) -> When:
    """What the text says of the period, without what it says of anything else. A day that counts from another
    event's ("there's a wedding on the 19th; I need it the day before") is the day that it comes to."""
    is_known = (d.slots.start_day or d.slots.refused_day) and d.slots.start_time
    text = reword_times(text, is_known=bool(is_known), day=d.slots.start_day)
    asked_time = asked_time or (
        d.slots.start_time is not None and SAYS_HOUR.search(read_utterance(text).text) is not None
    )
    asked_day = asked_day or DAY_WORD.search(text) is not None
    text = leave_out_past_months(leave_out_anothers(what_was.leave_out_what_was(text)))
    text = write_opening_hours(d, what_was.leave_out_first_thought(text, d.today))
    events, rest = _part_events(d, text, asked_time=asked_time)
    found = When()
    if events:
        text = write_day_of_event(text, events, d.today)
        rest = "".join(piece for piece in EVENT_CUT.split(text) if piece not in events)
        beside = _read_beside_events(d, "".join(events), rest, asked_time=asked_time, asked_day=asked_day)
        found = settle_event_days(beside, EVENT_CUT.split(text), events, d.slots.start_day, d.today)
        if found.start_day and found.end_day != beside.end_day:
            return found
    found = found or _read_all(d, text, asked_time=asked_time, asked_day=asked_day)
    found = choose_of_two_days(d.slots.doubt, found, text)
    found = _place_day_behind_hours(d, found, text)
    found, is_new = choose_day_of_stay(found, text, d.today), d.slots.start_day is None and not d.case
    return settle_days(found, text, leave_out_asides(d, text), d.today) if is_new else found


def _place_day_behind_hours(d: Dialogue, found: When, text: str) -> When:
    """ "From ten until five on the 16th", where the hours of another day were asked for, is of the return."""
    if d.asked != "times" or d.slots.start_day is None or d.slots.end_day or found.start_day is None:
        return found
    day = resolve_day(found.start_day, d.today, d.slots.start_day)
    kinds = [span.kind for span in recognise_dates(read_utterance(text), d.today)]
    if kinds != ["time", "time", "day"] or found.end_day or day is None or day <= d.slots.start_day:
        return found
    return replace(found, start_day=None, loose_day=False, end_day=found.start_day)


def _read_beside_events(d: Dialogue, events: str, rest: str, *, asked_time: bool, asked_day: bool) -> When:
    """What `rest` says of the period; nothing where it tells neither the day nor the hours of the rental, so
    that those of `events` may be its own."""
    # A bare question (「18日でもいいですか」) is about the rental here: the event is told of for its sake.
    found = _read_all(d, rest, asked_time=asked_time, asked_day=asked_day) or read_period(
        rest, d.today, asked_time=asked_time, asked_day=asked_day
    )
    other, day = read_period(events, d.today), found.start_day
    told = other.start_day or other.end_day  # "my conference ends on the 10th"
    event = resolve_day(told, d.today, d.slots.start_day) if told else None
    back = found.end_day
    # 「22日に帰るので、その前の日に返す」: no return is before its pickup; 「前日の17時から翌日の10時まで」.
    if back and back.kind in RELATIVE and event and (back.number < 0 or _stand_around(day, back, rest)):
        found = replace(found, end_day=DayWord("date", day=resolve_day(back, d.today, event)))
    if event and told and told.kind == "date":
        found = move_day_near(found, event, d.today)
    if day and day.kind in RELATIVE and event:
        begin = resolve_day(day, d.today, event)
        found = replace(found, start_day=DayWord("date", day=begin))
        return doubt_that_day(found, rest, begin, event) if begin else found
    if found.loose and MISSED.search(events.lower()):  # 「18時じゃ間に合わないので19時に」
        missed = other.loose or other.start_time or other.end_time
        found = replace(found, replaces=(*found.replaces, missed)) if missed else found
    if day or found.stretch or found.shift:
        return found
    # An hour that cannot be kept, or of a train, is none of the rental's, whichever end has the new one.
    of_another = MISSED.search(events.lower()) or HOUR_OF_A_TRAIN.search(events.lower())
    if not (found.start_time or found.loose or (found.end_time and of_another)):
        return When()
    arrives = ARRIVAL.search(events.lower()) is not None
    if (found.end_day and not arrives) or not other.start_day or OFF.search(events.lower()):
        return found
    found = replace(found, start_day=other.start_day, loose_day=other.loose_day)
    both = other.end_day is not None and found.end_day is None and LAST_DAY.search(rest.lower())
    stay = _read_stay(events, d) if found.end_day is None else None
    if stay:
        return replace(found, start_day=stay[0], end_day=stay[1], loose_day=False)
    return replace(found, end_day=other.end_day, loose_day=False) if both else found


def _read_stay(events: str, d: Dialogue) -> tuple[DayWord, DayWord] | None:
    """The days of the flight that comes and of the one that leaves: "we land on the 23rd at nine … we fly
    home on the 27th"."""
    comes = re.search(rf"\b{ARRIVES_EN}\b", events, re.IGNORECASE)
    leaves = re.search(rf"\b{LEAVES_EN}\b", events[comes.end() :], re.IGNORECASE) if comes else None
    if comes is None or leaves is None:
        return None
    parts = events[: comes.end() + leaves.start()], events[comes.end() + leaves.start() :]
    first, last = (read_period(part, d.today) for part in parts)
    days = [told.start_day or told.end_day for told in (first, last)]
    return (days[0], days[1]) if days[0] and days[1] and days[0] != days[1] else None


def _stand_around(day: DayWord | None, back: DayWord, text: str) -> bool:
    """Whether pickup and return are the days before and after an event, and not told the one by the other."""
    if day is None or day.kind not in RELATIVE or day.number >= 0:
        return False
    return back.number > 0 and not COUNTS_FROM_THE_LAST.search(text)


def _read_all(d: Dialogue, text: str, *, asked_time: bool, asked_day: bool) -> When:
    return read_period(leave_out_asides(d, text), d.today, asked_time=asked_time, asked_day=asked_day)


def _part_events(d: Dialogue, text: str, *, asked_time: bool) -> tuple[list[str], str]:
    """The pieces with a day or time of another event, and all the others."""
    pieces = EVENT_CUT.split(text)
    is_late = MISSED.search(text.lower()) is not None
    events = [
        piece
        for piece in pieces
        if MISSED.search(low := piece.lower())
        or IS_EXPECTED.search(low)
        or IS_SO.search(low)
        or (
            (EVENT.search(low) or what_was.tells_of_another_subject(low))
            and not (RENTS if BY_TRAIN.search(low) else RENTING).search(low)
            and not PURPOSE.search(low)
            # 「間に合わないんです、7時には着くと思います」: it is the caller who arrives.
            and not (is_late and ARRIVES.search(low) and not BY_TRAIN.search(low))
        )
    ]
    events = [piece for piece in events if not _tells_of_stay(d, text, piece)]
    # "I won't make it for twelve" has an hour where a bare number is one, as one has in what follows.
    events = [
        piece
        for piece in events
        if read_period(piece, d.today, asked_time=asked_time and MISSED.search(piece.lower()) is not None)
    ]
    return events, "".join(piece for piece in pieces if piece not in events)


def _tells_of_stay(d: Dialogue, text: str, piece: str) -> bool:
    """Whether the piece of `text` tells the rental's days by those of a stay: "we arrive on the 14th and
    leave on the 15th". Hours that are told there too are a flight's."""
    stay = STAY.search(text)
    begin = text.find(piece)
    if not stay or begin >= stay.end() or begin + len(piece) <= stay.start():
        return False
    told = read_period(stay[0], d.today)
    has_hours = told.start_time or told.end_time or told.loose
    return told.start_day is not None and told.end_day is not None and not has_hours


def leave_out_asides(d: Dialogue, text: str) -> str:
    """The text for those who read days and times. What asks about another matter says nothing of the rental
    (「前日に取りやめたらいくら」). Where a day of the rental is said besides, nor do 「17日って木曜ですよね」
    and a reason (「10日までは仕事なので」)."""
    clauses, kept = leave_out_questions(d, text, ASKED_OF_CARS, but_frames=True)
    kept = [left for clause in kept if (left := _leave_out_of_the_call(d, clause))]
    for leave_out_some in (_leave_out_reasons, _leave_out_agreed):
        stated = leave_out_some(kept)
        if "".join(stated) == "".join(kept):
            continue
        # A reason has hours of its own; what is agreed on (「18時半になるんですよね」) may be an end.
        may_be_an_end = leave_out_some is _leave_out_agreed and not OF_THE_SHOP.search("".join(kept))
        if _say_as_much(d, kept, stated, both_ends=may_be_an_end):
            kept = stated
    return text if kept == clauses else "、".join(kept)


def _leave_out_of_the_call(d: Dialogue, clause: str) -> str:
    """The clause without the pieces that tell what is so today, or was, or when the caller calls again."""
    return "".join(piece for piece in PIECE.split(clause) if not _is_of_the_call(d, piece.lower()))


def _is_of_the_call(d: Dialogue, piece: str) -> bool:
    if CALLS_AGAIN.search(piece) and not RENTING.search(piece):
        return bool(read_period(piece, d.today))
    near = NEAR_DAY.search(piece)
    # 「それでお願いします明日電話します」 rents nothing tomorrow, and who calls back brings nothing back.
    begin = near.start() if near and is_japanese(piece) else 0
    told = near and OF_THE_CALL.search(piece) and not RENTING.search(CALLS_BACK.sub("", piece), begin)
    if not (told or (d.slots.start_day and OVER.search(piece))):
        return False
    return bool(read_period(piece, d.today))


def _leave_out_agreed(clauses: list[str]) -> list[str]:
    return [
        clause
        for clause in clauses
        if not (ASKS_TO_AGREE.search(low := clause.lower()) or FINDS_OUT.search(low))
    ]


def _leave_out_reasons(clauses: list[str]) -> list[str]:
    pieces = [piece for clause in clauses for piece in REASON_CUT.split(clause) if piece.strip(" ,、")]
    behind = [*pieces, ""][1:]
    return [
        piece
        for piece, later in zip(pieces, behind, strict=True)
        if (OF_RENTING.search(piece.lower()) and not ANOTHER_HAS_IT.search(piece.rstrip("、。")))
        or not (
            REASON_JA.search(piece)
            or piece.lower().startswith(("because ", "since "))
            or (later.lower().startswith("so ") and len(piece.split()) >= FEWEST_REASON_WORDS)
        )
    ]


def _say_as_much(d: Dialogue, clauses: list[str], stated: list[str], *, both_ends: bool) -> bool:
    """Whether `stated` alone has every kind of value that all the clauses have; with `both_ends`, as many
    hours too."""
    if COUNTS_ON.search("".join(stated)):
        return False
    with_aside, alone = (read_period("、".join(each), d.today) for each in (clauses, stated))
    if with_aside.start_day and with_aside.end_day and not alone.start_day and not d.slots.start_day:
        return False  # "I finish work at six on Friday, so I pick it up at half six, back on Sunday"
    if alone.loose and alone.loose in (with_aside.start_time, with_aside.end_time):
        return False  # 「返すの、17時って言いませんでしたっけ。17時で」: only the aside tells which end it is
    if (
        both_ends
        and with_aside.start_time
        and with_aside.end_time
        and bool(alone.start_time or alone.loose) != bool(alone.end_time or alone.length)
    ):
        return False
    return bool(alone) and all(
        not any(getattr(with_aside, name) for name in names) or any(getattr(alone, name) for name in names)
        for names in (("start_day", "end_day"), ("start_time", "end_time", "loose", "length"))
    )
