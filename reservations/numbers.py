"""Reservation numbers: R-402-7311: six random digits and a check digit, easy to say, unguessable. Pure."""

from __future__ import annotations

import re
import secrets
import unicodedata
from itertools import pairwise

# Damm's quasigroup: every wrong digit and every swap of neighbours changes the check digit.
DAMM = (
    "0317598642", "7092154863", "4206871359", "1750983426", "6123045978",
    "3674209581", "5869720134", "8945362017", "9438617205", "2581436790",
)  # fmt: skip
SPOKEN = {
    "〇": "0", "零": "0", "一": "1", "二": "2", "三": "3", "四": "4", "五": "5", "六": "6", "七": "7",
    "八": "8", "九": "9", "ゼロ": "0", "れい": "0", "まる": "0", "いち": "1", "に": "2", "さん": "3",
    "よん": "4", "し": "4", "ご": "5", "ろく": "6", "なな": "7", "しち": "7", "はち": "8",
    "きゅう": "9", "く": "9",
    "zero": "0", "oh": "0", "one": "1", "two": "2", "three": "3", "four": "4", "five": "5", "six": "6",
    "seven": "7", "eight": "8", "nine": "9",
}  # fmt: skip
WORDS = re.compile("|".join(sorted(SPOKEN, key=len, reverse=True)))
LETTER = re.compile(r"^(?:アール|あーる|r|are)")
BETWEEN = re.compile(r"[\s\-‐-―−ーの、,.・_/]+")


def check_digit(digits: str) -> str:
    """The Damm check digit of these digits; "0" of a number that has its own."""
    state = 0
    for digit in digits:
        state = int(DAMM[state][int(digit)])
    return str(state)


def draw() -> str:
    """A fresh number. Whether it is taken is for the database's unique constraint to say.

    No digit stands beside its equal: people and machines hear 「はちはち」 as three eights or as one.
    """
    while True:
        digits = f"{secrets.randbelow(1_000_000):06}"
        digits += check_digit(digits)
        if all(digit != neighbour for digit, neighbour in pairwise(digits)):
            return format_number(digits)


def format_number(digits: str) -> str:
    """The digits of a number as people read it: "R-402-7311"."""
    return f"R-{digits[:3]}-{digits[3:]}"


def digits_of(text: str) -> str:
    """The digits in what was said or typed (full width, kanji, words, 「アール」); "" if it is no number."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    plain = BETWEEN.sub("", LETTER.sub("", plain.strip()))
    plain = WORDS.sub(lambda word: SPOKEN[word.group()], LETTER.sub("", plain))
    return plain if plain.isdecimal() and plain.isascii() else ""


def parse(text: str) -> str | None:
    """The number that `text` means, as we write it; None if its check digit does not fit."""
    digits = digits_of(text)
    if len(digits) != 7 or check_digit(digits) != "0":
        return None
    return format_number(digits)
