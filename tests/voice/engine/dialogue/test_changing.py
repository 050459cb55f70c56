"""A reservation is changed by voice: what is not said stays, and nothing is changed without a yes."""

from __future__ import annotations

import pytest

from tests.voice.engine.dialogue.desk import NUMBER, Desk, called, held, row

pytestmark = pytest.mark.unit


def test_a_change_of_times_is_quoted_then_done() -> None:
    desk = Desk()
    rehearsal, said = held(desk, "時間を変更したい", "4027311", "山田太郎です", "11時から19時にしてください")
    assert said[3].endswith("どのように変更なさいますか。")
    assert said[4].endswith("12月5日11時から19時、コンパクトに変更いたします。よろしいでしょうか？")
    assert desk.times() == ("12-05T10:00", "12-05T18:00")
    assert "12月5日11時から19時、コンパクトに変更いたしました" in rehearsal.say("はい、変更してください")
    assert desk.times() == ("12-05T11:00", "12-05T19:00")
    quote, write = called(rehearsal, "change_reservation")
    assert quote == {
        "number": NUMBER,
        "customerName": "山田太郎",
        "startDate": "2026-12-05T11:00:00",
        "endDate": "2026-12-05T19:00:00",
    }
    assert write == {**quote, "confirmationToken": "000000c0"}


@pytest.mark.parametrize(
    ("words", "period"),
    [
        ("日曜日に", ("12-06T10:00", "12-06T18:00")),
        ("1時間遅らせてください", ("12-05T11:00", "12-05T19:00")),
        ("2時間延長したい", ("12-05T10:00", "12-05T20:00")),
        ("返却を19時に", ("12-05T10:00", "12-05T19:00")),
        ("出発を9時に変えてください", ("12-05T09:00", "12-05T18:00")),
        ("12月7日の9時から17時", ("12-07T09:00", "12-07T17:00")),
    ],
)
def test_what_is_not_said_stays(words: str, period: tuple[str, str]) -> None:
    desk = Desk()
    held(desk, "予約の変更をしたい", "4027311", "5678", words, "はい")
    assert desk.times() == period


def test_what_was_said_of_the_change_at_first_is_not_asked_again() -> None:
    desk = Desk()
    _, said = held(desk, "予約を日曜日の11時からに変更したいのですが", "4027311", "山田太郎です", "はい")
    assert "12月6日11時から18時" in said[3]
    assert desk.times() == ("12-06T11:00", "12-06T18:00")


def test_an_english_change() -> None:
    desk = Desk(spoken=False)
    rehearsal, said = held(
        desk,
        "I need to change my reservation",
        "R 402 7311",
        "five six seven eight",
        "an hour later please",
        language="en",
    )
    assert "How would you like to change it?" in said[3]
    assert said[4].endswith(
        "It would be Saturday, December 5, from 11 AM to 7 PM, compact car. Shall I change it?"
    )
    assert "Your booking is changed." in rehearsal.say("yes")
    assert desk.times() == ("12-05T11:00", "12-05T19:00")


def test_the_same_shift_said_again_is_no_second_one() -> None:
    desk = Desk()
    rehearsal, _ = held(desk, "予約の変更をしたい", "4027311", "5678", "1時間遅らせてください")
    rehearsal.interrupt(heard=3)
    assert "11時から19時" in rehearsal.say("1時間遅らせてください")
    assert "12時から20時" in rehearsal.say("やっぱり2時間遅らせてください")
    assert len(called(rehearsal, "change_reservation")) == 2
    rehearsal.say("はい")
    assert desk.times() == ("12-05T12:00", "12-05T20:00")


def test_all_of_it_in_one_breath() -> None:
    desk = Desk()
    rehearsal, said = held(
        desk, "予約番号402-7311の山田太郎ですが、返却を1時間延長できますか", "お願いします"
    )
    assert "10時から19時、コンパクトに変更いたします" in said[1]
    assert desk.times() == ("12-05T10:00", "12-05T19:00")
    assert "料金は税込8,800円です" in rehearsal.say("いくらになりますか")


@pytest.mark.parametrize(
    ("words", "period"),
    [
        ("Can I move my booking to Sunday?", ("12-06T10:00", "12-06T18:00")),
        ("I'd like to change my booking to 11", ("12-05T11:00", "12-05T18:00")),
        ("please change the return of my booking to 7 pm", ("12-05T10:00", "12-05T19:00")),
        ("change my booking, from 9 to 5", ("12-05T09:00", "12-05T17:00")),
        ("Can you extend my booking by an hour?", ("12-05T10:00", "12-05T19:00")),
    ],
)
def test_where_it_goes_in_english(words: str, period: tuple[str, str]) -> None:
    desk = Desk(spoken=False)
    held(desk, words, "402 7311", "it ends in 5678", "yes", language="en")
    assert desk.times() == period


def test_which_other_shop_is_asked() -> None:
    desk = Desk()
    _, said = held(desk, "予約した店舗を変更したい", "4027311", "5678", "やめます")
    assert "どちらの店舗" in said[3]
    assert desk.status() == "confirmed"


def test_another_request_at_the_question_is_quoted_anew() -> None:
    desk = Desk()
    rehearsal, _ = held(
        desk, "予約の変更をしたい", "4027311", "5678", "11時からに", "いえ、12時からにしてください"
    )
    assert desk.times() == ("12-05T10:00", "12-05T18:00")
    rehearsal.say("はい")
    assert desk.times() == ("12-05T12:00", "12-05T18:00")


def test_a_no_to_the_change_asks_for_another_and_changes_nothing() -> None:
    desk = Desk()
    rehearsal, said = held(desk, "予約の変更をしたい", "4027311", "5678", "11時からに", "いいえ", "やめます")
    assert "ご予約はまだそのままです。どのように変更なさいますか。" in said[5]
    assert "そのままにいたします" in said[6]
    assert desk.times() == ("12-05T10:00", "12-05T18:00")
    assert len(called(rehearsal, "change_reservation")) == 1


def test_the_class_can_be_changed() -> None:
    desk = Desk()
    held(desk, "予約を変更したい", "4027311", "5678", "ミニバンにしてください", "はい")
    assert desk.known[NUMBER]["car"] == "ミニバン"


@pytest.mark.parametrize(
    ("language", "name", "words"),
    [
        ("ja", "山田太郎", "予約番号402-7311の返却を19時にしてください"),
        ("ja", "山田太郎", "R-402-7311、返却は19時までお願いします"),
        ("en", "John Smith", "R-402-7311. I'd like to keep the car longer, return it at 7 PM"),
    ],
)
def test_the_words_that_open_a_case_hold_the_change_too(language: str, name: str, words: str) -> None:
    desk = Desk(known={NUMBER: row(name=name)})
    rehearsal, _ = held(desk, words, name, language=language)
    assert called(rehearsal, "change_reservation")[0]["endDate"] == "2026-12-05T19:00:00"
    assert desk.times() == ("12-05T10:00", "12-05T18:00")


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("ja", "もういいです、電話します"),
        ("ja", "またかけ直します"),
        ("en", "I'll call back later"),
        ("en", "leave it for now"),
    ],
)
def test_who_gives_up_while_the_name_is_due_is_let_go(language: str, words: str) -> None:
    booking = (
        "東京駅前店で12月5日の10時から18時までコンパクト"
        if language == "ja"
        else ("A compact at Tokyo Station on December 5 from 10 to 6")
    )
    _, said = held(Desk(), booking, words, language=language)
    assert ("お取りせずに" if language == "ja" else "won't make a reservation") in said[-1]


OWN, NEW = {"ja": "藤田恵", "en": "Laura Bennett"}, {"ja": "藤田浩二", "en": "Laura Hughes"}
# The name that proves whose the booking is stands before the wish, behind it, or comes when it is asked for.
RENAMING = {
    "ja": [
        "R-402-7311の{own}です。名前を{new}に変更してほしい",
        "R-402-7311の{own}です。名義を{new}にしてください",
        "{own}です、お名前を{new}に変えたいのですが、予約番号は4027311です",
        "名前を{new}に変更したいです|4027311|{own}です",
        "予約の名前を{own}から{new}に変更したいのですが|4027311|{own}です",
        "予約の名前を変えたい|R-402-7311の{own}です|新しい名前は{new}です",
    ],
    "en": [
        "R-402-7311, {own}. Please change the name to {new}.",
        "Please change the name to {new}. It's R-402-7311, {own}.",
        "I'm {own}, booking R-402-7311, and I need the name changed to {new} please",
        "I want to change the name on my booking to {new}|402 7311|{own}",
        "Change the name on my booking from {own} to {new}, please|402 7311|{own}",
        "I'd like to change the name on my booking|R-402-7311, {own}|my new name is {new}",
    ],
}
SWAPPING = {
    "ja": [
        "予約の車をミニバンにしたいです",
        "予約しているセダンをミニバンにしてもらえますか",
        "予約をセダンからミニバンに変更したい",
        "予約を変更したい|ミニバンにしてください",
    ],
    "en": [
        "I'd like to swap the sedan on my booking for a minivan",
        "a minivan instead of the sedan on my booking, please",
        "Please upgrade my booking to a minivan",
        "I want to change my booking|a minivan please",
    ],
}


def each(phrases: dict[str, list[str]]) -> list[tuple[str, str]]:
    return [(language, words) for language, lines in phrases.items() for words in lines]


@pytest.mark.parametrize(("language", "words"), each(RENAMING))
def test_the_new_name_is_not_taken_for_the_proof(language: str, words: str) -> None:
    own, new = OWN[language], NEW[language]
    desk = Desk(known={NUMBER: row(name=own)})
    rehearsal, _ = held(desk, *words.format(own=own, new=new).split("|"), language=language)
    assert called(rehearsal, "find_reservation") == [{"number": NUMBER, "customerName": own}]
    assert called(rehearsal, "change_reservation") == [
        {"number": NUMBER, "customerName": own, "newCustomerName": new}
    ]
    assert desk.known[NUMBER]["name"] == own
    rehearsal.say("はい" if language == "ja" else "yes")
    assert desk.known[NUMBER]["name"] == new


@pytest.mark.parametrize(
    ("language", "words", "new"),
    [
        ("ja", "名前を浩二に変更してください", "藤田浩二"),
        ("en", "please change the name to Hughes", "Laura Hughes"),
    ],
)
def test_half_a_new_name_mends_that_half(language: str, words: str, new: str) -> None:
    desk = Desk(known={NUMBER: row(name=OWN[language])})
    rehearsal, _ = held(desk, words, "402 7311", OWN[language], language=language)
    assert called(rehearsal, "change_reservation")[0]["newCustomerName"] == new


@pytest.mark.parametrize(
    ("language", "yes"), [("ja", "はい、{new}です"), ("en", "yes, {new}"), ("en", "yes, for {new} please")]
)
def test_new_name_may_be_repeated_with_the_yes(language: str, yes: str) -> None:
    own, new = OWN[language], NEW[language]
    desk = Desk(known={NUMBER: row(name=own)})
    words = RENAMING[language][0].format(own=own, new=new).split("|")
    rehearsal, _ = held(desk, *words, language=language)
    rehearsal.say(yes.format(new=new))
    assert desk.known[NUMBER]["name"] == new


def test_new_name_is_said_in_another_language_too() -> None:
    """As the tool's sentence is in the language of before."""
    own, new = OWN["ja"], NEW["ja"]
    desk = Desk(known={NUMBER: row(name=own)})
    words = RENAMING["ja"][0].format(own=own, new=new).split("|")
    rehearsal, _ = held(desk, *words)
    assert f"for {new}" in rehearsal.say("could you speak English, please?")


@pytest.mark.parametrize(("language", "words"), each(SWAPPING))
def test_a_swap_that_was_wished_for_is_not_asked_for_again(language: str, words: str) -> None:
    own = OWN[language]
    desk = Desk(known={NUMBER: row(name=own, car="セダン")})
    rehearsal, said = held(desk, *words.split("|"), "402 7311", own, language=language)
    assert called(rehearsal, "change_reservation") == [
        {"number": NUMBER, "customerName": own, "vehicleType": "ミニバン"}
    ]
    asks_again = {"ja": "どのように変更", "en": "How would you like to change"}[language]
    assert not [line for line in said if asks_again in line]


@pytest.mark.parametrize(
    ("language", "words", "question", "hour", "period"),
    [
        (
            "ja",
            "10時に間に合わなそうなんです",
            "ご出発は、何時に",
            "12時半で",
            ("12-05T12:30", "12-05T18:00"),
        ),
        (
            "ja",
            "18時までに戻れそうにないんです",
            "お返しは、何時に",
            "19時で",
            ("12-05T10:00", "12-05T19:00"),
        ),
        ("en", "we won't make it at 10", "change the pickup", "make it noon", ("12-05T12:00", "12-05T18:00")),
        (
            "en",
            "we won't be able to get back by 6",
            "change the return",
            "7 pm",
            ("12-05T10:00", "12-05T19:00"),
        ),
    ],
)
def test_who_cannot_keep_an_hour_is_asked_for_the_new_one(
    language: str, words: str, question: str, hour: str, period: tuple[str, str]
) -> None:
    desk = Desk()
    start = f"予約した車の件で、{words}" if language == "ja" else f"About my booking, {words}."
    name, yes = ("山田太郎です", "はい") if language == "ja" else ("Taro Yamada", "yes, please")
    _, said = held(desk, start, "4027311", "5678" if language == "en" else name, hour, yes, language=language)
    assert question in said[3]
    assert desk.times() == period


@pytest.mark.parametrize(
    "words",
    [
        "渋滞で18時に戻れそうもなくて、19時に返したいです",
        "18時までに返せそうにないので、19時に返します",
    ],
)
def test_the_hour_that_is_missed_is_no_pickup(words: str) -> None:
    desk = Desk()
    held(desk, f"今借りてる車ですが{words}", "4027311", "山田太郎です", "はい")
    assert desk.times() == ("12-05T10:00", "12-05T19:00")


@pytest.mark.parametrize(
    ("language", "first", "far", "period"),
    [
        ("ja", "返却をちょっとだけ遅くしたいんですけど", "1時間くらい", ("12-05T10:00", "12-05T19:00")),
        ("ja", "出発を少し早めたいです", "1時間です", ("12-05T09:00", "12-05T18:00")),
        ("en", "I'd like to return it a bit later", "an hour", ("12-05T10:00", "12-05T19:00")),
    ],
)
def test_how_far_is_said_after_which_way(
    language: str, first: str, far: str, period: tuple[str, str]
) -> None:
    desk = Desk()
    start = (
        "402-7311の山田太郎です。予約を変更したいです"
        if language == "ja"
        else "I want to change my booking, 402-7311"
    )
    lines = (start, first, far) if language == "ja" else (start, "5678", first, far)
    held(desk, *lines, "はい" if language == "ja" else "yes, please", language=language)
    assert desk.times() == period


@pytest.mark.parametrize(
    "words",
    [
        "I've booked a compact for the 5th, ref R-402-7311. Something's come up. Can we do the 8th instead?",
        "R-402-7311, the rental on Saturday the 5th. Could we do the 8th?",
        "I have a compact reserved for the 5th, R-402-7311. Make it the 8th, please.",
    ],
)
def test_the_day_that_a_booking_has_is_not_the_one_it_is_moved_to(words: str) -> None:
    desk = Desk()
    held(desk, words, "Taro Yamada, 5678", "yes", language="en")
    assert desk.times() == ("12-08T10:00", "12-08T18:00")


@pytest.mark.parametrize(
    "late", ["won't be back by six", "can't get it back by six", "might not make it back by six"]
)
def test_who_cannot_be_back_in_time_has_no_breakdown(late: str) -> None:
    desk = Desk()
    words = f"I've got one of your cars out, R-402-7311, and I {late} on the 5th. More like half seven."
    _, replies = held(desk, words, "5678", "yes", language="en")
    assert not any("119" in reply for reply in replies), replies
    assert desk.times() == ("12-05T10:00", "12-05T19:30")


@pytest.mark.parametrize("proof", ["Grant, Oliver", "Oliver Grant", "Zielinski, Tomasz", "Tomasz Zielinski"])
@pytest.mark.parametrize("words", ["{}, {}, and I'd like to cancel it.", "Please cancel {}, {}."])
def test_a_name_behind_the_number_proves_it(words: str, proof: str) -> None:
    name = proof if "," not in proof else " ".join(reversed(proof.split(", ")))
    desk = Desk(known={NUMBER: row(name=name)})
    held(desk, words.format(NUMBER, proof), "Yes, cancel it.", language="en")
    assert desk.status() == "cancelled"


@pytest.mark.parametrize(
    "words",
    ["5日のやつ、6日に変えたうえで、時間も11時からにしたいです", "5日の予約、6日にして11時からにしたいです"],
)
def test_of_two_days_the_first_is_how_it_stands(words: str) -> None:
    desk = Desk()
    held(desk, f"402-7311の山田太郎です。{words}", "はい")
    assert desk.times() == ("12-06T11:00", "12-06T18:00")


@pytest.mark.parametrize(
    "words",
    ["I'd like to pick it up in Shinjuku rather than Tokyo Station", "I'd rather collect it in Shinjuku"],
)
def test_who_would_rather_fetch_it_elsewhere_changes_the_shop(words: str) -> None:
    desk = Desk(known={NUMBER: row(name="Oliver Grant")})
    rehearsal, replies = held(desk, f"R-402-7311, it's Oliver Grant. {words}.", language="en")
    assert called(rehearsal, "change_reservation"), replies
    assert called(rehearsal, "change_reservation")[-1]["locationId"] == "shinjuku"


@pytest.mark.parametrize("name", ["Mei-Ling Chow", "Hye-jin Park", "Emeka Nwosu"])
def test_a_name_before_the_number_proves_it(name: str) -> None:
    desk = Desk(known={NUMBER: row(name=name)})
    held(desk, f"{name}, {NUMBER}. I need to cancel.", "Yes, cancel it.", language="en")
    assert desk.status() == "cancelled"


@pytest.mark.parametrize(
    ("lines", "period"),
    [
        (["bring my pickup forward an hour"], ("12-05T09:00", "12-05T18:00")),
        (["push my return back an hour"], ("12-05T10:00", "12-05T19:00")),
        (["push my booking back an hour"], ("12-05T11:00", "12-05T19:00")),
        (["bring it forward 2 hours, you open at 9, so just an hour"], ("12-05T09:00", "12-05T17:00")),
        (["bring it forward two hours", "you open at 9, so only an hour"], ("12-05T09:00", "12-05T17:00")),
        (["push it back two hours", "no, one hour will do"], ("12-05T11:00", "12-05T19:00")),
        (["push it back two hours", "no, keep it for four hours"], ("12-05T12:00", "12-05T16:00")),
        (["2時間早めてください", "あ、1時間だけで"], ("12-05T09:00", "12-05T17:00")),
        (["make it seven"], ("12-05T10:00", "12-05T19:00")),
        (["make it eleven"], ("12-05T11:00", "12-05T18:00")),
    ],
)  # fmt: skip
def test_how_far_and_which_end_are_as_they_were_said_last(lines: list[str], period: tuple[str, str]) -> None:
    desk, japanese = Desk(), not lines[0].isascii()
    opening = "予約の変更をしたい" if japanese else "I need to change my reservation"
    yes = "はい" if japanese else "yes"
    held(desk, opening, "4027311", "5678", *lines, yes, language="ja" if japanese else "en")
    assert desk.times() == period


LONG = {"start": "2026-12-11T10:00:00", "end": "2026-12-13T10:00:00", "name": "Owen Hughes"}


@pytest.mark.parametrize(
    ("words", "period"),
    [
        ("Could I pick up at noon, not ten? The drop-off stays as it is.", ("11T12:00", "13T10:00")),
        ("I'm running late, I'll not be there till half eleven.", ("11T11:30", "13T10:00")),
        ("I won't get there until noon.", ("11T12:00", "13T10:00")),
        ("I can't make it before one.", ("11T13:00", "13T10:00")),
        ("Make it eleven.", ("11T11:00", "13T10:00")),
        ("I booked it for the wrong hour. It should be from nine.", ("11T09:00", "13T10:00")),
        ("Can we shift the whole thing an hour earlier?", ("11T09:00", "13T09:00")),
    ],
)  # fmt: skip
@pytest.mark.parametrize("number", ["R-402-7311, Owen Hughes. ", "It's about R-402-7311, Owen Hughes. "])
def test_whoever_names_a_booking_and_its_new_hour_changes_just_that(
    words: str, period: tuple[str, str], number: str
) -> None:
    desk = Desk(known={NUMBER: row(**LONG)})
    held(desk, f"{number}{words}", "yes", language="en")
    assert desk.status() == "confirmed"
    assert tuple(at[3:] for at in desk.times()) == period


@pytest.mark.parametrize(
    "words",
    ["You know what, just cancel the whole thing.", "Oh, cancel the lot.", "No, cancel it altogether."],
)
def test_cancelling_instead_of_the_change_read_back_quotes_the_fee(words: str) -> None:
    desk = Desk(spoken=False)
    _, said = held(desk, "Move my booking to 11 please", "R-402-7311", "5678", words, language="en")
    assert "cancellation fee" in said[-1]
    assert desk.times() == ("12-05T10:00", "12-05T18:00")
    assert desk.status() == "confirmed"


@pytest.mark.parametrize(
    "words",
    [
        "No thanks, that's too much",
        "Oh, not at that price. Leave it as it was.",
        "That's too expensive for us",
        "No, that's a bit too dear",
        "Let's not",
        "Nope, that's not what I asked for",
        "Leave it the way it was, please",
    ],
)
def test_price_that_is_too_high_changes_nothing(words: str) -> None:
    desk = Desk(spoken=False)
    rehearsal, _ = held(desk, "Move my booking to 11 please", "R-402-7311", "5678", words, language="en")
    assert "not sure" not in rehearsal.items[-1]["content"][0]["transcript"]
    assert desk.times() == ("12-05T10:00", "12-05T18:00")


@pytest.mark.parametrize(
    "words",
    [
        "I don't want to cancel, I just want to start a bit later, say noon. R-402-7311.",
        "R-402-7311. I'm not cancelling, could I come at noon rather than ten?",
        "Don't cancel R-402-7311, but I'd like to pick it up at noon.",
    ],
)
def test_change_wished_for_instead_of_cancelling_is_quoted(words: str) -> None:
    desk = Desk(spoken=False)
    held(desk, words, "5678", "yes", language="en")
    assert desk.times() == ("12-05T12:00", "12-05T18:00")
