"""The telephone number is called right or wrong while the rental is read back."""

from __future__ import annotations

import pytest

from tests.voice.engine.dialogue.desk import called
from tests.voice.engine.dialogue.test_contact_and_extras import (
    PHONE_TOO,
    UP_TO_THE_NAME,
    UP_TO_THE_NAME_EN,
    booked,
    hold,
)

pytestmark = pytest.mark.unit

WITH_PHONE = {
    "ja": UP_TO_THE_NAME + "、山田太郎です。電話は090-8765-4321です",
    "en": UP_TO_THE_NAME_EN + " John Smith, 090-8765-4321",
}
OURS = "03-1234"  # the shop's, which nobody asked for


@pytest.mark.parametrize(
    ("language", "wrong", "wish", "yes"),
    [
        ("ja", "電話番号が違います", PHONE_TOO, "はい"),
        ("en", "The phone number is wrong.", "please tell me that too", "yes"),
    ],
)
def test_a_wrong_number_is_asked_for_anew(language: str, wrong: str, wish: str, yes: str) -> None:
    rehearsal, (*_, reply) = hold(WITH_PHONE[language], wrong, language=language)
    assert "8765" not in reply
    assert wish in reply
    assert OURS not in reply
    assert "090-1111-2222" in rehearsal.say("090-1111-2222")
    rehearsal.say(yes)
    assert booked(rehearsal) == {"customerPhone": "09011112222"}


@pytest.mark.parametrize(
    ("language", "right"), [("ja", "電話番号は合ってます、はい"), ("en", "The number's right, yes please.")]
)
def test_that_it_is_right_asks_for_none_of_ours(language: str, right: str) -> None:
    rehearsal, (*_, reply) = hold(WITH_PHONE[language], right, language=language)
    assert OURS not in reply
    assert booked(rehearsal) == {"customerPhone": "09087654321"}


@pytest.mark.parametrize(
    ("language", "words", "start", "yes"),
    [
        ("ja", "電話の下4桁は4312で、時間は11時からに", "2026-12-05T11:00:00", "はい"),
        ("en", "The last four are 4312, and pick up at 11.", "2026-12-05T11:00:00", "yes"),
    ],
)
def test_its_end_and_another_hour_are_both_taken(language: str, words: str, start: str, yes: str) -> None:
    rehearsal, _replies = hold(WITH_PHONE[language], words, yes, language=language)
    assert booked(rehearsal) == {"customerPhone": "09087654312"}
    assert called(rehearsal, "create_reservation")[0]["startDate"] == start
