"""Plays a scenario and judges what became of it: the book, the words and their moment, turns and time."""

from __future__ import annotations

import json
import re
import time
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

from reservations import vehicle_classes
from voice.engine.dialogue.nlu.readings import find_reading, write_long_vowels
from voice.evaluation import company
from voice.evaluation.caller import Caller, CallerFailed, ScriptedCaller, Spoken
from voice.evaluation.company import Book, Kept, Writes
from voice.evaluation.player import OpenCall, Player, PlayerFailed, Reply
from voice.evaluation.scenario import Booking, Check, Goal, Scenario

# Nobody stays on the telephone for longer; a scenario that needs more is two scenarios.
MOST_TURNS = 24
SAME_QUESTION = 3
# "Anything else?" follows each wish.
MAY_BE_REPEATED = {"else"}


@dataclass(frozen=True)
class Exchange:
    """What the caller said (None before the greeting), and what the agent replied.

    `line` counts the caller's own lines so far.
    """

    said: Spoken | None
    reply: Reply
    line: int


@dataclass(frozen=True)
class Fault:
    """`kind` is state, words, turns, circle, latency or broken."""

    kind: str
    why: str


@dataclass(frozen=True)
class Outcome:
    """What came of one scenario, played once."""

    scenario: Scenario
    exchanges: tuple[Exchange, ...]
    writes: Writes
    faults: tuple[Fault, ...]
    wrong_writes: tuple[str, ...]  # reservations made, changed or cancelled against the goal
    seconds: float
    unanswered: tuple[str, ...] = field(default=())

    @property
    def has_passed(self) -> bool:
        return not self.faults


def play(
    scenario: Scenario,
    open_call: OpenCall,
    book: Book,
    *,
    session_id: str,
    max_latency: float | None = None,
    build_caller: Callable[[Scenario], Caller] = ScriptedCaller,
) -> Outcome:
    """One call on the seeded company, whose `book` it leaves as it was. `max_latency`: seconds a reply."""
    began = time.perf_counter()
    with company.set_up(scenario, book) as before:
        exchanges: list[Exchange] = []
        caller = build_caller(scenario)
        broken = ""
        try:
            with hang_up_afterwards(open_call(scenario, session_id)) as player:
                for exchange in _converse(player, caller):
                    exchanges.append(exchange)  # noqa: PERF402  (kept as far as the call came before it broke)
        except (PlayerFailed, CallerFailed) as error:
            broken = str(error)
        writes = company.compare(before, company.read_book())
    by_sound = any(exchange.reply.utterances for exchange in exchanges)
    wrong = tuple(find_wrong_writes(scenario.goal, writes, by_sound=by_sound))
    missing = find_missing(scenario.goal, writes, by_sound=by_sound)
    faults = [Fault("broken", broken)] if broken else []
    faults += [Fault("state", why) for why in (*wrong, *missing)]
    faults += find_faults(scenario, exchanges, max_latency)
    return Outcome(
        scenario,
        tuple(exchanges),
        writes,
        tuple(faults),
        wrong,
        time.perf_counter() - began,
        caller.unanswered,
    )


@contextmanager
def hang_up_afterwards(player: Player) -> Iterator[Player]:
    """Ends the player's call, whatever happens in it."""
    try:
        yield player
    finally:
        player.hang_up()


def _converse(player: Player, caller: Caller) -> Iterator[Exchange]:
    reply = player.greet()
    yield Exchange(None, reply, 0)
    for _turn in range(MOST_TURNS):
        said = caller.listen(reply.spoken)
        if said is None:
            return
        reply = player.say(said.text)
        yield Exchange(said, reply, caller.lines_said)
        if said.last:
            return


def find_wrong_writes(goal: Goal, writes: Writes, *, by_sound: bool = False) -> Iterator[str]:
    """Each write that the caller did not want: the worst that a clerk can do.

    `by_sound`: he spoke, and a name is right that sounds as his does.
    """
    wanted = list(goal.created)
    for kept in writes.created:
        if match := next((booking for booking in wanted if fits(booking, kept, by_sound=by_sound)), None):
            wanted.remove(match)
        else:
            yield f"booked {kept}; wanted {_list(wanted)}"
    for kept in writes.changed:
        booking = goal.changed.get(kept.number)
        if booking is None or not fits(booking, kept, by_sound=by_sound):
            yield f"changed {kept.number} to {kept}; wanted {_list([booking] if booking else [])}"
    for number in writes.cancelled:
        if number not in goal.cancelled:
            yield f"cancelled {number}; wanted to keep it"


def find_missing(goal: Goal, writes: Writes, *, by_sound: bool = False) -> Iterator[str]:
    """What the goal wanted written and was not, in words."""
    left = list(writes.created)
    for booking in goal.created:
        if match := next((kept for kept in left if fits(booking, kept, by_sound=by_sound)), None):
            left.remove(match)
        else:
            yield f"not booked: {_list([booking])}"
    done = {kept.number for kept in writes.changed}
    yield from (f"not changed: {number}" for number in goal.changed if number not in done)
    yield from (f"not cancelled: {number}" for number in goal.cancelled if number not in writes.cancelled)


def _list(bookings: Iterable[Booking]) -> str:
    return (
        "; ".join(
            f"{'/'.join(wanted.shops)}, {wanted.start:%Y-%m-%d %H:%M} to {wanted.end:%Y-%m-%d %H:%M}, "
            f"{'/'.join(wanted.classes)}, {'/'.join(wanted.names)}"
            for wanted in bookings
        )
        or "nothing"
    )


def fits(wanted: Booking, kept: Kept, *, by_sound: bool = False) -> bool:
    """Every field as wanted; an option only where the scenario names it."""
    key = vehicle_classes.key_of(kept.vehicle_class) or kept.vehicle_class
    return (
        kept.shop in wanted.shops
        and (kept.start, kept.end) == (wanted.start, wanted.end)
        and (wanted.classes == ("any",) or key in wanted.classes)
        and any(_is_same_name(kept.name, name, by_sound=by_sound) for name in wanted.names)
        and all(kept.options.get(name) == value for name, value in wanted.options.items() if name != "kana")
    )


def _is_same_name(kept: str, wanted: str, *, by_sound: bool) -> bool:
    """Which characters a name has cannot be heard: 恵 and めぐみ are one sound."""
    if _fold(kept) == _fold(wanted):
        return True
    # 太郎 is read タロー, and said タロウ.
    sounds = [write_long_vowels(find_reading(_fold(name))) for name in (kept, wanted)]
    return by_sound and "" != sounds[0] == sounds[1]


def _fold(name: str) -> str:
    """Spaces, dots and capitals are a matter of writing; characters are not."""
    return re.sub(r"[\s・.,\-]+|様$", "", unicodedata.normalize("NFKC", name)).casefold()


def find_faults(
    scenario: Scenario, exchanges: Sequence[Exchange], max_latency: float | None
) -> Iterator[Fault]:
    """All but the state of the book."""
    for check in scenario.must:
        if not any(_matches(check, exchange) for exchange in exchanges):
            yield Fault("words", f"must {check}")
    for check in scenario.must_not:
        if any(_matches(check, exchange) for exchange in exchanges):
            yield Fault("words", f"must not {check}")
    # The farewell after "anything else?" belongs to no wish.
    turns = sum(1 for exchange in exchanges if exchange.said and not exchange.said.last)
    if turns > scenario.most_turns:
        yield Fault("turns", f"{turns} turns of the caller; {scenario.most_turns} must do")
    if topic := find_circle(exchanges):
        yield Fault("circle", f"asked {SAME_QUESTION} times for {topic}")
    slowest = max((exchange.reply.seconds for exchange in exchanges), default=0.0)
    if max_latency is not None and slowest > max_latency:
        yield Fault("latency", f"a reply took {slowest:.2f} s")


def find_circle(exchanges: Sequence[Exchange]) -> str:
    """The topic that was asked for again and again, each time straight after the caller had answered it."""
    streak: dict[str, int] = {}
    for exchange in exchanges:
        if exchange.said is None:
            continue
        asked = exchange.said.topics
        own = exchange.said.own_line and exchange.said.text
        streak = {topic: (0 if own else streak.get(topic, 0)) + 1 for topic in asked}
        for topic, count in streak.items():
            if count >= SAME_QUESTION and topic not in MAY_BE_REPEATED:
                return topic
    return ""


def _matches(check: Check, exchange: Exchange) -> bool:
    if not check.after <= exchange.line <= check.until:
        return False
    if check.said:
        return bool(re.search(check.said, exchange.reply.spoken, re.IGNORECASE))
    return any(
        call.name == check.called and not call.is_question and _has(check.arguments, call.arguments)
        for call in exchange.reply.calls
    )


def _has(patterns: Mapping[str, str], arguments: Mapping[str, object]) -> bool:
    values = {
        name: value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
        for name, value in arguments.items()
    }
    return all(re.search(pattern, values.get(name, "")) for name, pattern in patterns.items())
