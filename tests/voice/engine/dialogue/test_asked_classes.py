"""A class, or a shop, of which the price, the size or the difference is asked is not taken."""

from __future__ import annotations

import pytest

from tests.voice.engine.dialogue.dialogue import TOOLS, Rehearsal
from tests.voice.engine.dialogue.fleet import CARS, SHOPS, Fleet

pytestmark = pytest.mark.unit

YEN = {"コンパクト": 6600, "ミニバン": 12650, "SUV": 9900, "セダン": 9350, "軽自動車": 5830}
WHEN = "17日の9時から17時"


class Priced(Fleet):
    def quote_price(
        self,
        locationId: str,  # noqa: N803
        startDate: str,  # noqa: N803
        endDate: str,  # noqa: N803
        vehicleType: str = "",  # noqa: N803
    ) -> dict[str, object]:
        classes = [vehicleType] if vehicleType else list(CARS)
        prices = [
            {"vehicleType": car, "vehicleTypeEn": CARS[car], "price": {"total": YEN[car], "currency": "JPY"}}
            for car in classes
        ]
        return {"success": True, "prices": prices}


def play(*lines: str) -> str:
    """What the agent says to the last of the lines, where all classes are free."""
    fleet = Priced(free={(shop["id"], car): 2 for shop in SHOPS for car in CARS})
    call = Rehearsal(fleet.run, today="2026-12-01 (Tuesday), Asia/Tokyo", tools=(*TOOLS, "quote_price"))
    call.start()
    for line in lines:
        reply = call.say(line)
    return reply


@pytest.mark.parametrize(
    "question",
    ["コンパクトだと一日いくらぐらいですかね？", "コンパクトっていくらですか", "コンパクトの料金は？"],
)
@pytest.mark.parametrize(
    ("then", "is_taken"),
    [
        (f"あ、そんなもんか。{WHEN}で", False),
        (f"なるほど、{WHEN}でお願いします", False),
        (f"じゃあそれで、{WHEN}", True),
        (f"コンパクトで、{WHEN}でお願いします", True),
    ],
)
def test_a_class_that_was_only_priced_is_asked_for(question: str, then: str, *, is_taken: bool) -> None:
    reply = play("新宿で車を借りたいんですが", question, then)
    assert ("お名前" in reply) is is_taken
    assert ("どちらをご希望" in reply) is not is_taken


@pytest.mark.parametrize(
    "question",
    [
        "コンパクトとセダンって料金どのくらい違うんですか？",
        "セダンとコンパクトはどう違いますか",
        "コンパクトとセダンだと広さは違いますか？",
    ],
)
def test_the_cheaper_of_two_that_were_compared_is_taken(question: str) -> None:
    assert "コンパクト" in play(f"新宿で{WHEN}", question, "じゃあ安いほうで")
    assert "軽自動車" in play(f"新宿で{WHEN}", question, "じゃあ一番安いので")


@pytest.mark.parametrize(
    "question",
    [
        "軽ってどれくらい荷物載ります？",
        "軽に四人乗れます？",
        "軽って荷物入る？",
        "軽ってどれくらい荷物載りますか。",
    ],
)
@pytest.mark.parametrize("reason", ["", "ゴルフバッグ2つなんですけど"])
def test_a_class_that_is_asked_about_without_a_word_of_asking_is_not_taken(
    question: str, reason: str
) -> None:
    assert "お名前" not in play(f"新宿で{WHEN}", question + reason)


@pytest.mark.parametrize(
    "words",
    [
        "ミニバンがいいけど高いならコンパクト、どのくらい違います？",
        "SUVが安ければSUV、高かったらコンパクトで",
    ],
)
def test_of_two_that_the_price_decides_none_is_taken(words: str) -> None:
    reply = play(f"新宿で{WHEN}", words)
    assert "お名前" not in reply
    assert "変更" not in reply
    assert "お名前" in play(f"新宿で{WHEN}", words, "じゃあコンパクトかな")


STANDS = (f"新宿で{WHEN}、コンパクトで", "山田太郎です")


@pytest.mark.parametrize(
    "question",
    [
        "{shop}のほうが安いとかあります？",
        "新宿より{shop}のほうが安いですか",
        "{shop}だといくらですか",
        "{shop}だと高くなります？",
        "{shop}なら安いんですか？",
        "{shop}でも同じ値段ですか？",
        "{shop}にしたら安くなりますか？",
        "{shop}の方がちょっと安いですか？",
        "{shop}に変えたらいくらですか",
    ],
)
@pytest.mark.parametrize(
    ("shop", "name"), [("品川", "品川店"), ("札幌", "札幌駅前店"), ("東京駅", "東京駅前店")]
)
def test_a_shop_of_which_the_price_is_asked_is_not_taken(question: str, shop: str, name: str) -> None:
    asked = question.format(shop=shop)
    assert "新宿店、12月17日" in play(*STANDS, asked)
    assert f"{name}、12月17日" in play(*STANDS, asked, "じゃあそっちでお願いします")


@pytest.mark.parametrize(
    "words", ["品川のほうが安いなら品川で", "品川のほうが近いので、品川で", "品川に変えてください"]
)
def test_a_shop_that_is_wished_for_is_taken(words: str) -> None:
    assert "品川店、12月17日" in play(*STANDS, words)


@pytest.mark.parametrize(
    "before", ["前回コンパクトだったんですけど、", "この前はセダンでしたが、", "去年は軽だったので、"]
)
@pytest.mark.parametrize(("now", "taken"), [("今度は広いやつで。", ""), ("今回はSUVで。", "SUVをご用意")])
def test_a_class_of_the_rental_before_is_not_taken(before: str, now: str, taken: str) -> None:
    reply = play(f"{before}{now}新宿で{WHEN}")
    assert taken in reply if taken else "お名前" not in reply
