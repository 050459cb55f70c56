"""What a change moves, and what it leaves: one end, one day of several, a name that is to be told."""

from __future__ import annotations

import pytest

from tests.voice.engine.dialogue.desk import NUMBER, Desk, called, held, row

pytestmark = pytest.mark.unit

OPENING = {"ja": ("予約の変更をしたい", "4027311", "5678"),
           "en": ("I'd like to change my booking", "4027311", "5678")}  # fmt: skip
YES = {"ja": "はい", "en": "Yes, please."}
THREE_DAYS = {"start": "2026-12-05T09:00:00", "end": "2026-12-07T17:00:00"}


def change(language: str, *lines: str, **stands: str) -> Desk:
    """The desk after a booking that `stands` was found, and the lines were said."""
    desk = Desk(known={NUMBER: row(**stands)})
    held(desk, *OPENING[language], *lines, language=language)
    return desk


@pytest.mark.parametrize(
    ("language", "first", "further", "times"),
    [
        ("ja", "10時からを11時からに", "うーん、もう1時間遅くできますか", ("12:00", "18:00")),
        ("ja", "出発を9時に変えてください", "あと1時間早くできますか", ("08:00", "18:00")),
        ("ja", "返却を17時にしてください", "もう1時間早くしてもらえますか", ("10:00", "16:00")),
        ("ja", "出発を11時にして", "それより1時間遅くできます？", ("12:00", "18:00")),
        ("ja", "11時から19時に変えてください", "もう1時間遅くできますか", ("12:00", "20:00")),
        ("en", "pick up at 11 instead", "an hour later than that please", ("12:00", "18:00")),
        ("en", "pick up at 11 instead", "hmm, make it another hour later", ("12:00", "18:00")),
        ("en", "pick up at 9 instead", "and another hour earlier, please", ("08:00", "18:00")),
        ("en", "bring it back at 5 instead", "a further half hour earlier", ("10:00", "16:30")),
    ],
)
def test_once_more_moves_the_end_that_was_moved(
    language: str, first: str, further: str, times: tuple[str, str]
) -> None:
    desk = change(language, first, further, YES[language])
    assert desk.times() == tuple(f"12-05T{time}" for time in times)


@pytest.mark.parametrize(
    ("language", "line"),
    [
        ("ja", "あ、18時までになってます？17時で大丈夫だったんで、1時間早く返すことにできます？"),
        ("ja", "18時の返却を1時間早く返すことにして、17時でお願いします"),
    ],
)
def test_an_hour_beside_a_shift_only_tells_what_it_comes_to(language: str, line: str) -> None:
    assert change(language, line, YES[language]).times() == ("12-05T10:00", "12-05T17:00")


@pytest.mark.parametrize(
    ("line", "times"),
    [
        ("18時だと間に合わないので17時で", ("10:00", "17:00")),
        ("18時だと間に合わないので19時半で", ("10:00", "19:30")),
        ("10時だと間に合わないので11時で", ("11:00", "18:00")),
    ],
)
def test_the_hour_that_cannot_be_kept_tells_which_end_it_is(line: str, times: tuple[str, str]) -> None:
    assert change("ja", line, YES["ja"]).times() == tuple(f"12-05T{time}" for time in times)


@pytest.mark.parametrize(
    ("line", "days"),
    [
        ("初日の5日はいらなくなったんです。6日の9時からにしてください", ("12-06T09:00", "12-07T17:00")),
        (
            "旅行が一日短くなって、5日は使わなくなったので6日の9時からにしてください",
            ("12-06T09:00", "12-07T17:00"),
        ),
        ("前の日の夜に取りに行きたいんですけど。4日の19時とか", ("12-04T19:00", "12-07T17:00")),
        ("受け取りを4日の19時にしてください", ("12-04T19:00", "12-07T17:00")),
        ("やっぱり二日で足りそうなので6日の夕方5時に返したいです", ("12-05T09:00", "12-06T17:00")),
        ("出発を8日に変えてください", ("12-08T09:00", "12-10T17:00")),
        ("8日に変更してください", ("12-08T09:00", "12-10T17:00")),
    ],
)
def test_of_several_days_the_end_that_is_not_spoken_of_stays(line: str, days: tuple[str, str]) -> None:
    assert change("ja", line, "はい", **THREE_DAYS).times() == days


def test_a_day_that_is_needed_no_more_cancels_nothing() -> None:
    desk = Desk(known={NUMBER: row(**THREE_DAYS)})
    line = "予約番号R-402-7311の山田太郎です。初日の5日はいらなくなったんです。6日の9時からにしてください"
    call, _ = held(desk, line)
    assert not called(call, "cancel_reservation")
    call.say("はい")
    assert desk.times() == ("12-06T09:00", "12-07T17:00")


@pytest.mark.parametrize("line", ["5日の予約、丸ごと翌日にずらせますか", "5日の予約を、次の日に移せますか"])
def test_a_whole_booking_moves_to_the_day_after(line: str) -> None:
    desk = Desk()
    held(desk, line, "4027311", "山田太郎です", "はい")
    assert desk.times() == ("12-06T10:00", "12-06T18:00")


@pytest.mark.parametrize(
    ("language", "first", "line", "answer", "name"),
    [
        (
            "ja",
            "出発を11時にしてください",
            "お願いします、あと名前も変えたいんですけど",
            "山田花子です",
            "山田花子",
        ),
        (
            "ja",
            "出発を11時にしてください",
            "はい、ついでに名義も変更お願いします",
            "山田花子に変えてください",
            "山田花子",
        ),
        (
            "en",
            "pick up at 11 instead",
            "Yes, and the name needs changing too",
            "Hanako Smith",
            "Hanako Smith",
        ),
    ],
)
def test_a_name_to_be_changed_too_is_asked_before_anything_is_written(
    language: str, first: str, line: str, answer: str, name: str
) -> None:
    desk = Desk()
    call, said = held(desk, *OPENING[language], first, line, language=language)
    assert said[-1].endswith(
        {"ja": "お名前は、どのように変更なさいますか。", "en": "change the name?"}[language]
    )
    assert len(called(call, "change_reservation")) == 1
    call.say(answer)
    call.say(YES[language])
    assert desk.times() == ("12-05T11:00", "12-05T18:00")
    assert called(call, "change_reservation")[-1]["newCustomerName"] == name


def test_a_name_that_is_to_stay_after_all_leaves_the_rest_of_the_change() -> None:
    desk = Desk()
    held(desk, *OPENING["ja"], "出発を11時に", "はい、あと名前も変えたいんですが", "やっぱりいいです", "はい")
    assert desk.times() == ("12-05T11:00", "12-05T18:00")


@pytest.mark.parametrize(
    "line", ["17時っていうのは5時ですよね、大丈夫です", "17時というのは夕方の5時ですよね？"]
)
def test_an_hour_said_in_two_ways_moves_nothing(line: str) -> None:
    assert change("ja", "返却を17時にしてください", line, "はい").times() == ("12-05T10:00", "12-05T17:00")


@pytest.mark.parametrize("words", ["結構です", "あ、結構ですよ"])
def test_words_that_may_be_a_yes_or_a_no_write_and_change_nothing(words: str) -> None:
    desk = Desk()
    call, said = held(desk, *OPENING["ja"], "返却を17時にしてください", words)
    assert "ご承諾のお返事かどうか" in said[-1]
    assert len(called(call, "change_reservation")) == 1
    call.say("はい")
    assert desk.times() == ("12-05T10:00", "12-05T17:00")


@pytest.mark.parametrize(
    ("language", "line", "answer"),
    [
        ("ja", "6人で乗ることになったんですが", "じゃあミニバンで"),
        ("en", "we're now six people, what can you do?", "A minivan."),
    ],
)
def test_a_class_too_small_is_left_to_the_caller(language: str, line: str, answer: str) -> None:
    desk = Desk()
    call, _ = held(desk, *OPENING[language], line, language=language)
    assert not called(call, "change_reservation")
    call.say(answer)
    call.say(YES[language])
    assert desk.known[NUMBER]["car"] == "ミニバン"


@pytest.mark.parametrize(
    ("line", "days"),
    [
        ("7日に返す予定だったのを6日に変えたいんです。時間は同じで", ("12-05T09:00", "12-06T17:00")),
        ("17時に返すことになってるんですけど、19時に変えてください", ("12-05T09:00", "12-07T19:00")),
        ("9時に借りる予定だったのを11時に変えてください", ("12-05T11:00", "12-07T17:00")),
        ("9時だとちょっと早いので10時半に変更できますか", ("12-05T10:30", "12-07T17:00")),
        ("返却は17時のままで、11時からにしてください", ("12-05T11:00", "12-07T17:00")),
        ("7日の返却を19時に遅らせてください", ("12-05T09:00", "12-07T19:00")),
        ("7日の返却、17時から19時に遅らせることってできますか", ("12-05T09:00", "12-07T19:00")),
        (
            "泊まりじゃなくて日帰りになったので、5日の9時から19時だけにしてください",
            ("12-05T09:00", "12-05T19:00"),
        ),
        ("最終日はいらなくなったので、6日の夕方6時に返します", ("12-05T09:00", "12-06T18:00")),
    ],
)
def test_how_an_end_stands_tells_which_one_the_new_value_is_of(line: str, days: tuple[str, str]) -> None:
    assert change("ja", line, "はい", **THREE_DAYS).times() == days


@pytest.mark.parametrize(
    ("language", "line", "times"),
    [
        ("ja", "電車が止まっちゃって30分くらい遅れそうなんですけど", ("10:30", "18:00")),
        ("ja", "返却が30分くらい遅れそうなんですけど", ("10:00", "18:30")),
        ("en", "I'm running about half an hour late", ("10:30", "18:00")),
    ],
)
def test_who_is_late_moves_one_end(language: str, line: str, times: tuple[str, str]) -> None:
    assert change(language, line, YES[language]).times() == tuple(f"12-05T{time}" for time in times)


@pytest.mark.parametrize(
    ("language", "first", "then", "times"),
    [
        ("ja", "出発を1時間遅くしてください", "あ、すみません、遅くじゃなくて早くです", ("09:00", "18:00")),
        ("ja", "返却を1時間早くしてください", "早くじゃなくて遅くでした", ("10:00", "19:00")),
        (
            "ja",
            "返却を1時間遅くしてください",
            "やっぱり1時間じゃ足りないかな、2時間にしてください",
            ("10:00", "20:00"),
        ),
        ("en", "pick up an hour later please", "sorry, not later, earlier", ("09:00", "18:00")),
    ],
)
def test_a_shift_is_put_right_from_where_the_booking_stands(
    language: str, first: str, then: str, times: tuple[str, str]
) -> None:
    assert change(language, first, then, YES[language]).times() == tuple(f"12-05T{time}" for time in times)


def test_what_a_change_costs_besides_leaves_it_as_it_is() -> None:
    desk = change("ja", "返却を19時にしてください", "追加でいくらになるんですか", "じゃあそれでお願いします")
    assert desk.times() == ("12-05T10:00", "12-05T19:00")


def test_the_end_of_a_day_that_is_to_be_otherwise_is_of_a_booking_that_exists() -> None:
    desk = Desk()
    line = "あのすみません、5日の出発を10時じゃなくて11時にしたいんですが"
    held(desk, line, "4027311", "山田太郎です", "はい")
    assert desk.times() == ("12-05T11:00", "12-05T18:00")


def test_the_class_that_stands_is_no_second_wish() -> None:
    desk = Desk()
    held(desk, "コンパクトで予約してる山田太郎ですけど、ミニバンに変えられます？", "4027311", "5678", "はい")
    assert desk.known[NUMBER]["car"] == "ミニバン"


@pytest.mark.parametrize(
    "line",
    [
        "We'd come on Friday the 4th at six in the evening rather than Saturday. Coming back stays as it is.",
        "Could I collect it on the 4th at 6 pm? Bringing it back doesn't change.",
        "I'd start on the 4th at 6 pm instead, and the return won't change.",
    ],
)
def test_a_return_that_is_said_to_stay_is_not_moved(line: str) -> None:
    desk = change("en", line, "Yes, please.", **THREE_DAYS)
    assert desk.times() == ("12-04T18:00", "12-07T17:00")


@pytest.mark.parametrize(
    "words", ["bring my booking forward", "put the reservation up a bit", "pull our pick-up forward"]
)
def test_to_bring_a_booking_forward_changes_it(words: str) -> None:
    desk = Desk(known={NUMBER: row()})
    call, said = held(desk, f"I'd like to {words}, it's {NUMBER}.", "5678", language="en")
    assert "change" in said[-1]
    call.say("Nine o'clock instead of ten, please.")
    call.say("Yes, please.")
    assert desk.times() == ("12-05T09:00", "12-05T18:00")


@pytest.mark.parametrize(
    ("language", "line"),
    [
        ("ja", "返却を19時にしてほしいのと、あと別にもう一台、12日に借りたくて"),
        ("ja", "12日にもう1台借りたいのと、今の予約の返却を19時にしてほしいです"),
        ("ja", "返却を19時に変えてください。それと12日の9時から17時でもう1台、コンパクトを予約したいです"),
        ("en", "make the return 7 pm, and I'd also like to book another car on December 12"),
        ("en", "Make the return 7 pm. I need a second car on the 12th, nine to five."),
    ],
)
def test_another_rental_in_the_same_breath_changes_nothing_of_this(language: str, line: str) -> None:
    assert change(language, line, YES[language]).times() == ("12-05T10:00", "12-05T19:00")


@pytest.mark.parametrize(
    ("line", "times"),
    [
        ("5日の、全体的に1時間後ろにずらせますか", ("11:00", "19:00")),
        ("5日の予約、1時間後ろにずらしてください", ("11:00", "19:00")),
        ("12月5日の、1時間早めてもらえますか", ("09:00", "17:00")),
        ("5日の返却を1時間後ろにずらしてください", ("10:00", "19:00")),
    ],
)
def test_a_day_that_tells_which_booking_it_is_keeps_no_end(line: str, times: tuple[str, str]) -> None:
    assert change("ja", line, YES["ja"]).times() == tuple(f"12-05T{time}" for time in times)


@pytest.mark.parametrize(
    "words", ["いえ、変えなくていいです", "やっぱり変更しなくて大丈夫です", "変えなくて結構です"]
)
def test_who_wants_nothing_changed_after_all_is_not_asked_what(words: str) -> None:
    desk = Desk(known={NUMBER: row()})
    rehearsal, _ = held(desk, *OPENING["ja"])
    assert "ほかにご用件" in rehearsal.say(words)
    assert desk.times() == ("12-05T10:00", "12-05T18:00")
