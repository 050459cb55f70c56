"""At the read-back a day or an hour that wishes for nothing changes nothing; one that wishes does."""

from __future__ import annotations

import pytest

from tests.voice.engine.dialogue.read_backs import asked, each

pytestmark = pytest.mark.unit

DAY = "2026-12-05"
BESIDE_A_YES = {
    "en": each(
        "Yes please, I've got a wedding on the 20th to get ready for"
        "|Correct, we were with you on the 20th last time"
        "|That's right, my sister's birthday is on the 20th"
        "|Yes, that's fine. The kids break up at three that day"
    ),
    "ja": each(
        "はい、お願いします、20日に結婚式があって、その準備なんです|間違いないです、去年も借りたんですよ、そのときは12月20日でしたけど"
        "|じゃそれでお願いします、20日は別の用事があるので|はい、それで結構です。子どもの学校が15時に終わるもので"
    ),
}
UNCLEAR = {
    "en": each(
        "My cousin's getting married on the 20th|There's the 20th to think of, as my mother might come"
    ),
    "ja": each(
        "20日は従兄弟の結婚式なんですよ|母が来るのは20日らしくて|20日も空いてますか|ちなみに20日って空いてます？|20日の日曜は空きありますか"
    ),
}
REQUESTS = {
    "en": each(
        "Oh no, the 20th|Sorry, it's the 20th|The 20th would be better|I said the 20th|could we do the 20th"
        "|Not 5, 20|It's the 20th, not the 5th|the 5th is my birthday, so let's do the 20th"
    ),
    "ja": each(
        "あ、20日です|20日のほうがいいです|20日って言いました|20日でもいけますか|5日じゃなくて20日|5じゃなくて20です|5日やなくて20日や"
        "|5日は誕生日なんで、20日にしてください"
    ),
}
LATER = {
    "en": each("18 won't work, I'd need it until 20|Six is no good, could we say eight in the evening?"),
    "ja": each(
        "18時は無理かも、20時ぎりぎりでお願いしたい|18時だと間に合わないかもなので、20時でお願いします"
    ),
}
RETURNS = {
    "en": each(
        "I might need it the next day too, so let's return it on the 6th at six pm"
        "|It was meant to be two days, until the 6th"
        "|Didn't I say two days, until the 6th?"
        "|Extend the return to 6 pm on the 6th|Please extend it to 6 pm on the 6th"
        "|We have a dinner on the 5th, can I bring it back on the 6th at six pm"
    ),
    "ja": each(
        "6日も使うかもしれないんで、返すのは6日の18時にしておいてください|5日は飲み会なので、返却は6日の18時でお願いします"
    ),
}
YES = {"en": "Yes, please.", "ja": "はい、お願いします"}


@pytest.mark.parametrize("question", ["book", "book in two steps"])
@pytest.mark.parametrize(
    ("language", "words"), [(each_, words) for each_, all_ in BESIDE_A_YES.items() for words in all_]
)
def test_a_day_beside_a_yes_is_not_booked(question: str, language: str, words: str) -> None:
    conversation = asked(question, language)
    assert not conversation.say(words)
    conversation.say(YES[language])
    (booked,) = conversation.company.bookings
    assert (booked["start"], booked["end"]) == (f"{DAY}T10:00:00", f"{DAY}T18:00:00")


@pytest.mark.parametrize(
    ("answer", "day"),
    [({"en": "The 5th.", "ja": "5日です"}, 5), ({"en": "The 20th.", "ja": "20日です"}, 20),
     ({"en": "As it is, please.", "ja": "そのままでお願いします"}, 5)],
)  # fmt: skip
@pytest.mark.parametrize(
    ("language", "words"), [(each_, words) for each_, all_ in UNCLEAR.items() for words in all_]
)
def test_of_a_day_that_may_be_another_events_the_caller_is_asked(
    language: str, words: str, answer: dict[str, str], day: int
) -> None:
    conversation = asked("book", language)
    assert not conversation.say(words)
    said = conversation.rehearsal.items[-1]["content"][0]["transcript"]
    assert {"en": "December 20?", "ja": "どちらでしょうか"}[language] in said, said
    assert not conversation.say(answer[language])
    conversation.say(YES[language])
    (booked,) = conversation.company.bookings
    assert booked["start"] == f"2026-12-{day:02}T10:00:00"


@pytest.mark.parametrize(
    ("language", "words"), [(each_, words) for each_, all_ in REQUESTS.items() for words in all_]
)
def test_a_day_that_is_wished_for_is_read_back(language: str, words: str) -> None:
    conversation = asked("book", language)
    assert not conversation.say(words)
    conversation.say(YES[language])
    (booked,) = conversation.company.bookings
    assert (booked["start"], booked["end"]) == ("2026-12-20T10:00:00", "2026-12-20T18:00:00")


@pytest.mark.parametrize(
    ("language", "words"), [(each_, words) for each_, all_ in LATER.items() for words in all_]
)
def test_an_hour_that_cannot_be_kept_tells_which_end_is_another(language: str, words: str) -> None:
    conversation = asked("book", language)
    assert not conversation.say(words)
    conversation.say(YES[language])
    (booked,) = conversation.company.bookings
    assert (booked["start"], booked["end"]) == (f"{DAY}T10:00:00", f"{DAY}T20:00:00")


@pytest.mark.parametrize(
    ("language", "words"), [(each_, words) for each_, all_ in RETURNS.items() for words in all_]
)
def test_a_day_of_return_beside_another_moves_the_return_alone(language: str, words: str) -> None:
    conversation = asked("book", language)
    assert not conversation.say(words)
    conversation.say(YES[language])
    (booked,) = conversation.company.bookings
    assert (booked["start"], booked["end"]) == (f"{DAY}T10:00:00", "2026-12-06T18:00:00")
