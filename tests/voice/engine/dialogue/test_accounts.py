"""What two recognisers' accounts of the same words come to: what both say, or a question."""

from __future__ import annotations

import pytest

from tests.benchmarks.short_answers import stand_at

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
            "22日の10時から18時まで、をお願いします",
        ),
        ("en", "Sapporo on the 22nd, please", "Sedan on the 22nd, please", " on the 22nd, please"),
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
    assert {word for word in ("東京", "札幌", "Tokyo", "Sapporo") if word in joined} in (
        {"東京", "札幌"},
        {"Tokyo", "Sapporo"},
    )
