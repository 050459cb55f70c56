"""A call is judged by the book first: what nobody wanted is a wrong booking, whatever was said."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from pytest_django import DjangoDbBlocker

from reservations import tools
from voice.evaluation import company, grading
from voice.evaluation.caller import Spoken
from voice.evaluation.company import Book, Kept
from voice.evaluation.grading import Exchange, Outcome
from voice.evaluation.player import PlayerFailed, Reply, TextPlayer, ToolCall, ToolRunner
from voice.evaluation.scenario import CLOCK, Scenario, read

WANTED = {
    "locationId": "tokyo-ekimae",
    "startDate": "2026-12-12T10:00:00",
    "endDate": "2026-12-12T18:00:00",
    "vehicleType": "コンパクト",
    "customerName": "山田 太郎",
}
BOOKING = """\
family: plain
language: ja
scenarios:
  one:
    lines: [12月12日10時から18時、東京駅前店でコンパクト、山田太郎です]
    answers: {name: 山田太郎です, class: コンパクト, place: 東京駅前店}
    given: {R-402-7311: "shinjuku, 2026-12-12 10:00 to 18:00, suv, 佐藤花子"}
    goal: {created: ["tokyo-ekimae, 2026-12-12 10:00 to 18:00, compact, 山田太郎"]}
"""
Play = Callable[..., Outcome]


@dataclass
class HastyClerk:
    """Books whatever it is told to, unasked, in its first reply."""

    session_id: str
    bookings: list[dict[str, str]]
    failure: str = ""
    asks: bool = False  # the first of two steps, and no more
    done: list[ToolCall] = field(default_factory=list)

    def greet(self) -> Reply:
        return Reply("ご用件をどうぞ。", seconds=0.1)

    def say(self, text: str) -> Reply:
        if self.failure:
            raise PlayerFailed(self.failure)
        caller = tools.Caller("agent", self.session_id, "ja", needs_consent=self.asks)
        for place, arguments in enumerate(self.bookings):
            result = tools.run("create_reservation", arguments, caller=caller, key=f"{place}")
            self.done.append(ToolCall("create_reservation", arguments, result))
        return Reply("予約が完了いたしました。", tuple(self.done), seconds=2.5)

    def hang_up(self) -> None: ...


@pytest.fixture
def scenario(tmp_path: Path) -> Callable[[str], Scenario]:
    def written(more: str = "") -> Scenario:
        path = tmp_path / "one.yaml"
        path.write_text(BOOKING + more, encoding="utf-8")
        return next(read(path))

    return written


@pytest.fixture(scope="module")
def seeded(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Book]:
    """The demo company once for all tests here: each undoes its own."""
    with django_db_blocker.unblock(), company.open_company(CLOCK) as book:
        yield book


@pytest.fixture
def play(seeded: Book, db: None, scenario: Callable[[str], Scenario]) -> Play:
    def played(
        *bookings: dict[str, str], more: str = "", failure: str = "", asks: bool = False, **options: Any
    ) -> Outcome:
        return grading.play(
            scenario(more),
            lambda _scenario, session_id: HastyClerk(session_id, list(bookings), failure, asks),
            seeded,
            session_id="test",
            **options,
        )

    return played


@pytest.mark.db
def test_the_booking_that_was_wanted_passes(play: Play) -> None:
    assert play(WANTED).faults == ()


@pytest.mark.db
@pytest.mark.parametrize(
    "change",
    [
        {"customerName": "山田花子"},
        {"locationId": "shinjuku"},
        {"vehicleType": "ミニバン"},
        {"startDate": "2026-12-12T11:00:00"},
        {"endDate": "2026-12-12T19:00:00"},
    ],
)
def test_a_booking_that_differs_is_wrong(play: Play, change: dict[str, str]) -> None:
    outcome = play(WANTED | change)
    assert len(outcome.wrong_writes) == 1
    assert [fault.kind for fault in outcome.faults] == ["state", "state"]


@pytest.mark.db
def test_a_second_booking_is_wrong_even_if_it_is_the_same(play: Play) -> None:
    outcome = play(WANTED, WANTED | {"endDate": "2026-12-12T18:30:00"})
    assert len(outcome.wrong_writes) == 1


@pytest.mark.db
def test_no_booking_fails_but_is_not_wrong(play: Play) -> None:
    outcome = play()
    assert outcome.wrong_writes == ()
    assert [fault.kind for fault in outcome.faults] == ["state"]


@pytest.mark.db
def test_the_moment_of_a_word_and_of_a_call_count(play: Play) -> None:
    more = "    must_not: [{called: create_reservation, until: 1}]\n    must: [{said: 完了, after: 2}]\n"
    assert [fault.why for fault in play(WANTED, more=more).faults] == [
        "must say /完了/ from line 2",
        "must not call create_reservation until line 1",
    ]


@pytest.mark.db
def test_the_tools_do_only_what_the_caller_answered(
    db: None, seeded: Book, scenario: Callable[[str], Scenario]
) -> None:
    with company.set_up(scenario(""), seeded):
        runner = ToolRunner(scenario(""), "s1")
        runner.hear("12月12日にコンパクトを")
        asked = runner.run("create_reservation", WANTED)
        agreed = WANTED | {"confirmationToken": asked.result["confirmationToken"]}
        assert [asked.is_question, runner.run("create_reservation", agreed).is_question] == [True, True]
        runner.hear("")  # a noise
        assert runner.run("create_reservation", agreed).is_question
        runner.hear("はい")
        assert not runner.run("create_reservation", agreed).is_question


@pytest.mark.db
@pytest.mark.parametrize(("asks", "kinds"), [(True, ["state"]), (False, ["words"])])
def test_a_question_is_not_yet_a_call(play: Play, asks: bool, kinds: list[str]) -> None:
    outcome = play(WANTED, more="    must_not: [{called: create_reservation}]\n", asks=asks)
    assert [fault.kind for fault in outcome.faults] == kinds


@pytest.mark.db
def test_a_slow_reply_and_a_broken_player_are_faults(play: Play) -> None:
    assert [fault.kind for fault in play(WANTED, max_latency=2.0).faults] == ["latency"]
    assert [fault.kind for fault in play(WANTED, failure="no network").faults] == ["broken", "state"]


@pytest.mark.db
def test_a_scenario_leaves_no_trace(play: Play, seeded: Book, scenario: Callable[[str], Scenario]) -> None:
    play(WANTED)
    assert company.read_book() == seeded
    full = scenario("    full: ['shinjuku, 2026-12-15 08:00 to 20:00, kei']\n")
    with company.set_up(full, seeded) as book:
        assert book == company.read_book()
        added = book.keys() - seeded.keys()
        assert "R-402-7311" in added
        assert len(added) == 2
    assert company.read_book() == seeded


@pytest.mark.engine
def test_the_embedded_dialogue_books(seeded: Book, db: None, scenario: Callable[[str], Scenario]) -> None:
    assert grading.play(scenario(""), TextPlayer, seeded, session_id="test").faults == ()


def asked(*topics: str, own: str = "") -> Exchange:
    return Exchange(Spoken(own or "x", topics, own_line=bool(own)), Reply(""), 0)


@pytest.mark.unit
def test_the_same_question_three_times_is_a_circle() -> None:
    assert grading.find_circle([asked("name"), asked("name"), asked("name")]) == "name"
    assert grading.find_circle([asked("name"), asked("name"), asked("class"), asked("name")]) == ""
    assert grading.find_circle([asked("name"), asked("name", own="いくら？"), asked("name")]) == ""
    assert grading.find_circle([asked("else"), asked("else"), asked("else")]) == ""


@pytest.mark.parametrize(
    ("kept", "typed", "spoken"),
    [
        ("山田 太郎", True, True),
        ("やまだたろう", False, True),
        ("ヤマダタロウ", False, True),
        ("山田次郎", False, False),
        ("", False, False),
    ],
)
def test_of_a_caller_who_speaks_a_name_is_right_that_sounds_so(
    scenario: Callable[[str], Scenario], kept: str, typed: bool, spoken: bool
) -> None:
    [wanted] = scenario("").goal.created
    booked = Kept("R-1", "confirmed", "tokyo-ekimae", wanted.start, wanted.end, "コンパクト", kept)
    assert grading.fits(wanted, booked) is typed
    assert grading.fits(wanted, booked, by_sound=True) is spoken
