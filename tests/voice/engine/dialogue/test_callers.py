"""Generated callers talk as people do, agree to any read-back, and must get just what they wished for."""

from __future__ import annotations

import random
from functools import lru_cache
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.soak import size
from tests.voice.engine.dialogue import callers
from tests.voice.engine.dialogue.callers import ASIDES, FACTS, OBJECTIONS, YES, Caller
from tests.voice.engine.dialogue.dialogue import Rehearsal
from tests.voice.engine.dialogue.fleet import CARS, SHOPS, Fleet
from tests.voice.engine.dialogue.read_backs import asked
from tests.voice.engine.dialogue.two_steps import TwoStepFleet

pytestmark = [pytest.mark.unit, pytest.mark.long]

MOST_TURNS = 24
MOST_CHANGES, MOST_OBJECTIONS = 3, 2
READ_BACK = ("してよろしいでしょうか", "よろしいでしょうか？", "Shall I book it?")


class Talk:
    """A conversation of a caller with a company that has every car everywhere."""

    def __init__(self, caller: Caller, *, in_two_steps: bool) -> None:
        free = {(shop["id"], car): 9 for shop in SHOPS for car in CARS}
        self.caller = caller
        self.fleet: Fleet = TwoStepFleet(free=free) if in_two_steps else Fleet(free=free)
        self.rehearsal = Rehearsal(self.fleet.run, caller.language, two_steps=in_two_steps)
        self.said = self.rehearsal.start()
        self.lines: list[str] = []
        self.due = list(FACTS)
        self.changes = self.objections = 0

    @property
    def is_read_back(self) -> bool:
        return not self.due and any(question in self.said for question in READ_BACK)

    def go_on(self, chance: int) -> bool:
        """One turn of the caller's; whether a booking came of it. `chance`: of ten, what they do."""
        line, agrees = self._choose_line(chance)
        return self.say(line, agrees=agrees)

    def say(self, line: str, *, agrees: bool = False) -> bool:
        """The caller says just this; whether a booking came of it. `agrees`: it is a whole yes."""
        before = len(self.fleet.bookings)
        self.lines.append(line)
        self.said = self.rehearsal.say(line)
        if len(self.fleet.bookings) == before:
            return False
        made: dict[str, Any] = dict(self.rehearsal.booked[-1])
        made.pop("confirmationToken", None)
        assert agrees, self.lines
        assert made == self.caller.wanted.arguments, self.lines
        return True

    def _choose_line(self, chance: int) -> tuple[str, bool]:
        """What the caller says next, and whether it is a whole yes."""
        caller = self.caller
        if chance < 2:
            return caller.pick(ASIDES[caller.language]), False
        given = [fact for fact in FACTS if fact not in self.due]
        if chance < 4 and given and self.changes < MOST_CHANGES:
            self.changes += 1
            return caller.change(caller.pick(given)), False
        if self.due:
            facts, self.due = self.due[: 1 + chance % 3], self.due[1 + chance % 3 :]
            return caller.say(facts), False
        if not self.is_read_back:
            return caller.say(FACTS), False
        if chance < 6 and self.objections < MOST_OBJECTIONS:
            self.objections += 1
            return caller.object_to_it(), False
        return caller.pick(YES[caller.language]), True


@settings(max_examples=size(6, whole=600), deadline=None)
@given(data=st.data(), language=st.sampled_from(["ja", "en"]), in_two_steps=st.booleans())
def test_what_is_booked_is_what_was_wished_and_agreed_to(
    data: st.DataObject, language: str, in_two_steps: bool
) -> None:
    caller = Caller(language, lambda among: data.draw(st.sampled_from(list(among))))
    talk = Talk(caller, in_two_steps=in_two_steps)
    talk.due = data.draw(st.permutations(FACTS))
    for _ in range(MOST_TURNS):
        if talk.go_on(data.draw(st.integers(0, 9))):
            return


def book_after(language: str, *lines: str) -> dict[str, Any]:
    """What is booked upon a yes, where the caller has said `lines` to the read-back before."""
    conversation = asked("book", language)
    for line in lines:
        assert not conversation.say(line), line
    conversation.say(callers.YES[language][1])
    return dict(conversation.rehearsal.booked[-1]) if conversation.rehearsal.booked else {}


@lru_cache
def book_plainly(language: str) -> dict[str, Any]:
    return book_after(language)


@pytest.mark.parametrize(
    ("language", "aside"), [(language, aside) for language in ASIDES for aside in ASIDES[language]]
)
def test_what_is_said_beside_the_booking_changes_nothing_of_it(language: str, aside: str) -> None:
    assert book_after(language, aside) == book_plainly(language)


FORMS = [(language, form) for language in callers.CHANGES for form in callers.CHANGES[language]]


@pytest.mark.parametrize(("language", "form"), FORMS)
def test_every_fact_is_changed_by_every_form_at_the_read_back(language: str, form: str) -> None:
    one = FACTS[FORMS.index((language, form)) % len(FACTS)]
    for fact in size((one,), whole=FACTS):
        talk = Talk(Caller(language, random.Random(f"{form} {fact}").choice), in_two_steps=False)
        assert not talk.say(talk.caller.say(FACTS))
        old, talk.caller.wanted = talk.caller.wanted, talk.caller.alter(fact)
        before, after = (
            talk.caller.word(fact, wanted, to_change=True) for wanted in (old, talk.caller.wanted)
        )
        assert not talk.say(form.format(old=before, new=after))
        assert talk.say(YES[language][1], agrees=True), talk.lines


@pytest.mark.parametrize("objection", [*OBJECTIONS["ja"], *OBJECTIONS["en"]])
def test_a_yes_with_an_objection_before_or_behind_it_agrees_to_nothing(objection: str) -> None:
    language = "en" if objection.isascii() else "ja"
    for yes in YES[language][len(objection) % 4 :: size(4, whole=1)]:
        for words in (f"{yes}, {objection}", f"{objection}. {yes}", f"{yes} {objection}"):
            assert not asked("book", language).say(words), words
