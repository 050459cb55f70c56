"""The caller whom a chat endpoint plays: he knows what the scenario says, and finds his own words for it."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from contextlib import aclosing
from dataclasses import dataclass, field, replace
from datetime import datetime

from voice.engine.chat.answer import Answer, TooMuch
from voice.engine.chat.client import ChatClient, ChatError
from voice.engine.settings import ChatSettings
from voice.evaluation.caller import DEFAULTS, CallerFailed, Spoken, find_topics
from voice.evaluation.scenario import Booking, Scenario
from voice.protocol.shapes import JsonObject

HANG_UP = "[HANG UP]"
TRIES = 3
LANGUAGES = {"ja": "Japanese", "en": "English"}
# Of what every caller knows, the facts; how he agrees and takes his leave, a model finds itself.
COMMON = ("phone", "email")

PROMPT = """\
You are a customer who has called a rental-car company. The other side is its receptionist; never speak for
it. Speak {language}, as people speak on the telephone: one short sentence, seldom two. Your words are
transcribed by a machine, so write nothing but what you say.

Now it is {now}.

# What you say
First, in these or other words: {first}
{later}
# What you know
{known}
When you are asked for something that is not here, say that you do not know.

# What you want in the end
{goal}

# How you do it
- Answer what you are asked. Do not tell everything at once, and invent nothing.
- When something is read back to you, compare each detail with what you want. Say yes only if all of it is
  right; else say what is wrong.
- When you have what you want, or see that you will not get it, say goodbye, and end with {hang_up}.
"""


@dataclass
class ModelCaller:
    """One call long, as `ScriptedCaller`; which of his lines he has said nobody knows but himself."""

    scenario: Scenario
    chat: ChatSettings
    lines_said: int = 0
    unanswered: tuple[str, ...] = ()
    messages: list[JsonObject] = field(default_factory=list)

    def listen(self, reply: str) -> Spoken | None:
        """What he says to the agent's reply. Raises CallerFailed."""
        if not self.messages:
            self.messages.append({"role": "system", "content": write_prompt(self.scenario)})
        # The endpoint is the caller, so that the agent stands where a user would.
        self.messages.append({"role": "user", "content": reply or "(silence)"})
        words = asyncio.run(self._speak())
        self.messages.append({"role": "assistant", "content": words})
        text, hung_up, _ = words.partition(HANG_UP)
        is_first, self.lines_said = not self.lines_said, 1
        if not text.strip():
            return None
        topics = find_topics(reply, self.scenario.language)
        return Spoken(text.strip(), topics, own_line=is_first, last=bool(hung_up))

    async def _speak(self) -> str:
        client = ChatClient(self.chat)
        try:
            for attempt in range(TRIES):
                try:
                    return await self._ask(client)
                except (ChatError, TimeoutError, TooMuch) as error:
                    if attempt == TRIES - 1:
                        raise CallerFailed(f"the caller's endpoint failed: {error or 'no answer'}") from error
                    await asyncio.sleep(error.pause if isinstance(error, ChatError) else 0)
        finally:
            await client.close()
        raise AssertionError("unreachable: the last try returns or raises")

    async def _ask(self, client: ChatClient) -> str:
        answer = Answer()
        async with (
            asyncio.timeout(self.chat.answer_seconds),
            aclosing(client.stream(self.messages)) as chunks,
        ):
            async for chunk in chunks:
                answer.add(chunk)
                if answer.is_cut:
                    break
        answer.end()
        if not answer.spoken:
            raise ChatError("it answered nothing that can be said.")
        return " ".join(answer.spoken)


def forget_moments(scenario: Scenario) -> Scenario:
    """The same without what depends on when a line was said: of this caller nobody can tell it."""
    return replace(
        scenario,
        must=tuple(replace(check, after=0, until=999) for check in scenario.must),
        must_not=tuple(check for check in scenario.must_not if (check.after, check.until) == (0, 999)),
    )


def write_prompt(scenario: Scenario) -> str:
    """What the model is told of the caller whom it plays."""
    first, *later = scenario.lines
    now = datetime.fromisoformat(scenario.clock)
    about = f"{scenario.about}\n" if scenario.about else ""
    return PROMPT.format(
        language=LANGUAGES[scenario.language],
        now=f"{now:%A, %Y-%m-%d %H:%M}",
        first=first.text or "(nothing: you are silent)",
        later="".join(
            f"Later, when you are asked for {line.at}: {line.text}\n" if line.at else f"Later: {line.text}\n"
            for line in later
        ),
        known="\n".join(_list_answers(scenario)),
        goal=about + "\n".join(_list_goals(scenario)),
        hang_up=HANG_UP,
    )


def _list_answers(scenario: Scenario) -> Iterator[str]:
    defaults = {topic: DEFAULTS[scenario.language][topic] for topic in COMMON}
    for topic, words in {**defaults, **scenario.answers}.items():
        yield f"- {topic}: {'; when you are asked again: '.join(words)}"


def _list_goals(scenario: Scenario) -> Sequence[str]:
    goal = scenario.goal
    wanted = [f"- This reservation: {_describe(booking)}" for booking in goal.created]
    wanted += [
        f"- Reservation {number} changed, so that it is: {_describe(booking)}"
        for number, booking in goal.changed.items()
    ]
    wanted += [f"- Reservation {number} cancelled" for number in goal.cancelled]
    return wanted or ["Nothing is to be booked, changed or cancelled in this call: agree to no such thing."]


def _describe(booking: Booking) -> str:
    parts = [
        " or ".join(booking.shops),
        f"{booking.start:%A %Y-%m-%d %H:%M} to {booking.end:%A %Y-%m-%d %H:%M}",
        " or ".join(booking.classes),
        f"for {' or '.join(booking.names)}",
        *(f"{name} {value}" for name, value in booking.options.items()),
    ]
    return ", ".join(parts)
