"""A booking of several days: the end of it that moves, the one that stays, and the days that are given up."""

from __future__ import annotations

import pytest

from tests.voice.engine.dialogue.desk import DESK_TOOLS, NUMBER, OWNERS, Desk, called, row
from tests.voice.engine.dialogue.dialogue import Rehearsal
from tests.voice.engine.dialogue.fleet import CARS, SHOPS

pytestmark = pytest.mark.unit

PROOF = {"ja": f"{NUMBER}の山田太郎です。", "en": f"{NUMBER}, John Smith. "}
YES = {"ja": "はい", "en": "Yes, please."}


def speak(language: str, *lines: str, with_proof: bool = True) -> tuple[Desk, Rehearsal]:
    """After `lines` of who has a booking from Friday the 18th at noon to Sunday the 20th at noon, and begins
    with its number and name if `with_proof`."""
    booked = row(name=OWNERS[language], start="2026-12-18T12:00:00", end="2026-12-20T12:00:00")
    free = {(shop["id"], car): 9 for shop in SHOPS for car in CARS}
    desk = Desk(known={NUMBER: booked}, free=free, spoken=language == "ja")
    rehearsal = Rehearsal(desk.run, language, today="2026-12-01 (Tuesday), Asia/Tokyo", tools=DESK_TOOLS)
    rehearsal.start()
    for line in (f"{PROOF[language] if with_proof else ''}{lines[0]}", *lines[1:]):
        rehearsal.say(line)
    return desk, rehearsal


def change(language: str, *lines: str) -> tuple[str, str]:
    desk, rehearsal = speak(language, *lines, YES[language])
    assert not called(rehearsal, "cancel_reservation")
    return desk.times()


@pytest.mark.parametrize(
    ("language", "lines", "times"),
    [
        ("ja", ("2時間遅く行ってもいいですか", "はい、あと返すのも2時間遅くして"), ("18T14", "20T14")),
        ("ja", ("出発を1時間早く", "返却も1時間早く"), ("18T11", "20T11")),
        ("ja", ("返却を2時間遅く", "やっぱり1時間で"), ("18T12", "20T13")),
        ("en", ("Can we come two hours later?", "Yes, and the return two hours later as well."),
         ("18T14", "20T14")),
        ("en", ("return it an hour later", "and pick it up an hour earlier"), ("18T11", "20T13")),
        ("en", ("start an hour later", "no, two hours"), ("18T14", "20T12")),
    ],
)  # fmt: skip
def test_a_shift_of_the_other_end_comes_upon_the_first(
    language: str, lines: tuple[str, ...], times: tuple[str, str]
) -> None:
    assert change(language, *lines) == (f"12-{times[0]}:00", f"12-{times[1]}:00")


@pytest.mark.parametrize(
    ("language", "lines"),
    [
        ("ja", ("17日木曜から借りたいんですが", "いや、返すのは日曜のままです")),
        ("ja", ("17日に変更", "返すのは変えないで")),
        ("ja", ("17日に変更", "返却日はそのままで")),
        ("en", ("I'd like it from Thursday the 17th.", "No no, the return stays on the Sunday.")),
        ("en", ("move it to the 17th", "keep the return as it was")),
        ("en", ("move the pickup from the 18th to the 17th at noon",)),
    ],
)
def test_the_return_that_is_to_stay_is_put_back(language: str, lines: tuple[str, ...]) -> None:
    assert change(language, *lines) == ("12-17T12:00", "12-20T12:00")


@pytest.mark.parametrize(
    ("language", "line", "times"),
    [
        ("ja", "土日はキャンセルで、金曜の12時から20時だけ使いたい", ("18T12", "18T20")),
        ("ja", "19日と20日はキャンセルして18日の20時まで", ("18T12", "18T20")),
        ("en", "Cancel the Saturday and Sunday, I just need it Friday, noon till eight.", ("18T12", "18T20")),
        ("en", "Cancel the Sunday please, I'll bring it back Saturday at noon", ("18T12", "19T12")),
        ("ja", "一週間後なら行けるんですけど、無理ならキャンセルで", ("25T12", "27T12")),
        ("ja", "25日に変えられますか、だめならキャンセルします", ("25T12", "27T12")),
        ("en", "I'd like to cancel unless I can have it a week later.", ("25T12", "27T12")),
        ("en", "Could we have it on the 25th, otherwise cancel it", ("25T12", "27T12")),
        ("en", "Cancel it if you can't move it to the 25th", ("25T12", "27T12")),
    ],
)
def test_a_day_is_cancelled_and_no_booking_or_only_if_it_cannot_be_changed(
    language: str, line: str, times: tuple[str, str]
) -> None:
    assert change(language, line) == (f"12-{times[0]}:00", f"12-{times[1]}:00")


@pytest.mark.parametrize(
    ("language", "line"),
    [("ja", "18日の予約をキャンセル"), ("ja", "行けないかもしれないのでキャンセルで"), ("en", "cancel it"),
     ("en", "Cancel the booking for Friday, I just don't need it"), ("en", "I'd like to cancel it if I may")],
)  # fmt: skip
def test_a_booking_is_cancelled_all_the_same(language: str, line: str) -> None:
    _, rehearsal = speak(language, line)
    assert called(rehearsal, "cancel_reservation")


@pytest.mark.parametrize(
    ("language", "line", "times"),
    [
        ("ja", "20日の返却、前倒しで19日の夜7時にしたいです", ("18T12", "19T19")),
        ("ja", "日曜に返すのを土曜の15時にしてください", ("18T12", "19T15")),
        ("ja", "20日に返す予定を21日の10時に変更", ("18T12", "21T10")),
        ("ja", "前日の夜7時に返したい", ("18T12", "19T19")),
        ("en", "the return on the 20th, make it the 19th at seven", ("18T12", "19T19")),
        ("en", "change the Sunday return to Monday at ten", ("18T12", "21T10")),
        ("en", "instead of bringing it back Sunday, Saturday at seven in the evening", ("18T12", "19T19")),
        ("en", "Can I bring it back the evening before, at seven?", ("18T12", "19T19")),
        ("en", "pick it up the evening before at six", ("17T18", "20T12")),
        ("en", "I've a meeting at ten so I can't pick it up till two", ("18T14", "20T12")),
        ("ja", "その日10時から会議があって14時半まで取りに行けないんです", ("18T14:30", "20T12")),
        ("ja", "21日も車が要るんですよ", ("18T12", "21T12")),
    ],
)
def test_an_end_that_is_named_by_its_day_moves_alone(
    language: str, line: str, times: tuple[str, str]
) -> None:
    assert change(language, line) == tuple(f"12-{each}:00"[:11] for each in times)


@pytest.mark.parametrize(
    ("language", "line", "times"),
    [
        ("ja", "10時からでもいいですか", ("18T10", "20T12")),
        ("ja", "19日まで借りれます？", ("18T12", "19T12")),
        ("ja", "前の日の19時に返しちゃだめですか", ("18T12", "19T19")),
        ("en", "Could we have it from ten?", ("18T10", "20T12")),
        ("en", "can I have it till Monday", ("18T12", "21T12")),
    ],
)
def test_an_end_is_changed_right_after_the_booking_was_told(
    language: str, line: str, times: tuple[str, str]
) -> None:
    opening = {"ja": "予約の確認お願いします", "en": "just checking my booking please"}[language]
    assert change(language, opening, line) == (f"12-{times[0]}:00", f"12-{times[1]}:00")


@pytest.mark.parametrize(
    ("language", "line", "name"),
    [
        ("en", "Oh, it's F-E-R-R-Y-S by the way.", "Tom Ferrys"),
        ("en", "By the way it's Ferrys with a Y", "Tom Ferrys"),
        ("ja", "名前、高田純一でした", "高田純一"),
    ],
)
def test_the_name_of_a_booking_just_made_is_mended(language: str, line: str, name: str) -> None:
    opening = {
        "ja": "12日土曜10時から18時、東京駅前店のコンパクト、名前は高田純です",
        "en": "A compact at Tokyo Station on Saturday the 12th, ten to six, name's Tom Ferris.",
    }[language]
    desk, rehearsal = speak(language, opening, YES[language], line, YES[language], with_proof=False)
    assert not called(rehearsal, "cancel_reservation")
    assert [each["name"] for number, each in desk.known.items() if number != NUMBER] == [name]


@pytest.mark.parametrize(
    ("language", "line", "name"),
    [
        ("ja", "結婚して名字が変わりまして、佐々木太郎に直していただきたいのですが", "佐々木太郎"),
        ("ja", "予約者を山田花子に変更", "山田花子"),
        ("en", "I'd like to change the name from John Smith to my married name, John Okafor.", "John Okafor"),
        ("en", "The name should be Jon Smith, no h", "Jon Smith"),
    ],
)
def test_a_new_name_is_told_in_other_words(language: str, line: str, name: str) -> None:
    desk, _ = speak(language, line, YES[language])
    assert desk.known[NUMBER]["name"] == name
