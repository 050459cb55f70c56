"""Wishes put together of what people say for a place, a day, hours, a class and a name, and what is heard."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from tests.voice.engine.dialogue.desk import DESK_TOOLS, Desk
from tests.voice.engine.dialogue.dialogue import Rehearsal
from tests.voice.engine.dialogue.fleet import CARS, SHOPS
from voice.engine.dialogue.nlu.dates.resolution import resolve_period
from voice.engine.dialogue.policy.decide import decide
from voice.engine.dialogue.replay import replay
from voice.engine.dialogue.state.session_facts import open_dialogue
from voice.engine.interfaces import Prompt

TODAY = date(2026, 12, 1)  # a Tuesday


@dataclass(frozen=True)
class Phrases:
    """What people say, with what it comes to: a shop, a class, a month and day, two hours, two moments.

    In `sentences`, {when} is a day with its hours or a whole period; {day} and {hours} apart are the two in
    their places. `joints` stand between a day and its hours; `preposition` before a day, but for those that
    begin with one of `bare`.
    """

    places: Mapping[str, str]
    classes: Mapping[str, str]
    names: Sequence[str]
    days: Mapping[str, str]
    hours: Mapping[str, tuple[str, str]]
    periods: Mapping[str, tuple[str, str]]
    openings: Sequence[str]
    sentences: Sequence[str]
    joints: Sequence[str]
    seed: int
    preposition: str = ""
    bare: tuple[str, ...] = ()

    def compose_requests(self, count: int) -> Iterator[tuple[str, dict[str, str]]]:
        """The words, and what each slot is to be: every sentence in turn, filled by chance."""
        rng = random.Random(self.seed)
        for number in range(count):
            sentence = self.sentences[number % len(self.sentences)]
            place, car, name = rng.choice([*self.places]), rng.choice([*self.classes]), rng.choice(self.names)
            day, hours = rng.choice([*self.days]), rng.choice([*self.hours])
            start, end = (f"{self.days[day]} {at}" for at in self.hours[hours])
            is_bare = day.startswith(self.bare)
            when = f"{'' if is_bare else self.preposition}{day}{rng.choice(self.joints)}{hours}"
            if "{when}" in sentence and rng.random() < 0.4:
                when = rng.choice([*self.periods])
                start, end = self.periods[when]
            if is_bare:
                sentence = sentence.replace(f"{self.preposition}{{day}}", "{day}")
            opening = rng.choice(self.openings)
            text = sentence.format(
                opening=opening, place=place, car=car, name=name, day=day, hours=hours, when=when
            )
            wanted = {"shop": self.places[place], "car": self.classes[car], "start": start, "end": end}
            yield text, wanted | ({"name": name} if "{name}" in sentence else {})


def hear(language: str, *texts: str) -> dict[str, str]:
    """What the dialogue has understood once it has answered these words, from the first of the call on."""
    desk = Desk(free={(shop["id"], car): 3 for shop in SHOPS for car in CARS})
    call = Rehearsal(desk.run, language, today=f"{TODAY} (Tuesday), Asia/Tokyo", tools=DESK_TOOLS)
    call.definitions = [call.definition(name) for name in DESK_TOOLS]
    for tool in call.definitions:
        if tool["name"] == "create_reservation":
            more = {name: {"type": "string"} for name in ("customerPhone", "returnLocationId")}
            tool["parameters"]["properties"].update(more)
    call.start()
    for text in texts:
        call.say(text)
    prompt = Prompt(call.instructions, call.definitions, call.items, language)
    slots = replay(open_dialogue(prompt), call.items, decide).slots
    period = resolve_period(slots, "08:00-20:00")
    start, end = (f"{at:%m-%d %H:%M}" if at else "" for at in (period.start, period.end))
    return {
        "shop": slots.shop, "car": slots.car, "start": start, "end": end, "name": slots.name,
        "back": slots.return_shop,
    }  # fmt: skip
