"""The customer's name in what was said: by its frame ("と申します"), or bare when it was asked for."""

from __future__ import annotations

import re

from voice.engine.dialogue.nlu import classes, normalise, places, yes_no
from voice.engine.dialogue.nlu.language import is_japanese
from voice.engine.dialogue.nlu.normalise import cut_at_corrections
from voice.engine.dialogue.nlu.readings import holds_a_persons_name

LETTER_JA = r"[\u3040-\u30ff\u4e00-\u9fff々A-Za-z・ ]"
FRAMED_JA = re.compile(
    rf"(?:(?:名前|なまえ|氏名|名義)(?:は|が|、)?|(?:私|わたし|わたくし)(?:は|、)|^"
    rf"|[、。,\s])\s?({LETTER_JA}{{1,20}}?)\s?(?:と申します|ともうします|と申し|といいます|と言います"
    rf"|という名前|の名前で|名義で)"
)
LABELLED_JA = re.compile(
    rf"(?:名前|なまえ|氏名)(?:は|が|、)\s?({LETTER_JA}{{1,20}}?)(?:です|でお願い|になります|だよ|[、。]|$)"
)
PLAIN_JA = re.compile(rf"^\s*({LETTER_JA}{{1,16}}?)(?:です|でお願いします)?[。!]?$")
FILLERS_JA = re.compile(
    r"^(?:(?:えーっ?と|えっと|ええと|えー|あのー?|はい|うん|あ|そうですね|私は|わたしは|名前は"
    r"|お名前は|予約は)[、,。 ]*)+"
)
TAIL_JA = re.compile(
    r"(?:です(?:ね|けど|が)?|でございます|になります|だよ|でお願い(?:いた)?します"
    r"|で予約(?:を)?お願いします|と申します|と言います|といいます|ともうします|で)$"
)
HONORIFIC = re.compile(r"(?:さん|様|さま|君|くん|ちゃん)$")
# Of whom it is the name is no part of it.
RELATION_JA = re.compile(
    r"^(?:妻|夫|家内|主人|旦那|父|母|息子|娘|兄|姉|弟|妹|友人|友達|同僚|上司)の(?:名前(?:は|が"
    r"|で)、?)?(?=.{2})"
)
# Words that end a sentence rather than a name: a reply like this was no name.
ODD_JA = re.compile(
    r"たい(?:です|の|$)|ない$|ます|ました|ください|ですか|でしょう|ません|(?<=.)を|\d|何|なに|とき|だけど"
    r"|ありがとう"
    r"|すみません|もう一度|レンタカー|予約|[?？]"
)

FRAMED_EN = re.compile(
    r"\b(?:my name is|my name'?s|the name is|name is|under the name(?: of)?|the name'?s"
    r"|i am called)\s+([^,.;?!]+)",
    re.IGNORECASE,
)
INTRODUCED_EN = re.compile(
    r"\b(?:(?i:this is|i'?m|i am|it'?s|it is|call me)\s+((?:[A-Z][\w'\-]+ ?){1,4})"
    r"|for\s+((?:[A-Z][\w'\-]+ ?){2,4})"
    r"|(?i:for (?:my|our|his|her) (?:wife|husband|partner|son|daughter|mother|father|mom|mum|dad|brother"
    r"|sister|friend|colleague|boss|co-?worker|boyfriend|girlfriend|uncle|aunt|cousin|neighbou?r),? )"
    r"((?:[A-Z][\w'\-]+ ?){1,4}))"
)
LEADING_EN = re.compile(
    r"^(?:(?:um+|uh+|er+|well|so|sure|yes|yeah|okay|ok|hi|hello|oh|of course|please|and"
    r"|my full name is|full name is"
    r"|my name is|my name'?s|the name is|name'?s|this is|it'?s|it is|that'?s|i'?m|i am"
    r"|it would be|put it under|under|mr|mrs|ms|miss|dr)\b[.,:]?\s*)+",
    re.IGNORECASE,
)
TAIL_EN = re.compile(
    r"(?:,?\s?(?:please|thanks|thank you|is my name|here|speaking|desu)){1,6}[.!]?$", re.IGNORECASE
)
SPELLED_EN = re.compile(r",?\s?(?:that'?s )?(?:[A-Za-z]-){2,20}[A-Za-z]\b.*$")
NOT_NAMES_EN = re.compile(
    r"\b(?:the|a|to|want|need|looking|book|rent|car|what|how|when|where|why|can|could|would"
    r"|you|not|don'?t|is|are|my|name"
    r"|again|pardon|sorry|thank|thanks|hello|please|repeat|here|going|from|fine|good|for|mean"
    r"|calling|later|price|much|hours|open|today|tomorrow|(?:mon|tues|wednes|thurs|fri|satur"
    r"|sun)day)\b",
    re.IGNORECASE,
)
# In characters. A longer reply is a sentence, not a name.
LONGEST = 40
LONGEST_JA = 20
# Two short pieces in a row are family and given name, said with a pause between.
LONGEST_PART = 6


def find_introduced_name(text: str) -> str:
    """A name the caller gave unasked, in a frame that only names have; "" where there is none."""
    plain = normalise.unify(text)
    if not is_japanese(plain):
        return _find_introduced_en(plain)
    return next(
        (name for part in reversed(cut_at_corrections(plain)) if (name := _find_introduced_ja(part))), ""
    )


def _find_introduced_ja(plain: str) -> str:
    framed = FRAMED_JA.search(plain) or LABELLED_JA.search(plain)
    if framed:
        return _check_ja(framed[1])
    pieces = [piece for piece in re.split(r"[、。,]", plain) if piece.strip()]
    for piece in reversed(pieces):
        found = re.match(rf"^\s*({LETTER_JA}{{2,12}}?)(?:です|と申します|でお願いします)$", piece)
        if found and holds_a_persons_name(found[1]) and not _means_something_else(found[1]):
            return _check_ja(found[1])
    return ""


def find_answered_name(text: str) -> str:
    """The name in reply to being asked for it; "" where the reply is none."""
    plain = normalise.unify(text).strip(" 。.!")
    framed = find_introduced_name(text)
    if framed:
        fuller = "" if is_japanese(plain) else _find_fullest_en(plain)
        return fuller if framed in fuller else framed
    if is_japanese(plain):
        whole = FILLERS_JA.sub("", cut_at_corrections(plain)[-1].strip(" 、。"))
        last = [piece for piece in re.split(r"[、。,?]", whole) if piece.strip()]
        if len(last) == 2 and max(map(len, last)) <= LONGEST_PART and not yes_no.guess_answer(last[0]):
            whole = " ".join(last)
        for candidate in (whole, *reversed(last)):
            name = _check_ja(TAIL_JA.sub("", FILLERS_JA.sub("", candidate).strip()))
            if name and not classes.find_class(name) and not places.mentions_shop(name):
                return name
        return ""
    return _find_fullest_en(plain)


def _find_fullest_en(plain: str) -> str:
    """ "It's Emma, Emma Stone.": of the pieces that can be names, the one with most words."""
    pieces = re.split(r"[,.;]\s", SPELLED_EN.sub("", plain))
    found = [_check_en(TAIL_EN.sub("", LEADING_EN.sub("", piece.strip()))) for piece in pieces]
    found = [name for name in found if name and not _means_something_else(name)]
    return max(found, key=lambda name: len(name.split()), default="")


def _find_introduced_en(plain: str) -> str:
    framed = FRAMED_EN.search(plain)
    if framed:
        return _check_en(TAIL_EN.sub("", SPELLED_EN.sub("", framed[1])))
    for found in INTRODUCED_EN.finditer(plain):
        name = _check_en(found[1] or found[2] or found[3])
        if name and not _means_something_else(name):
            return name
    return ""


def _check_ja(text: str) -> str:
    name = HONORIFIC.sub("", RELATION_JA.sub("", FILLERS_JA.sub("", text).strip(" 、。・")))
    name = re.sub(r"\s+", " ", name).strip()
    if (
        not name
        or len(name) > LONGEST_JA
        or ODD_JA.search(name)
        or yes_no.guess_answer(name)
        or name in ("名前", "はい", "私")
    ):
        return ""
    return name


def _check_en(text: str) -> str:
    name = re.sub(r"\s+", " ", text).strip(" .,'-")
    if not name or len(name) > LONGEST or NOT_NAMES_EN.search(name) or re.search(r"\d|\?", name):
        return ""
    if yes_no.guess_answer(name) or len(name.split()) > 5 or not re.search(r"[^\W\d_]{2}", name):
        return ""
    return name if re.search(r"[A-Z]", name) else " ".join(word.capitalize() for word in name.split())


def _means_something_else(text: str) -> bool:
    """A class, a region or a shop is what it says, not somebody's name (Miyazaki and Fukushima can be both:
    with a given name after them they are people)."""
    if classes.find_class(text) or places.mentions_shop(text) or classes.any_will_do(text):
        return True
    region = places.find_known_region(text)
    return region != "" and (region.isascii() or len(text) <= len(region) + 1)
