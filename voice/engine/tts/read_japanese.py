"""Writes numbers, dates and marks so that a Japanese voice reads them as people do. Pure text to text."""

from __future__ import annotations

import re
import unicodedata

_KANA_DIGITS = (
    ("ゼロ", "ぜろ", "れい"), ("いち",), ("にい", "に"), ("さん",), ("よん",), ("ごお", "ご"),
    ("ろく",), ("なな",), ("はち",), ("きゅう",),
)  # fmt: skip
_FIGURE_OF = {kana: str(figure) for figure, names in enumerate(_KANA_DIGITS) for kana in names}
_KANA_DIGIT = "|".join(_FIGURE_OF)
_SINGLE = rf"(?:(?:{_KANA_DIGIT}|\d)\s?)"
_NAMES_OF_LETTERS = (
    "エー ビー シー ディー イー エフ ジー エイチ アイ ジェー ケー エル エム エヌ オー ピー キュー アール "
    "エス ティー ユー ブイ ダブリュー エックス ワイ ゼット"
)
_LETTERS = dict(zip("ABCDEFGHIJKLMNOPQRSTUVWXYZ", _NAMES_OF_LETTERS.split(), strict=True))


def spell_digits(text: str) -> str:
    """The digits of a text one by one, a pause after each: said in one breath, every second number is
    misheard."""
    return "、".join(digit for digit in text if digit.isdigit())


def spell_letters(text: str) -> str:
    """The names of Latin letters in kana (ETC: イーティーシー); any other letter as it is."""
    return "".join(_LETTERS.get(letter.upper(), letter) for letter in text)


def read(text: str) -> str:
    """`text` with its figures, codes, dates and marks as OpenJTalk reads them right."""
    text = unicodedata.normalize("NFKC", text)
    for pattern, said in _RULES:
        text = pattern.sub(said, text)
    return re.sub(r"\s+", " ", text).strip().lstrip("、")


def _write_groups(text: str) -> str:
    """The groups joined by の, as people say them; the pause after keeps です from running into the last."""
    return "の、".join(spell_digits(group) for group in re.findall(r"\d+", text)) + "、"


def _code(match: re.Match[str]) -> str:
    # A pause before the letter too: run into は, it is heard as another word.
    return f"、{spell_letters(match[1])}の、{_write_groups(match[2])}"


def _spelled_code(match: re.Match[str]) -> str:
    """A number that was already written as it is read: 「アール、よんぜろに、ななさんいちご」."""
    figures = [re.sub(_KANA_DIGIT, lambda kana: _FIGURE_OF[kana[0]], group) for group in match.groups()]
    return "、アールの、" + _write_groups("-".join(re.sub(r"\s", "", group) for group in figures))


def _phone(match: re.Match[str]) -> str:
    return ("プラス、" if match[0].startswith("+") else "") + _write_groups(match[0])


def _group_phone(phone: str) -> str:
    """Puts hyphens in. Eleven figures are a mobile's; of ten, Tokyo's and Osaka's begin with two."""
    first = 2 if len(phone) == 10 and phone[1] in "36" else 3
    return f"{phone[:first]}-{phone[first:-4]}-{phone[-4:]}"


def _iso(match: re.Match[str]) -> str:
    day = f"{int(match[1])}年{int(match[2])}月{int(match[3])}日"
    return day + (f"、{_write_hours(match[4], match[5])}" if match[4] else "")


def _write_hours(hour: str, minute: str) -> str:
    return f"{int(hour)}時" + (f"{int(minute)}分" if int(minute) else "")


_UNIT = "[年月日時分秒円台人名泊歳件個回枚度番号階丁キメリパ%％〜～~]"
_PLATE = (
    r"([一-鿿]{1,4})\s?(\d{2,3})\s?([あいうえかきくけこさすせそたちつてとなにぬねのはひふほまみむめもやゆよらりるれろわを])"
    r"\s?(\d\d-\d\d|[・.･]{0,3}\s?\d{1,4})(?!\d)"
)

_RULES = tuple(
    (re.compile(pattern), said)
    for pattern, said in (
        (r"(?<![A-Za-z])([A-Za-z]{1,3})-(\d+(?:-\d+)*)", _code),
        (rf"アール[、の\s]*({_SINGLE}{{3}})[、の\s]*({_SINGLE}{{4}})", _spelled_code),
        (r"(\d{4})-(\d{2})-(\d{2})(?:T(\d{2}):(\d{2})(?::\d{2})?)?", _iso),
        (r"\+?\d{1,4}(?:-\d{1,4}){2,3}", _phone),
        (r"(?<![\d,.])0\d{9,10}(?!\d)", lambda m: _write_groups(_group_phone(m[0]))),
        (_PLATE, lambda m: f"{m[1]}、{m[2]}、{m[3]}の、{_write_groups(m[4])}"),
        # A plate's last four alone. Two numbers of a span have a unit after them: 10-18時.
        (rf"(?<![\d:-])(\d\d-\d\d)(?![\d:-]|\s*{_UNIT})", lambda m: _write_groups(m[1])),
        (r"((?:ナンバー|番号|プレート|桁|末尾)[はがの、：:\s]{0,3})(\d{2,}(?:-\d+)*)(?![\d-])",
         lambda m: m[1] + _write_groups(m[2])),
        # Four figures and more without a unit are no quantity.
        (rf"(?<![\d,.:/])(\d{{4,}})(?![\d,.:/]|\s*{_UNIT}|[A-Za-z])", lambda m: spell_digits(m[1]) + "、"),
        (r"(?<!\d)\d(?: \d)+(?!\d)", lambda m: spell_digits(m[0])),
        (r"(\d{1,2}):(\d{2})(?::\d{2})?", lambda m: _write_hours(m[1], m[2])),
        (r"(?<![\d/])(1[0-2]|0?[1-9])/(3[01]|[12]\d|0?[1-9])(?![\d/])",
         lambda m: f"{int(m[1])}月{int(m[2])}日"),
        (r"[¥￥]\s*([\d,]+)", lambda m: f"{m[1]}円"),
        (r"(?<=\d),(?=\d{3})", ""),
        (r"(?<=[\d時分日月年円])\s*[~〜～–-]\s*(?=\d)", "から"),
        # A name written in Latin letters is left to `latin_names`; a lone letter is spelled.
        (r"(?<![A-Za-z'’])([A-Z])(?![A-Za-z'’])", lambda m: spell_letters(m[1])),
        # After kana the dictionary takes it for 様 of 様な; その様 is that one.
        (r"(?<=[ぁ-んァ-ヶー])(?<![こそあど]の)\s*様(?![子式々])", "さま"),
        (r"[()「」『』【】\[\]{}:;|…—–]+", "、"),
        (r"[*_#`^~<>\"]+", ""),
        (r"(?<=[^\x00-\x7f]) +(?=[^\x00-\x7f])", "、"),
        (r"、{0,8}([。？！?!、])、{0,8}", r"\1"),
    )
)  # fmt: skip
