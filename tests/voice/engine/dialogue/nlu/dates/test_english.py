"""Periods as English-speaking callers say them."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pytest

from tests.voice.engine.dialogue.nlu.dates.periods import TODAY, period_of
from voice.engine.dialogue.nlu.dates.calendars import resolve_day
from voice.engine.dialogue.nlu.dates.period import read_period, read_shift
from voice.engine.dialogue.nlu.dates.tokens import Shift, When
from voice.engine.dialogue.nlu.normalise import ORDINALS as ORDINAL_WORDS
from voice.engine.dialogue.state.dialogue import Dialogue
from voice.engine.dialogue.state.slot_filling import set_period

pytestmark = pytest.mark.unit

# Said on Monday, November 23, 2026, to a shop that is open from 8 to 20.
PERIODS = [
    ("Saturday December the 5th 10 a m to 6 p m", "2026-12-05T10:00", "2026-12-05T18:00"),
    (
        "from 10 o'clock in the morning until 6 o'clock in the evening on Saturday the 5th of December",
        "2026-12-05T10:00",
        "2026-12-05T18:00",
    ),
    ("Pick up Saturday at 10, drop off Sunday at noon", "2026-11-28T10:00", "2026-11-29T12:00"),
    ("for three days starting tomorrow at 9", "2026-11-24T09:00", "2026-11-27T09:00"),
    ("from December 24 to December 26, 10 AM pickup and 5 PM return", "2026-12-24T10:00", "2026-12-26T17:00"),
    ("December 5 from ten, no later than five", "2026-12-05T10:00", "2026-12-05T17:00"),
    ("December 5 at ten, no, quarter to, until five", "2026-12-05T09:45", "2026-12-05T17:00"),
    ("two nights from December 15, ten o'clock both days", "2026-12-15T10:00", "2026-12-17T10:00"),
    ("for 8 hours from 10 on December 5th", "2026-12-05T10:00", "2026-12-05T18:00"),
    ("a day, from tomorrow at 9 AM", "2026-11-24T09:00", "2026-11-25T09:00"),
    ("it's the fifth we need it, 10 to 6", "2026-12-05T10:00", "2026-12-05T18:00"),
    ("the fifth pal, 10 to 6", "2026-12-05T10:00", "2026-12-05T18:00"),
    ("on the fifth, start nine, finish eighteen", "2026-12-05T09:00", "2026-12-05T18:00"),
    ("a long weekend, Friday the 11th at 5 pm back Sunday by noon", "2026-12-11T17:00", "2026-12-13T12:00"),
    ("today from 10 to 6", "2026-11-23T10:00", "2026-11-23T18:00"),
    ("at half nine today till six", "2026-11-23T09:30", "2026-11-23T18:00"),
    ("10 AM tomorrow to 6", "2026-11-24T10:00", "2026-11-24T18:00"),
    ("at 10 on December 5 until 4", "2026-12-05T10:00", "2026-12-05T16:00"),
    ("tomorrow from 10 AM to 6 PM", "2026-11-24T10:00", "2026-11-24T18:00"),
    ("the day after tomorrow, 9 to 5", "2026-11-25T09:00", "2026-11-25T17:00"),
    ("next Saturday from 10 to 6", "2026-12-05T10:00", "2026-12-05T18:00"),
    (
        "this Saturday from ten in the morning until six in the evening",
        "2026-11-28T10:00",
        "2026-11-28T18:00",
    ),
    ("Saturday from 10 a.m. to 6 p.m.", "2026-11-28T10:00", "2026-11-28T18:00"),
    ("on Saturday at 10 AM until 6 PM", "2026-11-28T10:00", "2026-11-28T18:00"),
    ("this coming Saturday, 10 to 18", "2026-11-28T10:00", "2026-11-28T18:00"),
    ("Saturday next week from 10 to 6", "2026-12-05T10:00", "2026-12-05T18:00"),
    ("next week Saturday 10am-6pm", "2026-12-05T10:00", "2026-12-05T18:00"),
    ("December 5 from 10 to 6", "2026-12-05T10:00", "2026-12-05T18:00"),
    ("December 5th, 10 AM to 6 PM", "2026-12-05T10:00", "2026-12-05T18:00"),
    ("December fifth from ten to six", "2026-12-05T10:00", "2026-12-05T18:00"),
    ("the 5th of December from 10 until 18:00", "2026-12-05T10:00", "2026-12-05T18:00"),
    ("5 December 10:00 to 18:00", "2026-12-05T10:00", "2026-12-05T18:00"),
    ("Dec 5, 10am to 6pm", "2026-12-05T10:00", "2026-12-05T18:00"),
    ("12/5 10:00-18:00", "2026-12-05T10:00", "2026-12-05T18:00"),
    ("2026-12-05 from 10:00 to 18:00", "2026-12-05T10:00", "2026-12-05T18:00"),
    ("the 5th from 10 to 6", "2026-12-05T10:00", "2026-12-05T18:00"),
    ("the fifth from 10 to 6", "2026-12-05T10:00", "2026-12-05T18:00"),
    ("from the 5th at 10 to the 7th at 6 PM", "2026-12-05T10:00", "2026-12-07T18:00"),
    ("from Saturday at 10 to Sunday at 6", "2026-11-28T10:00", "2026-11-29T18:00"),
    ("December 5 at noon for 6 hours", "2026-12-05T12:00", "2026-12-05T18:00"),
    ("tomorrow at 10 for eight hours", "2026-11-24T10:00", "2026-11-24T18:00"),
    ("tomorrow at 10 AM for two days", "2026-11-24T10:00", "2026-11-26T10:00"),
    ("Saturday 10 AM for two nights, back at 6 PM", "2026-11-28T10:00", "2026-11-30T18:00"),
    ("December 5 at 10 all day", "2026-12-05T10:00", "2026-12-06T10:00"),
    ("December 5 from 10 AM for 24 hours", "2026-12-05T10:00", "2026-12-06T10:00"),
    ("in three days from 10 to 6", "2026-11-26T10:00", "2026-11-26T18:00"),
    ("a week from Saturday, 10 to 6", "2026-12-05T10:00", "2026-12-05T18:00"),
    ("tomorrow, pick up at 10 and return at 6", "2026-11-24T10:00", "2026-11-24T18:00"),
    (
        "tomorrow, picking it up at half past ten and bringing it back at quarter past six",
        "2026-11-24T10:30",
        "2026-11-24T18:15",
    ),
    ("tomorrow between 10 and 6", "2026-11-24T10:00", "2026-11-24T18:00"),
    ("tomorrow from ten thirty to six fifteen", "2026-11-24T10:30", "2026-11-24T18:15"),
    ("Saturday morning at 9 until 5 in the afternoon", "2026-11-28T09:00", "2026-11-28T17:00"),
    ("Saturday, December 5, from 10 AM to 6 PM", "2026-12-05T10:00", "2026-12-05T18:00"),
    ("10 AM on Saturday to 6 PM on Sunday", "2026-11-28T10:00", "2026-11-29T18:00"),
    ("December 5 to 7, from 10 AM to 6 PM", "2026-12-05T10:00", "2026-12-07T18:00"),
    ("from December 5 at 10 AM to December 7 at 6 PM", "2026-12-05T10:00", "2026-12-07T18:00"),
    ("next Saturday, no wait, Sunday, from 10 to 6", "2026-12-06T10:00", "2026-12-06T18:00"),
    ("Saturday from 10 to 6, actually make it Sunday", "2026-11-29T10:00", "2026-11-29T18:00"),
    ("not Saturday but Sunday from 10 to 6", "2026-11-29T10:00", "2026-11-29T18:00"),
    ("Sunday instead of Saturday, 10 to 6", "2026-11-29T10:00", "2026-11-29T18:00"),
    ("tomorrow 10 to 6, sorry, until 7", "2026-11-24T10:00", "2026-11-24T19:00"),
    ("tomorrow from 1 to 5", "2026-11-24T13:00", "2026-11-24T17:00"),
    ("tomorrow from 10 o'clock to 6 o'clock", "2026-11-24T10:00", "2026-11-24T18:00"),
    ("tomorrow from 12 to 6", "2026-11-24T12:00", "2026-11-24T18:00"),
    ("tomorrow at 10 through Friday at 6", "2026-11-24T10:00", "2026-11-27T18:00"),
    ("yesterday from 10 to 6", "2026-11-22T10:00", "2026-11-22T18:00"),
    ("November 20 from 10 to 6", "2026-11-20T10:00", "2026-11-20T18:00"),
    ("January 10 from 10 to 6", "2027-01-10T10:00", "2027-01-10T18:00"),
    ("tomorrow from 10 until 10 the next day", "2026-11-24T10:00", "2026-11-25T10:00"),
    ("overnight from December 5 at 10 AM to 10 AM", "2026-12-05T10:00", "2026-12-06T10:00"),
    ("next Friday 7 PM to Sunday noon", "2026-12-04T19:00", "2026-12-06T12:00"),
    ("week after next Saturday from 10 to 6", "2026-12-12T10:00", "2026-12-12T18:00"),
    ("I'd like a car from ten to six on December the fifth", "2026-12-05T10:00", "2026-12-05T18:00"),
    ("twenty-fifth of December from nine to five", "2026-12-25T09:00", "2026-12-25T17:00"),
    ("tomorrow evening from 6 to 8", "2026-11-24T18:00", "2026-11-24T20:00"),
]


@pytest.mark.parametrize(("words", "start", "end"), PERIODS)
def test_the_words_mean_the_period(words: str, start: str, end: str) -> None:
    assert period_of(words) == (start, end)


@pytest.mark.parametrize(
    ("words", "start", "end"),
    [
        (["next Saturday", "10 to 6"], "2026-12-05T10:00", "2026-12-05T18:00"),
        (["next Saturday 10 to 6", "actually make it Sunday"], "2026-12-06T10:00", "2026-12-06T18:00"),
        (["tomorrow 10 to 6", "no, from 11"], "2026-11-24T11:00", "2026-11-24T18:00"),
        (["tomorrow from 10 AM", "until 6 PM"], "2026-11-24T10:00", "2026-11-24T18:00"),
        (
            ["tomorrow 10 to 6", "all right except the return, that's 5"],
            "2026-11-24T10:00",
            "2026-11-24T17:00",
        ),
        (["tomorrow 10 to 6", "the return time, that should be 5"], "2026-11-24T10:00", "2026-11-24T17:00"),
        (["tomorrow 10 to 6", "the drop-off, it's supposed to be 7"], "2026-11-24T10:00", "2026-11-24T19:00"),
        (
            ["tomorrow 10 to 6", "the drop-off, it's meant to be 7, not 6"],
            "2026-11-24T10:00",
            "2026-11-24T19:00",
        ),
        (["tomorrow 10 to 6", "the pick-up should be at 9"], "2026-11-24T09:00", "2026-11-24T18:00"),
        (["tomorrow 10 to 6", "fine but the pickup, it's 11"], "2026-11-24T11:00", "2026-11-24T18:00"),
        (["December 5 at 10 AM", "for 8 hours"], "2026-12-05T10:00", "2026-12-05T18:00"),
    ],
)
def test_later_words_add_to_and_correct_earlier_ones(words: list[str], start: str, end: str) -> None:
    assert period_of(*words) == (start, end)


@pytest.mark.parametrize(
    "words",
    [
        "yes please",
        "the first one",
        "a compact",
        "Tokyo Station",
        "my name is May Summer",
        "that one",
        "two people",
    ],
)
def test_other_words_say_nothing_of_time(words: str) -> None:
    assert not read_period(words, TODAY)


ORDINALS = {
    6: "sixth", 9: "ninth", 12: "twelfth", 15: "fifteenth", 18: "eighteenth", 20: "twentieth",
    21: "twenty-first", 23: "twenty-third",
}  # fmt: skip


@pytest.mark.parametrize(("early", "late"), [("morning", "evening"), ("afternoon", "night"), ("", "")])
def test_a_day_in_words_needs_no_article(early: str, late: str) -> None:
    """ "From fifteenth morning nine o'clock to seventeenth evening six o'clock"."""
    hours = (9, 6) if early == "morning" else (1, 6) if early else (9, 5)
    for (first, one), (last, two) in pairwise(ORDINALS.items()):
        begin, end = f"{one} {early}".strip(), f"{two} {late}".strip()
        words = f"from {begin} at {hours[0]} to {end} at {hours[1]} o'clock, December"
        start, stop = (when[:10] for when in period_of(words))
        assert (start, stop) == (f"2026-12-{first:02}", f"2026-12-{last:02}"), words


@pytest.mark.parametrize("day", ["first", "second", "third", "fourth", "fifth", "twelfth"])
def test_a_day_in_words_stands_before_its_month(day: str) -> None:
    number = ORDINAL_WORDS[day]
    for words in (f"{day} December, 10 to 6", f"on {day} of December from 10 to 6"):
        assert period_of(words)[0] == f"2026-12-{number:02}T10:00", words


@pytest.mark.parametrize(
    "words", ["first thing tomorrow", "on second thoughts, tomorrow", "tomorrow, first of all"]
)
def test_an_ordinal_of_another_order_is_no_day(words: str) -> None:
    assert period_of(f"{words}, 10 to 6")[0] == "2026-11-24T10:00"


@pytest.mark.parametrize("again", ["{0}, {0}", "{0}, {0}, {0}"])
def test_a_word_that_is_begun_anew_counts_once(again: str) -> None:
    for start, till, end in ((9, "till", 4), (10, "to", 6), (11, "until", 5)):
        words = f"tomorrow, um, {again.format(start)} {again.format(till)} {end}"
        assert period_of(words) == (f"2026-11-24T{start:02}:00", f"2026-11-24T{end + 12}:00"), words


@pytest.mark.parametrize("both", ["both days", "each way", "either end", "for both"])
def test_one_hour_may_be_of_both_ends(both: str) -> None:
    assert period_of("December 22 to December 24", f"10 o'clock {both}") == (
        "2026-12-22T10:00",
        "2026-12-24T10:00",
    )


@pytest.mark.parametrize("length", ["all day", "the whole day", "for one day", "for a full day"])
def test_hours_that_are_told_are_kept_beside_a_day_as_length(length: str) -> None:
    for start, end in (("8 in the morning", "8 at night"), ("9 AM", "5 PM"), ("10", "6")):
        begin, stop = period_of(f"December 9, {length}, {start} to {end}")
        assert begin[:10] == stop[:10] == "2026-12-09", (start, end)
    assert period_of("two days from December 8, 9 to 5") == ("2026-12-08T09:00", "2026-12-09T17:00")
    assert period_of("two days from December 8, 10 to 10") == ("2026-12-08T10:00", "2026-12-10T10:00")


@pytest.mark.parametrize(
    ("named", "times"), [("return", ("10", "15")), ("drop-off", ("10", "15")), ("pick-up", ("11", "14"))]
)
@pytest.mark.parametrize(
    "frame", ["All fine apart from the {}, can we say {}?", "Good, except the {}. Let's say {}."]
)
def test_an_end_that_is_named_first_is_told_behind(frame: str, named: str, times: tuple[str, str]) -> None:
    dialogue = Dialogue(today=TODAY, language="en", tools=frozenset(), asked="confirm")
    dialogue.slots.shop = "tokyo-ekimae"
    for text in ("December 9, 10 to 2", frame.format(named, "three" if named != "pick-up" else "eleven")):
        set_period(dialogue, read_period(text, TODAY, asked_time=True))
    found = dialogue.period
    assert found.start
    assert found.end
    assert (f"{found.start:%H}", f"{found.end:%H}") == times


@pytest.mark.parametrize("words", ["the weekend after this one", "the weekend after this coming weekend"])
def test_the_weekend_after_this_is_that_of_next_week(words: str) -> None:
    assert period_of(f"{words}, for the Saturday, 10 to 6")[0] == "2026-12-05T10:00"
    doubt = read_period(f"{words}, 10 to 6", TODAY).doubt
    assert doubt
    assert doubt.days[0] == date(2026, 12, 5)


@pytest.mark.parametrize("words", ["the weekend after, 10 to 6", "the Saturday after, 10 to 6"])
def test_a_day_behind_one_that_is_not_told_is_a_doubt(words: str) -> None:
    day = read_period(words, TODAY).start_day
    assert day is None or resolve_day(day, TODAY) is None


@pytest.mark.parametrize(
    "words", ["back at eight in the evening on the 10th", "I return it at 8 PM on December 10"]
)
def test_a_day_behind_the_hour_of_the_return_is_its_own(words: str) -> None:
    assert period_of("December 8, 9 to 5", words) == ("2026-12-08T09:00", "2026-12-10T20:00")


def test_a_bare_hour_beside_a_time_is_one_in_answer_to_what_time() -> None:
    found = read_period("Noon, four.", TODAY, asked_time=True)
    assert found.start_time
    assert found.end_time
    assert (found.start_time.hour, found.end_time.hour) == (12, 4)


@pytest.mark.parametrize("form", ["December {} day", "december {} day"])
def test_a_number_before_day_and_behind_a_month_is_its_day(form: str) -> None:
    for number, word in ((7, "seven"), (9, "9"), (12, "twelve")):
        words = f"{form.format(word)}. Morning ten o'clock get car, afternoon four o'clock give back."
        assert period_of(words) == (f"2026-12-{number:02}T10:00", f"2026-12-{number:02}T16:00"), words
    assert period_of("December 7, 9 AM, for 3 days")[1] == "2026-12-10T09:00"


@pytest.mark.parametrize("to", ["through to", "right through to", "all the way to", "up until", "till about"])
def test_a_marker_of_two_words_leads_to_a_clock_time(to: str) -> None:
    for clock, end in (
        ("twenty to five", "16:40"),
        ("quarter past five", "17:15"),
        ("half five", "17:30"),
        ("six", "18:00"),
    ):
        words = f"December 9, quarter past ten {to} {clock}"
        assert period_of(words) == ("2026-12-09T10:15", f"2026-12-09T{end}"), words


@pytest.mark.parametrize("slip", ["did I say {}?", "did I just say {}?", "sorry, did I say {}?"])
def test_what_was_said_by_a_slip_is_put_right(slip: str) -> None:
    words = f"December 9 from nine, {slip.format('nine')} ten, till five"
    assert period_of(words) == ("2026-12-09T10:00", "2026-12-09T17:00")


@pytest.mark.parametrize("turn", ["And then the second, {}", "now the third one, {}", "and the second is {}"])
def test_an_ordinal_of_several_bookings_is_no_day(turn: str) -> None:
    words = turn.format("a compact at Shinjuku on December 20, nine to five")
    assert period_of(words) == ("2026-12-20T09:00", "2026-12-20T17:00")
    assert period_of("the second, ten to four")[0] == "2026-12-02T10:00"


@pytest.mark.parametrize("verb", ["push", "shove", "move", "shift", "bump", "knock", "nudge", "slide"])
@pytest.mark.parametrize("what", ["it", "the whole thing", "my booking", "everything"])
def test_whatever_is_pushed_back_is_moved_to_later(verb: str, what: str) -> None:
    assert read_shift(f"Could we {verb} {what} back an hour?", TODAY) == Shift(60)
    assert read_shift(f"{verb} {what} back to 10 o'clock", TODAY) is None


@pytest.mark.parametrize("count", ["two", "three", "2"])
@pytest.mark.parametrize("unit", ["day", "hour"])
def test_so_many_more_are_all_of_them(count: str, unit: str) -> None:
    number = 3 if count == "three" else 2
    for words in (f"we'd love {count} more {unit}s with the van", f"{count} extra {unit}s, please"):
        assert read_shift(words, TODAY) == Shift(number * (1440 if unit == "day" else 60), "end"), words
    assert read_shift(f"one more {unit}", TODAY) == Shift(1440 if unit == "day" else 60, "end")


@pytest.mark.parametrize("day", ["Friday", "Tuesday", "Sunday"])
def test_the_night_of_a_weekday_is_on_that_day(day: str) -> None:
    assert period_of(f"{day} night at 7")[0] == period_of(f"{day} at 7 PM")[0]


@pytest.mark.parametrize(
    ("words", "hour", "minute"),
    [
        ("three-thirty", 15, 30),
        ("nine-fifteen", 9, 15),
        ("eleven-oh-five", 11, 5),
        ("four forty-five", 16, 45),
    ],
)
@pytest.mark.parametrize("before", ["until ", "until, like, ", "until um "])
def test_an_hour_with_its_minutes_may_be_hyphened(before: str, words: str, hour: int, minute: int) -> None:
    found = read_period(f"tomorrow {before}{words}", TODAY).end_time
    assert found
    assert (found.hour % 12, found.minute) == (hour % 12, minute)


def test_the_first_time_is_no_day() -> None:
    words = "December 18? No, the 19th. No no, I was right the first time, the 18th. Nine to three."
    assert period_of(words)[0] == "2026-12-18T09:00"


@pytest.mark.parametrize(
    "words", ["the weekend, Saturday only", "at the weekend, on Saturday", "Saturday at the weekend"]
)
def test_a_day_of_the_weekend_is_of_the_coming_one(words: str) -> None:
    assert period_of(f"{words}, ten to six")[0] == "2026-11-28T10:00"
    assert period_of("Saturday week, ten to six")[0] == "2026-12-05T10:00"


@pytest.mark.parametrize("behind", ["then", "mate", "I think", ", love", "or so", "if possible"])
def test_a_word_of_manners_behind_an_hour_hides_none(behind: str) -> None:
    found = read_period(f"Eight {behind}.", TODAY, asked_time=True).loose
    assert found
    assert found.hour == 8


@pytest.mark.parametrize("to", ["till", "to", "until"])
@pytest.mark.parametrize("end", ["five", "4", "half five", "about six"])
def test_one_before_another_hour_is_an_hour(to: str, end: str) -> None:
    assert period_of(f"tomorrow, one {to} {end}")[0] == "2026-11-24T13:00"


@pytest.mark.parametrize("words", ["Everything's slipped by a week", "It's been delayed by two days"])
def test_how_far_something_slipped_is_no_length(words: str) -> None:
    assert read_period(f"{words}, can you move it to the 23rd?", TODAY).length is None


ENDS_MOVED = {
    "my pickup": "start", "the pick-up": "start", "our pick up time": "start", "my collection": "start",
    "my return": "end", "the drop-off": "end", "the return": "end", "my booking": "", "it": "",
    "the whole thing": "",
}  # fmt: skip


@pytest.mark.parametrize("what", ENDS_MOVED)
@pytest.mark.parametrize(
    ("verb", "way"), [("bring {} forward", -1), ("push {} back", 1), ("move {} back", 1)]
)
@pytest.mark.parametrize(("far", "minutes"), [("an hour", 60), ("by two hours", 120), ("half an hour", 30)])
def test_the_end_that_is_moved_is_the_one_that_is_named(
    what: str, verb: str, way: int, far: str, minutes: int
) -> None:
    by = read_shift(f"could you {verb.format(what)} {far}, please?", TODAY)
    assert by == Shift(way * minutes, ENDS_MOVED[what])  # type: ignore[arg-type]


@pytest.mark.parametrize("both", ["both ends", "at both ends", "at either end", "at each end"])
@pytest.mark.parametrize("way", ["later", "earlier"])
def test_a_shift_of_both_ends_moves_both(both: str, way: str) -> None:
    assert read_shift(f"I want it an hour {way} {both}", TODAY) == Shift(60 if way == "later" else -60)


@pytest.mark.parametrize(
    "words", ["put it back a day and also pick it up in Osaka", "a day later, and return it to Osaka"]
)
def test_an_end_that_is_spoken_of_behind_a_shift_is_not_what_it_moves(words: str) -> None:
    assert read_shift(f"{words} instead", TODAY) == Shift(24 * 60)


@pytest.mark.parametrize("turn", ["well, make that {}", "no, {}", "actually {}", "sorry, make it {}"])
@pytest.mark.parametrize(
    ("minutes", "comes_to"), [("quarter past", "15"), ("half past", "30"), ("a quarter past", "15")]
)
@pytest.mark.parametrize("hour", [8, 9, 10, 11])
def test_minutes_said_anew_are_of_the_hour_before(turn: str, minutes: str, comes_to: str, hour: int) -> None:
    said = f"on December 5 from {hour}, {turn.format(minutes)}, until five"
    assert period_of(said) == (f"2026-12-05T{hour:02}:{comes_to}", "2026-12-05T17:00")


@pytest.mark.parametrize("words", ["make it half past", "could we say quarter past?"])
def test_minutes_of_no_hour_are_a_doubt(words: str) -> None:
    doubt = read_period(words, TODAY).doubt
    assert doubt is not None
    assert doubt.about == "time"


@pytest.mark.parametrize("joint", ["to", "till", "until", "through", "and"])
@pytest.mark.parametrize(("days", "begin"), [("Monday {} Tuesday", 30), ("Thursday {} Friday", 33)])
@pytest.mark.parametrize(
    ("week", "later"), [("next week", 0), ("of next week", 0), ("the week after next", 7)]
)
def test_the_week_behind_two_weekdays_is_that_of_both(
    joint: str, days: str, begin: int, week: str, later: int
) -> None:
    said = read_period(f"{days.format(joint)} {week}", TODAY)
    first = date(2026, 11, 1) + timedelta(days=begin + later - 1)
    assert [day.day for day in (said.start_day, said.end_day) if day] == [first, first + timedelta(days=1)]


@pytest.mark.parametrize("turn", ["no,", "sorry,", "no wait,", "make it", "call it"])
@pytest.mark.parametrize(
    ("said", "as_if"),
    [
        ("from nine to five, {} six", "from nine to six"),
        ("from nine until, well, five-ish, {} six", "from nine until six"),
        ("an hour later, {} two", "two hours later"),
        ("for two hours, {} three", "for three hours"),
        ("on December 5, {} 6", "on December 6"),
    ],
)
def test_a_bare_number_said_anew_is_what_it_stands_for(turn: str, said: str, as_if: str) -> None:
    assert read_period(said.format(turn), TODAY) == read_period(as_if, TODAY)


@pytest.mark.parametrize("count", ["people", "cars", "adults and 3 kids"])
def test_a_number_said_anew_of_something_else_is_no_time(count: str) -> None:
    assert read_period(f"from nine to five, no, 6 {count}", TODAY) == read_period("from nine to five", TODAY)


@pytest.mark.parametrize(
    "just", ["so just the one hour", "no, just an hour", "make it one hour", "only an hour"]
)
@pytest.mark.parametrize("way", [-1, 1])
def test_how_far_it_moves_may_be_less_after_all(just: str, way: int) -> None:
    verb = "bring it forward" if way < 0 else "push it back"
    assert read_period(f"{verb} two hours, {just}", TODAY) == When(shift=Shift(way * 60))


@pytest.mark.parametrize("how_long", ["for three hours", "and keep it for three hours"])
def test_a_length_of_its_own_stays_one_beside_a_shift(how_long: str) -> None:
    found = read_period(f"push it back a day, {how_long}", TODAY)
    assert found.shift == Shift(24 * 60)
    assert found.length is not None
    assert found.length.minutes == 180


@pytest.mark.parametrize("refused", ["Friday, December 4th", "December 4th"])
@pytest.mark.parametrize("wanted", ["Tuesday, December 15th", "Tuesday the 15th of December"])
def test_a_weekday_belongs_to_the_date_that_it_fits(refused: str, wanted: str) -> None:
    found = read_period(f"not {refused}, {wanted}", TODAY)
    assert found.doubt is None
    assert found.start_day is not None
    assert found.start_day.day == date(2026, 12, 15)


def test_a_weekday_that_fits_no_date_beside_it_is_a_doubt() -> None:
    doubt = read_period("Friday, December 5th", TODAY).doubt
    assert doubt is not None
    assert doubt.kind == "weekday"


@pytest.mark.parametrize("weeks", ["two weeks", "a fortnight", "three weeks"])
@pytest.mark.parametrize("hours", ["1000 to 1800", "from ten to six", "ten until, let's say, six"])
def test_weeks_right_before_today_count_from_it(weeks: str, hours: str) -> None:
    day = TODAY + timedelta(weeks=3 if weeks == "three weeks" else 2)
    expected = (f"{day}T10:00", f"{day}T18:00")
    assert period_of(f"{weeks} today {hours}") == expected
    assert period_of(f"{hours}, {weeks} today") == expected


@pytest.mark.parametrize("words", ["it's for a week on Thursday", "for two weeks today, ten to six"])
def test_a_length_that_may_be_an_offset_is_asked(words: str) -> None:
    found = read_period(words, TODAY)
    assert found.start_day is None
    assert found.doubt is not None
    assert found.doubt.kind == "either"


@pytest.mark.parametrize("day", ["15 December", "December 15", "the 15th of December", "Christmas Eve,"])
@pytest.mark.parametrize("hours", ["1000 to 1800", "0930 to 1700"])
def test_hours_in_four_figures_are_no_year(day: str, hours: str) -> None:
    date_, (start, end) = "2026-12-24" if "Eve" in day else "2026-12-15", hours.split(" to ")
    assert period_of(f"{day} {hours}") == tuple(f"{date_}T{at[:2]}:{at[2:]}" for at in (start, end))
    assert period_of(f"{day} 2026, {hours}")[0][:10] == date_
