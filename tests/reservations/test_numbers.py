"""Reservation numbers: heard, typed and misheard."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reservations import numbers

pytestmark = pytest.mark.unit
SIX = st.from_regex(r"[0-9]{6}", fullmatch=True)


@given(SIX)
def test_a_number_survives_being_shown_and_parsed(digits: str) -> None:
    number = numbers.format_number(digits + numbers.check_digit(digits))
    assert numbers.parse(number) == number


@given(SIX, st.integers(0, 6), st.integers(1, 9))
def test_every_wrong_digit_is_caught(digits: str, place: int, off: int) -> None:
    whole = digits + numbers.check_digit(digits)
    wrong = whole[:place] + str((int(whole[place]) + off) % 10) + whole[place + 1 :]
    assert numbers.parse(f"R{wrong}") is None


@given(SIX, st.integers(0, 5))
def test_every_swap_of_neighbours_is_caught(digits: str, place: int) -> None:
    whole = digits + numbers.check_digit(digits)
    swapped = whole[:place] + whole[place + 1] + whole[place] + whole[place + 2 :]
    assert swapped == whole or numbers.parse(f"R{swapped}") is None


@pytest.mark.parametrize(
    "heard",
    [
        "R-402-7311",
        "r4027311",
        "4027311",
        "Ｒ－４０２－７３１１",
        "アール402の7311",
        "アール、四〇二、七三一一",
        "R 402 7311",
        "よんゼロに ななさんいちいち",
        "R four zero two, seven three one one",
    ],
)
def test_a_number_is_understood_however_it_is_said(heard: str) -> None:
    assert numbers.parse(heard) == "R-402-7311"


@pytest.mark.parametrize("heard", ["", "R", "R-402-731", "R-402-73111", "山田太郎", "R-402-7312"])
def test_what_is_no_number_is_none(heard: str) -> None:
    assert numbers.parse(heard) is None


def test_no_digit_of_a_drawn_number_stands_beside_its_equal() -> None:
    for _ in range(200):
        assert not re.search(r"(\d)\1", numbers.digits_of(numbers.draw()))


def test_numbers_are_drawn_not_counted() -> None:
    drawn = [numbers.draw() for _ in range(50)]
    assert all(numbers.parse(number) == number for number in drawn)
    assert len(set(drawn)) > 45
    assert drawn != sorted(drawn)
