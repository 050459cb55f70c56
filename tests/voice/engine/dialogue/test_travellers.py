"""Generated rentals of several days, and second bookings, are booked just as they were wished."""

from __future__ import annotations

import random
import re
from typing import Any

import pytest

from tests.soak import size
from tests.voice.engine.dialogue.callers import YES, Caller, Wanted
from tests.voice.engine.dialogue.dialogue import Rehearsal
from tests.voice.engine.dialogue.fleet import CARS, SHOPS, Fleet
from tests.voice.engine.dialogue.travellers import FACTS, UNKNOWN, Traveller

pytestmark = [pytest.mark.unit, pytest.mark.long]

MOST_TURNS = 14
# By what the agent asks: which facts answer it.
ASKED = {
    r"お名前": ["name"],
    r"クラス|空いております": ["car"],
    r"日にち|何時|時間|お返し": ["period"],
    r"店舗|地域": ["place"],
}


class Talk:
    """A conversation with a company that has every car everywhere."""

    def __init__(self) -> None:
        self.fleet = Fleet(free={(shop["id"], car): 9 for shop in SHOPS for car in CARS})
        self.rehearsal = Rehearsal(self.fleet.run)
        self.said, self.lines = self.rehearsal.start(), list[str]()

    @property
    def booked(self) -> list[dict[str, Any]]:
        return [dict(made) for made in self.rehearsal.booked]

    @property
    def is_read_back(self) -> bool:
        return re.search(r"してよろしいでしょうか|とお答えください|お返事は", self.said) is not None

    def say(self, line: str) -> None:
        self.lines.append(line)
        self.said = self.rehearsal.say(line).split("\n")[-1]
        self.lines.append(f"→ {self.said}")

    def find_asked(self) -> list[str]:
        return next((facts for pattern, facts in ASKED.items() if re.search(pattern, self.said)), [])


@pytest.mark.parametrize("seed", range(size(8, whole=400)))
def test_rental_of_several_days_is_booked_as_it_was_said(seed: int) -> None:
    rng = random.Random(f"days {seed}")
    caller, talk = Traveller("ja", rng.choice), Talk()
    due = rng.sample(FACTS, len(FACTS))
    for _ in range(MOST_TURNS):
        if talk.booked:
            break
        if talk.is_read_back and not due:
            talk.say(rng.choice(YES["ja"]))
        elif rng.random() < 0.1:
            talk.say(rng.choice(UNKNOWN))
        elif due:
            now = rng.randint(1, len(due))
            talk.say(caller.tell_all(due[:now]))
            due = due[now:]
        else:
            talk.say(caller.tell_all(talk.find_asked() or list(FACTS)))
    assert talk.booked == [caller.arguments], talk.lines


@pytest.mark.parametrize("seed", range(size(6, whole=300)))
def test_one_more_booking_has_of_the_last_what_was_wished(seed: int) -> None:
    rng = random.Random(f"again {seed}")
    caller, talk = Traveller("ja", rng.choice), Talk()
    caller.nights = 0
    talk.say(caller.say(("place", "day", "times", "car", "name")))
    talk.say(YES["ja"][1])
    assert talk.booked == [caller.wanted.arguments], talk.lines
    words, wanted = caller.book_again()
    talk.say(words)
    again = Caller("ja", rng.choice)
    again.wanted = wanted
    for _ in range(MOST_TURNS):
        if len(talk.booked) > 1:
            break
        talk.say(YES["ja"][1] if talk.is_read_back else _answer(again, talk.find_asked(), wanted))
    assert talk.booked[1:] == [wanted.arguments], talk.lines


def _answer(caller: Caller, facts: list[str], wanted: Wanted) -> str:
    named = [one for fact in facts for one in (("day", "times") if fact == "period" else (fact,))]
    return "、".join(caller.frame(fact, caller.word(fact, wanted, to_change=True)) for fact in named)
