"""Which shop a sentence names."""

from __future__ import annotations

import pytest

from reservations import lookup
from reservations.values import Shop

pytestmark = pytest.mark.unit
KNOWN = [
    Shop("ekimae", "東京駅前店", name_en="Tokyo Station", region="東京", region_en="Tokyo"),
    Shop("shinjuku", "新宿店", name_en="Shinjuku", region="東京", region_en="Tokyo"),
    Shop("sapporo", "札幌店", name_en="Sapporo", region="札幌", region_en="Sapporo"),
    Shop("east", "東京駅前東店", name_en="Tokyo Station East", region="東京", region_en="Tokyo"),
]


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("東京駅前店で土曜日に借りたいのですが", "ekimae"),
        ("東京駅前でお願いします", "ekimae"),
        ("I'd like a car at Tokyo station on Saturday.", "ekimae"),
        ("the shinjuku one, please", "shinjuku"),
        ("From Tokyo Station East.", "east"),  # which is not Tokyo Station
        ("東京で借りたいのですが", None),  # a region
        ("札幌に行きます", None),
        ("札幌店に行きます", "sapporo"),
        ("新宿に泊まります", None),  # a part of the town
        ("東京駅前店と新宿店がございます", None),  # more than one
        ("土曜日に借りたいのですが", None),
        ("", None),
    ],
)
def test_sentence_names_the_shop_whose_whole_name_is_in_it(sentence: str, expected: str | None) -> None:
    found = lookup.find_named_shop(sentence, KNOWN)
    assert (found.id if found else None) == expected
