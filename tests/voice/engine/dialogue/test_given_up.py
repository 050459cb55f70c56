"""A wish that is given up in the same breath leaves what was read out; another shop that is only asked about
is none."""

from __future__ import annotations

from itertools import product

import pytest

from tests.voice.engine.dialogue.dialogue import Rehearsal
from tests.voice.engine.dialogue.fleet import CARS, SHOPS, Fleet

pytestmark = pytest.mark.unit

OPENING = {
    "ja": ("東京駅前店で12月5日の10時から18時、コンパクト", "山田太郎です", "はい、お願いします"),
    "en": ("A compact at Tokyo Station on December 5 from 10 am to 6 pm.", "John Smith", "Yes, please."),
}
REQUESTS = {
    "ja": (
        "ミニバンに変えられますか。",
        "11時からにして、",
        "新宿店にできますか。",
        "名前を山田一郎にして、",
    ),
    "en": (
        "Could you make it John R. Smith?",
        "Make it eleven.",
        "Could I switch to Shinjuku?",
        "Could it be the 6th?",
        "Maybe I should take a bigger car.",
    ),
}
GIVES_UP = {
    "ja": ("いや、やっぱりそのままで。", "あ、やっぱり元のままでいいです。"),
    "en": (
        " No, never mind, leave it as it is.",
        " Oh, forget it, leave it as is.",
        " On second thoughts, no, leave it.",
        " No, scratch that, keep it the way it was.",
        " Actually no, stick with what we had.",
    ),
}
CALLS = [
    (language, *pair) for language in REQUESTS for pair in product(REQUESTS[language], GIVES_UP[language])
]
BOOKED = ("tokyo-ekimae", "2026-12-05T10:00", "2026-12-05T18:00", "コンパクト")


def book(language: str, line: str) -> tuple[list[tuple[str, str, str, str]], list[str]]:
    """What is booked, and the names, where `line` is said at the read-back; and then a yes to the next."""
    call = Rehearsal(Fleet(free={(shop["id"], car): 3 for shop in SHOPS for car in CARS}).run, language)
    call.start()
    *opening, yes = OPENING[language]
    for words in (*opening, line, yes):
        call.say(words)
    made = [
        (each["locationId"], each["startDate"][:16], each["endDate"][:16], each["vehicleType"])
        for each in call.booked
    ]
    return made, [each["customerName"] for each in call.booked]


@pytest.mark.parametrize(("language", "wish", "gives_up"), CALLS)
def test_a_wish_given_up_in_the_same_breath_changes_nothing(language: str, wish: str, gives_up: str) -> None:
    made, names = book(language, wish + gives_up)
    assert made == [BOOKED]
    assert names == ["山田太郎" if language == "ja" else "John Smith"]


@pytest.mark.parametrize(
    ("language", "line", "start"),
    [
        ("en", "Make it Sunday, keep the rest as it is.", "2026-12-06T10:00"),
        ("en", "Make the pickup eleven and leave everything else as it was", "2026-12-05T11:00"),
        ("en", "Make it eleven and leave everything else.", "2026-12-05T11:00"),
        ("en", "Make it eleven and everything else is fine.", "2026-12-05T11:00"),
        ("en", "Never mind the child seat, make it Sunday", "2026-12-06T10:00"),
        ("ja", "11時にして、あとは全部そのままで", "2026-12-05T11:00"),
        ("ja", "11時からにして、ほかは全部同じで", "2026-12-05T11:00"),
        ("ja", "11時からに変えて、あとはそのままで", "2026-12-05T11:00"),
        ("ja", "やっぱり11時からで、返却はそのままでいいです", "2026-12-05T11:00"),
    ],
)
def test_what_is_to_stay_beside_a_wish_gives_nothing_up(language: str, line: str, start: str) -> None:
    made, _ = book(language, line)
    assert [each[1] for each in made] == [start]


@pytest.mark.parametrize("line", ["No, forget it.", "That's too expensive. Forget it."])
def test_a_booking_that_is_given_up_is_not_made(line: str) -> None:
    assert book("en", line) == ([], [])


@pytest.mark.parametrize(
    "line",
    [
        "Is Shinjuku any cheaper?",
        "Are weekdays any cheaper?",
        "Would Shinagawa be any cheaper?",
        "Is it open later at Shinagawa?",
    ],
)
def test_another_shop_or_day_that_is_only_asked_about_is_not_taken(line: str) -> None:
    made, _ = book("en", line)
    assert made == [BOOKED]


@pytest.mark.parametrize("gives_up", ["Actually no, never mind, you'll do.", "Oh, forget it.", "No? Okay."])
@pytest.mark.parametrize("wish", ["Can I speak to someone?", "I was hoping for a real person.", "Operator?"])
def test_wish_for_a_human_that_is_given_up_keeps_the_rental(wish: str, gives_up: str) -> None:
    if gives_up.startswith("No?") and not wish.endswith("?"):
        gives_up = "But never mind."
    call = Rehearsal(Fleet().run, "en")
    call.start()
    reply = call.say(f"{wish} {gives_up} A compact at Shinjuku on the 14th, nine to five.")
    assert "Shinjuku, Monday, December 14, from 9 AM to 5 PM" in reply
