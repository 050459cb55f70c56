"""What two recognisers' accounts of the same words come to: what both say, or a question."""

from __future__ import annotations

import re

import pytest

from tests.benchmarks.short_answers import stand_at
from tests.voice.engine.dialogue.dialogue import Rehearsal
from tests.voice.engine.dialogue.fleet import Fleet

pytestmark = pytest.mark.unit

JA, EN = ("東京駅前店で借りたいのですが",), ("I'd like to rent a car at Tokyo Station",)


@pytest.mark.parametrize(
    ("language", "first", "second", "joined"),
    [
        # Where they say the same, the better one's words; of an hour those that tell the half of the day.
        ("ja", "22日の10時から18時まで。", "22日の10時から18時まで", "22日の10時から18時まで"),
        ("en", "At 2 in the afternoon.", "2. In the afternoon.", "At 2 in the afternoon."),
        ("ja", "明日大阪で1日かりたい", "明日大阪で一日借りたい", "明日大阪で一日借りたい"),
        # Where they part, both values: the agent asks which.
        ("ja", "12月20日の10時から", "12月22日の10時から", "12月22日か12月20日の10時から"),
        ("ja", "18時から20時。", "18時から2時", "18時から20時か2時。"),
        ("ja", "明日、コンパクトで", "明日、セダンで", "明日、セダンかコンパクトで"),
        ("en", "From 8 a.m. to 8 p.m.", "From 8 a.m. to 6 p.m.", "From 8 a.m. to 6 p.m. or 8 p.m."),
        ("en", "The 20th, please", "The 22nd, please", "The 22nd or 20th, please"),
        ("en", "A minivan, please", "A sedan, please", "A sedan or minivan, please"),
        # A weekday is that of the day which the other names in full; of another it is none.
        ("ja", "12日の土曜日にセダンを", "土曜日にセダンを", "12日の土曜日にセダンを"),
        ("ja", "土曜日にセダンを", "12月12日土曜日にセダンを", "12月12日土曜日にセダンを"),
        ("ja", "12月12日土曜日にセダンを", "日曜日にセダンを", "日曜日か12月12日土曜日にセダンを"),
        ("en", "Saturday the 12th, please", "Saturday, please", "Saturday the 12th, please"),
        ("en", "Saturday, please", "Saturday the 12th, please", "Saturday the 12th, please"),
        ("en", "Sunday, please", "Saturday the 12th, please", "Saturday the 12th or Sunday, please"),
        # A value that one of them alone has is left to be asked for,
        ("ja", "8時から20時まで", "明日の8時から20時まで", "8時から20時まで"),
        ("en", "Friday from 9 a.m. to 5 p.m.", "From 9 a.m. to 5 p.m.", "From 9 a.m. to 5 p.m."),
        # unless the other has something in its place that nobody understands.
        ("ja", "じゅうにぎ食事から夕方5時まで", "9時から夕方5時まで", "9時から夕方5時まで"),
        ("en", "I'm in even on the 20th", "A minivan on the 20th", "A minivan on the 20th"),
        # What one of them left open the other settles.
        ("ja", "11時か17時", "17時です", "17時です"),
        ("en", "At 8 or 10", "At 8, please", "At 8, please"),
        ("ja", "11時か17時", "1時です", "11時か17時"),
        # A word that each of them takes for another is asked for, and the rest stands.
        (
            "ja",
            "22日の10時から18時まで、札幌をお願いします",
            "22日の10時から18時まで、セダンをお願いします",
            "22日の10時から18時まで、…をお願いします",
        ),
        ("en", "Sapporo on the 22nd, please", "Sedan on the 22nd, please", "… on the 22nd, please"),
        (
            "ja",
            "22日の10時から18時まで、札幌",
            "22日の10時から18時まで、セダン",
            "22日の10時から18時まで、…。",
        ),
        ("en", "On the 22nd, Sapporo", "On the 22nd, sedan", "On the 22nd, …."),
        # So are both hours where both are apart; a day that is apart too is one of two.
        ("ja", "明日の8時から20時まで", "明日の9時から21時まで", "明日の…から…まで"),
        ("en", "The 22nd, 8 a.m. to 10 a.m.", "The 22nd, 3 p.m. to 5 p.m.", "The 22nd, … to …."),
        (
            "ja",
            "21日の10時から18時まで、札幌をお願いします",
            "20日の10時から18時まで、セダンをお願いします",
            "20日か21日の10時から18時まで、…をお願いします",
        ),
        ("en", "Sapporo on the 20th, please", "Sedan on the 21st, please", "… on the 21st or 20th, please"),
        # Of two accounts with something that nobody understands, the one with far less.
        (
            "ja",
            "明日の朝口から夕方5時まで信号坂で軽自動車を",
            "明日の朝9時から夕方5時まで新信で軽自動車を",
            "明日の朝9時から夕方5時まで新信で軽自動車を",
        ),
        # Two that have nothing in common are no words, nor are two of which one lost the day of the return.
        ("ja", "22日の10時から18時まで", "22日の10時から23日の18時まで", ""),
        ("en", "The 22nd at 10 a.m. to 6 p.m.", "The 22nd at 10 a.m. to the 23rd at 6 p.m.", ""),
        ("ja", "8時から20時まで", "9時から21時まで", ""),
        ("en", "From 8 a.m. to 10 a.m.", "From 3 p.m. to 5 p.m.", ""),
    ],
)
def test_what_two_accounts_come_to(language: str, first: str, second: str, joined: str) -> None:
    assert stand_at(language, JA if language == "ja" else EN).join(first, second) == joined


@pytest.mark.parametrize(
    ("language", "first", "second"),
    [
        ("ja", "札幌でセダンをお願いします", "東京でセダンをお願いします"),
        ("en", "A sedan in Sapporo, please", "A sedan in Tokyo, please"),
    ],
)
def test_a_place_is_compared_before_the_shops_are_known(language: str, first: str, second: str) -> None:
    joined = stand_at(language, ()).join(first, second)
    assert joined not in (first, second)
    cities = ("東京", "札幌") if language == "ja" else ("Tokyo", "Sapporo")
    assert all(city in joined for city in cities)


@pytest.mark.parametrize(
    ("language", "first", "second", "questions", "answers"),
    [
        (
            "ja",
            "東京駅前店で12月21日の10時から18時まで、札幌をお願いします",
            "東京駅前店で12月20日の10時から18時まで、コンパクトをお願いします",
            ("12月20日か12月21日", "どちらをご希望", "お名前"),
            ("22日です", "コンパクトで", "山田太郎です", "はい"),
        ),
        (
            "en",
            "At Tokyo Station on December 21 from 10 am to 6 pm, Sapporo, please",
            "At Tokyo Station on December 20 from 10 am to 6 pm, a compact, please",
            ("December 20 or December 21", "Which one", "name"),
            ("The 22nd", "A compact", "John Smith", "Yes"),
        ),
    ],
)
def test_only_what_two_accounts_part_on_is_asked_for(
    language: str, first: str, second: str, questions: tuple[str, ...], answers: tuple[str, ...]
) -> None:
    call = Rehearsal(Fleet().run, language)
    call.start()
    replies = [call.say(stand_at(language, ()).join(first, second)), *(call.say(each) for each in answers)]
    assert all(question in reply for question, reply in zip(questions, replies, strict=False)), replies
    booked = call.calls[-1]
    assert booked.name == "create_reservation"
    assert "2026-12-22 10:00" in str(booked.arguments).replace("T", " "), booked


@pytest.mark.parametrize(
    ("language", "said", "answer"),
    [
        ("ja", "12月22日の10時から23日か24日の18時まで", "24日です"),
        ("ja", "12月22日の10時から23日か24日の18時まで", "24日の18時です"),
        ("ja", "12月22日か23日の10時から24日の18時まで", "22日です"),
        ("ja", "12月22日か23日の10時から木曜の18時まで", "22日です"),
        ("en", "from December 22 at 10 am to the 23rd or 24th at 6 pm", "The 24th"),
        ("en", "from December 22 or December 23 at 10 am to the 24th at 6 pm", "The 22nd"),
        ("en", "from December 22 or 23 at 10 am to the 24th at 6 pm", "The 22nd"),
    ],
)
def test_a_day_in_doubt_leaves_that_of_the_other_end(language: str, said: str, answer: str) -> None:
    """The 24th was lost, and the car was due back on the 22nd."""
    call = Rehearsal(Fleet().run, language)
    call.start()
    reply = call.say(f"{JA[0]}、{said}" if language == "ja" else f"{EN[0]} {said}")
    assert re.search("の、どちら" if language == "ja" else "Which of the two|which day do you mean", reply)
    assert not re.search("11月|November", reply)  # today's month, which nobody named
    call.say(answer)
    looked = str(call.calls[-1].arguments).replace("T", " ")
    assert "2026-12-22 10:00" in looked
    assert "2026-12-24 18:00" in looked
