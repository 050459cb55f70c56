"""A telephone number put right by a part of it: its end, its beginning, its middle, or some figures."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from voice.engine.dialogue.nlu import digits
from voice.engine.dialogue.nlu.contact import group

# What is said of a number, up to the figures and past them. Only such words may stand in it, so that
# whatever else was said stays: 「電話の下4桁が違います。4312です」, "the last four are wrong, 4312".
_SUBJECT = (
    r"(?<!予約)(?:お?電話(?:番号)?|携帯(?:電話)?(?:番号)?|スマホ|連絡先|番号)|桁"
    r"|\b(?:(?:tele|cell ?)?phone|mobile|cell|number|digits|figures)(?:'s)?\b"
)
_COUNT = (
    r"(?:\s?の?[2-4二三四]\s?(?:桁|つ)|[ -](?:two|three|four|[2-4])\b)?(?: (?:digits|numbers|figures)\b)?"
)
_PARTS = {
    "end": rf"(?:最後|末尾|後ろ|うしろ|お?尻|おしり|終わり|しも|下(?=\s?の?[2-4二三四]\s?桁))"
    rf"{_COUNT}"
    rf"|\b(?:(?:at )?the end|end(?:s|ing)?(?: (?:in|with))?|last){_COUNT}",
    "start": rf"(?:最初|頭|あたま|初め|はじめ|先頭|上(?=\s?の?[3三]\s?桁)){_COUNT}"
    r"|(?:から)?始ま[^、。\d]{0,4}"
    r"|\b(?:(?:at )?the (?:start|beginning)|(?:starts?|starting|begins?|beginning)(?: with)?|first)"
    rf"{_COUNT}",
    "middle": rf"(?:真ん中|まんなか|中(?=の|間)間?){_COUNT}|\b(?:in )?the middle{_COUNT}",
}
_WRONG = (
    r"(?:間)?違[いうえっ][^、。\d]{0,6}|ちが[いうっ][^、。\d]{0,6}|ちゃ[うい](?:くて|ます|ねん|わ|って)?|逆[^、。\d]{0,3}"
    r"|じゃな(?:くて?|い|かった)|ではな(?:くて?|い)|\b(?:wrong(?: way (?:round|around))?|incorrect|not)\b"
)
_RIGHT = (
    r"(?:合って|あって|大丈夫|だいじょうぶ|オッケー|間違いな|そのまま)[^、。\d]{0,6}"
    r"|\b(?:right|correct|fine|ok(?:ay)?|good|perfect)\b"
)
_WORDS = "|".join(sorted(digits.WORDS_EN, key=len, reverse=True))
_HIRAGANA = {kana: chr(katakana) for katakana, kana in digits.KATAKANA.items()}
_KANA = "|".join(
    said
    for word in sorted(digits.WORDS_JA, key=len, reverse=True)
    for said in (word, "".join(_HIRAGANA.get(sign, sign) for sign in word))
)
# Not an hour's, a day's or a price's, nor any that counts.
_FIGURES = (
    r"(?<![\d:])\d(?:[\s\-の]?\d){0,7}(?![\d:時月日分人台年歳泊つ個件回円]|\s?(?:am|pm|a\.m|p\.m|o'clock|yen|st|nd|rd|th)\b)"
    rf"|\b(?:(?:double |triple )?(?:{_WORDS})\b[ -]?){{2,8}}|(?:(?:{_KANA})[\s\-の]?){{3,8}}"
)
_GLUE = (
    r"です|でした|なん(?=で)|だけ|ところ|の件|ほう|方|けど|から(?=始ま)|あの|えっと|すみません|すいません|ごめん(?:なさい)?|いや"
    r"|正しくは|ほんとは|本当は|実は|訂正|してください|(?:で)?お願いします|ます|あ(?=、)|[\s、。,.・はがのをでてにもだねわよ]"
    r"|\b(?:the|my|is|it|that|be|are|of|should|has|have|you|i|got|put|sorry|actually|round|please|um|uh|but"
    r"|said|meant|mean|for|so|in|with|as|way)(?:'s)?\b"
)
_WORD_OF_IT = re.compile(
    rf"(?:(?P<subject>{_SUBJECT})|(?P<end>{_PARTS['end']})|(?P<start>{_PARTS['start']})|(?P<middle>{_PARTS['middle']})"
    rf"|(?P<right>{_RIGHT})|(?P<wrong>{_WRONG})|(?P<figures>{_FIGURES})|{_GLUE})",
    re.IGNORECASE,
)
_ANY_WORD = re.compile(r"[A-Za-z]+|\d+|.", re.DOTALL)
_PAUSE = re.compile(r"[、。,.!?！？]")
_MARK = re.compile(rf"\s|{_PAUSE.pattern}")
# Which of two figures is wrong, where the number has both of them.
_SECOND_IS_WRONG = re.compile(r"\d\W{0,3}not \d", re.IGNORECASE)
# That a part is a number's, and no day's: of that the last has no figures to count.
_OF_FIGURES = re.compile(
    r"桁|末尾|\b(?:ends? (?:in|with)|ending|digits|numbers|figures|four|three)\b", re.IGNORECASE
)
# It asks whether the number is right.
_ASKS = re.compile(r"か|[?？]|\Ais\b", re.IGNORECASE)


class _Token(NamedTuple):
    kind: str  # "" of what only joins others
    start: int
    end: int


def correct_phone(plain: str, phone: str) -> tuple[str, str] | None:
    """`phone` with the figures put right that the words say of a part of it, and the words without that; None
    where they say nothing of the kind, or not clearly which figures are meant."""
    for tokens in _find_phrases(plain):
        kinds = {token.kind for token in tokens}
        runs = [_read(plain[token.start : token.end]) for token in tokens if token.kind == "figures"]
        if not runs or not kinds - {"figures", ""}:
            continue
        begin, end = _find_whole(plain, tokens)
        if corrected := _correct(phone, runs, kinds, plain[begin:end]):
            return corrected, f"{plain[:begin]}{plain[end:]}".strip()
    return None


def judge_phone(plain: str) -> tuple[str, str]:
    """Whether the words call the whole number "right" or "wrong", "" where neither, and the words without
    that."""
    for tokens in _find_phrases(plain):
        kinds = {token.kind for token in tokens if token.kind}
        judged = kinds - {"subject"}
        if len(kinds) != 2 or len(judged) != 1 or not judged <= {"right", "wrong"}:
            continue
        begin, end = _find_whole(plain, tokens)
        is_whole = end == len(plain) or _PAUSE.match(plain[:end].rstrip()[-1]) or _PAUSE.match(plain, end)
        if is_whole and not _ASKS.search(plain[begin : end + 1]):
            return judged.pop(), f"{plain[:begin]}{plain[end:]}".strip()
    return "", plain


def _find_phrases(plain: str) -> Iterator[list[_Token]]:
    """Stretches of words that may all be of a telephone number."""
    tokens: list[_Token] = []
    at = 0
    while at < len(plain):
        found = _WORD_OF_IT.match(plain, at)
        if found and found.end() > at:
            tokens.append(_Token(found.lastgroup or "", at, found.end()))
            at = found.end()
            continue
        if tokens:
            yield tokens
            tokens = []
        at = _ANY_WORD.match(plain, at).end()  # type: ignore[union-attr]
    if tokens:
        yield tokens


def _find_whole(plain: str, tokens: list[_Token]) -> tuple[int, int]:
    """From where to where the tokens are cut out: what joins others is theirs up to a pause."""
    told = [token for token in tokens if token.kind]
    begin = told[0].start
    if tokens[0].start == 0 or _MARK.match(plain, tokens[0].start - 1):
        begin = tokens[0].start
    for token in reversed(tokens):
        at_pause = (
            token.end == len(plain) or _MARK.match(plain, token.end - 1) or _MARK.match(plain, token.end)
        )
        if token.end <= told[-1].end or at_pause:
            return begin, max(token.end, told[-1].end)
    return begin, told[-1].end


def _read(said: str) -> str:
    """The figures of a run, "four three one two" or 「よんさんいちに」 too."""
    if said[0].isdigit():
        return re.sub(r"\D", "", said)
    return "".join(run for run, _start, _end in digits.find_spoken_runs(said))


def _correct(phone: str, runs: list[str], kinds: set[str], said: str) -> str:
    right, is_clear = runs[-1], "subject" in kinds or _OF_FIGURES.search(said) is not None
    if len(runs) > 1 and (is_clear or ("wrong" in kinds and len(right) > 1)):
        return _exchange(phone, runs[-2], right, said)
    if len(runs) > 1 or not is_clear:
        return ""
    groups = group(phone).split("-")
    if "start" in kinds:
        return phone.replace(groups[0], right, 1) if len(right) == len(groups[0]) else ""
    if "middle" in kinds:
        is_one = len(groups) == 3 and len(right) == len(groups[1])
        return f"{groups[0]}{right}{groups[2]}" if is_one else ""
    is_end = len(right) == 4 or ("end" in kinds and len(right) < 4)
    return f"{phone[: -len(right)]}{right}" if is_end else ""


def _exchange(phone: str, one: str, other: str, said: str) -> str:
    """`phone` with one of two runs in the place of the other, which it has; "" where it has neither, or more
    than once. The end is what most people mean."""
    pair = (other, one) if _SECOND_IS_WRONG.search(said) else (one, other)
    for wrong, right in (pair, pair[::-1]):
        at = len(phone) - len(wrong) if phone.endswith(wrong) else phone.find(wrong)
        if len(wrong) == len(right) and at >= 0 and (phone.endswith(wrong) or phone.count(wrong) == 1):
            return f"{phone[:at]}{right}{phone[at + len(wrong) :]}"
    return ""
