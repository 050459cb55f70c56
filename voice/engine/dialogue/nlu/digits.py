"""Digits as they are said: a reservation's number and the end of a telephone number, in words or figures."""

from __future__ import annotations

import re

from voice.engine.dialogue.nlu import normalise

LENGTH = 7  # of a reservation's number, R-402-7311
CODE = 6  # digits of the code that is sent where a name is not to be enough
# Japanese telephone numbers have 10 or 11 digits; one more or less is forgiven, as the last four count.
PHONE = range(9, 13)
WORDS_JA = {
    "ぜろ": "0", "れい": "0", "まる": "0", "いち": "1", "に": "2", "さん": "3", "よん": "4", "し": "4",
    "にい": "2", "ごお": "5", "ご": "5", "ろく": "6", "なな": "7", "しち": "7", "はち": "8",
    "きゅう": "9", "きゅー": "9", "く": "9",
    **{kanji: str(value) for kanji, value in normalise.DIGITS.items()}, "零": "0",
}  # fmt: skip
WORDS_EN = {
    "zero": "0", "oh": "0", "o": "0",
    **{word: str(value) for word, value in normalise.SMALL.items()},
    **{word: str(value) for word, value in normalise.TENS.items()},
    "sixty": "60", "seventy": "70", "eighty": "80", "ninety": "90",
}  # fmt: skip
ONE_JA = "|".join(sorted(WORDS_JA, key=len, reverse=True)) + r"|\d"
BETWEEN_JA = r"[\s\-ー・.,、の_~]*"
RUN_JA = re.compile(rf"(?:(?:{ONE_JA}){BETWEEN_JA})+")
# Figures may stand anywhere; words count where little else is said, for 「に」 and 「し」 are everywhere.
FIGURES = re.compile(rf"(?:[\d〇零一二三四五六七八九]{BETWEEN_JA})+")
FRAME_JA = re.compile(
    r"^(?:(?:えーっ?と|えっと|ええと|あの|はい|いえ|いいえ|予約|番号|下(?:4|四)桁|電話|は|が|の|、|。|\s)*)"
    r"(?:(?:あーる|r)[\s、の\-]*)?|(?:です(?:ね|が|けど)?|でお願いします|になります|と申します|、|。"
    r"|\s){1,8}$"
)
TENS = "|".join(word for word, value in WORDS_EN.items() if len(value) == 2 and value[1] == "0")
UNITS = "|".join(word for word, value in WORDS_EN.items() if len(value) == 1 and value != "0")
ONE_EN = re.compile(
    rf"(?:\b(double|triple) )?(?:\b({TENS})(?:[- ]({UNITS}))?\b"
    rf"|\b({'|'.join(sorted(WORDS_EN, key=len, reverse=True))})\b|(\d+))"
)
# What the digits are called is none of them.
LAST_FOUR = re.compile(r"\blast (?:four|4)\b(?: (?:digits|numbers|figures))?", re.IGNORECASE)
# "R-518-3360, no, sorry, 3306": the end was wrong.
PUT_RIGHT = re.compile(
    r"(?P<said>\d{3}[- の]?\d{4})(?!\d)[\s.,…、。-]{1,6}"
    r"(?:(?:no|sorry|wait|i mean|i meant|actually|make that|correction|pardon|rather|it's|that's|uh|um|er|oh"
    r"|いや|いえ|すみません|すいません|じゃなくて|じゃない|ではなく|違う|違います|違いました|訂正|間違え(?:ました|た)?|失礼(?:しました)?)[\s.,…、。-]*)+"
    r"(?P<now>r?-?\d{3}[- の]?\d{4}|\d{4})(?!\d)",
    re.IGNORECASE,
)
# A recogniser groups a number as it was said, and writes "or" for its R and "for" for a four in it:
# 「Rの6、4、0の7、7、1、8」, "R-25-4-80-63", "Or, for 02 7311"; "090, 2323, for 545".
AS_HEARD = re.compile(
    r"(?:(?<![A-Za-z])[Rr]|^(?:Or|Are|Art)\b)((?:[\s、,.のー\-]{0,3}(?:\d|for\b)){7})(?!\d)"
)
SOUNDS_AS_FOUR = re.compile(r"(?<=\d{3})[\s,.\-]{1,3}for[\s,.\-]{1,3}(?=(?:\d[\s,.\-]*){3})")
# A day's, an hour's and a count's are none of a number's.
_OF_TIMES = re.compile(
    r"\d{1,4}\s?(?:月|日|時|分|年|人|台|泊)|\b(?:january|february|march|april|may|june|july|august|september|october"
    r"|november|december) \d{1,2}(?:st|nd|rd|th)?\b|\b\d{1,2}(?::\d\d)? ?(?:am|pm|o'clock)\b",
    re.IGNORECASE,
)
# What is said of the end alone: 「最後が71でした」, "it ends in 71".
OF_THE_END = re.compile(
    r"(?:最後|後ろ|うしろ|末尾|終わり|おしまい|下|しも)(?:の?(?:ほう|方|[2二]?(?:けた|桁)))?(?:が|は|の)?、?(?:えっと|ええと)?、?$"
    r"|\b(?:ends?(?: in| with)?|ending(?: in| with)?"
    r"|last (?:two|2|three|3)(?: digits| numbers)?(?: are| is|'s)?"
    r"|at the end(?: it's| is)?)[ ,:]{1,3}$"
)
BETWEEN_EN = re.compile(r"(?:[\s,.\-ー]|\bdash\b|\bhyphen\b|\bthen\b|\band\b)*")
# The number itself, as it is written: nothing but an existing reservation has one.
_NUMBERED = re.compile(
    r"(?<![a-z0-9-])(?:r[- ]?\d{3}[- ]?\d{4}|(?!0[5-9]0)\d{3}(?:-|の)\d{4})(?![\d-])"
    r"|(?<!\d )(?<![a-z0-9-])\d{3} \d{4}(?! ?[\d-])"  # no telephone has so few
)
_BY_LETTER = re.compile(r"\br\b|アール|あーる")  # 「アール、ご、いち、はち…」, "R five one eight …"
KATAKANA = str.maketrans({chr(code): chr(code - 0x60) for code in range(ord("ァ"), ord("ヶ") + 1)})


def find_runs(text: str, long_enough: int = LENGTH) -> list[str]:
    """The digits that were said in one breath each, in their order. So many as are `long_enough` count as
    words beside others, too."""
    plain = normalise.unify(text).lower().translate(KATAKANA)
    if not re.search(r"[\u3040-\u309f\u4e00-\u9fff]", plain):
        return [said for said, _start, _end in _find_english_runs(plain)]
    bare = FRAME_JA.sub("", FRAME_JA.sub("", plain))
    if RUN_JA.fullmatch(bare):
        return [_read_figures(bare)]
    long = [found for found in map(_read_figures, RUN_JA.findall(plain)) if len(found) >= long_enough]
    return long or [_read_figures(run) for run in FIGURES.findall(plain)]


def write_number(text: str) -> str:
    """The text with a reservation's number that an R introduces as it is written, R-402-7311."""
    return AS_HEARD.sub(_write_as_number, text)


def _write_as_number(match: re.Match[str]) -> str:
    number = _format_number(re.sub(r"\D", "", match[1].replace("for", "4")))
    return f" {number}" if match.string[: match.start()][-1:].isdigit() else number


def find_number(text: str, begun: str = "") -> tuple[str, str]:
    """The reservation's number as it is written, or else the part of one that was said so far (`begun`)."""
    found = find_runs(_OF_TIMES.sub(";", PUT_RIGHT.sub(_put_right, write_number(text))))
    for run in found:
        if len(run) == LENGTH or (len(run) > LENGTH and not run.startswith("0")):
            return _format_number(run[:LENGTH]), ""
    part = next((run for run in found if 2 <= len(run) < LENGTH), "")
    joined = "".join(run for run in found if len(run) >= 2) or "".join(found)
    for whole in (begun + part, joined):
        if len(whole) == LENGTH:
            return _format_number(whole), ""
    return "", part


def is_numbered(plain: str) -> bool:
    """Whether the words, in lower case, tell the number of a reservation as such."""
    if _NUMBERED.search(plain):
        return True
    return _BY_LETTER.search(plain) is not None and find_number(plain)[0] != ""


def correct_end(number: str, text: str) -> str:
    """`number`, which was not found, with the end that the words say it has instead; "" where they say none.

    Two or three digits are an end where they are said to be; four where they are much like those that
    stood there (two changed about, or one of them another), for they might be a telephone's.
    """
    digits = number.replace("R-", "").replace("-", "")
    for run, start, _end in reversed(find_spoken_runs(normalise.unify(text))):
        stood = digits[-len(run) :]
        if run == stood or not 2 <= len(run) <= 4:
            continue
        is_end = OF_THE_END.search(normalise.unify(text)[:start].lower()) is not None
        differing = sum(one != two for one, two in zip(run, stood, strict=True))
        if (is_end and len(run) < 4) or (len(run) == 4 and (differing == 1 or sorted(run) == sorted(stood))):
            return _format_number(digits[: -len(run)] + run)
    return ""


def _put_right(found: re.Match[str]) -> str:
    """The number with the end, or the whole, that was said instead."""
    digits = re.sub(r"\D", "", found["now"])
    said = found["said"]
    return found["now"] if len(digits) == LENGTH else f"{said[: -len(digits)]}{digits}"


def find_code(text: str, begun: str = "") -> tuple[str, str]:
    """The code of six digits that was sent to the customer, said whole or in two breaths; or else the part
    that was said so far (`begun`)."""
    found = find_runs(text, CODE)
    for whole in (*reversed(found), "".join(found), begun + "".join(found)):
        if len(whole) == CODE:
            return whole, ""
    said = "".join(found)
    return "", said if 2 <= len(said) < CODE else ""


def find_last_four(text: str) -> str:
    """The last four digits of a telephone number that was said whole, or by its end."""
    found = find_runs(LAST_FOUR.sub(";", text))
    # "Twenty forty-eight at the end, R-613-2048" is all of the reservation's number.
    whole = next((run for run in found if len(run) == LENGTH), "")
    found = [run for run in found if run == whole or not whole.endswith(run)]
    said = [run for run in [*found, "".join(found)] if len(run) == 4 or len(run) in PHONE]
    return said[0][-4:] if said else ""


def find_spoken_runs(plain: str) -> list[tuple[str, int, int]]:
    """As `find_runs`, of long runs anywhere in the text, with where each begins and ends."""
    lowered = plain.lower().translate(KATAKANA)
    if len(lowered) != len(plain):  # a few letters are two in lower case: their places would be wrong
        return []
    if not re.search(r"[\u3040-\u309f\u4e00-\u9fff]", lowered):
        return _find_english_runs(lowered)
    return [(_read_figures(found[0]), *found.span()) for found in RUN_JA.finditer(lowered)]


def _find_english_runs(plain: str) -> list[tuple[str, int, int]]:
    found: list[tuple[str, int, int]] = []
    # Every later character stays where it was.
    plain = SOUNDS_AS_FOUR.sub(lambda match: " 4 ".ljust(len(match[0])), plain)
    for match in ONE_EN.finditer(plain):
        digits = _read_spoken_digits(match)
        if found and BETWEEN_EN.fullmatch(plain[found[-1][2] : match.start()]):
            digits, start = found[-1][0] + digits, found.pop()[1]
        else:
            start = match.start()
        found.append((digits, start, match.end()))
    return found


def _read_spoken_digits(match: re.Match[str]) -> str:
    if match[2]:
        tens = WORDS_EN[match[2]]
        return tens[0] + WORDS_EN[match[3]] if match[3] else tens
    said = WORDS_EN[match[4]] if match[4] else match[5]
    return said * {"double": 2, "triple": 3}.get(match[1] or "", 1)


def _read_figures(run: str) -> str:
    return "".join(WORDS_JA.get(each, each) for each in re.findall(ONE_JA, run))


def _format_number(digits: str) -> str:
    return f"R-{digits[:3]}-{digits[3:]}"
