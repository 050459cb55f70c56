"""Classes and shops that are named beside the wish, or asked about, at each question and at the read-back."""

from __future__ import annotations

import itertools
from typing import Any

import pytest

from tests.voice.engine.dialogue.dialogue import TOOLS, Rehearsal
from tests.voice.engine.dialogue.fleet import CARS, Fleet
from tests.voice.engine.dialogue.fleet import SHOPS as EVERYWHERE

pytestmark = pytest.mark.unit

WHERE = {
    "ja": "12月5日の10時から18時、東京駅前店で",
    "en": "At Tokyo Station on December 5 from 10 AM to 6 PM.",
}
WHOLE = {
    "ja": "コンパクトで、名前は山田太郎です。",
    "en": "I'd like a compact. My name is John Smith. ",
}
NAMES = {
    "ja": {"ミニバン": "ミニバン", "SUV": "SUV", "セダン": "セダン"},
    "en": {"people carrier": "ミニバン", "suv": "SUV", "saloon": "セダン"},
}
CORRECTED = {
    "ja": [
        "{x}だと小さいかな、{y}でお願いします",
        "{x}じゃちょっと狭いんで{y}で",
        "{x}は前に借りて良くなかったんで{y}を",
        "友達は{x}って言ってるけど{y}でいいです",
        "{x}が高いなら{y}で",
        "{x}でもいいけど、{y}のほうが",
    ],
    "en": [
        "i'd rather have a {y} than a {x}",
        "not the {x} the {y}",
        "hmm {x}s are pricey aren't they i'll do {y}",
        "we don't need anything as big as a {x} so {y}",
        "could i get a {y}",
        "let's do {y}",
    ],
}
ASKED = {
    "ja": ["{x}だといくらですか", "{x}の料金はいくらですか", "{x}って荷物は乗りますか"],
    "en": ["how much would a {x} be", "what's the price of the {x}", "is the {x} big enough for us"],
}
PRICE = 12000


class Counter(Fleet):
    def quote_price(self, vehicleType: str = "", **_: str) -> dict[str, Any]:  # noqa: N803
        quotes = [{"vehicleType": vehicleType, "vehicleTypeEn": vehicleType, "price": {"total": PRICE}}]
        return {"success": True, "quotes": quotes, "spoken": ""}


def _begin(language: str, *lines: str, extra: tuple[str, ...] = ()) -> Rehearsal:
    fleet = Counter(free={(shop["id"], car): 2 for shop in EVERYWHERE for car in CARS})
    call = Rehearsal(fleet.run, language, tools=(*TOOLS, *extra))
    for line in lines:
        call.say(line)
    return call


@pytest.mark.parametrize(
    ("language", "line"), [(language, line) for language in CORRECTED for line in CORRECTED[language]]
)
def test_another_class_at_the_read_back_is_taken(language: str, line: str) -> None:
    for x, y in itertools.permutations(NAMES[language], 2):
        call = _begin(language, WHOLE[language] + WHERE[language], line.format(x=x, y=y))
        call.say({"ja": "はい、お願いします", "en": "Yes, please."}[language])
        assert [made["vehicleType"] for made in call.booked] == [NAMES[language][y]], (x, y)


@pytest.mark.parametrize(("language", "line"), [("ja", "{x}と{y}"), ("en", "a {x} or a {y}")])
def test_two_classes_at_the_read_back_are_asked_about(language: str, line: str) -> None:
    x, y = [*NAMES[language]][:2]
    call = _begin(language, WHOLE[language] + WHERE[language], line.format(x=x, y=y))
    call.say({"ja": "はい、お願いします", "en": "Yes, please."}[language])
    assert not call.booked


@pytest.mark.parametrize("extra", [(), ("quote_price",)])
@pytest.mark.parametrize(
    ("language", "line"), [(language, line) for language in ASKED for line in ASKED[language]]
)
def test_a_class_that_is_asked_about_is_not_chosen(language: str, line: str, extra: tuple[str, ...]) -> None:
    for x in NAMES[language]:
        call = _begin(language, WHERE[language], extra=extra)
        told = call.say(line.format(x=x))
        assert {"ja": "お名前", "en": "name"}[language] not in told, told
        assert (f"{PRICE:,}" in told) == (bool(extra) and line not in (ASKED["ja"][2], ASKED["en"][2]))


@pytest.mark.parametrize(
    ("language", "line", "takes"),
    [
        ("ja", "{x}だといくらですか", "じゃあそれでお願いします"),
        ("ja", "{x}だといくらですか", "はい、それで"),
        ("en", "how much would a {x} be", "ok i'll take it"),
        ("en", "how much would a {x} be", "Sounds good."),
    ],
)
def test_the_class_whose_price_was_told_is_taken_as_that(language: str, line: str, takes: str) -> None:
    for x in NAMES[language]:
        call = _begin(language, WHERE[language], line.format(x=x), takes, extra=("quote_price",))
        call.say({"ja": "山田太郎です", "en": "John Smith"}[language])
        call.say({"ja": "はい、お願いします", "en": "Yes, please."}[language])
        assert [made["vehicleType"] for made in call.booked] == [NAMES[language][x]]


@pytest.mark.parametrize(
    ("language", "line"),
    [
        ("en", "i broke my ankle so an automatic {x}"),
        ("en", "my minivan's engine died so the {x}"),
        ("ja", "自分のミニバンは車検なので{x}で"),
    ],
)
def test_a_class_beside_a_mishap_is_taken(language: str, line: str) -> None:
    for x in ("suv", "sedan") if language == "en" else ("SUV", "セダン"):
        call = _begin(language, WHOLE[language] + WHERE[language], line.format(x=x))
        call.say({"ja": "はい、お願いします", "en": "Yes, please."}[language])
        assert [made["vehicleType"] for made in call.booked] == [{"suv": "SUV", "sedan": "セダン"}.get(x, x)]


def test_what_is_easy_to_get_into_is_not_the_cheapest() -> None:
    for line in ("乗りやすい車がいいです", "運転しやすいのがいいです", "停めやすいやつで"):
        call = _begin("ja", WHERE["ja"], line, extra=("quote_price",))
        assert not [each for each in call.calls if each.name == "quote_price"], line


SHOPS = {
    "ja": {"新宿店": "shinjuku", "品川店": "shinagawa", "新大阪駅前店": "osaka"},
    "en": {"Shinjuku": "shinjuku", "shinagawa": "shinagawa", "Shin-Osaka": "osaka"},
}


@pytest.mark.parametrize("stage", ["confirm", "name"])
@pytest.mark.parametrize(
    ("language", "line"),
    [
        ("ja", "{x}は混むので{y}に"),
        ("ja", "東京駅前は遠いので{y}で"),
        ("ja", "{y}って言ったんですけど"),
        ("en", "tokyo station's too far so {y}"),
        ("en", "i said {y}"),
    ],
)
def test_the_shop_of_the_main_clause_is_wished_for(language: str, line: str, stage: str) -> None:
    for x, y in itertools.permutations(SHOPS[language], 2):
        begun = (
            WHOLE[language] if stage == "confirm" else {"ja": "コンパクトで", "en": "A compact. "}[language]
        )
        call = _begin(language, begun + WHERE[language], line.format(x=x, y=y))
        if stage == "name":
            call.say({"ja": "山田太郎です", "en": "John Smith"}[language])
        call.say({"ja": "はい、お願いします", "en": "Yes, please."}[language])
        assert [made["locationId"] for made in call.booked] == [SHOPS[language][y]], (x, y)


def test_a_shop_behind_a_no_stands() -> None:
    for x, y in itertools.permutations(SHOPS["en"], 2):
        call = _begin("en", WHOLE["en"] + WHERE["en"], f"{x} no {y}", "Yes, please.")
        assert [made["locationId"] for made in call.booked] == [SHOPS["en"][y]], (x, y)
