"""Generated Japanese callers with a booking: what they wish is done upon a whole yes, and nothing else."""

from __future__ import annotations

import random
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.soak import size
from tests.voice.engine.dialogue.callers import ASIDES, OBJECTIONS
from tests.voice.engine.dialogue.desk import BY_CUSTOMER, DESK_TOOLS, Desk
from tests.voice.engine.dialogue.dialogue import Rehearsal
from tests.voice.engine.dialogue.fleet import CARS, SHOPS
from tests.voice.engine.dialogue.owners import KINDS, PHONE, Owner

pytestmark = [pytest.mark.unit, pytest.mark.long]

MOST_TURNS = 14
YES = ["はい", "はい、お願いします", "それでお願いします", "ええ、大丈夫です"]
# By what the agent asks: what the caller has to say to it.
ANSWERS = {
    r"ご予約番号(?:をお聞かせ|を、数字|か、お名前|の残り)|続きの番号": "number",
    r"お電話番号の(?:下|最後の)4桁": "fact",
    r"お名前、ご登録のお電話番号": "customer",
    r"ご登録のお電話番号をお聞かせ": "phone",
    r"ご利用日.*お聞かせ": "day",
    r"どのように変更|ご希望の日時": "wish",
    r"よろしいでしょうか|とお答えください|お返事は": "yes",
}


class Talk:
    """A conversation of an owner with a company that has every car everywhere."""

    def __init__(self, owner: Owner, *, calm: bool) -> None:
        self.owner, self.calm = owner, calm
        number = owner.booked["number"]
        free = {(shop["id"], car): 9 for shop in SHOPS for car in CARS}
        self.desk = Desk(free=free, known={number: dict(owner.booked)})
        self.rehearsal = Rehearsal(self.desk.run, tools=(*DESK_TOOLS, BY_CUSTOMER))
        self.said, self.lines = self.rehearsal.start(), [owner.describe()]
        self.is_lost = owner.pick([False, False, False, True])
        self.asked = ""

    @property
    def now(self) -> dict[str, object]:
        return self.desk.known[self.owner.booked["number"]]

    def open(self) -> None:
        pick = self.owner.pick
        lost = self.is_lost and pick([True, False])
        self.say(self.owner.open(with_wish=pick([True, False]), with_day=pick([True, False]), lost=lost))

    def go_on(self) -> bool:
        """One turn of the caller's; whether there was something to say to what the agent asked."""
        asked = next((kind for pattern, kind in ANSWERS.items() if re.search(pattern, self.said)), "")
        self.asked = asked or (self.asked if "お待ちしております" in self.said else "")
        if not self.calm and self.owner.pick([True, *[False] * 7]):
            self.say(self.owner.pick(ASIDES["ja"]))
            return True
        if self.asked == "yes" and not self.calm and self.owner.pick([True, False, False]):
            parts = self.owner.pick(YES), self.owner.pick(OBJECTIONS["ja"])
            self.say("、".join(self.owner.pick([parts, parts[::-1]])))
        elif self.asked == "yes":
            self.say(self.owner.pick(YES), agrees=True)
        elif self.asked:
            self.say(self._answer(self.asked))
        return bool(self.asked)

    def _answer(self, asked: str) -> str:
        owner = self.owner
        match asked:
            case "number":
                return owner.tell_loss() if self.is_lost else owner.tell_number()
            case "fact":
                return owner.tell_fact()
            case "customer":
                return owner.tell_customer()
            case "phone":
                return PHONE
            case "day":
                return owner.tell_day()
            case _:
                return owner.tell_request()

    def say(self, line: str, *, agrees: bool = False) -> None:
        before = dict(self.now)
        self.lines.append(line)
        self.said = self.rehearsal.say(line).split("\n")[-1]
        self.lines.append(f"→ {self.said}")
        assert not self.desk.bookings, self.lines
        if self.now != before:
            assert agrees, self.lines
            assert self.now == self.owner.wanted, self.lines


@pytest.mark.parametrize("kind", KINDS)
def test_calm_caller_gets_what_is_wished(kind: str) -> None:
    for seed in range(size(4, whole=100)):
        talk = Talk(Owner(random.Random(f"{kind} {seed}").choice, kind), calm=True)
        talk.open()
        for _ in range(MOST_TURNS):
            if not talk.go_on():
                break
        assert talk.now == talk.owner.wanted, talk.lines
        assert "ほかに" in talk.said, talk.lines


@settings(max_examples=size(6, whole=400), deadline=None)
@given(data=st.data())
def test_nothing_but_the_wish_is_done_whatever_is_said_besides(data: st.DataObject) -> None:
    owner = Owner(lambda among: data.draw(st.sampled_from(list(among))))
    talk = Talk(owner, calm=False)
    talk.open()
    for _ in range(MOST_TURNS):
        if talk.now == owner.wanted or not talk.go_on():
            break
