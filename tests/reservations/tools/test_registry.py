"""What a page and a recogniser are told of the tools."""

from __future__ import annotations

import re

import pytest

from reservations import tools
from reservations.models import Location, Vehicle

pytestmark = [pytest.mark.db, pytest.mark.either]


def test_labels_and_vocabulary_speak_both_languages(shop: Location) -> None:
    assert tools.labels("get_availability", "ja")["running"] == "空車を確認しています"
    assert tools.labels("get_availability", "en")["running"] == "Checking which cars are free"
    assert set(tools.labels("unheard_of", "ja")) == {"running", "done", "failed"}
    assert tools.vocabulary("ja", "ekimae") == ["東京駅前店", "東京", "コンパクト", "ミニバン"]
    assert tools.vocabulary("en") == ["Tokyo Station", "Tokyo", "Compact", "Minivan"]


def test_an_english_vocabulary_has_latin_letters_alone(shop: Location) -> None:
    for key, name, region in (("c", "千歳店", "札幌"), ("e", "駅前店", "札幌"), ("k", "港南店", "東京")):
        Location.objects.create(id=key, name=name, region=region)
    Vehicle.objects.create(id="own", location=shop, vehicle_class="電気自動車")
    words = tools.vocabulary("en", "c")
    assert words[0] == "Chitose"
    assert {"Ekimae", "Konan", "Sapporo", "Denki Jidosha", "Tokyo Station"} <= set(words)
    assert not re.search(r"[\u3000-\u9fff\uf900-\uffef]", "".join(words))
    assert "千歳店" in tools.vocabulary("ja")


def test_who_has_room_for_few_words_takes_the_most_useful(shop: Location) -> None:
    for key, name, region in (("a", "旭川店", "旭川"), ("b", "札幌駅前店", "札幌"), ("c", "千歳店", "札幌")):
        Location.objects.create(id=key, name=name, region=region)
    words = tools.vocabulary("ja", "c")
    assert words[0] == "千歳店"
    assert words.index("コンパクト") < words.index("札幌駅前店") < words.index("旭川店")
    assert words.index("札幌") < words.index("札幌駅前店")
