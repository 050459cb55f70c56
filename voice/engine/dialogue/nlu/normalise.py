"""One spelling for what can be written many ways: full-width forms, kanji digits, English number words."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

DIGITS = {character: value for value, character in enumerate("〇一二三四五六七八九")}
COUNTED = r"(?=\s?(?:時|分|日|月|泊|週間|年|番|個|台|人))"
KANJI_NUMBER = re.compile(rf"(?<![〇一二三四五六七八九十])[〇一二三四五六七八九十]{{1,8}}{COUNTED}")
# A date or an hour for certain: not 「丸一日」, 「それで十分です」, 「一時的に」, 「四日市」.
KANJI_MOMENT = re.compile(
    rf"(?<![{''.join(DIGITS)}十])(?:(?!一日|十分)[{''.join(DIGITS)}十]{{1,4}}(?=時(?!的)|分|日(?![市町月])|月)"
    r"|(?<=月)一(?=日)|(?<=時)十(?=分))"
)
# As recognisers and phones write it: 「じゅうくにち、くじから」. Other words have these sounds too (もくじ,
# おしょくじ, たからくじ), so that it must begin where a word may, and go on as a day or an hour does.
KANA_UNITS = {
    "いち": 1, "に": 2, "さん": 3, "し": 4, "よん": 4, "よ": 4, "ご": 5, "ろく": 6, "しち": 7, "なな": 7,
    "はち": 8, "きゅう": 9, "く": 9,
}  # fmt: skip
_KANA_UNIT = "いち|に|さん|よん|よ|し(?!ち)|ご|ろく|しち|なな|はち|きゅう|く"
KANA_COUNTERS = {"じ": "時", "にち": "日", "がつ": "月"}
KANA_NUMBER = re.compile(
    r"(?:(?<![ぁ-ゖー宝])|(?<=[のはをがと])|(?<=から|がつ|にち|ごご|あさ|よる)|(?<=ごぜん|あした)|(?<=ゆうがた))"
    rf"(?:(?P<tens>に|さん|よん|ご)?(?P<ten>じゅう))?(?P<unit>{_KANA_UNIT})?"
    r"(?P<counter>じ|にち|がつ)"
    r"(?=はん|から|まで|ごろ|ころ|くらい|ぐらい|すぎ|まえ|に(?!ん)|で|の|は|へ|と|か|ね|です|が|を"
    r"|[、。,.\s〜~ー-]|半|頃|過|前|$|[0-9一-龯]|(?:じゅう|いち|に|さん|よ|ご|ろく|しち|なな|はち|く|きゅう|[ついむは]|ふつか|みっか|よっか|なのか|ここのか|とおか))"
)
UNITS = ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"]
TEENS = ["thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"]
SMALL = {word: value for value, word in enumerate([*UNITS, *TEENS], start=1)}
TENS = {"twenty": 20, "thirty": 30, "forty": 40, "fifty": 50}
ORDINALS = {
    "first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7, "eighth": 8,
    "ninth": 9, "tenth": 10, "eleventh": 11, "twelfth": 12, "thirteenth": 13, "fourteenth": 14,
    "fifteenth": 15, "sixteenth": 16, "seventeenth": 17, "eighteenth": 18, "nineteenth": 19, "twentieth": 20,
    "thirtieth": 30,
}  # fmt: skip
MONTHS = {
    "january": 1, "february": 2, "march": 3, "april": 4, "may": 5, "june": 6, "july": 7, "august": 8,
    "september": 9, "october": 10, "november": 11, "december": 12, "jan": 1, "feb": 2, "mar": 3, "apr": 4,
    "jun": 6, "jul": 7, "aug": 8, "sept": 9, "sep": 9, "oct": 10, "nov": 11, "dec": 12,
}  # fmt: skip
WEEKDAYS_EN = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
# An hour as it is told, without the half of the day: "ten", "10", "10:30", "noon".
HOUR_EN = rf"(?:\d{{1,2}}(?::\d\d)?|{'|'.join(UNITS)}|noon)"
WEEKDAY_EN = r"(?:mon|tues|wednes|thurs|fri|satur|sun)day"  # in lower case
_UP_TO_31 = "|".join([*ORDINALS, *UNITS, *TEENS, "twenty", "thirty"])
_NUMBER = rf"(?:(?:(?:twenty|thirty)[- ])?(?:{_UP_TO_31})|\d{{1,2}}(?:st|nd|rd|th)?)\b"
_MONTH = rf"(?:{'|'.join(MONTHS)})"
# A day by its date: "Friday the 18th", "the 18th of December", "december eighteen".
DATE_EN = (
    rf"(?:{WEEKDAY_EN},? )?"
    rf"(?:(?:the )?{_NUMBER}(?: of)? {_MONTH}\b|{_MONTH} (?:the )?{_NUMBER}|the {_NUMBER})"
)
DAY_EN = rf"(?:{DATE_EN}|{WEEKDAY_EN}\b)"
DAY_BEFORE = rf"(?:the|{'|'.join(MONTHS)})"
LONGEST_DAY_BEFORE = 16  # characters: a month, or "seventeenth to", with the letter's edge before it
NAMED_MONTH = re.compile(rf"\b(?:{'|'.join(MONTHS)}) (?:the )?$")
NAME_OF_MONTH = re.compile(rf" (?!the\b){DAY_BEFORE}\b")
# From the sixth on an ordinal is a day, whatever stands around it: "fifteenth morning to seventeenth". The
# lower ones count many things ("first thing"), and are one only with these.
FROM_A_DAY = re.compile(rf"\b(?:(?:from|till?|until|through|thru)|(?:{'|'.join(ORDINALS)}) to)$")
OF_NO_DAY = re.compile(r" (?:time|thing|thoughts?|floor|street|grade|person|car|booking|question)\b")
# "And then the second, a compact on the 20th": of several bookings.
NEXT_OF_SEVERAL = re.compile(r"\b(?:and|then|now|also) the$")
AS_A_TURN = re.compile(r"(?:[,:]| (?:one|is|being|would|should)\b)")
HALF_OF_A_DAY = re.compile(r" (?:in the )?(?:morning|afternoon|evening|night)\b")
OF_OTHER_ORDER = re.compile(
    r" (?:floors?|streets?|avenue|grade|of all|persons?|cars?|bookings?|weeks?|thing|thoughts?|time|century"
    rf"|{WEEKDAY_EN}s?)\b"
)
LAST_COUNTING_ORDINAL = 5
# What is run together in speech, so that no other pattern needs to know it.
WRITTEN_OUT = {
    "d'you": "do you", "d'ya": "do you", "d'ye": "do you", "didja": "did you", "wouldja": "would you",
    "couldja": "could you", "canya": "can you", "whatcha": "what are you", "whaddya": "what do you",
    "gonna": "going to", "wanna": "want to", "gotta": "got to", "hafta": "have to", "oughta": "ought to",
    "lemme": "let me", "gimme": "give me", "dunno": "don't know", "kinda": "kind of", "sorta": "sort of",
    "lotsa": "lots of", "outta": "out of", "coulda": "could have", "woulda": "would have",
    "'em": "them", "'cause": "because", "cos": "because", "'til": "until", "y'all": "you", "yous": "you",
    "youse": "you", "tryna": "trying to", "finna": "going to", "ain't": "isn't", "c'n": "can",
    "'bout": "about",
}  # fmt: skip
RUN_TOGETHER = re.compile(
    "(?<![\\w'\u2019])(?:"
    + "|".join(sorted(WRITTEN_OUT, key=len, reverse=True)).replace("'", "['\u2019]")
    + ")(?![\\w'\u2019])",
    re.IGNORECASE,
)
# "The 16. December", "from the 16. to the 18. December", as it is written in German; elsewhere the full stop
# ends a sentence: "from 9 to 5. December works", "at 10. May I".
NAMES_OF_MONTHS = rf"(?:{'|'.join(sorted(MONTHS, key=len, reverse=True))})\b(?! (?:\d|i\b|we\b))"
DOTTED_DAY = re.compile(
    r"(?:(?<=the )|(?<=on )|(?<=from )|(?<![\s\S]))(\d{1,2})\."
    rf"(?= ?{NAMES_OF_MONTHS}| (?:to|till|until) (?:the )?\d{{1,2}}\. ?{NAMES_OF_MONTHS})",
    re.IGNORECASE,
)
# "one" is more often a pronoun than a number: only what follows or precedes can tell.
ONE = re.compile(
    r"\bone\b(?=,? (?:till?|until|to|through) (?:about |around )?(?:half |quarter )?"
    rf"(?:\d|(?:{'|'.join(SMALL)})\b))"
    r"|\bone(?=-?ish\b)"
    r"|\bone\b(?=\s*(?:am|pm|a\.m|p\.m|o'?clock|in the|day|night|week|hour))"
    r"|(?<=\bat )one\b|(?<=\bfrom )one\b|(?<=\buntil )one\b|(?<=\bto )one\b"
    r"|\bone\b(?= (?:forty|thirty|fifteen)(?:[- ]five)?\b)"
    # "Back by one", and not "by one of them".
    r"|(?<=\bby )one\b(?! of\b)|(?<=\btill )one\b|(?<=\baround )one\b(?! of\b)|(?<=\bbefore )one\b(?! of\b)",
)
NOT_ONE = "|".join(word for word in SMALL if word != "one")
CARDINAL = re.compile(
    rf"\b({'|'.join(TENS)})(?:[- ]({'|'.join(UNITS[:9])}))?\b|\b({NOT_ONE})(?:\b|(?=ish\b))"
)
# "Nine's better": of an hour.
HOUR_IS = re.compile(
    rf"\b({NOT_ONE}|noon|\d{{1,2}})['\u2019]s (?=(?:[a-z]+ ){{0,2}}(?:better|best|fine|ok|okay|good|great"
    r"|perfect|ideal|safer|easier|nicer)\b)",
    re.IGNORECASE,
)
# "Three-thirty" is an hour and its minutes; "twenty-five" is one number.
HYPHENED = re.compile(
    rf"\b({'|'.join([*UNITS, *TEENS])}|oh|o)-(?=(?:oh|o|five|ten|fifteen|twenty|thirty|forty|fifty)\b)"
)
ORDINAL = re.compile(rf"\b(?:(twenty|thirty)[- ])?({'|'.join(ORDINALS)})\b(?!\s+(?:one|shop|store|branch))")


@lru_cache(maxsize=1024)  # each turn reads all that was said once more
def unify(text: str) -> str:
    """Full-width letters and digits made plain, dashes and spaces made one kind."""
    plain = unicodedata.normalize("NFKC", text).replace("\u301c", "~").replace("\u2019", "'")
    return re.sub(r"[\u2010-\u2015\u2212]", "-", re.sub(r"\s+", " ", plain)).strip()


def write_figures(text: str) -> str:
    """The text with figures for the kanji and the ordinals of dates and hours, as most people write them."""
    figured = KANJI_MOMENT.sub(_write_kanji_number, text)
    low = figured.lower()
    if len(low) != len(figured):  # a few letters are two in lower case: their places would be wrong
        return figured
    pieces, done = [], 0
    for found in ORDINAL.finditer(low):
        number = TENS.get(found[1] or "", 0) + ORDINALS[found[2]]
        dated = NAMED_MONTH.search(low, 0, found.start()) or low.startswith(" of ", found.end())
        if number > LAST_COUNTING_ORDINAL or dated:  # the lower ones count many things
            pieces += [figured[done : found.start()], _write_ordinal(found)]
            done = found.end()
    return "".join([*pieces, figured[done:]])


def write_out(text: str) -> str:
    """English as it is run together in speech ("d'you", "gonna", "y'all"), word for word; names stay."""
    return HOUR_IS.sub(r"\1 is ", RUN_TOGETHER.sub(_write_out_word, text))


def _write_out_word(match: re.Match[str]) -> str:
    words = WRITTEN_OUT[match[0].lower().replace("\u2019", "'")]
    return words.capitalize() if match[0][0].isupper() else words


def unify_japanese(text: str) -> str:
    """In one form, with the kanji numbers that count something written as digits."""
    return KANJI_NUMBER.sub(_write_kanji_number, unify(text))


def unify_english(text: str) -> str:
    """In one form, in lower case, with number words written as digits where they are numbers."""
    words = unify(text).lower()
    for pattern, write in NUMBER_WORDS_EN:
        words = pattern.sub(write, words)
    return words


@lru_cache(maxsize=1024)
def squeeze(text: str) -> str:
    """For comparing only: no spaces, no punctuation, no case."""
    return "".join(c for c in unify(text).lower() if unicodedata.category(c)[0] in "LN" or c == "ー")


def _write_kanji_number(match: re.Match[str]) -> str:
    return str(read_kanji_number(match[0]))


def read_kanji_number(text: str) -> int:
    if "十" not in text:
        return int("".join(str(DIGITS[c]) for c in text))
    tens, _, units = text.partition("十")
    return (DIGITS[tens[-1]] if tens else 1) * 10 + (DIGITS[units[0]] if units and units[0] in DIGITS else 0)


def _write_kana_number(match: re.Match[str]) -> str:
    ten, unit = match["ten"], match["unit"]
    if not (ten or unit):
        return match[0]
    tens = (KANA_UNITS[match["tens"]] if match["tens"] else 1) if ten else 0
    return f"{tens * 10 + (KANA_UNITS[unit] if unit else 0)}{KANA_COUNTERS[match['counter']]}"


def _write_ordinal(match: re.Match[str]) -> str:
    number = TENS.get(match[1] or "", 0) + ORDINALS[match[2]]
    before = match.string[max(0, match.start() - LONGEST_DAY_BEFORE) : match.start()].rstrip()
    if number <= LAST_COUNTING_ORDINAL and OF_NO_DAY.match(match.string, match.end()):
        return match[0]
    dated = re.search(rf"\b{DAY_BEFORE}$", before) is not None or match.string.startswith(" of ", match.end())
    if (
        number <= LAST_COUNTING_ORDINAL
        and NEXT_OF_SEVERAL.search(before)
        and AS_A_TURN.match(match.string, match.end())
    ):
        return match[0]
    if not dated and not OF_OTHER_ORDER.match(match.string, match.end()):
        halved = HALF_OF_A_DAY.match(match.string, match.end())
        of_month = NAME_OF_MONTH.match(match.string, match.end())
        dated = number > LAST_COUNTING_ORDINAL or bool(halved or of_month or FROM_A_DAY.search(before))
    return f"{number}th" if dated and number <= 31 else match[0]


def _write_cardinal(match: re.Match[str]) -> str:
    if match[1]:
        return str(TENS[match[1]] + (SMALL[match[2]] if match[2] else 0))
    return str(SMALL[match[3]])


# What writes number words as digits, in this order. `utterance` applies them too, and keeps their offsets.
NUMBER_WORDS_JA = ((KANJI_NUMBER, _write_kanji_number), (KANA_NUMBER, _write_kana_number))
NUMBER_WORDS_EN = (
    (DOTTED_DAY, lambda match: f"{match[1]}th"),
    (HYPHENED, lambda match: f"{match[1]} "),
    (ORDINAL, _write_ordinal),
    (ONE, lambda _: "1"),
    (CARDINAL, _write_cardinal),
)
