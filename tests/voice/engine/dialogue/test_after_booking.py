"""Right after a booking: what is told of it changes just that, and what is only asked changes nothing."""

from __future__ import annotations

from typing import Any

import pytest

from tests.voice.engine.dialogue.desk import DESK_TOOLS, Desk
from tests.voice.engine.dialogue.dialogue import Rehearsal

pytestmark = pytest.mark.unit

TOLD = {
    "ja": "東京駅前店で12月5日の10時から18時までコンパクト、山田太郎です",
    "en": "A compact at Tokyo Station on December 5 from 10 to 6, my name is John Smith",
}
DETAILS = ("locationId", "startDate", "endDate", "customerName", "vehicleType", "customerPhone")
TAKES = {"create_reservation": DETAILS, "change_reservation": ("number", "customerPhone")}
YES = {"ja": "はい、お願いします", "en": "Yes, please."}
ASKED_ONLY = {
    "ja": (
        "キャンセルっていつまで無料ですか",
        "もしキャンセルしたらいくらかかりますか",
        "当日10分くらい遅れても大丈夫ですか",
        "もう一台同じ日に借りたいかも、でも今日はいいです",
        "20日に友達も借りたいって言ってるんですけど、それはまた本人からかけさせます",
        "20日の予約は別の人がしてるはずです",
        "17日に母が来るんですけど、それは電車で行きます",
        "年末も借りると思うんで、またそのとき電話します",
    ),
    "en": (
        "Until when can I cancel for free?",
        "What does it cost if I cancel?",
        "Is it okay if I'm ten minutes late on the day?",
        "My friend wants one on the 20th too, but she'll call you herself",
        "Somebody else should have booked for the 20th",
        "I'll probably rent over New Year too, I'll call again for that",
    ),
}
TOLD_LATER = {
    "ja": (
        "電話番号言うの忘れてた、090-7654-3210です",
        "090-7654-3210に変えてください",
        "電話は090-7654-3210でお願いします",
    ),
    "en": ("I forgot to give my number, it's 090-7654-3210", "My phone number is 090-7654-3210"),
}


class Reachable(Desk):
    """A desk whose changes may be of the telephone number, too."""

    def change_reservation(self, **given: Any) -> dict[str, Any]:  # type: ignore[override]
        self.changes = [*getattr(self, "changes", []), given]
        phone = given.pop("customerPhone", "")
        if not phone:
            return super().change_reservation(**given)
        if not given.get("confirmationToken"):
            return {
                "success": True,
                "confirmationToken": "t",
                "spoken": f"お電話番号は {phone} に変更いたします。",
                "needsConfirmation": True,
            }
        return {
            "success": True,
            "number": given["number"],
            "status": "confirmed",
            "spoken": "変更いたしました。",
        }


def book(language: str, *lines: str) -> tuple[Reachable, Rehearsal, list[str]]:
    desk = Reachable()
    definitions = [
        {"name": name, "parameters": {"properties": {each: {} for each in TAKES.get(name, ())}}}
        for name in DESK_TOOLS
    ]
    call = Rehearsal(desk.run, language, definitions=definitions)
    replies = [call.start(), *(call.say(line) for line in (TOLD[language], YES[language], *lines))]
    return desk, call, replies


@pytest.mark.parametrize(
    ("language", "words"), [(each, words) for each, all_ in ASKED_ONLY.items() for words in all_]
)
def test_what_is_only_asked_begins_no_change_and_no_cancellation(language: str, words: str) -> None:
    desk, call, replies = book(language, words)
    assert len(desk.bookings) == 1, replies
    assert not {"change_reservation", "cancel_reservation"} & {one.name for one in call.calls}, replies


@pytest.mark.parametrize(
    ("language", "words"), [(each, words) for each, all_ in TOLD_LATER.items() for words in all_]
)
def test_a_number_told_after_the_booking_is_added_upon_a_yes(language: str, words: str) -> None:
    _, call, replies = book(language, words, YES[language])
    changes = [dict(one.arguments) for one in call.calls if one.name == "change_reservation"]
    assert [one.get("customerPhone") for one in changes] == ["09076543210"] * 2, replies
    assert "confirmationToken" in changes[-1], replies
