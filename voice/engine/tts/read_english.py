"""Writes figures, dates, times and marks out as the English words a voice should say. Pure text to text."""

from __future__ import annotations

import re
import unicodedata


def _words(line: str) -> list[str]:
    return line.split()


_ONES = _words(
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
    "seventeen eighteen nineteen"
)
_TENS = _words("- - twenty thirty forty fifty sixty seventy eighty ninety")
_SCALES = ((10**9, "billion"), (10**6, "million"), (1000, "thousand"), (100, "hundred"))
_ORDINALS = {
    "one": "first",
    "two": "second",
    "three": "third",
    "five": "fifth",
    "eight": "eighth",
    "nine": "ninth",
    "twelve": "twelfth",
}
_MONTHS = _words("January February March April May June July August September October November December")
_MONTH = "(" + "|".join(_MONTHS) + ")"
_SHORT_MONTHS = {month[:3]: month for month in _MONTHS}
_TITLES = {"Mr": "Mister", "Mrs": "Missus", "Ms": "Miz", "Dr": "Doctor", "St": "Street", "No": "Number"}
_MARKS = {
    "%": " percent ",
    "&": " and ",
    "+": " plus ",
    "@": " at ",
    "#": " number ",
    "/": " or ",
    "=": " equals ",
}
_CURRENCIES = {"¥": "yen", "￥": "yen", "$": "dollars", "€": "euros"}
# The lexicon's word for the letter A; alone, "a" is the article.
_LETTER_A = "ay"


def write_cardinal(number: int) -> str:
    """A number in words, from zero: 1203 is "one thousand two hundred three"."""
    if number < 20:
        return _ONES[number]
    if number < 100:
        tens, ones = divmod(number, 10)
        return _TENS[tens] + (f" {_ONES[ones]}" if ones else "")
    for size, name in _SCALES:
        if number >= size:
            count, rest = divmod(number, size)
            return f"{write_cardinal(count)} {name}" + (f" {write_cardinal(rest)}" if rest else "")
    raise AssertionError(number)


def write_ordinal(number: int) -> str:
    """Its place in a row in words: 21 is "twenty first"."""
    *before, last = write_cardinal(number).split()
    regular = last[:-1] + "ieth" if last.endswith("y") else last + "th"
    return " ".join([*before, _ORDINALS.get(last, regular)])


def write_year(number: int) -> str:
    """As years are said: 2026 is "twenty twenty six", 1905 "nineteen oh five"."""
    century, rest = divmod(number, 100)
    if century % 10 == 0 and rest < 10:
        return write_cardinal(number)
    tail = "hundred" if rest == 0 else write_cardinal(rest) if rest >= 10 else f"oh {write_cardinal(rest)}"
    return f"{write_cardinal(century)} {tail}"


def spell_digits(text: str) -> str:
    """The digits of a text one by one: "40-2" is "four zero two"."""
    return " ".join(_ONES[int(digit)] for digit in text if digit.isdigit())


def spell_letters(text: str) -> str:
    """Letters one by one: "etc" is "E T C"; A is the lexicon's "ay"."""
    return " ".join(_LETTER_A if letter in "Aa" else letter.upper() for letter in text)


def read(text: str) -> str:
    """`text` in words and plain punctuation (`. , ? !`) only."""
    text = unicodedata.normalize("NFKC", text).replace("’", "'")
    for pattern, said in _RULES:
        text = pattern.sub(said, text)
    for mark, word in _MARKS.items():
        text = text.replace(mark, word)
    text = re.sub(r"[()\[\]{}:;–—…|]|\s-+\s", ", ", text)
    text = re.sub(r"[^\w\s.,?!'-]|_", " ", text)
    text = re.sub(r"(?<=\w)-(?=\w)|-", " ", text)
    text = re.sub(r"\s+", " ", text)
    return re.sub(r" ?([,.?!])[,.?! ]*", r"\1 ", text).strip(" ,")


def _code(match: re.Match[str]) -> str:
    """A reservation number: the letter, then its groups, with a breath between."""
    groups = [spell_digits(group) for group in match[2].split("-")]
    return ", ".join([spell_letters(match[1]), *groups])


def _phone(match: re.Match[str]) -> str:
    groups = ", ".join(spell_digits(group) for group in re.findall(r"\d+", match[0]))
    return f"plus {groups}" if match[0].startswith("+") else groups


def _iso(match: re.Match[str]) -> str:
    month = _MONTHS[int(match[2]) - 1] if 1 <= int(match[2]) <= 12 else match[2]
    clock = f" at {_write_hours(int(match[4]), int(match[5]))}" if match[4] else ""
    return f"{month} {write_ordinal(int(match[3]))}, {write_year(int(match[1]))}{clock}"


def _clock(match: re.Match[str]) -> str:
    half = (match[3] or "").replace(".", "").strip().lower()
    return _write_hours(int(match[1]), int(match[2] or 0), half)


def _write_hours(hour: int, minute: int, half: str = "") -> str:
    if not half:
        half = "am" if hour < 12 else "pm"
        hour = hour % 12 or 12
    oh = "oh " if minute < 10 else ""
    minutes = f" {oh}{write_cardinal(minute)}" if minute else ""
    return f"{write_cardinal(hour)}{minutes} {spell_letters(half)}"


def _money(match: re.Match[str]) -> str:
    return f"{_write_amount(match[2])} {_CURRENCIES[match[1]]}"


def _write_amount(figure: str) -> str:
    whole, _, decimals = figure.replace(",", "").partition(".")
    return write_cardinal(int(whole)) + (f" point {spell_digits(decimals)}" if decimals else "")


def _number(match: re.Match[str]) -> str:
    figure = match[0]
    if len(figure) >= 4 and figure.isdigit() and not _UNIT.match(match.string, match.end()):
        # A plate, or the end of a telephone number: quantities have commas or units.
        return spell_digits(figure)
    # A leading zero, or more figures than a count has, is a name and not an amount.
    if (figure.startswith("0") and figure.isdigit() and len(figure) > 1) or len(figure.split(".")[0]) > 12:
        return spell_digits(figure)
    return _write_amount(figure)


_UNIT = re.compile(
    r"[,.]?\d|\s{0,3}(?:yen|dollars?|euros?|people|percent|%|k?m\b|kilomet|minutes|days|cars)", re.IGNORECASE
)
_FIGURE = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"
_HALF = r"([AaPp]\.?[Mm]\b\.?)"
_RULES = tuple(
    (re.compile(pattern), said)
    for pattern, said in (
        (r"\b([A-Z]{1,3})-(\d+(?:-\d+)*)\b", _code),
        (r"\b(\d{4})-(\d{2})-(\d{2})(?:T(\d{2}):(\d{2})(?::\d{2})?)?\b", _iso),
        (r"\+?\b\d{1,4}(?:-\d{1,4}){2,3}\b", _phone),
        (r"\b([Ii]n|[Ss]ince|[Yy]ear)\s+((?:19|20)\d\d)\b", lambda m: f"{m[1]} {write_year(int(m[2]))}"),
        (r"(?<![\d-])(\d\d)-(\d\d)(?![\d-])", lambda m: f"{spell_digits(m[1])}, {spell_digits(m[2])}"),
        (rf"\b(\d{{1,2}}):(\d{{2}})(?::\d{{2}})?(?:\s*{_HALF})?", _clock),
        (rf"\b(\d{{1,2}})()\s*{_HALF}", _clock),
        (r"\b(Mr|Mrs|Ms|Dr|St|No)\.(?=\s)", lambda m: _TITLES[m[1]]),
        (rf"\b({'|'.join(_SHORT_MONTHS)})\b\.?(?=\s+\d)", lambda m: _SHORT_MONTHS[m[1]]),
        (rf"{_MONTH}\s+(\d{{1,2}})(?:st|nd|rd|th)?,?\s+(\d{{4}})\b",
         lambda m: f"{m[1]} {write_ordinal(int(m[2]))}, {write_year(int(m[3]))}"),
        (rf"{_MONTH}\s+(\d{{1,2}})(?:st|nd|rd|th)?\b", lambda m: f"{m[1]} {write_ordinal(int(m[2]))}"),
        (rf"\b(\d{{1,2}})(?:st|nd|rd|th)?\s+{_MONTH}\b", lambda m: f"{write_ordinal(int(m[1]))} of {m[2]}"),
        (rf"([¥￥$€])\s*({_FIGURE})", _money),
        (r"\b(\d+)(?:st|nd|rd|th)\b", lambda m: write_ordinal(int(m[1]))),
        (r"(?<=\d)(?=[A-Za-z])", " "),
        (rf"\b(?:{_FIGURE})", _number),
    )
)  # fmt: skip
