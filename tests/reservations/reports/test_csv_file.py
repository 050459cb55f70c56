"""A cell that a spreadsheet would compute is written as a text."""

from __future__ import annotations

import csv
import io

import pytest

from reservations.reports import csv_file

pytestmark = pytest.mark.unit


@pytest.mark.parametrize(
    "cell", ["=1+1", "+81", "-2+3", "@SUM(A1)", "\t=1", "\r=1", "\n=1", " =1", "＝1+1", "＠SUM", "　=1"]
)
def test_text_that_would_be_a_formula_gets_an_apostrophe(cell: str) -> None:
    text = csv_file.write(["name"], [[cell]])
    assert list(csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline="")))[1] == [f"'{cell}"]


@pytest.mark.parametrize("cell", ["佐藤花子", "R-402-7315", "品川 500 わ 1001", "", "a=b", "12/12"])
def test_other_text_stays_as_it_is(cell: str) -> None:
    assert csv_file.make_harmless(cell) == cell


def test_numbers_stay_numbers_and_the_file_says_that_it_is_utf8() -> None:
    assert csv_file.write(["円"], [[-5], [1200], [None]]) == '\ufeff円\r\n-5\r\n1200\r\n""\r\n'


def test_a_heading_is_made_harmless_too() -> None:
    assert csv_file.write(["=x"], []) == "\ufeff'=x\r\n"
