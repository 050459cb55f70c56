"""What recognisers wrote: a reservation's number is found, nothing else is; a name counts by its sound."""

from __future__ import annotations

import pytest

from tests.e2e.listening import find_numbers, reading

pytestmark = pytest.mark.unit


@pytest.mark.parametrize(
    "text",
    ["R-832-5037.", "the numbers are A32 5037.", "Once more, RA32 5037.", "R 8 3 2, 5 0 3 7", "R A-32-5037"],
)
def test_a_number_is_found_however_it_is_written(text: str) -> None:
    assert find_numbers(text) == ["R-832-5037"]


@pytest.mark.parametrize("text", ["R-32-5037", "A car for 12,650 yen", "090-1234-5678", "R-832-503"])
def test_what_has_fewer_or_more_figures_is_none(text: str) -> None:
    assert "R-832-5037" not in find_numbers(text)


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("山田太郎", "ヤマダタロウ"),
        ("佐藤裕子", "サトウユウコ"),
        ("大野恵子", "おおのけいこ"),
        ("井上", "イノウエ"),
    ],
)
def test_a_name_sounds_alike_however_it_is_written(one: str, two: str) -> None:
    assert reading(one) == reading(two)


@pytest.mark.parametrize(
    ("one", "two"),
    [("山田太郎", "ヤマダタロ"), ("大野", "小野"), ("佐藤裕子", "サトウユウカ")],
)
def test_names_that_sound_otherwise_stay_apart(one: str, two: str) -> None:
    assert reading(one) != reading(two)
