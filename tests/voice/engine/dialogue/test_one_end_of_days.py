"""Corrections of one end of several days leave the other where it stands; what is only asked moves none."""

from __future__ import annotations

import pytest

from tests.voice.engine.dialogue.dialogue import Rehearsal
from tests.voice.engine.dialogue.fleet import Fleet

pytestmark = pytest.mark.unit

DAYS = "東京駅前店で12月12日の10時から12月14日の16時までコンパクト、山田太郎です"
HOURS = "東京駅前店で12月12日の10時から16時までコンパクト、山田太郎です"
OPENINGS = ["", "すみません、", "はい、あ、"]
# What is said to the read-back of a rental of several days, and the pickup and return that it comes to.
OF_DAYS = {
    "前日の11日の17時からにしてください": ("11T17:00", "14T16:00"),
    "前の日の夕方5時からでお願いします": ("11T17:00", "14T16:00"),
    "取りに行くのを前日の17時に変更で": ("11T17:00", "14T16:00"),
    "返すほうはそのままで取りに行くのを11日の9時に": ("11T09:00", "14T16:00"),
    "戻りはそのままで、貸出を11日の9時にできますか": ("11T09:00", "14T16:00"),
    "借りるのを11日の9時からに変えてください": ("11T09:00", "14T16:00"),
    "借りる日だけ11日にできますか": ("11T10:00", "14T16:00"),
    "やっぱり12日だけで": ("12T10:00", "12T16:00"),
    "返すほう18時って言いました": ("12T10:00", "14T18:00"),
    "返却時間18時でお願いします": ("12T10:00", "14T18:00"),
    "18時半返却がいいです": ("12T10:00", "14T18:30"),
    "終わりが午後4時になってますけど18時です": ("12T10:00", "14T18:00"),
    "一週間後でお願いします": ("19T10:00", "21T16:00"),
}
# The same of a rental within one day.
OF_A_DAY = {
    "前の日の夕方5時からにできますか": ("11T17:00", "12T16:00"),
    "13日って言ったんですけど": ("13T10:00", "13T16:00"),
    "取りに行くのを1時間早くできますか": ("12T09:00", "12T16:00"),
    "もし返却が18時になったらどうなりますか": ("12T10:00", "12T16:00"),
    "18時に返したらいくら高くなりますか": ("12T10:00", "12T16:00"),
    "11日に確認の電話もらえますか": ("12T10:00", "12T16:00"),
}


@pytest.mark.parametrize(
    ("request_words", "words", "ends"),
    [
        *((DAYS, *each) for each in OF_DAYS.items()),
        *((HOURS, *each) for each in OF_A_DAY.items()),
    ],
)
def test_the_other_end_stays(request_words: str, words: str, ends: tuple[str, str]) -> None:
    for opening in OPENINGS:
        rehearsal = Rehearsal(Fleet().run, "ja", today="2026-12-01 (Tuesday), Asia/Tokyo")
        for line in (request_words, opening + words, "はい、お願いします"):
            rehearsal.say(line)
        (made,) = rehearsal.booked
        told = made["startDate"], made["endDate"]
        assert tuple(moment[8:16] for moment in told) == ends, opening + words
