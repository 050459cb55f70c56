"""What callers bring up at another stage than it is asked for: a shop, an extra, no telephone, giving up."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from tests.voice.engine.dialogue.fleet import SHOPS
from tests.voice.engine.dialogue.test_contact_and_extras import (
    UP_TO_THE_NAME,
    UP_TO_THE_NAME_EN,
    Detailed,
    booked,
    hold,
)

pytestmark = pytest.mark.unit

FIRST = {"ja": UP_TO_THE_NAME, "en": UP_TO_THE_NAME_EN}
NAME = {"ja": "山田太郎です", "en": "John Smith"}
YES = {"ja": "はい、お願いします", "en": "Yes, please."}
SHOP_JA = [
    "新宿でもいいですか？", "あの、新宿のほうにできますか", "お店、新宿に変えられます？",
    "やっぱ新宿の方が助かります",
    "借りるの新宿でもよかったりします？", "新宿でも大丈夫ですか",
    "新宿に行けたりします？",
]  # fmt: skip
SHOP_EN = [
    "Would Shinjuku be possible too?", "Can I get it in Shinjuku?", "Could it be the Shinjuku one?",
    "Could I rent it from Shinjuku?", "Would Shinjuku work?",
]  # fmt: skip
EXTRA = {
    "子どもを乗せる椅子も付けてもらいたいんですが": "チャイルドシート",
    "子供2人なんでチャイルドシート2つ": "チャイルドシート",
    "雪降りそうなんでスタッドレス履いてるやつで": "スタッドレスタイヤ",
    "It might snow, can it have winter tyres?": "スタッドレスタイヤ",
    "2歳の子がいるのでシートをひとつ": "チャイルドシート",
    "高速使うんでETCのカード借りたいんだけど": "ETCカード",
    "あ、冬用のタイヤにしてほしいんですが": "スタッドレスタイヤ",
    "We have a toddler, so we'd need a seat for her.": "チャイルドシート",
    "A car seat for a three-year-old as well, please.": "チャイルドシート",
    "I'll need one of those toll cards for the highway.": "ETCカード",
}
RETURN = {
    "返すのは新宿でもいいですか？": "shinjuku",
    "乗り捨てで新宿に返したいんですけど": "shinjuku",
    "それと帰りは品川に返します": "shinagawa",
    "I'd want to hand it back at Shinagawa.": "shinagawa",
    "Can I leave the car in Shinjuku instead?": "shinjuku",
    "The drop-off would be Shinagawa though.": "shinagawa",
    "Could I give it back in Shinjuku?": "shinjuku",
}
NO_PHONE = [
    "携帯変えたばっかりで番号覚えてないんですよ", "電話番号が今ちょっとわからなくて", "スマホなくしちゃって",
    "携帯番号、忘れちゃいました", "I just got a new phone and can't remember the number.",
    "I don't know my number by heart.", "I've lost my phone, so no number I'm afraid.",
    "Sorry, I forgot my phone number.",
]  # fmt: skip
GIVES_UP = [
    "そうですか、今回は結構です", "ああ、じゃあいいです。ほか当たります", "うーん、またにします",
    "今回は見送ります",
    "あ、やっぱりいいです、すみません", "希望のがないならやめます", "None of those, I'll leave it.",
    "Hmm, not what I was after. I'll try elsewhere, thanks.", "Then I won't bother.",
    "No thanks, I've changed my mind.", "I'll pass.", "Maybe another time.",
]  # fmt: skip


def language_of(words: str) -> str:
    return "en" if words.isascii() else "ja"


def hold_at(stage: str, line: str) -> Any:
    """A call that is booked after all, in which the line is said at "name" or "read-back"."""
    language = language_of(line)
    lines = (FIRST[language], line, NAME[language]) if stage == "name" else (
        FIRST[language], NAME[language], line
    )  # fmt: skip
    fleet = Detailed(free={(shop["id"], "コンパクト"): 3 for shop in SHOPS})
    call, _ = hold(*lines, YES[language], language=language, fleet=fleet)
    return call


@pytest.mark.parametrize("stage", ["name", "read-back"])
@pytest.mark.parametrize("line", [*SHOP_JA, *SHOP_EN])
def test_a_shop_in_a_question_is_taken(stage: str, line: str) -> None:
    assert hold_at(stage, line).booked[-1]["locationId"] == "shinjuku"


@pytest.mark.parametrize("stage", ["name", "read-back"])
@pytest.mark.parametrize("line", EXTRA)
def test_an_extra_in_other_words_is_taken(stage: str, line: str) -> None:
    assert booked(hold_at(stage, line))["extras"] == [EXTRA[line]]


@pytest.mark.parametrize("stage", ["name", "read-back"])
@pytest.mark.parametrize("line", RETURN)
def test_a_return_elsewhere_is_taken_and_the_pickup_stays(stage: str, line: str) -> None:
    call = hold_at(stage, line)
    assert booked(call)["returnLocationId"] == RETURN[line]
    assert call.booked[-1]["locationId"] == "tokyo-ekimae"


@pytest.mark.parametrize("line", NO_PHONE)
@pytest.mark.parametrize("with_name", [True, False])
def test_who_does_not_know_the_telephone_number_is_asked_for_an_address(line: str, with_name: bool) -> None:
    language = language_of(line)
    joint = "。" if language == "ja" else ". "
    said = f"{NAME[language]}{joint}{line}" if with_name else line
    call, replies = hold(FIRST[language], said, *(() if with_name else (NAME[language],)), language=language)
    assert {"ja": "メールアドレス", "en": "e-mail"}[language] in replies[-1]
    assert "6,600" not in replies[-1]
    call.say("ないです" if language == "ja" else "I don't have one.")
    call.say(YES[language])
    assert booked(call) == {}


@pytest.mark.parametrize("line", GIVES_UP)
def test_who_gives_up_at_the_classes_is_asked_for_nothing_more(line: str) -> None:
    language = language_of(line)
    first = FIRST[language].replace("、コンパクトで", "で").replace("A compact at", "At")
    call, replies = hold(first, line, language=language)
    assert "コンパクト" not in replies[2], replies[2]
    assert "compact" not in replies[2], replies[2]
    assert not call.booked


@pytest.mark.parametrize("line", ["四駆ってあります？", "SUVだと何人乗れますか", "Is the minivan automatic?"])
def test_a_question_about_another_class_leaves_the_one_that_was_chosen(line: str) -> None:
    assert [each["vehicleType"] for each in hold_at("name", line).booked] == ["コンパクト"]


SHIFTS = {
    "返却時間を30分だけ延ばせます？": ("10:00", "18:30"),
    "開始だけ1時間早くしてもらえますか": ("09:00", "18:00"),
    "返すのを2時間後ろにずらせますか": ("10:00", "20:00"),
    "全体的に1時間前倒しで": ("09:00", "17:00"),
    "出発をもう1時間遅くできますか": ("11:00", "18:00"),
    "返却をもう1時間遅くしてください": ("10:00", "19:00"),
    "もう1時間延長してください": ("10:00", "19:00"),
    "Can I drop it off half an hour later?": ("10:00", "18:30"),
    "Could I start an hour later and keep the same return?": ("11:00", "18:00"),
    "Oh, can I bring it back two hours later?": ("10:00", "20:00"),
    "Shift everything by an hour, later I mean.": ("11:00", "19:00"),
}


@pytest.mark.parametrize("stage", ["name", "read-back"])
@pytest.mark.parametrize("line", SHIFTS)
def test_one_end_or_both_are_moved_as_said(stage: str, line: str) -> None:
    made = hold_at(stage, line).booked[-1]
    assert (made["startDate"][11:16], made["endDate"][11:16]) == SHIFTS[line]


MOVED = {
    "2日後ろにずらして、9時から15時で": ("12-07T09:00", "12-07T15:00"),
    "1日早めて9時から15時でお願いします": ("12-04T09:00", "12-04T15:00"),
    "four days later from 10 am to 3 pm": ("12-09T10:00", "12-09T15:00"),
    "Actually, one day earlier, 9 to 5.": ("12-04T09:00", "12-04T17:00"),
    "the 7th then please": ("12-07T10:00", "12-07T18:00"),
    "the 7th, that'd be great": ("12-07T10:00", "12-07T18:00"),
}


@pytest.mark.parametrize("line", MOVED)
def test_day_and_hours_are_moved_together_as_said(line: str) -> None:
    """As found: the hours were taken, and the days silently not."""
    made = hold_at("read-back", line).booked[-1]
    assert (made["startDate"][5:16], made["endDate"][5:16]) == MOVED[line]


@pytest.mark.parametrize(
    ("language", "line", "day"),
    [
        ("ja", "4日でお願いします", "2027-01-04"),
        ("ja", "月曜日で", "2027-01-04"),
        ("ja", "翌週の火曜で", "2027-01-05"),
        ("en", "The 5th then, please.", "2027-01-05"),
        ("en", "Monday then.", "2027-01-04"),
    ],
)
def test_day_instead_of_a_closed_one_is_near_it(language: str, line: str, day: str) -> None:
    """As found: the 4th after New Year's Day was booked for December."""
    closed = {"ja": ("12月5日", "元日"), "en": ("December 5", "New Year's Day")}[language]
    desk = Detailed(fail={"get_availability": ["closed_that_day"]})
    call, _ = hold(
        FIRST[language].replace(*closed), line, NAME[language], YES[language], language=language, fleet=desk
    )
    assert [each["startDate"][:10] for each in call.booked] == [day]


@pytest.mark.parametrize("line", ["1日ずらしてください", "1時間ずらせますか", "Shift it by an hour."])
def test_a_move_without_its_direction_is_asked(line: str) -> None:
    language = language_of(line)
    call, _ = hold(FIRST[language], NAME[language], line, YES[language], language=language)
    assert not call.booked


WAYS = {
    "ja": {"遅いほうで": 1, "後ろにお願いします": 1, "早めてください": -1, "早いほうです": -1},
    "en": {"Later, please.": 1, "Earlier.": -1, "Make it earlier please": -1},
}
STEPS = {
    "1日ずらして": 24, "2日ずらしてもらえますか": 48, "1時間ずらしてください": 1,
    "Shift it by an hour.": 1, "Could you move it by two days?": 48,
}  # fmt: skip


@pytest.mark.parametrize("line", STEPS)
def test_a_move_without_its_direction_is_made_once_that_is_told(line: str) -> None:
    language = language_of(line)
    for way, sign in WAYS[language].items():
        call, replies = hold(FIRST[language], NAME[language], line, way, YES[language], language=language)
        assert {"ja": "早める", "en": "earlier or later"}[language] in replies[3]
        moved = datetime.fromisoformat("2026-12-05T10:00") + sign * timedelta(hours=STEPS[line])
        assert [each["startDate"][:16] for each in call.booked] == [moved.isoformat()[:16]], way


@pytest.mark.parametrize(("line", "day"), [("17日で", "17"), ("12月4日です", "04"), ("the 8th", "08")])
def test_the_day_itself_answers_which_way_it_moves(line: str, day: str) -> None:
    language = language_of(line)
    step = {"ja": "1日ずらして", "en": "Shift it by a day."}[language]
    call, _ = hold(FIRST[language], NAME[language], step, line, YES[language], language=language)
    assert [each["startDate"][8:10] for each in call.booked] == [day]


@pytest.mark.parametrize("line", ["水曜の15日", "15日の金曜日", "Monday the 15th", "Friday the 15th"])
def test_a_weekday_that_is_not_the_dates_is_asked(line: str) -> None:
    language = language_of(line)
    day = "12月5日" if language == "ja" else "December 5"
    first = FIRST[language].replace(day, line)
    call, replies = hold(first, NAME[language], YES[language], language=language)
    assert {"ja": "火曜", "en": "Tuesday"}[language] in replies[1]
    assert not call.booked
