"""Classes that are named beside the wish, or asked about, at the question for one and at the read-back."""

from __future__ import annotations

import itertools
from typing import Any

import pytest

from tests.voice.engine.dialogue.dialogue import TOOLS, Rehearsal
from tests.voice.engine.dialogue.fleet import CARS, Fleet

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
    fleet = Counter(free={("tokyo-ekimae", car): 2 for car in CARS})
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
