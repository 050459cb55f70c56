"""Scenario files are read as they are written, and a mistake in one is named with its file and line."""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from pathlib import Path

import pytest

from voice.engine.dialogue.nlu.classes import recognise_classes
from voice.engine.dialogue.nlu.dates.calendars import resolve_day
from voice.engine.dialogue.nlu.dates.period import read_period
from voice.engine.dialogue.nlu.utterance import read_utterance
from voice.evaluation.scenario import FOLDER, Scenario, ScenarioError, read, read_all

pytestmark = pytest.mark.unit

GOOD = """\
family: plain
language: ja
answers: {name: 山田太郎です}
scenarios:
  saturday:
    lines:
      - 土曜日に借りたいです
      - {at: consent, say: やっぱり11時から}
    answers: {times: [10時から, 18時まで]}
    given: {R-402-7311: "shinjuku, 2026-12-12 10:00 to 2026-12-13 18:00, suv, 佐藤花子, phone=+819012345678"}
    goal: {created: ["tokyo-ekimae/shinjuku, 2026-12-12 11:00 to 18:00, any, 山田太郎"]}
    must: [料金, {called: get_availability, with: {locationId: tokyo}, reply_to: 2}]
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "plain.yaml"


def test_a_scenario_is_read_whole(path: Path) -> None:
    path.write_text(GOOD, encoding="utf-8")
    (scenario,) = read(path)
    assert (scenario.id, scenario.family, scenario.language, scenario.line) == (
        "ja/saturday",
        "plain",
        "ja",
        6,
    )
    assert [(line.text, line.at) for line in scenario.lines][1] == ("やっぱり11時から", "consent")
    assert scenario.answers == {"name": ("山田太郎です",), "times": ("10時から", "18時まで")}
    (booking,) = scenario.goal.created
    assert booking.shops == ("tokyo-ekimae", "shinjuku")
    assert (booking.start, booking.end) == (datetime(2026, 12, 12, 11), datetime(2026, 12, 12, 18))  # noqa: DTZ001
    assert scenario.given["R-402-7311"].options == {"phone": "+819012345678"}
    assert scenario.must[0].said == "料金"
    assert (scenario.must[1].after, scenario.must[1].until) == (2, 2)
    assert scenario.most_turns == 5 + 3 + 1


@pytest.mark.parametrize(
    ("right", "wrong", "line", "why"),
    [
        ("family: plain\n", "", 1, "'family' is missing"),
        ("language: ja", "language: de", 2, "'de' is not one of ja, en"),
        ("    goal:", "    gaol:", 11, "'gaol' is not known here"),
        ("at: consent", "at: consant", 8, "'consant' is no topic"),
        ("11:00 to 18:00", "18:00 to 11:00", 11, "ends before it starts"),
        ("11:00 to 18:00", "11 to 18", 11, "is not like: shop,"),
        ("phone=", "fone=", 10, "fone: not one of"),
        ("must: [料金,", "must: ['料金(',", 12, "is not a regular expression"),
        ("reply_to: 2", "reply_to: two", 12, "'two' is not a whole number"),
        ("    lines:", "    lines: [", 7, "is not YAML"),
        ("family: plain\n", "family: plain\nfamily: other\n", 2, "'family' is there twice"),
    ],
)
def test_a_mistake_is_named_with_its_place(path: Path, right: str, wrong: str, line: int, why: str) -> None:
    assert right in GOOD
    path.write_text(GOOD.replace(right, wrong), encoding="utf-8")
    with pytest.raises(ScenarioError, match=why) as caught:
        list(read(path))
    assert str(caught.value).startswith(f"{path}:{line}:")


def test_extras_are_written_in_any_order(path: Path) -> None:
    for extras in ("etc+child-seat", "child-seat+etc"):
        path.write_text(GOOD.replace("any, 山田太郎", f"any, 山田太郎, extras={extras}"), encoding="utf-8")
        (scenario,) = read(path)
        assert scenario.goal.created[0].options == {"extras": "child-seat+etc"}


def test_an_id_is_given_once(path: Path) -> None:
    for name in ("a.yaml", "b.yaml"):
        (path.parent / name).write_text(GOOD, encoding="utf-8")
    with pytest.raises(ScenarioError, match=r"b\.yaml:6: 'ja/saturday' is there twice, first in .*a\.yaml:6"):
        read_all(path.parent)


def test_our_own_scenarios_are_many_and_can_be_read() -> None:
    counted = Counter(scenario.language for scenario in read_all(FOLDER))
    assert counted["ja"] >= 130
    assert counted["en"] >= 70


PLAIN = [
    pytest.param(scenario, id=scenario.id)
    for scenario in read_all(FOLDER)
    if scenario.family == "plain" and len(scenario.goal.created) == 1
]


CALLED = {
    "tokyo-ekimae": ("東京駅", "Tokyo Station"),
    "shinjuku": ("新宿", "Shinjuku"),
    "sapporo": ("札幌", "Sapporo"),
    "shin-osaka": ("新大阪", "Shin-Osaka"),
}


@pytest.mark.parametrize("scenario", PLAIN)
def test_a_plain_callers_answers_are_of_his_own_wish(scenario: Scenario) -> None:
    """Who was misheard answers by these, and agrees to whatever is read back: they must not be another's."""
    (wish,) = scenario.goal.created
    today = datetime.fromisoformat(scenario.clock).date()
    for answer in scenario.answers["day"]:
        said = read_period(answer, today).start_day
        assert said is not None
        assert resolve_day(said, today) == wish.start.date()
    for answer in scenario.answers["times"]:
        when = read_period(answer, today)
        for clock, moment in ((when.start_time, wish.start), (when.end_time, wish.end)):
            assert clock is not None
            assert (clock.hour % 12, clock.minute) == (moment.hour % 12, moment.minute)
    for answer in scenario.answers["place"] if not scenario.shop else ():
        assert any(name in answer for shop in wish.shops for name in CALLED[shop])
    for answer in scenario.answers["class"]:
        assert {span.value for span in recognise_classes(read_utterance(answer))} == {*wish.classes}
    for answer in scenario.answers["name"]:
        assert any(name in answer for name in wish.names)
