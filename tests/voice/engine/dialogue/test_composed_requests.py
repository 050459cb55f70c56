"""Wishes put together of what people say for a place, a day, hours, a class and a name, in many orders.

Whatever the words beside it, each value is understood as it would be alone.
"""

from __future__ import annotations

import pytest

from tests.voice.engine.dialogue.composed import Phrases, hear

PLACES = {
    "新宿": "shinjuku", "新宿店": "shinjuku", "品川": "shinagawa", "品川の営業所": "shinagawa",
    "東京駅": "tokyo-ekimae", "新大阪": "osaka", "札幌": "sapporo", "新宿支店": "shinjuku",
}  # fmt: skip
CLASSES = {
    "軽": "kei",
    "コンパクトカー": "compact",
    "セダン": "sedan",
    "ミニバンタイプ": "minivan",
    "SUV": "suv",
}
NAMES = ["山田太郎", "佐藤花子", "高橋涼介", "小野寺結衣", "渡部弘樹", "金子みすず", "長谷川翔", "千葉四郎"]
DAYS = {
    "12月15日": "12-15", "15日": "12-15", "来週の火曜": "12-08", "再来週の金曜日": "12-18", "明後日": "12-03",
    "今度の土曜": "12-05", "クリスマスイブ": "12-24", "イブ": "12-24", "15日の火曜": "12-15",
    "火曜の15日": "12-15",
    "12/15": "12-15", "一週間後": "12-08", "10日後": "12-11", "12月の第2土曜": "12-12", "しあさって": "12-04",
    "来週の水曜日、9日": "12-09", "週明けの月曜": "12-07", "20日(日)": "12-20", "今月最後の土曜": "12-26",
    "年末の30日": "12-30", "クリスマスの前の日": "12-24",
}  # fmt: skip
HOURS = {
    "10時から18時": ("10:00", "18:00"), "朝10時から夕方6時": ("10:00", "18:00"),
    "10時〜18時": ("10:00", "18:00"),
    "午前10時より午後6時まで": ("10:00", "18:00"), "10時に借りて18時に返す": ("10:00", "18:00"),
    "10時出発で18時返却": ("10:00", "18:00"), "出発10時、返却18時": ("10:00", "18:00"),
    "返却18時、出発10時": ("10:00", "18:00"), "貸出10時 返却18時": ("10:00", "18:00"),
    "朝の10時から8時間": ("10:00", "18:00"), "9時半〜17時": ("09:30", "17:00"),
    "10:00-18:00": ("10:00", "18:00"),
    "正午から18時": ("12:00", "18:00"), "昼2時から夜8時": ("14:00", "20:00"),
    "9時から5時": ("09:00", "17:00"),
    "十時から十八時": ("10:00", "18:00"),
    "午後イチ、13時から18時まで": ("13:00", "18:00"),
    "8時スタートで20時終わり": ("08:00", "20:00"), "10時15分から16時": ("10:15", "16:00"),
}  # fmt: skip
PERIODS = {
    "15日の10時から16日の18時": ("12-15 10:00", "12-16 18:00"),
    "15日の朝9時に借りて17日の夕方5時に返す": ("12-15 09:00", "12-17 17:00"),
    "15日から2泊3日、9時に出て最終日は19時に返却": ("12-15 09:00", "12-17 19:00"),
    "明日の13時から明後日の13時": ("12-02 13:00", "12-03 13:00"),
    "15日17時、16日17時": ("12-15 17:00", "12-16 17:00"),
    "土曜10時から、日曜の同じ10時": ("12-05 10:00", "12-06 10:00"),
    "借りるのが15日の10時、返すのが17日の18時": ("12-15 10:00", "12-17 18:00"),
    "15日の10時から2泊して17日の10時": ("12-15 10:00", "12-17 10:00"),
    "15、16、17の3日間、10時から18時": ("12-15 10:00", "12-17 18:00"),
    "30日の9時から年明け4日の18時": ("12-30 09:00", "01-04 18:00"),
    "15日の朝10時から翌々日の夕方6時まで": ("12-15 10:00", "12-17 18:00"),
}  # fmt: skip
OPENINGS = [
    "",
    "もしもし、",
    "あの、",
    "予約したいんですけど、",
    "お世話になっております。",
    "ちょっとお聞きしたいんですけど、",
]
SENTENCES = [
    "{opening}{place}で{when}、{car}を借りたいんですけど",
    "{opening}{car}を{place}で{when}でお願いしたいんですが",
    "{place} {when} {car} {name}",
    "{place}、{when}、{car}、{name}です",
    "{opening}{name}と申しますが、{when}で{car}を{place}でお願いできますか",
    "{opening}{when}って{place}で{car}空いてますか？",
    "{opening}{when}に{car}をお借りしたくて、{place}なんですけど",
    "{car}ってある？{when}で、{place}なんやけど",
    "{opening}家族旅行で{when}に{car}が必要で、{place}が近いのでそこで",
    "{opening}上司の代わりに電話してます。{when}で{place}の{car}をお願いします",
    "明日からの出張が延びて{when}に変わったんだけど、{place}で{car}ある？",
    "{day}なんですけど、{place}で{car}、時間は{hours}で",
    "日にちは{day}、場所は{place}、車は{car}、時間は{hours}です",
    "{opening}{day}に{place}で{car}一台、{hours}でお借りしたいのですが可能でしょうか",
    "{opening}{day}の予約をお願いします。{place}で、{car}で、{hours}です",
    "{opening}{day}、{hours}を予定しております。{place}にて{car}を手配願います",
    "{opening}{hours}なんですが、{day}に{place}で{car}",
    "わたし{car}ほしいです。{place}です。{day}です。{hours}です。",
]  # fmt: skip


PHRASES = Phrases(
    PLACES, CLASSES, NAMES, DAYS, HOURS, PERIODS, OPENINGS, SENTENCES, joints=("の", "、"), seed=12
)


@pytest.mark.parametrize(("text", "wanted"), [*PHRASES.compose_requests(8 * len(SENTENCES))])
def test_each_value_of_a_composed_wish_is_understood(text: str, wanted: dict[str, str]) -> None:
    heard = hear("ja", text)
    assert {slot: heard[slot] for slot in wanted} == wanted


# What a booking is read back with, and what alone is to be different after the words said to that.
AS_READ_BACK = {
    "shop": "shinagawa", "car": "compact", "start": "12-15 10:00", "end": "12-15 18:00", "name": "山田太郎",
    "back": "",
}  # fmt: skip
CHANGES = {
    "帰りは19時になりそう": {"end": "12-15 19:00"},
    "返却は19時でもいいですか": {"end": "12-15 19:00"},
    "19時まで借りれますか？": {"end": "12-15 19:00"},
    "返す時間、7時で": {"end": "12-15 19:00"},
    "18時って言ったけど19時で": {"end": "12-15 19:00"},
    "取りに行くの9時でもいいですか": {"start": "12-15 09:00"},
    "朝もう1時間早く出たい": {"start": "12-15 09:00"},
    "借りるのを1時間早めて、返すのは変わらずで": {"start": "12-15 09:00"},
    "15日って言ったけど16日": {"start": "12-16 10:00", "end": "12-16 18:00"},
    "15日都合悪くなったから16日で": {"start": "12-16 10:00", "end": "12-16 18:00"},
    "一週間後にして": {"start": "12-22 10:00", "end": "12-22 18:00"},
    "翌週の同じ曜日に": {"start": "12-22 10:00", "end": "12-22 18:00"},
    "品川じゃなくて新宿で": {"shop": "shinjuku"},
    "乗るのは佐藤次郎なんで、そっちの名前で": {"name": "佐藤次郎"},
    "名前だけ、佐藤次郎にしといて": {"name": "佐藤次郎"},
}


@pytest.mark.parametrize("opening", ["", "はい、それでいいんですけど、", "あ、すみません、"])
@pytest.mark.parametrize("words", CHANGES)
def test_what_is_said_to_the_read_back_changes_that_alone(words: str, opening: str) -> None:
    heard = hear("ja", "品川15日10時18時コンパクト山田太郎", f"{opening}{words}")
    assert heard == AS_READ_BACK | CHANGES[words]


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("17日の夜に着いて一泊するんで、車は翌日の金曜から、9時から5時", "12-18 09:00", "12-18 17:00"),
        ("今度の日曜、いや日曜はあかんわ、土曜の昼1時から夜の7時まで", "12-05 13:00", "12-05 19:00"),
        ("日曜は無理なんで、土曜の10時から18時", "12-05 10:00", "12-05 18:00"),
        ("コンパクト 1218 9-17", "12-18 09:00", "12-18 17:00"),
        ("22ミニバン品川9-19", "12-22 09:00", "12-22 19:00"),
    ],
)
def test_a_day_is_understood_beside_what_is_no_day_of_the_rental(text: str, start: str, end: str) -> None:
    heard = hear("ja", text)
    assert (heard["start"], heard["end"]) == (start, end)
