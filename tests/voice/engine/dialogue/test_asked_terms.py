"""Who only asks what changing or cancelling comes to has no booking, and is asked for no number."""

from __future__ import annotations

import pytest

from tests.voice.engine.dialogue.desk import DESK_TOOLS, Desk
from tests.voice.engine.dialogue.dialogue import Rehearsal
from voice.engine.dialogue.nlu.digits import find_number

pytestmark = pytest.mark.unit

TERMS = {
    "ja": [
        "当日キャンセルだといくら取られます？",
        "キャンセル料っていつからかかりますか",
        "変更は何日前までできます？",
        "キャンセルは無料ですか",
        "直前のキャンセルでも大丈夫ですか",
        "予約の変更に手数料はかかりますか",
        "予約したあとで日にちの変更ってできるんですか",
        "キャンセルするとお金かかるんでしたっけ",
        "あとから時間を変えることもできますか",
        "台風とかで飛行機が欠航になったときってキャンセルできるのか先に聞きたいんですけど",
        "欠航のときキャンセルできるか知りたいんですが",
        "まだ先の話なんですけど、急に行けなくなったときってキャンセルできるかどうか聞きたいんです",
        "子どもが熱を出したら日にちの変更ってできます？",
    ],
    "en": [
        "What happens if I cancel on the day?",
        "How much do you charge for cancelling?",
        "Can I change the booking later for free?",
        "If my plans change, can I cancel?",
        "Do I get charged if I cancel last minute?",
        "Can I still cancel after I've booked?",
        "Is it free to change the time afterwards?",
    ],
}
RENTAL = {
    "ja": "わかりました。じゃあ12月5日10時から18時で東京駅前、コンパクト、山田太郎です",
    "en": "OK. A compact at Tokyo Station, December 5, 10 AM to 6 PM then, John Smith.",
}
ASKS_NUMBER = {"ja": "予約番号", "en": "reservation number"}
BOOK = {"ja": "はい", "en": "yes"}


@pytest.mark.parametrize(
    ("language", "question"), [(language, words) for language, asked in TERMS.items() for words in asked]
)
def test_a_rental_may_follow(language: str, question: str) -> None:
    desk = Desk()
    rehearsal = Rehearsal(desk.run, language, tools=DESK_TOOLS)
    rehearsal.start()
    assert ASKS_NUMBER[language] not in rehearsal.say(question)
    rehearsal.say(RENTAL[language])
    rehearsal.say(BOOK[language])
    assert [made["start"][:13] for made in desk.bookings] == ["2026-12-05T10"]


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("ja", "予約をキャンセルしたいんですが、お金かかりますか"),
        ("ja", "明日の予約、当日キャンセルになっちゃうんですけどお金かかりますか"),
        ("ja", "受け取りの時間をもっと遅くに変更できますか"),
        ("en", "I need to cancel my booking, do I get charged?"),
        ("en", "Could I move my booking to a later time?"),
    ],
)
def test_whoever_has_a_booking_is_asked_for_its_number(language: str, words: str) -> None:
    rehearsal = Rehearsal(Desk().run, language, tools=DESK_TOOLS)
    rehearsal.start()
    assert ASKS_NUMBER[language] in rehearsal.say(words)


@pytest.mark.parametrize(
    "words", ["12月5日の10時から18時です", "December 5 at 10 AM", "3人で2台", "December 12th, 9 o'clock"]
)
def test_a_day_and_an_hour_begin_no_number(words: str) -> None:
    assert find_number(words) == ("", "")


@pytest.mark.parametrize("act", ["変更", "キャンセル"])
@pytest.mark.parametrize("denies", ["したいんじゃなくて", "ではなくて", "じゃなくて"])
@pytest.mark.parametrize("wish", ["新しく取りたいんです", "新規の予約です", "もう一台予約したいんですが"])
def test_a_new_one_instead_of_an_act_upon_one(act: str, denies: str, wish: str) -> None:
    desk = Desk()
    rehearsal = Rehearsal(desk.run, tools=DESK_TOOLS)
    rehearsal.start()
    assert ASKS_NUMBER["ja"] not in rehearsal.say(f"{act}{denies}、{wish}")
    rehearsal.say("12月5日10時から18時で東京駅前、コンパクト、山田太郎です")
    rehearsal.say("はい")
    assert [made["start"][:13] for made in desk.bookings] == ["2026-12-05T10"]
