"""A caller's telephone number and e-mail address, said or typed, and the word that there is none."""

from __future__ import annotations

import re
from collections.abc import Iterator

from voice.engine.dialogue.nlu import digits
from voice.engine.dialogue.nlu.utterance import Span, Utterance, keep_longest

# In digits, the 0 before the area among them: a mobile telephone's, and any other in Japan.
MOBILE = re.compile(r"0[5-9]0\d{8}")
FIXED = re.compile(r"0(?![5-9]0)\d{9}")
# A mobile telephone's whose first 0 was not heard: no number in Japan begins without one.
WITHOUT_ITS_ZERO = re.compile(r"[5-9]0\d{8}")
# One of abroad is said with a plus.
ABROAD = range(8, 16)
# What is nearly one of Japan: a group of it was not heard, or a figure too many was.
ODD = (8, 9, 10, 11, 12, 13)
HOME = "+81"
# Also where the caller thinks: 「090の、えっと、1234」.
_JOINT = r"[\s\-ー.()の、,]{0,3}(?:(?:えー?っと|ええと|えー|あの|um|uh|er|then)[\s、,.]{0,3})?"
# Between its groups: dashes, spaces, brackets, and 「の」 as people say it.
FIGURES = re.compile(rf"(?<![\d+])(?:\+|\bplus )?\(?\d(?:{_JOINT}\d){{7,17}}(?![\d:])", re.IGNORECASE)
PLUS = re.compile(r"\+|\bplus\b", re.IGNORECASE)
EMAIL = re.compile(r"[A-Za-z0-9][\w.+-]{0,63}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,4}", re.ASCII)
# "taro dot yamada at example dot com", 「taro アットマーク example ドット コム」
AT = r"\s?(?:\bat\b|アット(?:マーク)?|@)\s?"
# A full stop that a space follows ends the sentence: a name may come next.
DOT = r"(?:\s?(?:\bdot\b|ドット|どっと)\s?|\.)"
JOINT = r"(?:\s?(?:\bdot\b|\bunderscore\b|\bdash\b|\bhyphen\b|ドット|アンダーバー|ハイフン)\s?|[._-])"
SPOKEN_EMAIL = re.compile(
    rf"\b([a-z0-9]{{1,40}}(?:{JOINT}[a-z0-9]{{1,40}}){{0,4}}){AT}"
    rf"([a-z0-9]{{1,40}}(?:-[a-z0-9]{{1,40}}){{0,2}}(?:{DOT}(?:[a-z]{{2,20}}|コム|ジェーピー)){{1,3}})",
    re.IGNORECASE | re.ASCII,
)
SIGNS = (
    (re.compile(r"\s?(?:\bdot\b|ドット|どっと)\s?", re.IGNORECASE), "."),
    (re.compile(r"\s?(?:\bunderscore\b|アンダーバー)\s?", re.IGNORECASE), "_"),
    (re.compile(r"\s?(?:\bdash\b|\bhyphen\b|ハイフン)\s?", re.IGNORECASE), "-"),
    (re.compile(r"コム"), "com"),
    (re.compile(r"ジェーピー"), "jp"),
    (re.compile(r"\s"), ""),
)
SLIP = re.compile(
    r"(?:です)?[、。,.\s]{0,3}(?:あ[、っ]?|え[、っ]?|oh,? |um,? ){0,2}"
    r"(?:違(?:う|った|い(?:ます|まし)?)|ちが(?:う|った)|間違え(?:た|まし)?|じゃな(?:い|くて?|かった)|訂正|あ、?(?=\d)|いや(?!つ|すい)|ごめん|失礼|す[みい]ません"
    r"|sorry|no\b|wait|i mean|make that|actually|rather)"
    r"[^\d、。]{0,8}[、。,.\s]{0,2}(?:末尾|最後|下)?(?:の?[4四]桁)?[はが]?(?:that's |it's |it is )?"
    r"(?P<right>(?<!\d)\d(?:[\s\-の]?\d){1,7}(?![\s\-の]?\d))(?:でした|です)?",
    re.IGNORECASE,
)
# A part of it is said anew before all of it is told: 「080の4545の…あれ、6767の1212」.
SLIP_WITHIN = re.compile(
    r"(?<![\d+])(?P<said>0\d{1,3}(?:[\s\-の、]{1,2}\d{2,4}){1,2})[\sの\-、。.…]{1,6}"
    r"(?:(?:あれ|[あえ]|違[うい](?:ます|ました)?|違った|じゃな(?:くて?|い)|いや|すみません|ごめん(?:なさい)?|失礼|訂正|間違え(?:ました|た)?"
    r"|sorry|no|wait|i mean)[っ]?[、。.…\s]{0,3}){1,4}"
    r"(?P<right>\d{2,4}(?:[\s\-の、]{1,2}\d{2,4}){0,2})(?!\d)",
    re.IGNORECASE,
)
# A recogniser ends a sentence where the caller takes breath: 「090123。4の5678です」.
STOP_WITHIN = re.compile(r"(?<=\d)。(?=\d)")
OF_DIGITS = re.compile(
    r"電話|携帯|番号|最後|末尾|桁|\b(?:phone|number|mobile|digit|last|end(?:s|ing)?)\b", re.IGNORECASE
)
# What introduces it, and what ends it: none of that is anything else, a name for example.
BEFORE = re.compile(
    r"(?:(?:お?電話(?:番号)?|番号|携帯(?:電話)?(?:番号)?|連絡先|メール(?:アドレス)?|アドレス)(?:は|が|ですが、?)?[、,\s]{0,2}"
    r"|(?:and )?(?:my |the )?(?:tele|mobile |cell |contact |e-?mail )?(?:phone|number|mobile|cell|e-?mail)"
    r"(?: (?:number|address))?(?:'s| is)?[,:]? ?(?:it's )?|it's |で?[、,] ?){1,3}\Z",
    re.IGNORECASE,
)
LONGEST_BEFORE = 40  # characters: what introduces a number is no longer
AFTER = re.compile(r"(?:です(?:ね|けど)?|になります|でお願いします|にお願いします)?[。、.,\s]{0,2}")
NONE = re.compile(
    r"(?:お?電話(?:番号)?|番号|携帯|連絡先|メール(?:アドレス)?|アドレス|スマホ)(?:は|も|が|を|なんて)?[、\s]?"
    r"(?:持って(?:い)?(?:ない|ません|おりません)|ない(?!で|と)|無い|あ?りません|ございません|なし|教え(?:たく|られ)|言いたく"
    r"|ちょっと|勘弁|控え|結構|いらない|お断り|内緒)[^、。]{0,12}"
    r"|(?:お?電話(?:番号)?|携帯(?:電話)?|連絡先|メール(?:アドレス)?|アドレス|スマホ)[はもがを]?"
    r"(?:持って(?:い)?(?:ない|ません)|ない(?:です|んです)|ないん(?:や|だ)|ありません|ございません|なしで)"
    r"(?!か|け)(?:けど|が|ね|よ|わ)?"
    r"|\b(?:i )?(?:don'?t|do not) have (?:an? |any )?(?:japanese |local |working )?"
    r"(?:tele|mobile |cell ?)?(?:phone|number|mobile|e-?mail|one)\b"
    r"(?: (?:with me|at all|here|right now|yet|at the moment|either|though|sorry)\b){0,2}"
    r"|\bno (?:tele|mobile |cell )?(?:phone|number|mobile|e-?mail)\b(?: (?:at all|here|either|sorry)\b){0,2}"
    # Up to what is said of it, and no further: a name may follow in the same breath.
    r"|(?<!\bor )(?:\bI(?:'d| would) )?(?<!\bor )\b(?:rather|prefer) not\b"
    r"(?: (?:to|say|give|share|tell|you|it|that|my|one|out|number|phone)\b){0,6}"
    r"|\bwithout (?:a |the )?(?:phone|number)\b",
    re.IGNORECASE,
)
# Who was asked for it does not know it, in one clause: the telephone is new, or lost.
CLAUSE = re.compile(r"(?:[^、。,.!?！？]{0,6}(?:番号|電話|携帯|スマホ)[はがも]?、)?[^、。,.!?！？]+")
OF_A_PHONE = re.compile(r"番号|電話|携帯|スマホ|機種|\b(?:number|phone|mobile|cell|it)\b", re.IGNORECASE)
NOT_KNOWN = re.compile(
    r"覚えて(?:い)?(?:な|ませ)|(?:わか|分か|知)(?:ら|りませ)|忘れ|思い出せ|出てこな|持って(?:き|い)?な"
    r"|(?:携帯|スマホ|電話|機種)[をが]?(?:変え|替え|買い?替え|なく[しな]|失く|無く|壊[しれ]|落とし)"
    r"|\b(?:can't|cannot|couldn't|don't|do not|haven't|never)(?: \w+){0,2}"
    r" (?:remember|recall|know|memori[sz]ed?)\b"
    r"|\b(?:new|lost my|forgot(?:ten)? my) (?:tele)?(?:phone|mobile|cell|number)\b|\bno idea\b|\bforg[eo]t\b",
    re.IGNORECASE,
)
# Enough where nothing else was asked: 「ないです」 "skip".
BARE_NONE = re.compile(
    r"(?:いえ、?|いいえ、?|特に、?|すみません、?){0,3}(?:ない(?:です)?|なし(?:です|で)?|ありません|無いです"
    r"|持って(?:い)?(?:ない|ません)(?:です)?|結構です|けっこうです|いいです|スキップ|パス)[。.]?"
    r"|(?:(?:no|sorry|um),? ){0,3}(?:skip(?: (?:it|that))?|none|nope|no|i don'?t|i have none|not really"
    r"|pass)[.!]?",
    re.IGNORECASE,
)


def recognise_contact(utterance: Utterance, *, asked: bool = False) -> list[Span]:
    """Spans of kind "phone" (digits, with a plus where it is of abroad), "email", and "no_contact". Where it
    was `asked` for, that it is not remembered is such a span too.

    Each takes in the words that introduce it, so that nobody reads a name or a day in them.
    """
    found = [*_find_phones(utterance), *_find_emails(utterance)]
    said = [match.span() for match in NONE.finditer(utterance.plain)]
    none = [
        Span("no_contact", True, *span) for span in [*said, *(_find_forgotten(utterance) if asked else ())]
    ]
    # What is there weighs more than that there is none: "no mobile, but 03-1234-5678".
    free = [one for one in keep_longest(none) if not one.overlaps(found)]
    return sorted([*found, *free], key=lambda span: span.start)


def _find_forgotten(utterance: Utterance) -> Iterator[tuple[int, int]]:
    for clause in CLAUSE.finditer(utterance.plain):
        if OF_A_PHONE.search(clause[0]) and NOT_KNOWN.search(clause[0]):
            yield clause.span()


def find_odd_phone(utterance: Utterance, *, asked: bool) -> Span | None:
    """A telephone number with a figure too few or too many, where a number was `asked` for or is introduced
    as one; `value` is its figures as they were said."""
    plain = STOP_WITHIN.sub("、", utterance.plain)
    runs = [(re.sub(r"\D", "", found[0]), *found.span()) for found in FIGURES.finditer(plain)]
    for said, start, end in runs or digits.find_spoken_runs(plain):
        span = _widen("odd_phone", said, plain, start, end)
        is_introduced = OF_DIGITS.search(plain, span.start, start) is not None
        if said.startswith("0") and len(said) in ODD and (asked or is_introduced):
            return span
    return None


def declines(text: str) -> bool:
    """Whether the whole answer to "your telephone number?" is that there is none."""
    return BARE_NONE.fullmatch(text.strip()) is not None


def cut_out(utterance: Utterance, spans: list[Span]) -> str:
    """What was said besides, with a pause where the spans stood."""
    pieces, done = [], 0
    for span in spans:
        pieces.append(utterance.plain[done : span.start])
        done = max(done, span.end)
    pieces.append(utterance.plain[done:])
    mark = "、" if utterance.language == "ja" else ", "
    return mark.join(piece.strip(" 、,。") for piece in pieces if piece.strip(" 、,。."))


def group(phone: str) -> str:
    """In the groups in which it is read aloud: "090-1234-5678", "03-1234-5678"."""
    if phone.startswith("+"):
        return phone
    if MOBILE.fullmatch(phone):
        return f"{phone[:3]}-{phone[3:7]}-{phone[7:]}"
    area = 2 if phone[:2] in ("03", "06") else 3
    return f"{phone[:area]}-{phone[area:-4]}-{phone[-4:]}"


def _find_phones(utterance: Utterance) -> Iterator[Span]:
    plain, done = STOP_WITHIN.sub("、", utterance.plain), 0
    for found in SLIP_WITHIN.finditer(plain):
        if phone := _put_together(found["said"], re.sub(r"\D", "", found["right"])):
            yield _widen("phone", phone, plain, *found.span())
            return
    for found in FIGURES.finditer(plain):
        if phone := _read_phone(re.sub(r"\D", "", found[0]), abroad=PLUS.match(found[0]) is not None):
            begin, end = found.span()
            if mended := SLIP.match(plain, end):  # "…3354, sorry, 3345": the end of it said anew
                right = re.sub(r"\D", "", mended["right"])
                phone, end = phone[: -len(right)] + right, mended.end()
            yield _widen("phone", phone, plain, begin, end)
            done = found.end()
    if done:
        return
    for said, start, end in digits.find_spoken_runs(plain):
        before = PLUS.search(plain, max(0, start - 6), start)
        if phone := _read_phone(said, abroad=before is not None):
            yield _widen("phone", phone, plain, before.start() if before else start, end)


def _put_together(said: str, right: str) -> str:
    """The number of the groups that were said, with what was said instead of the last of them, or behind it;
    "" where they come to none."""
    groups = re.split(r"\D+", said)
    kept = ("".join(groups[:at]) for at in range(len(groups) - 1, 0, -1))
    return next((phone for each in kept if (phone := _read_phone(each + right, abroad=False))), "")


def _read_phone(said: str, *, abroad: bool) -> str:
    """A number as it is dialled in Japan; "" where it is none."""
    if abroad and said.startswith(HOME[1:]):
        said, abroad = f"0{said.removeprefix(HOME[1:]).removeprefix('0')}", False
    if abroad:
        return f"+{said}" if len(said) in ABROAD else ""
    if WITHOUT_ITS_ZERO.fullmatch(said):
        return f"0{said}"
    return said if MOBILE.fullmatch(said) or FIXED.fullmatch(said) else ""


def _find_emails(utterance: Utterance) -> Iterator[Span]:
    plain = utterance.plain
    typed = list(EMAIL.finditer(plain))
    for found in typed:
        yield _widen("email", found[0].rstrip("."), plain, *found.span())
    for found in () if typed else SPOKEN_EMAIL.finditer(plain):
        written = "@".join(_write_signs(part) for part in found.groups())
        if EMAIL.fullmatch(written):
            yield _widen("email", written.lower(), plain, *found.span())


def _write_signs(said: str) -> str:
    for pattern, sign in SIGNS:
        said = pattern.sub(sign, said)
    return said


def _widen(kind: str, value: str, plain: str, start: int, end: int) -> Span:
    """The span with what introduces it and what politely ends it."""
    begin = max(0, start - LONGEST_BEFORE)
    before = BEFORE.search(plain[begin:start])
    after = AFTER.match(plain, end)
    return Span(kind, value, begin + before.start() if before else start, after.end() if after else end)
