"""Whatever the tools of another company answer: the caller is answered, and no call is made for ever."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.soak import size
from tests.voice.engine.dialogue.desk import DESK_TOOLS
from tests.voice.engine.dialogue.dialogue import Rehearsal

pytestmark = pytest.mark.unit

PHRASES = st.sampled_from(
    """予約をキャンセルしたい|予約を変更したい|予約を確認したい|4027311|山田太郎です|5678|11時からに|日曜日に|はい|いいえ
キャンセルしてください|1時間遅く|いくらですか|営業時間は?|場所はどこですか||待って|ミニバンで|もう一件予約したい
東京駅前店で12月5日の10時から18時までコンパクト、山田太郎です|もう一度|cancel my booking|yes|no""".replace(
        "\n", "|"
    ).split("|")
)
SCRAPS = st.one_of(
    st.none(), st.booleans(), st.integers(-5, 5), st.text(max_size=6), st.lists(st.integers(), max_size=2)
)
PERIOD = st.sampled_from(
    [{"startDate": "2026-12-05T10:00:00", "endDate": "2026-12-05T18:00:00"}, {"startDate": "soon"}, 3, None]
)
REFUSALS = ["unknown_reservation", "second_fact_needed", "too_many_attempts", "closed_that_day"]
CODES = [*REFUSALS, "busy", "hold_expired", "odd"]
WEEK = [{"weekday": 0, "closed": True}, {"weekday": "x"}, {"weekday": 5, "opens": "x"}]
EXCEPTIONS = [{"firstDay": 3}, {"firstDay": "2026-11-01", "lastDay": "2026-12-31"}]
ANSWERS = st.fixed_dictionaries(
    {"success": st.booleans()},
    optional={
        "code": st.sampled_from(
            CODES
        ),
        "number": st.sampled_from(["R-402-7311", "", 7]),
        "needsConfirmation": st.booleans(),
        "confirmationToken": st.sampled_from(["0a1b2c3d", "", 5]),
        "spoken": st.sampled_from(["承知いたしました。よろしいでしょうか？", "Is that all right?", "", 4]),
        "fee": SCRAPS,
        "period": PERIOD,
        "price": st.one_of(SCRAPS, st.just({"total": 8800, "lines": [{}]})),
        "quotes": st.one_of(SCRAPS, st.just([{"vehicleType": "SUV", "price": {"total": 9}}, {"price": 3}])),
        "weeklyHours": st.one_of(SCRAPS, st.just(WEEK)),
        "exceptions": st.one_of(SCRAPS, st.just(EXCEPTIONS)),
        "alternatives": st.one_of(SCRAPS, st.just([{"locationId": "ekimae"}])),
        "locations": st.just([{"id": "tokyo-ekimae", "name": "東京駅前店"}]),
        "locationId": st.sampled_from(["tokyo-ekimae", "", 2]),
    },
)  # fmt: skip


@settings(max_examples=size(40, whole=150), deadline=None)
@given(st.lists(PHRASES, min_size=1, max_size=10), st.lists(ANSWERS, min_size=1, max_size=6), st.booleans())
def test_odd_answers_are_borne(lines: list[str], replies: list[dict[str, Any]], two_steps: bool) -> None:
    tools = (*DESK_TOOLS, "quote_price", "location_details")
    told = iter(replies * 40)
    rehearsal = Rehearsal(lambda _name, _arguments: next(told), tools=tools, two_steps=two_steps)
    rehearsal.start()
    for line in lines:
        assert rehearsal.say(line)
