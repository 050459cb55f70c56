"""Reservation numbers and telephone numbers, however they are said."""

from __future__ import annotations

import pytest

from voice.engine.dialogue.nlu import digits

pytestmark = pytest.mark.unit

SAID = """R-402-7311|r4027311|Ｒ－４０２－７３１１|402の7311です|アール、四〇二の七三一一です
よんぜろに の ななさんいちいち|ヨンゼロニ、ナナサンイチイチです|予約番号は402-7311です
えっと、番号はよんまるにの、ななさんいちいちでお願いします|アールよんれいにー、ななさんいちいち
予約番号は402-7311、山田太郎です|予約番号4027311をキャンセルしたいのですが
いいえ、402の7311です|R 402 7311|It's four oh two, seven three one one
R four zero two dash seven three double one|the number is 4 0 2 7 3 1 1
four oh two seventy-three eleven|four zero two, seventy three, one one|R-402-7311, John Smith
four o two seven three one one please|R, for 0, 2, 7, 3, 1, 1, John Smith|Or, for 027311.
R, for 02, 7311, John Smith.|I can't make 6, it'll be 7R4027311.""".replace("\n", "|").split("|")


@pytest.mark.parametrize("words", SAID)
def test_a_number_is_understood(words: str) -> None:
    assert digits.find_number(words) == ("R-402-7311", "")


@pytest.mark.parametrize(
    "words",
    [
        "12月5日の10時から18時",
        "山田太郎です",
        "わかりません",
        "予約をしたいのですが",
        "I don't know",
        "at ten to six",
        "or for 4 days",
        "from 10 to 6 for 20 people",
        "",
    ],
)
def test_what_is_no_number_is_none(words: str) -> None:
    assert digits.find_number(words)[0] == ""


@pytest.mark.parametrize(
    ("first", "then"),
    [("402の", "7311です"), ("よんぜろに", "ななさんいちいち"), ("four oh two", "seven three one one")],
)
def test_a_number_may_come_in_two_breaths(first: str, then: str) -> None:
    begun = digits.find_number(first)[1]
    assert begun == "402"
    assert digits.find_number(then, begun) == ("R-402-7311", "")


@pytest.mark.parametrize(
    ("words", "four"),
    [
        ("1234です", "1234"),
        ("下4桁は1234です", "1234"),
        ("いちにさんよん", "1234"),
        ("電話は090-1234-5678です", "5678"),
        ("０９０ー１２３４ー５６７８", "5678"),
        ("one two three four", "1234"),
        ("it ends in 5 6 double 7", "5677"),
        ("山田太郎です", ""),
        ("12月5日", ""),
    ],
)
def test_the_end_of_a_telephone_number(words: str, four: str) -> None:
    assert digits.find_last_four(words) == four


@pytest.mark.parametrize(
    "words", ["Sorry, twenty forty-eight at the end. R-613-2048", "R-613-2048, so 2048 at the end"]
)
def test_the_end_of_the_reservations_number_is_no_second_fact(words: str) -> None:
    assert digits.find_number(words)[0] == "R-613-2048"
    assert digits.find_last_four(words) == ""
    assert digits.find_last_four(f"{words}, last four 5678") == "5678"


@pytest.mark.parametrize(
    ("heard", "written"),
    [
        ("R-40-2-73-11の山田太郎です", "R-402-7311の山田太郎です"),
        ("番号はRの4、0、2の7、3、1、1です", "番号はR-402-7311です"),
        ("Or, for 02 7311, John Smith.", "R-402-7311, John Smith."),
        ("It'll be 7R4027311.", "It'll be 7 R-402-7311."),
        ("R-402-7311", "R-402-7311"),
        ("Or for 4 days", "Or for 4 days"),
        ("090-1234-5678です", "090-1234-5678です"),
    ],
)
def test_a_number_is_written_in_its_own_groups(heard: str, written: str) -> None:
    assert digits.write_number(heard) == written
