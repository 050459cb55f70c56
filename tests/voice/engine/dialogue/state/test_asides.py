"""The days and times of other events are not the rental's; a day that counts from one comes to its date."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from voice.engine.dialogue.nlu.dates.calendars import resolve_day
from voice.engine.dialogue.state.asides import read_rental_period
from voice.engine.dialogue.state.dialogue import Dialogue

pytestmark = pytest.mark.unit

TODAY = date(2026, 12, 1)
EVENTS_JA = [
    "{day}日に会議があって、",
    "{day}日が誕生日なんですが、",
    "{day}日に結婚式があるので、",
    "{day}日に東京に着くので、",
    "{day}日に引っ越しがあるんですよ。で、",
    "{day}日に友達が来るんで、",
    "{day}日は試験なんですけど、",
    "{day}日が給料日なんで、",
    "{day}日が娘の発表会でね、",
]
STEPS_JA = [
    ("その翌日に", 1), ("次の日に", 1), ("翌日の", 1), ("その2日前に", -2), ("前日に", -1),
    ("その次の日に", 1), ("その3日後に", 3), ("その前の日から", -1),
]  # fmt: skip
EVENTS_EN = [
    "I have a meeting on the {day}th, and ",
    "My birthday is on the {day}th and ",
    "We land on the {day}th, so ",
    "There's a wedding on the {day}th. ",
    "My exam is on the {day}th, so ",
    "I fly in on the {day}th, so ",
]
STEPS_EN = [
    ("I'd like a compact the day after", 1), ("I need a car two days before that", -2),
    ("I need it the day before", -1), ("I'd want it the following day", 1),
    ("we need one the day after that", 1),
]  # fmt: skip
TIMES = [
    ("16日の9時に東京に着く飛行機で行くので、11時から18時でコンパクト", 11, 18),
    ("16日なんですけど、14時に打ち合わせが終わるので15時から20時で", 15, 20),
    ("16日、新幹線が11時20分着なんで、12時から借りて18時に返します", 12, 18),
    ("16日です。会議が13時まであるので、14時から19時で借りたいです", 14, 19),
    ("A compact on the 16th. My flight lands at 9 AM, I need it from 11 until 6 PM.", 11, 18),
    ("On the 16th. My train gets in at 10:40 so from noon, and back by 6 PM.", 12, 18),
    ("The 16th. I have a meeting at 9, so from 11 AM to 6 PM please.", 11, 18),
]


@pytest.fixture
def dialogue() -> Dialogue:
    return Dialogue(TODAY, "ja", frozenset())


def test_a_day_that_counts_from_an_event_is_a_date_and_the_event_is_none(dialogue: Dialogue) -> None:
    cases = [
        (f"{event.format(day=day)}{step}", day, days)
        for events, steps in ((EVENTS_JA, STEPS_JA), (EVENTS_EN, STEPS_EN))
        for event in events
        for step, days in steps
        for day in (14, 18)
    ]
    for text, day, days in cases:
        found = read_rental_period(dialogue, text)
        assert found.start_day, text
        assert resolve_day(found.start_day, TODAY) == date(2026, 12, day) + timedelta(days=days), text
        assert found.end_day is None, text


@pytest.mark.parametrize(("text", "start", "end"), TIMES)
def test_the_times_of_other_events_are_not_the_rentals(
    dialogue: Dialogue, text: str, start: int, end: int
) -> None:
    found = read_rental_period(dialogue, text)
    assert found.start_day, text
    assert resolve_day(found.start_day, TODAY) == date(2026, 12, 16), text
    first = found.start_time or found.loose
    assert first, text
    assert first.hour in (start, start - 12), text
    assert found.end_time, text
    assert found.end_time.hour in (end, end - 12), text


@pytest.mark.parametrize(
    "text",
    [
        "17日がだめになったので18日に移してください",
        "あ、17日は用事が入ってしまって、18日でもいいですか",
        "17日は都合が悪くなりまして、18日に",
        "17日が無理になっちゃって、18日でお願いします",
        "The 17th fell through, move it to the 18th.",
        "the 17th doesn't work anymore, so the 18th please",
        "I can't make the 17th, the 18th please",
    ],
)
def test_a_day_that_is_off_leaves_the_one_that_is_wished(dialogue: Dialogue, text: str) -> None:
    dialogue.slots.start_day = date(2026, 12, 17)
    found = read_rental_period(dialogue, text)
    assert found.start_day, text
    assert resolve_day(found.start_day, TODAY) == date(2026, 12, 18), text
    assert found.end_day is None, text


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("20日に借りて翌日に返します", 20, 21),
        ("20日の10時から翌日の18時まで", 20, 21),
        ("20日に東京駅で借りて、その次の日に返却します", 20, 21),
        ("Pick it up on the 20th and return it the day after.", 20, 21),
    ],
)
def test_the_return_still_counts_from_the_pickup(dialogue: Dialogue, text: str, start: int, end: int) -> None:
    found = read_rental_period(dialogue, text)
    first = resolve_day(found.start_day, TODAY) if found.start_day else None
    assert first == date(2026, 12, start), text
    assert found.end_day, text
    assert resolve_day(found.end_day, TODAY, first) == date(2026, 12, end), text


@pytest.mark.parametrize(
    "text", ["土日はだめで、来週の平日の10時から18時", "17日は無理なので、来週の10時から18時"]
)
def test_a_day_that_is_off_is_not_taken_where_only_a_week_is_wished(dialogue: Dialogue, text: str) -> None:
    found = read_rental_period(dialogue, text)
    assert found.start_day is None, text
    assert found.stretch, text


@pytest.mark.parametrize(
    "event",
    [
        "ホテルのチェックアウトが{}時なんで、", "病院が{}時までなので、", "会議は{}時からなんで、",
        "子どものお迎えが{}時だから、",
        "フェリーが{}時半ですから、", "母の検査が{}時頃で、",
    ],
)  # fmt: skip
@pytest.mark.parametrize(
    "wish", ["18日の11時半に借りて17時に返したいんです", "18日の11時半から17時まで借りたい"]
)
def test_the_hour_that_is_a_reason_is_none_of_the_rentals(dialogue: Dialogue, event: str, wish: str) -> None:
    for hour in (9, 11, 15, 19):
        found = read_rental_period(dialogue, event.format(hour) + wish)
        assert found.start_time, event
        assert (found.start_time.hour, found.start_time.minute) == (11, 30), event
        assert found.end_time, event
        assert found.end_time.hour == 17, event
        assert not found.loose, event


@pytest.mark.parametrize("off", ["土日", "週末", "土曜", "今度の土日"])
@pytest.mark.parametrize(
    "because",
    [
        "は混むから",
        "は混むだろうし、",
        "は忙しいし、",
        "は混みますから",
        "は高いから",
        "はダメなので",
        "は仕事なんで",
        "は休みですから、",
    ],
)
def test_the_days_that_a_reason_avoids_are_not_the_rentals(
    dialogue: Dialogue, off: str, because: str
) -> None:
    for wish in ("月曜がいいです。9時から17時で", "月曜の9時から17時"):
        found = read_rental_period(dialogue, f"{off}{because}{wish}")
        assert found.start_day, wish
        assert resolve_day(found.start_day, TODAY) == date(2026, 12, 7), wish
        assert found.end_day is None, wish
        assert found.start_time, wish
        assert found.end_time, wish


@pytest.mark.parametrize("purpose", ["出張で", "旅行で", "仕事のために", "引っ越しで"])
@pytest.mark.parametrize(
    ("length", "days"), [("2週間、", 14), ("1週間くらい、", 7), ("3日間、", 2), ("4泊、", 4)]
)
def test_how_long_the_purpose_lasts_is_the_rentals_length(
    dialogue: Dialogue, purpose: str, length: str, days: int
) -> None:
    found = read_rental_period(dialogue, f"{purpose}{length}7日から、9時から18時")
    assert found.length, length
    assert (found.length.nights or (found.length.minutes or 0) // (24 * 60)) == days
    assert found.start_day
    assert resolve_day(found.start_day, TODAY) == date(2026, 12, 7)


@pytest.mark.parametrize("after", ["仕事終わりに", "仕事帰りに", "仕事のあとに", "会議の終わりに"])
def test_what_ends_before_the_rental_is_not_its_return(dialogue: Dialogue, after: str) -> None:
    found = read_rental_period(dialogue, f"{after}17日の18時半から翌朝8時まで")
    assert found.start_day
    assert resolve_day(found.start_day, TODAY) == date(2026, 12, 17)
    assert found.start_time
    assert (found.start_time.hour, found.start_time.minute) == (18, 30)
    assert found.end_day
    assert found.end_time


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("17日、早くても18時半になっちゃうんですよね。返すのは19時半で", (18, 30), (19, 30)),
        ("17日の10時からですよね、18時まで", (10, 0), (18, 0)),
        ("営業は20時までですよね、じゃあ17日の9時から", (9, 0), None),
        ("お店が8時からですよね、じゃあ17日は9時から12時", (9, 0), (12, 0)),
    ],
)
def test_an_hour_that_is_only_agreed_on_is_an_end_unless_it_is_the_shops(
    dialogue: Dialogue, text: str, start: tuple[int, int], end: tuple[int, int] | None
) -> None:
    found = read_rental_period(dialogue, text)
    first, last = (
        (clock.hour, clock.minute) if clock else None for clock in (found.start_time, found.end_time)
    )
    assert (first, last) == (start, end)


@pytest.mark.parametrize(
    "leaves",
    ["22日に本州に帰るので、", "22日に実家へ帰るんで、", "22日に福岡に発つので、", "22日に京都に行くんで、"],
)
@pytest.mark.parametrize("back", ["その前の日の17時に返したいんですよね。", "前日の17時に返します。"])
def test_a_return_before_an_event_counts_from_it(dialogue: Dialogue, leaves: str, back: str) -> None:
    found = read_rental_period(dialogue, f"{leaves}{back}借りるのは20日の10時で")
    assert found.start_day
    assert resolve_day(found.start_day, TODAY) == date(2026, 12, 20)
    assert found.end_day
    assert resolve_day(found.end_day, TODAY, date(2026, 12, 20)) == date(2026, 12, 21)
    assert found.end_time
    assert found.end_time.hour == 17


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("12日に結婚式があるので、前日の17時から翌日の10時まで", 11, 13),
        ("12日に結婚式があるので、前日の17時から、その翌日の10時まで", 11, 12),
        ("There's a wedding on the 12th, so from the day before at 5 PM to the day after at 10 AM", 11, 13),
    ],
)
def test_days_on_both_sides_of_an_event_count_from_it(
    dialogue: Dialogue, text: str, first: int, last: int
) -> None:
    found = read_rental_period(dialogue, text)
    assert found.start_day
    start = resolve_day(found.start_day, TODAY)
    assert start == date(2026, 12, first)
    assert found.end_day
    assert resolve_day(found.end_day, TODAY, start) == date(2026, 12, last)


@pytest.mark.parametrize(
    "words", ["17日にそちらに行くので", "17日の9時に取りに行くので", "17日にお店に行くので"]
)
def test_coming_to_the_shop_is_no_other_event(dialogue: Dialogue, words: str) -> None:
    found = read_rental_period(dialogue, f"{words}、18時まで")
    assert found.start_day
    assert resolve_day(found.start_day, TODAY) == date(2026, 12, 17)


@pytest.mark.parametrize("back", ["翌朝一番", "翌朝", "翌日の朝", "次の日"])
@pytest.mark.parametrize("asks", ["でもいいですか", "でも大丈夫ですか", "にできますか"])
def test_a_day_of_return_that_is_asked_for_is_wished(dialogue: Dialogue, back: str, asks: str) -> None:
    found = read_rental_period(dialogue, f"14日の10時に借りて、返すのは{back}{asks}。")
    assert found.start_day
    start = resolve_day(found.start_day, TODAY)
    assert start == date(2026, 12, 14)
    assert found.end_day
    assert resolve_day(found.end_day, TODAY, start) == date(2026, 12, 15)


@pytest.mark.parametrize(
    "frame",
    [
        "noon that first day to four the last day",
        "pick up at noon, back by four on the last day",
        "from 12 to 4 on the final day",
    ],
)
@pytest.mark.parametrize(
    "stay",
    [
        "I get in at 11:20 on the 10th, and my train home's the 12th at 6 in the evening. So {}",
        "We land on the 10th and our flight leaves on the 12th at seven, so {}",
    ],
)
def test_the_last_day_is_that_of_the_stay_that_was_told(stay: str, frame: str) -> None:
    found = read_rental_period(Dialogue(TODAY, "en", frozenset()), stay.format(frame))
    days = [resolve_day(day, TODAY) if day else None for day in (found.start_day, found.end_day)]
    assert days == [date(2026, 12, 10), date(2026, 12, 12)]
    assert [clock.hour if clock else None for clock in (found.start_time, found.end_time)] == [12, 4]


@pytest.mark.parametrize(
    "train", ["{}時の新幹線に乗るから", "{}時半発の飛行機なので、", "{}時のフェリーに間に合うように、"]
)
@pytest.mark.parametrize("back", ["{}時には返したいんです", "返すのは{}時で", "{}時までで"])
def test_the_hour_of_a_train_is_no_pickup(dialogue: Dialogue, train: str, back: str) -> None:
    for hour in (9, 13, 17):
        found = read_rental_period(dialogue, train.format(hour) + back.format(hour - 1))
        assert found.start_time is None, train
        told = found.end_time or found.loose
        assert told, back
        assert told.hour == hour - 1, back


@pytest.mark.parametrize("who", ["友達", "兄", "主人", "会社の同僚"])
@pytest.mark.parametrize("uses", ["使うから", "使うので、", "乗るんで、", "借りるから、"])
@pytest.mark.parametrize("off", ["16日", "土曜", "今週末"])
def test_a_day_on_which_another_has_the_car_is_not_the_rentals(
    dialogue: Dialogue, who: str, uses: str, off: str
) -> None:
    found = read_rental_period(dialogue, f"{off}は{who}が{uses}私は17日で、9時から18時")
    assert found.start_day, uses
    assert resolve_day(found.start_day, TODAY) == date(2026, 12, 17), uses
    assert found.end_day is None, uses
    alone = read_rental_period(dialogue, f"16日は{who}が{uses}9時から18時でお願いします")
    assert alone.start_day, uses  # nothing else is said: it is rented for them
    assert resolve_day(alone.start_day, TODAY) == date(2026, 12, 16), uses


@pytest.mark.parametrize(
    "found_out", ["って日曜か。", "って祝日じゃん。", "は定休日なんですね。", "って日曜だったか、"]
)
@pytest.mark.parametrize("wish", ["じゃあ22日に変えてください", "22日にします", "だったら22日で"])
def test_a_day_that_turns_out_to_be_something_is_not_wished_for(
    dialogue: Dialogue, found_out: str, wish: str
) -> None:
    dialogue.slots.start_day = date(2026, 12, 20)
    found = read_rental_period(dialogue, f"あ、20日{found_out}{wish}")
    assert found.start_day, wish
    assert resolve_day(found.start_day, TODAY) == date(2026, 12, 22), found_out
    assert found.end_day is None, found_out


def test_of_several_days_with_reasons_against_them_the_last_stands(dialogue: Dialogue) -> None:
    words = "21日は祝日で混むだろうし、23日は主人が休みだから、22日にします。10時から19時"
    found = read_rental_period(dialogue, words)
    assert found.start_day
    assert resolve_day(found.start_day, TODAY) == date(2026, 12, 22)
    assert found.end_day is None
