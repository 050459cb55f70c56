"""Whether a caller speaks of a reservation that exists, and what is to be done with it."""

from __future__ import annotations

import pytest

from tests.voice.engine.dialogue.desk import DESK_TOOLS, NUMBER, Desk, called, held
from voice.engine.dialogue.policy.decide import decide
from voice.engine.dialogue.replay import replay
from voice.engine.dialogue.state.session_facts import open_dialogue
from voice.engine.interfaces import Prompt

pytestmark = pytest.mark.unit

BOOKING = "東京駅前店で12月5日の10時から18時までコンパクト、山田太郎です"
AT_FIRST = {
    "find": """予約を確認したい|予約の内容を教えてください|先日予約した山田ですが
予約番号は4027311です|すでに予約しています|明日の予約を確認したい
予約が取れているか確認したい|前の予約を確認したい|Can I check my booking?
I have a reservation for Saturday|my reservation number is R-402-7311
I would like to confirm my reservation""",
    "change": """店を変更したい|時間を変更したい|予約した時間を変えたいんですけど|予約の日を変えたい
返却時間を延長したい|予約を1時間遅らせたい|今借りている車の返却を延長したいのですが
I want to change my reservation|can I make a change to my booking
I need to reschedule|I want to extend my rental
R-402-7311、山田太郎です。11時からにしてください|R-402-7311ですけど、取りに行くのが1時間遅れます
今借りてる者ですけど、返すのが遅れそうです|R-402-7311, John Smith. Can you move it back by a week?
予約の車をSUVにしたいです|予約しているセダンをSUVにしてもらえますか|名前を藤田浩二に変更したいです
swap the sedan on my booking for an SUV|upgrade my booking to a minivan|I need the name changed to Jo Hughes
I'd like an SUV instead of the sedan on my booking
I'd like to keep the car one more day|R-402-7311, I'm stuck in traffic""",
    "cancel": """予約をキャンセルしたいんですが|キャンセルお願いします
昨日電話で予約したんですが、キャンセルできますか|予約の取り消しをしたい
この前の予約を取り消したい|I'd like to cancel my booking|I need to cancel
I booked a car yesterday and want to cancel""",
    "": """予約をお願いします|予約したいんですが|土曜日に車を借りたい
キャンセル料はいくらですか|予約は必要ですか|予約を取りたい|東京駅前の店で予約したい
英語に変えてください|空いている日を確認したい|もう一度予約したい
前に予約した店で借りたい|I'd like to make a reservation
what is your cancellation policy|do I need a booking?
change the language to Japanese please|I have to be back by 6 PM, so can I take it at 10
090-1234-5678です|車をSUVにしたいです|予約したいです。SUVにしてください
早くても18時半になるんです。返すのは翌朝8時で、17日にコンパクト
遅くとも19時には返却します。17日の9時からでコンパクト
I was thinking the 17th but let's make it the 19th, nine to six, Shinagawa, smallest car
I had a sedan in mind but make it the small one, the 19th, nine to six, whichever car is cheapest
朝早めに、17日の8時に借りて返却は18時、コンパクトで
Do you have an SUV I could switch to?|can I swap drivers on the way?""",
}
IN_A_BOOKING = {
    "": """時間を変更したい|キャンセルします|予約内容を確認したい|11時からに変更
予約をキャンセル|予約した内容をもう一度|Could I have the sedan instead?
I have a minivan in mind, can I switch to that?|予約の車をSUVにしたいです""",
    "cancel": "昨日した予約をキャンセルしたい",
}
AFTER_A_BOOKING = {
    "change": """時間を変更したい|11時からでお願いします|やっぱりミニバンで|間違えました、日曜日です
名前が違います""",
    "cancel": "取り消してください|やっぱりやめます|別の予約をキャンセルしたい",
    "find": "予約番号4027311も確認したい",
    "": """ありがとうございます|変更はありません|予約番号をもう一度お願いします
同じ日にもう1台借りたい|場所はどこですか|10時に行きます|以上です
遅れるかもしれません|それと、12月11日に札幌でSUVを9時から17時までお願いします
あと、12月16日も同じ時間で同じ車をお願いします|Also a minivan on December 9 from 10 to 6, please
12月11日に新宿店でSUVを9時から17時まで""",
}


def each(phrases: dict[str, str]) -> list[tuple[str, str]]:
    return [
        (words, write) for write, lines in phrases.items() for words in lines.replace("\n", "|").split("|")
    ]


def write(*lines: str) -> str:
    rehearsal, _ = held(Desk(), *lines[:-1])
    said = {"type": "message", "role": "user", "content": [{"transcript": lines[-1]}]}
    tools = [{"name": name} for name in DESK_TOOLS]
    dialogue = replay(open_dialogue(Prompt(rehearsal.instructions, tools)), [*rehearsal.items, said], decide)
    return dialogue.case.intent if dialogue.case else ""


@pytest.mark.parametrize(("words", "wanted"), each(AT_FIRST))
def test_at_first(words: str, wanted: str) -> None:
    assert write(words) == wanted


@pytest.mark.parametrize(("words", "wanted"), each(IN_A_BOOKING))
def test_in_the_middle_of_a_booking(words: str, wanted: str) -> None:
    assert write(BOOKING, words) == wanted


@pytest.mark.parametrize(("words", "wanted"), each(AFTER_A_BOOKING))
def test_after_a_booking(words: str, wanted: str) -> None:
    assert write(BOOKING, "はい", words) == wanted


def test_a_misheard_name_is_corrected_after_the_booking() -> None:
    desk = Desk()
    rehearsal, _ = held(desk, BOOKING, "はい", "名前が違います", "山田一郎です", "はい")
    assert desk.known["R-402-7315"]["name"] == "山田一郎"
    assert called(rehearsal, "change_reservation")[0]["newCustomerName"] == "山田一郎"


def test_another_reservation_than_the_one_just_made_needs_its_number() -> None:
    desk = Desk()
    _, said = held(desk, BOOKING, "はい", "別の予約をキャンセルしたい", "4027311", "5678", "はい")
    assert "ご予約番号を" in said[3]
    assert desk.status(NUMBER) == "cancelled"
    assert desk.status("R-402-7315") == "confirmed"


def test_who_says_at_once_that_the_number_is_lost_is_not_asked_for_it() -> None:
    _, said = held(Desk(), "予約番号を忘れたのですが、予約を確認したい")
    assert "ご予約番号がわからない場合は" in said[1]


REFUSALS = (
    "{act}じゃなくて、", "{act}ではなく、", "{act}したいんじゃなくて、", "{act}するんじゃなくて",
    "{act}せずに、",
    "{act}しないで、", "{act}ってわけじゃなくて、", "{act}ではありませんが、",
)  # fmt: skip
CHANGES_INSTEAD = (
    "返す時間を19時に変えたいんです",
    "日にちを12月19日に変更したい",
    "返却を1時間遅らせたいんですが",
)


@pytest.mark.parametrize("refusal", REFUSALS)
@pytest.mark.parametrize("change", CHANGES_INSTEAD)
def test_an_act_that_is_refused_gives_way_to_the_one_that_is_wished(refusal: str, change: str) -> None:
    for act in ("キャンセル", "取り消し"):
        assert write(f"R-402-7311の山田太郎ですけど、{refusal.format(act=act)}{change}") == "change"


@pytest.mark.parametrize("refusal", ["変更じゃなくて、", "変更ではなく", "変更したいんじゃなくて、"])
def test_a_change_that_is_refused_gives_way_to_the_cancelling(refusal: str) -> None:
    assert write(f"R-402-7311の山田太郎です、{refusal}キャンセルをお願いします") == "cancel"


@pytest.mark.parametrize("which", ["来週の", "今週末の", "12月5日の", "土曜の", "来月の", "明後日の"])
@pytest.mark.parametrize("about", ["予約なんですけど、", "予約の件で、", "予約についてなんですが、"])
def test_the_day_that_tells_which_reservation_it_is_is_no_new_day(which: str, about: str) -> None:
    desk = Desk()
    held(
        desk,
        f"{which}{about}取りに行く時間を10時から11時半に変更したいです",
        "4027311",
        "山田太郎です",
        "はい",
    )
    assert desk.times(NUMBER) == ("12-05T11:30", "12-05T18:00")


@pytest.mark.parametrize("hour", ["9時", "10時半", "予約の時間", "約束の時間"])
@pytest.mark.parametrize(
    "missed", ["{}に間に合わなそうなんです", "{}に着けそうにないんですが", "{}には行けなくなりまして"]
)
def test_an_agreed_hour_that_cannot_be_kept_is_of_a_booking(hour: str, missed: str) -> None:
    for why in ("", "電車が止まってて、", "道が混んでて"):
        assert write(why + missed.format(hour)) == "change"


@pytest.mark.parametrize(
    "words", ["新幹線が9時に間に合わないので車を借りたい", "10時に着けないので11時から予約したいです"]
)
def test_an_hour_that_is_missed_tells_why_a_car_is_wished(words: str) -> None:
    assert write(words) == ""


@pytest.mark.parametrize("late", ["道が混んでて", "渋滞で", "用事が長引いて", ""])
@pytest.mark.parametrize("comes", ["{}になりそうなんです", "{}くらいになります", "{}頃になっちゃいそうで"])
def test_the_hour_of_a_car_that_is_out_is_that_of_its_return(late: str, comes: str) -> None:
    desk = Desk()
    held(
        desk,
        f"いま借りてる車なんですけど、{late}返すのが{comes.format('7時半')}",
        "4027311",
        "山田太郎です",
        "はい",
    )
    assert desk.times(NUMBER) == ("12-05T10:00", "12-05T19:30")
