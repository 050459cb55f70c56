"""Another shop while the name is due, days in reasons, vague times, and one more car after the first."""

from __future__ import annotations

import pytest

from tests.voice.engine.dialogue.dialogue import Rehearsal
from tests.voice.engine.dialogue.fleet import CARS, SHOPS, Fleet
from tests.voice.engine.dialogue.read_backs import asked

pytestmark = pytest.mark.unit

FIRST_WORDS = {
    "ja": "新宿店で12月5日の10時から18時、コンパクトでお願いします",
    "en": "a compact at Shinjuku on December 5 from 10 AM to 6 PM please",
}
NAME = {"ja": ("山田太郎です", "はい、お願いします"), "en": ("John Smith", "Yes, please.")}


def hold_call(language: str, *lines: str) -> Rehearsal:
    fleet = Fleet(free={(shop["id"], car): 3 for shop in SHOPS for car in CARS})
    call = Rehearsal(fleet.run, language)
    call.start()
    for line in lines:
        call.say(line)
    return call


@pytest.mark.parametrize(
    ("language", "line"),
    [
        ("ja", "あの、やっぱりお店を東京駅前にしてください"),
        ("ja", "その前に、店舗を東京駅前に変えといてもらえます？"),
        ("ja", "あー、東京駅のほうが家から近いんで東京駅前でお願いできますか"),
        ("ja", "えーとすみません、受け取る場所は東京駅前がいいです"),
        ("en", "Oh, Tokyo Station is nearer for me, could we use that one instead?"),
        ("en", "Before that, let's switch to the Tokyo Station shop."),
        ("en", "Can we change the branch to Tokyo Station?"),
    ],
)
def test_a_shop_wished_for_while_the_name_is_due_is_taken(language: str, line: str) -> None:
    call = hold_call(language, FIRST_WORDS[language], line, *NAME[language])
    assert [booked["locationId"] for booked in call.booked] == ["tokyo-ekimae"]


@pytest.mark.parametrize(
    ("language", "line"), [("ja", "新宿太郎です"), ("ja", "品川涼です"), ("en", "It's Tokyo Smith")]
)
def test_a_name_that_is_a_shop_leaves_the_shop(language: str, line: str) -> None:
    call = hold_call(language, FIRST_WORDS[language], line, NAME[language][1])
    assert {booked["locationId"] for booked in call.booked} <= {"shinjuku"}


@pytest.mark.parametrize(
    ("language", "line"),
    [
        ("ja", "3日までは仕事なんで、5日に新宿店で10時から18時、コンパクト"),
        ("ja", "4日は出張なので5日に新宿店で10時から18時、コンパクト"),
        ("ja", "9時に会議があるから、5日の10時から18時で新宿店のコンパクト"),
        ("en", "I'm working until the 3rd, so the 5th at Shinjuku, 10 to 6, a compact"),
        ("en", "a compact at Shinjuku on December 5 from 10 AM to 6 PM because I fly in on the 4th"),
    ],
)
def test_a_day_in_a_reason_is_no_day_of_the_rental(language: str, line: str) -> None:
    call = hold_call(language, line, *NAME[language])
    assert [(each["startDate"], each["endDate"]) for each in call.booked] == [
        ("2026-12-05T10:00:00", "2026-12-05T18:00:00")
    ]


@pytest.mark.parametrize(
    ("language", "line"),
    [
        ("ja", "ミニバンも同じ日時でお願いします"),
        ("ja", "ミニバンも1台、同じ時間で頼めますか"),
        ("en", "The minivan too, same time."),
        ("en", "We'd need a minivan as well, same times please."),
    ],
)
def test_one_more_car_is_another_booking_at_the_same_times(language: str, line: str) -> None:
    call = hold_call(language, FIRST_WORDS[language], *NAME[language], line, *NAME[language])
    assert [booked["vehicleType"] for booked in call.booked] == ["コンパクト", "ミニバン"]
    assert len({booked["startDate"] for booked in call.booked}) == 1


@pytest.mark.parametrize(
    ("language", "first", "choice", "line"),
    [
        (
            "ja",
            "新宿店で12月5日の10時から18時、コンパクトとミニバン",
            "まずコンパクト",
            "もう1台のほうも同じ時間で",
        ),
        ("ja", "新宿店で12月5日の10時から18時、ミニバンとコンパクト", "コンパクトから", "2台目も同じ内容で"),
        (
            "en",
            "a compact and a minivan at Shinjuku on December 5 from 10 AM to 6 PM",
            "the compact first",
            "And the other one, same times.",
        ),
    ],
)
def test_the_other_of_two_is_remembered(language: str, first: str, choice: str, line: str) -> None:
    call = hold_call(language, first, choice, *NAME[language], line, *NAME[language])
    assert [booked["vehicleType"] for booked in call.booked] == ["コンパクト", "ミニバン"]


@pytest.mark.parametrize(
    ("language", "line", "offered", "hours"),
    [
        ("ja", "新宿店で12月5日の夕方から、コンパクト", "夕方", "16時、17時"),
        ("ja", "新宿店で12月5日のお昼過ぎから18時まで、コンパクト", "お昼過ぎ", "13時、14時"),
        ("ja", "新宿店で12月5日の朝から夕方まで、コンパクト", "朝", "8時、9時"),
        ("ja", "新宿店で12月5日の10時から夕方まで、コンパクト", "夕方", "16時、17時"),
        (
            "en",
            "a compact at Shinjuku on December 5 from late morning until 6 PM",
            "late morning",
            "11 AM or noon",
        ),
        (
            "en",
            "a compact at Shinjuku on December 5, early afternoon till 7 PM",
            "early afternoon",
            "1 PM or 2 PM",
        ),
        (
            "en",
            "pick up around lunch on December 5 at Shinjuku, back by 6 PM, a compact",
            "lunch",
            "noon or 1 PM",
        ),
    ],
)
def test_a_vague_time_is_said_back_with_the_hours_that_it_may_mean(
    language: str, line: str, offered: str, hours: str
) -> None:
    call = hold_call(language)
    said = call.say(line)
    assert offered in said
    assert hours in said
    assert not [made for made in call.calls if made.name == "get_availability"]


def test_vague_ends_are_each_told_to_the_hour() -> None:
    call = hold_call("ja", "新宿店で12月5日の朝から夕方まで、コンパクト", "9時で")
    call.say("17時で")
    call.say("山田太郎です")
    call.say("はい、お願いします")
    assert [(each["startDate"], each["endDate"]) for each in call.booked] == [
        ("2026-12-05T09:00:00", "2026-12-05T17:00:00")
    ]


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("ja", "やっぱり電車で行くことにします、すみません"),
        ("ja", "新幹線にしますわ、すみません"),
        ("ja", "いえ、もう予約しなくていいです"),
        ("en", "No, forget it, I'll take the train."),
        ("en", "Sorry, we don't need the car, we'll just take a taxi."),
        ("en", "You know what, forget it, I'll take the train."),
        ("en", "I'd rather leave it, it costs more than we have."),
        ("ja", "うーん、ちょっと予算に合わないので今回はやめときます"),
    ],
)
@pytest.mark.parametrize("question", ["confirm", "change"])
def test_who_goes_by_train_after_all_is_asked_no_more(language: str, words: str, question: str) -> None:
    call = hold_call(language, FIRST_WORDS[language], NAME[language][0])
    if question == "change":
        call.say("いいえ" if language == "ja" else "No.")
    reply = call.say(words)
    assert ("お取りせず" if language == "ja" else "won't make") in reply, reply
    assert not call.booked


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("ja", "電車で行くことにしたらキャンセル料はかかりますか"),
        ("en", "What if I take the train, is there a fee?"),
    ],
)
def test_who_only_asks_what_would_be_has_not_given_up(language: str, words: str) -> None:
    call = hold_call(language, FIRST_WORDS[language], NAME[language][0])
    call.say(words)
    call.say(NAME[language][1])
    assert call.booked


@pytest.mark.parametrize(
    ("language", "words", "car"),
    [
        ("ja", "気が変わった、セダンにして", "セダン"),
        ("ja", "もういらない、じゃなくてミニバンにしてください", "ミニバン"),
        ("en", "Sorry, changed my mind, make it a minivan.", "ミニバン"),
        ("en", "Forget it, I'd rather have a sedan.", "セダン"),
    ],
)
def test_who_names_another_car_has_not_given_up(language: str, words: str, car: str) -> None:
    call = hold_call(language, FIRST_WORDS[language], NAME[language][0])
    call.say(words)
    call.say(NAME[language][1])
    assert [each["vehicleType"] for each in call.booked] == [car]


ENDS = ("返すの", "返すのは", "返却は", "返却、", "あの、戻すの")
AS_WISHED = (
    "{}時でいいです",
    "{}時で大丈夫です",
    "{}時で構いません",
    "{}時にします",
    "{}時で十分です",
    "{}時でお願いします",
)


@pytest.mark.parametrize("end", ENDS)
@pytest.mark.parametrize("wish", AS_WISHED)
def test_an_hour_that_is_stated_at_the_read_back_is_no_question(end: str, wish: str) -> None:
    for hour in (15, 17, 19):
        rehearsal = Rehearsal(Fleet().run, language="ja")
        rehearsal.start()
        rehearsal.say("東京駅前店で12月5日の10時から18時までコンパクト、山田太郎です")
        said = rehearsal.say(end + wish.format(hour))
        assert f"10時から{hour}時" in said, said
        assert rehearsal.booked == []


@pytest.mark.parametrize(
    "words", ["返すの、翌朝9時でもいいですか", "返却なんですが、翌日の9時でも大丈夫ですか"]
)
def test_leave_to_return_later_moves_the_return_alone(words: str) -> None:
    rehearsal = Rehearsal(Fleet().run)
    rehearsal.start()
    rehearsal.say("東京駅前店で12月5日の10時から18時、コンパクト、山田太郎です")
    assert "12月5日土曜日の10時から12月6日日曜日の9時" in rehearsal.say(words)


def test_two_times_where_one_was_asked_for_are_a_choice() -> None:
    rehearsal = Rehearsal(Fleet().run)
    rehearsal.start()
    rehearsal.say("東京駅前店、コンパクト、山田太郎、12月5日10時から")
    asked = rehearsal.say("一応18時ですけど、もしかしたら19時になるかも")
    assert "どちらでございましょうか" in asked
    assert "お返し" in asked
    assert "12月5日土曜日の10時から19時" in rehearsal.say("19時で")


def test_an_hour_that_is_too_early_is_the_one_that_moves() -> None:
    rehearsal = Rehearsal(Fleet().run)
    rehearsal.start()
    rehearsal.say("東京駅前店で12月5日の10時から18時、コンパクト、山田太郎です")
    said = rehearsal.say("18時じゃ間に合わないかもしれないんで19時にしといてください")
    assert "12月5日土曜日の10時から19時" in said


@pytest.mark.parametrize(
    "words", ["Make it the hour after that.", "We said the other branch.", "It should be number 12."]
)
def test_what_may_change_the_booking_is_asked_about_and_no_yes_asked_for(words: str) -> None:
    call = hold_call("en", FIRST_WORDS["en"], NAME["en"][0])
    reply = call.say(words)
    assert "say yes" not in reply, reply
    assert not call.booked


def test_a_name_beside_a_question_is_kept_for_another_booking() -> None:
    call = hold_call("en", FIRST_WORDS["en"], *NAME["en"])
    call.say("Actually can you make that two cars? Same again for my colleague Beth Oyelaran.")
    call.say("Yes, please.")
    assert [each["customerName"] for each in call.booked] == ["John Smith", "Beth Oyelaran"]


@pytest.mark.parametrize(
    "words", ["12月5日の10時から18時です", "名前は山田太郎です", "コンパクトで", "東京駅前店です"]
)
def test_what_stands_is_read_back_again_to_who_says_it_once_more(words: str) -> None:
    conversation = asked("book", "ja")
    assert not conversation.say("ちょっと違うかな")
    assert not conversation.say(words)
    assert conversation.say("はい、お願いします")


@pytest.mark.parametrize(
    ("language", "line"),
    [
        (
            "en",
            "We land on December 5 around nine, so pick up at ten, and drop it off on December 7 at 6 PM.",
        ),
        ("en", "I'm arriving on December 5. Pick up at ten, back on December 7 at 6 PM."),
        ("ja", "12月5日の9時に到着するので、10時に借りて、12月7日の18時に返します"),
    ],
)
def test_who_arrives_takes_the_car_on_that_day(language: str, line: str) -> None:
    car = {"ja": "新宿店でコンパクトをお願いします", "en": "A compact at Shinjuku please."}[language]
    call = hold_call(language, car, line, *NAME[language])
    assert [(b["startDate"][:13], b["endDate"][:13]) for b in call.booked] == [
        ("2026-12-05T10", "2026-12-07T18")
    ]


WANTED = {
    "en": ["Actually, could we make that a minivan?", "Can we do a minivan?", "Would a minivan be possible?",
           "I think we'd better take a minivan."],
    "ja": ["やっぱりミニバンにしてもらえますか。", "ミニバンでお願いできますか。", "ミニバンがいいです。"],
}  # fmt: skip
REASONS = {
    "en": ["We've got a lot of bags.", "There's a dog coming with us.", "My husband is driving as well.",
           "It's going to snow, I think.", "The kids will be with us."],
    "ja": ["荷物が多いので。", "犬も一緒なので。", "夫も運転するので。", "雪が心配なので。"],
}  # fmt: skip


@pytest.mark.parametrize("language", ["ja", "en"])
@pytest.mark.parametrize("behind", [True, False])
def test_a_class_wished_for_beside_its_reason_is_taken(language: str, *, behind: bool) -> None:
    for wish in WANTED[language]:
        for reason in REASONS[language]:
            said = f"{wish} {reason}" if behind else f"{reason} {wish}"
            call = hold_call(language, FIRST_WORDS[language], NAME[language][0], said, NAME[language][1])
            booked = [(each["vehicleType"], each["customerName"]) for each in call.booked]
            assert booked == [("ミニバン", {"ja": "山田太郎", "en": "John Smith"}[language])], said


@pytest.mark.parametrize(
    ("language", "line"),
    [
        ("en", "Actually, could we make that eleven to five? There's a dog coming with us."),
        ("en", "My husband is driving as well. I need it from eleven to five."),
        ("ja", "犬も一緒なので。11時から17時でお願いできますか。"),
    ],
)
def test_hours_wished_for_beside_their_reason_are_taken(language: str, line: str) -> None:
    call = hold_call(language, FIRST_WORDS[language], NAME[language][0], line, NAME[language][1])
    assert [(each["startDate"][11:16], each["endDate"][11:16]) for each in call.booked] == [
        ("11:00", "17:00")
    ]


@pytest.mark.parametrize(
    ("language", "line"),
    [
        ("en", "Could we get a wheelchair into the minivan?"),
        ("en", "What if I took a minivan? Would it be allowed with my licence?"),
        ("ja", "ミニバンだと犬は乗せられますか。"),
    ],
)
def test_a_class_that_is_only_asked_about_is_not_taken(language: str, line: str) -> None:
    call = hold_call(language, FIRST_WORDS[language], NAME[language][0], line, NAME[language][1])
    assert [each["vehicleType"] for each in call.booked] == ["コンパクト"]


@pytest.mark.parametrize(
    "line",
    [
        "Hang on. Love, is four okay for you? She says five would be safer.",
        "My wife thinks five is safer.",
        "Five would be easier for us.",
        "Five's ideal.",
        "Hang on. She says five's better.",
    ],
)
def test_an_hour_that_would_be_better_is_taken_at_the_read_back(line: str) -> None:
    first = "a compact at Shinjuku on December 5 from 10 AM to 4 PM please"
    call = hold_call("en", first, NAME["en"][0], line, NAME["en"][1])
    assert [(each["startDate"][11:16], each["endDate"][11:16]) for each in call.booked] == [
        ("10:00", "17:00")
    ]


@pytest.mark.parametrize(
    ("language", "line"),
    [
        ("en", "I only passed my test in June, is that all right?"),
        ("en", "We rented from you in May."),
        ("ja", "6月に免許を取ったばかりなんですけど大丈夫ですか"),
    ],
)
def test_the_month_of_what_is_over_is_no_month_of_the_rental(language: str, line: str) -> None:
    rental = {
        "ja": "新宿店で14日の10時から18時、コンパクト",
        "en": "a compact at Shinjuku on the 14th, 10 to 6",
    }
    call = hold_call(language, line, rental[language], *NAME[language])
    assert [each["startDate"][:10] for each in call.booked] == ["2026-12-14"]
