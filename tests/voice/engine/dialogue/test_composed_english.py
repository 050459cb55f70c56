"""English wishes put together of what people say for a place, a day, hours, a class and a name, and what they
say to the read-back, or do with a booking that exists.

Whatever the words beside it, each value is understood as it would be alone.
"""

from __future__ import annotations

import pytest

from tests.soak import size
from tests.voice.engine.dialogue.composed import Phrases, hear
from tests.voice.engine.dialogue.desk import NUMBER, Desk, held, row

pytestmark = [pytest.mark.unit, pytest.mark.long]

PLACES = {
    "Shinjuku": "shinjuku", "your Shinjuku branch": "shinjuku", "Shinagawa": "shinagawa",
    "the Shinagawa office": "shinagawa", "Tokyo Station": "tokyo-ekimae", "Sapporo": "sapporo",
}  # fmt: skip
CLASSES = {
    "a compact": "compact", "a compact car": "compact", "an SUV": "suv", "a minivan": "minivan",
    "a sedan": "sedan", "a kei car": "kei",
}  # fmt: skip
NAMES = ["John Smith", "Mary Jones", "Peter Brown", "Laura Bennett", "Tom Whitaker", "Siobhan O'Neill"]
DAYS = {
    "December 15": "12-15", "the 15th": "12-15", "Tuesday the 15th": "12-15", "15 December": "12-15",
    "the fifteenth of December": "12-15", "next Thursday": "12-10", "Thursday next week": "12-10",
    "a week on Thursday": "12-10", "tomorrow": "12-02", "the day after tomorrow": "12-03",
    "this coming Saturday": "12-05", "Christmas Eve": "12-24", "the day before Christmas Eve": "12-23",
    "a week from today": "12-08", "in ten days": "12-11", "the second Saturday of December": "12-12",
    "two weeks today": "12-15", "the last Saturday of the month": "12-26", "Friday week": "12-11",
    "a fortnight today": "12-15", "the Monday before Christmas": "12-21", "12/15": "12-15",
}  # fmt: skip
HOURS = {
    "from ten to six": ("10:00", "18:00"), "10 AM to 6 PM": ("10:00", "18:00"),
    "10 till 6": ("10:00", "18:00"),
    "ten in the morning until six in the evening": ("10:00", "18:00"), "10am-6pm": ("10:00", "18:00"),
    "from half nine to half five": ("09:30", "17:30"), "nine to five": ("09:00", "17:00"),
    "from a quarter past nine until quarter to six": ("09:15", "17:45"), "noon to six": ("12:00", "18:00"),
    "from noon for six hours": ("12:00", "18:00"), "from 9 for 8 hours": ("09:00", "17:00"),
    "from two in the afternoon to eight at night": ("14:00", "20:00"), "1000 to 1800": ("10:00", "18:00"),
    "pickup at ten, return at six": ("10:00", "18:00"),
    "picking up at ten and back by six": ("10:00", "18:00"),
    "return at six, pickup at ten": ("10:00", "18:00"), "out at nine, in by five": ("09:00", "17:00"),
    "from ten, no, eleven, to six": ("11:00", "18:00"), "nine to five, no, six": ("09:00", "18:00"),
    "from nine, make that half past, until five": ("09:30", "17:00"),
    "from around ten until, let's say, six": ("10:00", "18:00"),
    "for eight hours starting at ten": ("10:00", "18:00"),
}  # fmt: skip
PERIODS = {
    "from the 15th at ten to the 16th at six": ("12-15 10:00", "12-16 18:00"),
    "from 10 on Tuesday the 15th until Thursday at 6": ("12-15 10:00", "12-17 18:00"),
    "for three days from the 15th, picking up at nine and returning at five": ("12-15 09:00", "12-17 17:00"),
    "tomorrow at one until the day after at one": ("12-02 13:00", "12-03 13:00"),
    "Thursday to Saturday next week, from nine on the first day until five on the last":
        ("12-10 09:00", "12-12 17:00"),
    "Saturday at ten till Sunday, same time": ("12-05 10:00", "12-06 10:00"),
    "picking up on the 15th at ten and dropping it off on the 17th at six": ("12-15 10:00", "12-17 18:00"),
    "for 24 hours from ten on the 15th": ("12-15 10:00", "12-16 10:00"),
    "two nights from the 15th, ten o'clock both days": ("12-15 10:00", "12-17 10:00"),
    "this weekend, Saturday at ten till Sunday at six": ("12-05 10:00", "12-06 18:00"),
    "from the 15th, ten in the morning, for 48 hours": ("12-15 10:00", "12-17 10:00"),
}  # fmt: skip
OPENINGS = ["", "Hi, ", "Hello there, ", "Um, ", "Good morning. ", "Yeah, hi, ", "Quick one: "]
SENTENCES = [
    "{opening}I'd like {car} at {place} {when}, please",
    "{opening}can I book {car} from {place} {when}?",
    "{opening}I need {car} {when}, picking it up in {place}",
    "{place}, {when}, {car}, {name}",
    "{opening}it's {name} here, I'm after {car} {when} from {place}",
    "{opening}do you have {car} free in {place} {when}?",
    "{opening}my name's {name} and I want to rent {car} in {place} {when}",
    "we're off skiing, so {car} would be great, {when}, from {place}",
    "{opening}my boss asked me to sort out {car} {when}, {place} would suit him",
    "{opening}my own car's in the garage, so could I have {car} {when}, from {place} if possible",
    "{opening}it'd be {day}, {hours}, and we'd want {car} out of {place}",
    "{opening}{car}, please. {day}. {hours}. {place}.",
    "{opening}what I need is {car} on the day my parents arrive, which is {day}, {hours}, {place}",
    "{opening}{hours} on {day}, {car}, {place}",
    "is there any chance of {car} at {place} on {day}, {hours}?",
    "{opening}I was thinking {car}, {place}, {day}, {hours}, if that's alright",
]  # fmt: skip
BARE = ("tomorrow", "the day after", "next", "this", "in ten", "a ", "two weeks", "Friday week")


PHRASES = Phrases(
    PLACES, CLASSES, NAMES, DAYS, HOURS, PERIODS, OPENINGS, SENTENCES,
    joints=(" ", ", "), seed=7, preposition="on ", bare=BARE,
)  # fmt: skip
REQUESTS = [*PHRASES.compose_requests(size(2 * len(SENTENCES), whole=40 * len(SENTENCES)))]


@pytest.mark.parametrize(("text", "wanted"), REQUESTS)
def test_each_value_of_a_composed_wish_is_understood(text: str, wanted: dict[str, str]) -> None:
    heard = hear("en", text)
    assert {slot: heard[slot] for slot in wanted} == wanted


# What a booking is read back with, and what alone is to be different after the words said to that.
PLAIN = "a compact at Shinagawa on December 15 from ten to six, John Smith"
AS_READ_BACK = {
    "shop": "shinagawa", "car": "compact", "start": "12-15 10:00", "end": "12-15 18:00", "name": "John Smith",
    "back": "",
}  # fmt: skip
CHANGES = {
    "can we do nine instead": {"start": "12-15 09:00"},
    "could we make it seven": {"end": "12-15 19:00"},
    "I'll have it back by seven": {"end": "12-15 19:00"},
    "push the return back an hour": {"end": "12-15 19:00"},
    "bring the pickup forward an hour": {"start": "12-15 09:00"},
    "an hour later at both ends": {"start": "12-15 11:00", "end": "12-15 19:00"},
    "an hour earlier both ends": {"start": "12-15 09:00", "end": "12-15 17:00"},
    "two hours earlier, no, just the one hour, you open at eight": {
        "start": "12-15 09:00",
        "end": "12-15 17:00",
    },
    "can we shift the whole thing an hour earlier": {"start": "12-15 09:00", "end": "12-15 17:00"},
    "could you move it all a day earlier": {"start": "12-14 10:00", "end": "12-14 18:00"},
    "make it half past ten for the pickup": {"start": "12-15 10:30"},
    "the 16th rather than the 15th": {"start": "12-16 10:00", "end": "12-16 18:00"},
    "not Tuesday, December 15th, Thursday, December 17th": {"start": "12-17 10:00", "end": "12-17 18:00"},
    "the day after would be better": {"start": "12-16 10:00", "end": "12-16 18:00"},
    "a week later": {"start": "12-22 10:00", "end": "12-22 18:00"},
    "keep it till the day after, same time": {"end": "12-16 18:00"},
    "could I collect it in Shinjuku instead": {"shop": "shinjuku"},
    "I want to drop it off in Shinjuku": {"back": "shinjuku"},
    "swap the compact for an SUV": {"car": "suv"},
    "the compact's a bit small, a minivan would be better": {"car": "minivan"},
    "put it in my wife's name, Mary Smith": {"name": "Mary Smith"},
    "a sedan, and nine rather than ten": {"car": "sedan", "start": "12-15 09:00"},
    "make it an SUV and bring the return forward an hour": {"car": "suv", "end": "12-15 17:00"},
}
TURNS = ["", "Yes, but ", "Oh, sorry, ", "Actually, ", "Hang on, ", "That's lovely, only "]


@pytest.mark.parametrize("turn", TURNS)
@pytest.mark.parametrize("words", CHANGES)
def test_what_is_said_to_the_read_back_changes_that_alone(words: str, turn: str) -> None:
    assert hear("en", PLAIN, f"{turn}{words}") == AS_READ_BACK | CHANGES[words]


@pytest.mark.parametrize("back", [
    "scrap the drop-off, I'll just bring it back to you", "I'd rather return it to you after all",
    "no drop-off, I'll bring it back here", "forget the one-way, same shop both ways",
    "I'll return it where I picked it up",
])  # fmt: skip
@pytest.mark.parametrize("turn", TURNS)
def test_a_return_elsewhere_may_be_taken_back(back: str, turn: str) -> None:
    words = "a compact from Shinagawa, dropped off in Shinjuku, on December 15 from ten to six, John Smith"
    assert hear("en", words) == AS_READ_BACK | {"back": "shinjuku"}
    assert hear("en", words, f"{turn}{back}") == AS_READ_BACK


# Of a booking from the 11th (a Friday) at 10 to the 13th at 10: its new pickup and return, and its class.
OF_THE_BOOKED = {
    "bring the pickup forward an hour": ("11T09:00", "13T10:00"),
    "push the return back two hours": ("11T10:00", "13T12:00"),
    "pick it up an hour later": ("11T11:00", "13T10:00"),
    "pick it up at half past eleven": ("11T11:30", "13T10:00"),
    "collect it at eight instead of ten": ("11T08:00", "13T10:00"),
    "come at two in the afternoon instead": ("11T14:00", "13T10:00"),
    "start at nine and finish at noon": ("11T09:00", "13T12:00"),
    "have it back a day later": ("11T10:00", "14T10:00"),
    "have it back on Monday instead of Sunday, same time": ("11T10:00", "14T10:00"),
    "bring it back on the Saturday at six in the evening": ("11T10:00", "12T18:00"),
    "drop it off at noon rather than ten": ("11T10:00", "13T12:00"),
    "keep it a day longer": ("11T10:00", "14T10:00"),
    "keep it until the 14th": ("11T10:00", "14T10:00"),
    "return it a day early": ("11T10:00", "12T10:00"),
    "have it a day less": ("11T10:00", "12T10:00"),
    "shorten it by a day": ("11T10:00", "12T10:00"),
    "move it a week later": ("18T10:00", "20T10:00"),
    "move it to the week after, same days and times": ("18T10:00", "20T10:00"),
    "move it to the 18th": ("18T10:00", "20T10:00"),
    "put the whole thing back a day": ("12T10:00", "14T10:00"),
}
ASKING = [
    "Hi, I've a booking, R-402-7311, Owen Hughes, and I'd like to {}.",
    "R-402-7311, Hughes, Owen Hughes. Could I {}?",
    "My name's Owen Hughes, booking R-402-7311. I was wondering if I could {}, please.",
    "Can you help? I need to {}. It's R-402-7311, Owen Hughes.",
    "About my reservation R-402-7311 for Owen Hughes: is it possible to {}?",
    "I want to change my booking.|R-402-7311.|Owen Hughes.|I'd like to {}.",
]


@pytest.mark.parametrize("words", OF_THE_BOOKED)
def test_what_is_wished_for_a_booking_is_changed_and_no_more(words: str) -> None:
    first = [*OF_THE_BOOKED].index(words) % len(ASKING)
    for form in size(ASKING[first : first + 1], whole=ASKING):
        times = {"start": "2026-12-11T10:00:00", "end": "2026-12-13T10:00:00"}
        desk = Desk(known={NUMBER: row(name="Owen Hughes", **times)})
        held(desk, *form.format(words).split("|"), "yes, please", language="en")
        assert desk.status() == "confirmed", form
        assert tuple(at[3:] for at in desk.times()) == OF_THE_BOOKED[words], form
