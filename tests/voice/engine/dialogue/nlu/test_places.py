"""Which shop a caller means, or that any will do."""

from __future__ import annotations

from dataclasses import replace

import pytest

from voice.engine.dialogue.facts import Shop
from voice.engine.dialogue.nlu import places
from voice.engine.dialogue.nlu.corrections import settle
from voice.engine.dialogue.nlu.utterance import read_utterance

pytestmark = pytest.mark.unit
SHOPS = [
    Shop("shinjuku", "新宿店", name_en="Shinjuku", region="東京", region_en="Tokyo"),
    Shop("shinagawa", "品川店", name_en="Shinagawa", region="東京", region_en="Tokyo"),
]


@pytest.mark.parametrize(
    "text",
    [
        "どこでもいいです",
        "どちらでも",
        "お任せします",
        "おまかせで",
        "Anywhere is fine.",
        "either one",
        "Whichever is near",
        "any of them",
        "Any one will do",
    ],
)
def test_a_caller_leaves_the_choice_of_a_shop_to_us(text: str) -> None:
    assert places.accepts_any(text)


@pytest.mark.parametrize(
    "text",
    [
        "どちらでもない",
        "どれでもありません",
        "どこでもいいわけではない",
        "新宿以外ならどこでも",
        "Not any of them",
        "I don't want either",
        "anywhere but Shinjuku",
        "many ones",
        "Neither",
        "",
        "東京駅前店",
    ],
)
def test_a_choice_with_an_exception_is_not_left_to_us(text: str) -> None:
    assert not places.accepts_any(text)


def _find(text: str, kind: str = "shop") -> list[str]:
    spans = places.recognise_places(read_utterance(text), SHOPS, loose=True)
    return [text[span.start : span.end] for span in spans if span.kind == kind]


@pytest.mark.parametrize("place", ["渋谷", "ひたち", "横浜", "ニセコ"])
@pytest.mark.parametrize(
    "frame",
    [
        "{}にお店ありますか",
        "{}にも店舗ってある?",
        "{}のほうには営業所ないんですか",
        "{}には支店はございますか",
    ],
)
def test_a_place_without_a_shop_is_told_from_the_words_around_it_ja(frame: str, place: str) -> None:
    assert _find(frame.format(place), "unknown") == [place]


@pytest.mark.parametrize("place", ["Shibuya", "nagoya", "Ueno"])
@pytest.mark.parametrize(
    "frame", ["Have you got a branch in {}?", "is there an office near {}", "any location around {} please"]
)
def test_a_place_without_a_shop_is_told_from_the_words_around_it_en(frame: str, place: str) -> None:
    assert _find(frame.format(place), "unknown") == [place]


@pytest.mark.parametrize(
    "text",
    [
        "近くにお店ありますか",
        "どこにお店ありますか",
        "a shop in town",
        "any place in the morning",
        "at the station",
        "pickup in two hours",
        "anything in December?",
        "do you have one in about an hour",
        "pick-up at half nine tomorrow",
    ],
)
def test_no_place_is_no_unknown_place(text: str) -> None:
    assert _find(text, "unknown") == []


REQUESTED = {
    "新宿": [
        "お店を新宿にしてください", "新宿でお願いできますか", "新宿のほうが近いんで",
        "新宿に変えといてもらえます？", "新宿店で20日の10時から",
    ],
    "Shinjuku": [
        "I meant Shinjuku, sorry", "Shinjuku is nearer for me", "could we make it Shinjuku",
        "change the shop to Shinjuku", "let's use Shinjuku", "Shinjuku instead please",
    ],
}  # fmt: skip


@pytest.mark.parametrize(
    ("place", "text"), [(place, text) for place, texts in REQUESTED.items() for text in texts]
)
def test_words_around_a_place_wish_for_it(place: str, text: str) -> None:
    utterance = read_utterance(text)
    (span,) = (one for one in places.recognise_places(utterance, SHOPS, loose=True) if one.kind == "shop")
    assert places.is_wished(utterance, span)
    assert place in utterance.plain[span.start : span.end]


@pytest.mark.parametrize("text", ["新宿です", "新宿太郎です", "新宿と申します", "Shinjuku", "Ken Shinjuku"])
def test_a_bare_place_may_be_a_person(text: str) -> None:
    utterance = read_utterance(text)
    spans = [one for one in places.recognise_places(utterance, SHOPS, loose=True) if one.kind == "shop"]
    assert not any(places.is_wished(utterance, span) for span in spans)


@pytest.mark.parametrize(
    ("text", "back"),
    [
        ("返すのは18日の15時に新宿で、借りるのは16日の10時に品川です", "新宿"),
        ("品川で借りて、帰りは新宿に置いていきたいです", "新宿"),
        ("返すのも品川にします", "品川"),
        ("返すのは新宿でもいいですか", "新宿"),
        ("受け取りは品川で返却は新宿でお願いします", "新宿"),
        ("pick it up in Shinagawa and return it on the 18th to Shinjuku", "Shinjuku"),
        ("from Shinagawa, I'd like to leave the car at Shinjuku afterwards", "Shinjuku"),
        ("Shinagawa to start with, dropping off at 6 pm in Shinjuku", "Shinjuku"),
    ],
)
def test_the_shop_of_the_return_is_told_from_its_clause(text: str, back: str) -> None:
    utterance = read_utterance(text)
    spans = [one for one in places.recognise_places(utterance, SHOPS, loose=True) if one.kind == "shop"]
    told = [utterance.plain[s.start : s.end] for s in spans if places.is_for_the_return(utterance, s)]
    assert [back in one for one in told] == [True]


_BACK = ["新宿店に返", "新宿で乗り捨て", "返却は新宿店"]


@pytest.mark.parametrize("fetched", ["東京駅", "丸の内のお店", "東京駅前"])
@pytest.mark.parametrize("back", _BACK)
def test_a_part_of_a_name_tells_the_pickup_beside_the_shop_of_the_return(fetched: str, back: str) -> None:
    station = Shop("tokyo-ekimae", "東京駅前店", region="東京", address="東京都千代田区丸の内1-9-1")
    for text in (f"{fetched}で借りて、{back}したいんですが", f"{back}で、借りるのは{fetched}です"):
        utterance = read_utterance(text)
        spans = places.recognise_places(utterance, [*SHOPS, station], loose=True)
        told = {
            span.value: places.is_for_the_return(utterance, span) for span in spans if span.kind == "shop"
        }
        assert told == {("shinjuku",): True, ("tokyo-ekimae",): False}, text


@pytest.mark.parametrize("back", ["東京駅で返", "東京駅に乗り捨て", "返却は東京駅に"])
def test_a_part_of_a_name_tells_the_return_beside_the_shop_of_the_pickup(back: str) -> None:
    station = Shop("tokyo-ekimae", "東京駅前店", region="東京", region_en="Tokyo")
    utterance = read_utterance(f"新宿店で借りて、{back}したいんですが")
    spans = places.recognise_places(utterance, [*SHOPS, station], loose=True)
    told = {span.value: places.is_for_the_return(utterance, span) for span in spans if span.kind == "shop"}
    assert told == {("shinjuku",): False, ("tokyo-ekimae",): True}
    assert not [span for span in spans if span.kind == "region"]


@pytest.mark.parametrize(
    "words",
    [
        "前は新宿で借りてたんですけど、今回は品川で",
        "いつもは新宿なんですが今度は品川でお願いします",
        "Last time it was Shinjuku, this time Shinagawa please",
    ],
)
def test_where_a_car_was_rented_before_is_not_wished_for_now(words: str) -> None:
    utterance = read_utterance(words)
    spans = [one for one in places.recognise_places(utterance, SHOPS, loose=True) if one.kind == "shop"]
    assert [span.value for span in settle(utterance, spans).standing] == [("shinagawa",)]


@pytest.mark.parametrize("words", ["Hokkaido", "Somewhere in Hokkaido, please", "up in hokkaido"])
def test_a_prefecture_that_the_address_has_in_japanese_is_that_of_its_shop(words: str) -> None:
    sapporo = Shop("sapporo", "札幌駅前店", name_en="Sapporo Station", region="札幌", region_en="Sapporo")
    there = replace(sapporo, address="北海道札幌市北区北6条西4-1", address_en="4-1 Kita 6-jo Nishi, Sapporo")
    spans = places.recognise_places(read_utterance(words), [*SHOPS, there], loose=True)
    assert [(span.kind, span.value) for span in spans] == [("region", "札幌")]
