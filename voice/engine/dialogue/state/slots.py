"""The reservation as the caller has described it so far, and how its whole period is moved or set."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Literal

from voice.engine.dialogue.nlu.dates.calendars import resolve_day
from voice.engine.dialogue.nlu.dates.period import read_direction
from voice.engine.dialogue.nlu.dates.resolution import USUAL_HOURS, resolve_period
from voice.engine.dialogue.nlu.dates.tokens import RELATIVE, Clock, DayWord, Doubt, Length, Shift, Vague, When

# A rental that is longer is not made of a bare day of the month.
LONG = timedelta(days=14)

DAY = 24 * 60  # minutes
# Nobody moves a pickup so close to the return, in minutes.
LEAST = 60


@dataclass
class Slots:
    """The reservation as the caller has described it so far."""

    region: str = ""
    shop: str = ""
    # The shops that a word of the caller fits, where it fits several; which one is asked.
    among: tuple[str, ...] = ()
    # The shops that would do, the one liked best first; the first of them that has a car is taken.
    shop_choices: tuple[str, ...] = ()
    # A week or other days in a row that were named without a day of them.
    stretch: DayWord | None = None
    # What was said of days or times and cannot be used, until it is said otherwise.
    doubt: Doubt | None = None
    start_day: date | None = None
    end_day: date | None = None
    # The day of pickup that was wished for and cannot be had, as a shop is closed: the next is near it.
    refused_day: date | None = None
    # The day of the return as it was said while that of the pickup was not known, or where the shop is closed
    # on that: it counts from the pickup.
    end_word: DayWord | None = None
    start_time: Clock | None = None
    end_time: Clock | None = None
    # What was said of a time that is still to be told to the hour.
    start_vague: Vague | None = None
    end_vague: Vague | None = None
    # A length that leaves the time of return open, or one in minutes that fixes it.
    nights: int | None = None
    minutes: int | None = None
    car: str = ""
    # Any class will do; the one of which most are free is taken.
    any_car: bool = False
    # The classes that would do, the one liked best first; the first of them that is free is taken.
    choices: tuple[str, ...] = ()
    # The price decides; what it is not to be; how many people it must seat, 0 where that was not said.
    cheapest: bool = False
    excluded: frozenset[str] = frozenset()
    people: int = 0
    # Of the class only the price was asked; those of which it was asked how they differ.
    car_is_priced: bool = False
    compared: frozenset[str] = frozenset()
    # A model that is wished for, in the caller's words; it comes to a class once it is known what is free.
    model: str = ""
    name: str = ""
    # What is still to be asked of it: the part that is missing, whether it was heard right, or to say it
    # once more, as it was heard and nobody knows it.
    name_doubt: Literal["", "part", "check", "again"] = ""
    # As it is dialled; and the address of whoever has no telephone.
    phone: str = ""
    email: str = ""
    # By the names that the tools understand, in the order in which they were wished.
    extras: tuple[str, ...] = ()
    # Another shop that takes the car back; those that the caller's word for it fits, where it fits several.
    return_shop: str = ""
    return_among: tuple[str, ...] = ()


def move_period(slots: Slots, by: Shift, hours: str) -> bool:
    """Move the whole period; whether there was one."""
    period = resolve_period(slots, hours)
    if period.start is None or period.end is None:
        return False
    step = timedelta(minutes=by.minutes)
    start = period.start + (step if by.end != "end" else timedelta())
    end = period.end + (step if by.end != "start" else timedelta())
    fix_period(slots, start, end)
    return True


def tells_shift(slots: Slots, when: When, hours: str) -> bool:
    """Whether each hour that was said beside a shift is how an end stands, or comes to by it, so that the
    shift tells it all: 「18時までですよね、17時でよくて、1時間早く返したい」."""
    if when.shift is None or when.start_day or when.end_day:
        return False
    moved = replace(slots)
    if not move_period(moved, when.shift, hours):
        return False
    periods = resolve_period(slots, hours), resolve_period(moved, hours)
    ends = [end for period in periods for end in (period.start, period.end) if end]
    said = [clock for clock in (when.start_time, when.end_time, when.loose) if clock]
    return bool(said) and all(any(is_at(clock, end) for end in ends) for clock in said)


def complete_shift(slots: Slots, text: str, today: date) -> Shift | None:
    """How far and which way the period moves, where `text` answers whether it moves earlier or later."""
    doubt = slots.doubt
    way = read_direction(text, today) if doubt and doubt.kind == "direction" else None
    if doubt is None or way is None:
        return None
    return replace(way.scale_to(doubt.minutes), end=way.end or doubt.role)


def fix_period(slots: Slots, start: datetime, end: datetime) -> None:
    """Set the whole period, beyond doubt: local times of the shop."""
    slots.start_day, slots.end_day = start.date(), end.date()
    slots.start_time, slots.end_time = (
        Clock(start.hour, start.minute, True),
        Clock(end.hour, end.minute, True),
    )
    slots.nights = slots.minutes = slots.stretch = slots.doubt = slots.end_word = None


def write_period(w: Slots, when: When, *, today: date, asked: str, hours: str) -> bool:
    """Merge what was said of the period, and whether that changed anything. `asked` is the question that it
    answers, `hours` are the shop's ("08:00-20:00"). An end on the old day follows the new one."""
    before = replace(w)
    if when.end_day and when.length and (when.length.days or when.length.nights):
        when = replace(when, length=None)  # "two days, until the 17th" tells the end twice
    if when.ordered_times and asked in ("start", "end") and (w.start_time or w.end_time):
        when = _doubt_two_times(when, asked)
    when = _settle_moves(w, _settle_known_return(w, when, today, asked), today, hours)
    named = when.start_time or when.end_time or when.loose or when.end_day
    if when.shift and (not named or tells_shift(w, when, hours)) and move_period(w, when.shift, hours):
        return True
    hours_too = named and not (when.start_day or when.end_day)
    if when.shift and when.shift.minutes % DAY == 0 and hours_too:
        both = when.start_time and when.end_time  # "two days later, from 10 to 3"; "…, and start at ten"
        move_period(w, replace(when.shift, end="" if both else when.shift.end), hours)
    if when.stretch and not _is_outside(when.start_day, when.stretch, today):
        _write_stretch(w, when.stretch, today)
    if when.start_day:
        if w.refused_day and when.start_time and when.end_time:
            w.end_word = None  # all of it is told anew
        if when.start_day.kind == "later" and w.start_day and _is_the_return(w, when, asked):
            w.end_day = resolve_day(when.start_day, today, w.start_day)
        elif asked == "end" and w.start_day and when.end_day is None and when.start_time is None:
            _write_end_day(w, when.start_day, today)
        else:
            _move_start(w, when.start_day, today, keep_week=asked not in ("day", "when"))
    if when.end_day:
        _write_end_day(w, when.end_day, today)
    _write_vague_times(w, when)
    if when.start_time:
        w.start_time = when.start_time
    if when.end_time:
        _keep_days(w, when)
        w.end_time, w.minutes = when.end_time, None
    if when.loose:
        _write_loose_time(w, when.loose, asked)
    elif when.same_time and asked == "end":
        w.end_time = w.end_time or w.start_time
    if when.length and when.start_day and when.end_day and when.end_time:
        when = replace(when, length=None)  # 「13日から、3日間だから、16日の14時まで」: the day is plainer
    if when.length and _has_both_hours(when, when.length):
        w.nights, w.minutes = _count_nights(when.length), None
        w.end_day, w.end_word = (w.end_day, w.end_word) if when.end_day else (None, None)
    elif when.length:
        w.nights, w.minutes, w.end_day = when.length.nights, when.length.minutes, None
        w.end_word = None
        # A length in minutes fixes the return: a time said before it is void.
        if w.minutes is not None:
            w.end_time = None
    w.start_vague = None if w.start_time else w.start_vague
    w.end_vague = None if w.end_time or w.minutes is not None else w.end_vague
    _write_doubt(w, when, before.doubt)
    return w != before


def _doubt_two_times(when: When, asked: str) -> When:
    """「18時ですけど、もしかしたら19時」, where one time was asked for."""
    times = [f"{clock.hour}:{clock.minute:02}" for clock in (when.start_time, when.end_time) if clock]
    doubt = Doubt("choice", " / ".join(times), about="time", role="end" if asked == "end" else "start")
    return replace(when, start_time=None, end_time=None, ordered_times=False, doubt=doubt)


def _has_both_hours(when: When, length: Length) -> bool:
    """ "All day, 8 in the morning to 8 at night": both hours are told, and the length only tells the days.
    Where they are the same hour, so many times 24 hours are meant."""
    start, end = when.start_time, when.end_time
    if (length.days is None and not _is_in_weeks(length.minutes)) or start is None or end is None:
        return False
    return start != end or (length.days == 1 and not start.sure and start.hour * 60 <= USUAL_HOURS[0])


def _count_nights(length: Length) -> int:
    """The last of several days is that of the return; a week ends on the weekday on which it began."""
    return length.days - 1 if length.days else (length.minutes or 0) // DAY


def _is_in_weeks(minutes: int | None) -> bool:
    return minutes is not None and minutes != 0 and minutes % (7 * DAY) == 0


def _keep_days(w: Slots, when: When) -> None:
    """A length of whole days still tells the day of return where the hour is another: 「1週間」, and then
    「9時から17時」, or 「返すのは17時で」."""
    if w.minutes is None or w.minutes % DAY or w.minutes <= DAY or when.end_day or when.length:
        return
    days = w.minutes // DAY
    both = when.start_time is not None and when.start_time != when.end_time
    w.nights = days - 1 if both and not _is_in_weeks(w.minutes) else days


def _write_vague_times(w: Slots, when: When) -> None:
    """A time that was known is asked anew: the caller wants another."""
    if when.start_vague:
        w.start_vague, w.start_time = when.start_vague, None
    if when.end_vague:
        w.end_vague, w.end_time, w.minutes = when.end_vague, None, None


def _settle_moves(w: Slots, when: When, today: date, hours: str) -> When:
    """What was said of one end by what it is now ("not 5, 6", 「18時から19時に」) says which end it is."""
    stands = resolve_period(w, hours)
    start, end = stands.start, stands.end
    if start is None or end is None:
        return when
    when = _settle_restated_day(when, start.date(), today)
    when = _settle_left_over(when, start, end, today)
    when = _settle_day_of_return(when, start, end, today)
    if when.loose and when.end_day and not (when.start_day or when.start_time or when.end_time):
        when = replace(when, loose=None, end_time=when.loose)  # 「返却を21日に、時間は15時で」
    if when.moves or when.ordered_times:
        when = _settle_moved_time(when, start, end)
    if when.moves:
        when = _settle_moved_day(when, start, end, today)
    for old in when.replaces:
        if isinstance(old, Clock):
            if when.loose and is_at(old, end) and not is_at(old, start):
                when = replace(when, end_time=when.loose, loose=None)
            elif when.loose and is_at(old, start):
                when = replace(when, start_time=when.loose, loose=None)
        elif when.loose_day and resolve_day(old, today, start.date()) == end.date() != start.date():
            hour = when.end_time or when.loose  # it is said of that day
            when = replace(when, end_day=when.start_day, start_day=None, end_time=hour, loose=None)
    if (
        when.loose
        and start.date() == end.date()
        and not (when.start_day or when.end_day or when.length)
        and _fits_no_pickup(when.loose, end)
    ):
        when = replace(when, end_time=when.loose, loose=None)
    return when


def _settle_known_return(w: Slots, when: When, today: date, asked: str) -> When:
    """ "Eleven, and it's back at four on the 13th" moves no pickup of what is known to come back that day."""
    if asked != "times" or when.start_day is None or when.end_day or w.start_day in (None, w.end_day):
        return when
    same = resolve_day(when.start_day, today, w.start_day) == w.end_day
    return replace(when, start_day=None, loose_day=False) if same else when


def _settle_restated_day(when: When, start: date, today: date) -> When:
    """「前の日の夜に取りに行きたい、17日の19時」: a day told by what stands, and then by its date."""
    first, second = when.start_day, when.end_day
    if first is None or second is None or when.end_time or first.kind not in RELATIVE:
        return when
    same = resolve_day(first, today, start) == resolve_day(second, today, start)
    return replace(when, end_day=None) if same else when


def _settle_day_of_return(when: When, start: datetime, end: datetime, today: date) -> When:
    """「13日の返却を15時に」 of what is brought back on the 13th moves no pickup to that day."""
    if when.start_day is None or when.end_time is None or when.start_time or when.end_day:
        return when
    day = resolve_day(when.start_day, today, start.date())
    return replace(when, start_day=None) if day == end.date() != start.date() else when


def _settle_left_over(when: When, start: datetime, end: datetime, today: date) -> When:
    """「24日に返す予定だったのを23日に」: what names an end as it stands tells which end the other is of."""
    of_ends = {"start": (when.end_time, when.end_day, end), "end": (when.start_time, when.start_day, start)}
    for name in when.left_over:
        role, _, what = name.partition("_")
        clock, word, moment = of_ends[role]
        other = f"{'end' if role == 'start' else 'start'}_{what}"
        if what == "time":
            stands = clock is not None and is_at(clock, moment)
        else:
            day = resolve_day(word, today, start.date()) if word else None
            stands = day == moment.date() and start.date() != end.date()
            if name == "end_day" and day == start.date() == end.date():
                # 「16日の10時から18時で取ったんですが、17日にしたい」: all of it goes to the other day.
                stands, other = True, "start_day"
        if stands:
            when = replace(when, **{other: getattr(when, name), name: None})
    return when


def _fits_no_pickup(clock: Clock, end: datetime) -> bool:
    """Whether hardly an hour would be left before the return: of 9 to 17, "make it six" moves the return."""
    hour = clock.hour + 12 if not clock.sure and clock.hour * 60 < USUAL_HOURS[0] else clock.hour
    return hour * 60 + clock.minute >= end.hour * 60 + end.minute - LEAST


def _settle_moved_time(when: When, start: datetime, end: datetime) -> When:
    old, new = when.start_time, when.end_time
    if old is None or new is None:
        return when
    if is_at(old, end) and not is_at(old, start):
        return replace(when, start_time=None)
    if is_at(old, start) and _is_nearer(new, start, end):
        return replace(when, start_time=new, end_time=None)
    return when


def _settle_moved_day(when: When, start: datetime, end: datetime, today: date) -> When:
    old, new = (
        resolve_day(word, today, start.date()) if word else None for word in (when.start_day, when.end_day)
    )
    if old == start.date() and new != end.date():
        return replace(when, start_day=when.end_day, end_day=None)
    return replace(when, start_day=None) if old == end.date() != start.date() else when


def is_at(clock: Clock, moment: datetime) -> bool:
    """Whether the moment has that time; one that may be morning or evening fits both."""
    hours = (clock.hour,) if clock.sure else (clock.hour, clock.hour + 12)
    return moment.hour in hours and moment.minute == clock.minute


def _is_nearer(clock: Clock, start: datetime, end: datetime) -> bool:
    """Whether it is closer to the time of the pickup than to that of the return."""

    def gap(moment: datetime) -> int:
        apart = abs(clock.hour * 60 + clock.minute - moment.hour * 60 - moment.minute)
        return apart if clock.sure else min(apart, abs(apart - 12 * 60))

    return gap(start) < gap(end)


def _is_the_return(w: Slots, when: When, asked: str) -> bool:
    """Whether the day after the one spoken of is the day of return: where that, or a time, is due. Elsewhere
    (「次の日はどうですか」, when nothing is free) the pickup moves to it."""
    stands = resolve_period(w, "")
    hour = when.start_time or when.loose
    if stands.end and hour and is_at(hour, stands.end) and w.start_day and when.start_day:
        day = resolve_day(when.start_day, w.start_day, w.start_day)
        return day == stands.end.date() != w.start_day  # "ten the next day", as it stands
    whole = w.start_time and w.end_time and not asked  # "I need to move it. The day after, same times."
    due = asked in ("end", "times", "start", "") and not whole
    return when.loose_day and (due or when.end_time is not None)


def _write_doubt(w: Slots, when: When, stood: Doubt | None) -> None:
    said = {"day": when.start_day or when.end_day or when.stretch,
            "time": when.start_time or when.end_time or when.loose or when.length}  # fmt: skip
    if when.doubt and when.doubt.kind == "direction" and w.start_day is None:
        return  # nothing stands that could be moved
    if when.doubt:
        w.doubt = when.doubt
    elif w.doubt and w.doubt == stood and (said[w.doubt.about] or (stood.kind == "far" and said["time"])):
        w.doubt = None
    elif w.doubt and w.doubt == stood and w.doubt.kind == "either" and when.start_time and when.end_time:
        # "From ten to four", asked on which of two days it comes back: all of it is on the day of the pickup.
        w.doubt, w.end_day, w.end_word, w.nights = None, None, None, None


def _is_outside(word: DayWord | None, stretch: DayWord, today: date) -> bool:
    """Whether the day with its weekday ("a long weekend, Friday the 11th") is none of the days in a row."""
    if word is None or word.weekday is None:
        return False
    within, alone = resolve_day(word, today, None, stretch), resolve_day(word, today, None)
    return alone is not None and alone.weekday() == word.weekday != (within.weekday() if within else None)


def _write_stretch(w: Slots, stretch: DayWord, today: date) -> None:
    """Another week moves the day that was agreed on; other days leave it only if it is one of them."""
    w.stretch = stretch
    day, first, last = w.start_day, stretch.day, stretch.last
    if day is None or first is None or last is None or first <= day <= last:
        return
    if stretch.kind == "week":
        _move_start(w, DayWord("date", day=first + timedelta(days=day.weekday())), today, keep_week=True)
        w.stretch = stretch
    else:
        w.start_day = w.end_day = None


def _write_end_day(w: Slots, word: DayWord, today: date) -> None:
    day = resolve_day(word, today, w.start_day, end=True)
    if day and word.weekday not in (None, day.weekday()):
        w.doubt = Doubt("weekday", "", role="end", day=day)
        return
    w.end_day, w.nights, w.minutes = day, None, None
    w.end_word = word if w.start_day is None else None
    if day is None or w.start_day is None:
        return
    if day < w.start_day and word.kind == "weekday":
        # A weekday before the pickup is meant of the week after.
        w.end_day = day + timedelta(days=7)
    doubted = w.doubt and w.doubt.kind == "far" and w.doubt.day == day
    if word.kind == "dom" and day - w.start_day > LONG and not doubted:
        # The month was not said: the day may as well be of another matter.
        w.end_day, w.doubt = None, Doubt("far", "", role="end", day=day)


def _move_start(w: Slots, word: DayWord, today: date, *, keep_week: bool) -> None:
    # A bare weekday stays in the week that was agreed, unless the day itself is being asked for.
    near = w.start_day if keep_week or word.kind != "weekday" else None
    if near is None and w.doubt:
        near = w.doubt.day
    if near is None and w.refused_day:
        day = _find_beside(word, w.refused_day, today)
    else:
        day = resolve_day(word, today, near, w.stretch)
    if day is None:
        return
    if word.weekday not in (None, day.weekday()):
        w.doubt = Doubt("weekday", "", day=day)  # 「水曜の15日」, where that is a Tuesday
        return
    if word.kind == "date":
        w.stretch = None
    # Who moves the pickup keeps the length: the return moves with it.
    if w.end_day and w.start_day and w.end_day > w.start_day:
        w.end_day += day - w.start_day
    # It was the same day before: whether it still is cannot be told, so it is asked.
    elif w.end_day and w.end_day != day:
        w.end_day = None
    w.start_day, w.refused_day = day, None
    if w.end_word:
        _write_end_day(w, w.end_word, today)


def _find_beside(word: DayWord, refused: date, today: date) -> date | None:
    """The day instead of a refused one: after New Year's Day "the 4th" is of January, "Monday" the next."""
    if word.kind == "weekday":
        return resolve_day(word, refused)
    return resolve_day(word, today, refused)


def _write_loose_time(w: Slots, clock: Clock, asked: str) -> None:
    if asked == "end" or (w.start_time and not w.end_time and w.minutes is None):
        w.end_time, w.minutes = clock, None
    else:
        w.start_time = clock
