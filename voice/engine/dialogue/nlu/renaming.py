"""The new name in a wish to change the name of a booking, apart from the name that proves whose it is.

"It's Laura Bennett's. Change the name to Laura Hughes": the first belongs to the booking as it stands, the
second to the wish. Both look like names, so that only the words around them tell which is which.
"""

from __future__ import annotations

import re

from voice.engine.dialogue.nlu import names
from voice.engine.dialogue.nlu.language import is_japanese
from voice.engine.dialogue.nlu.normalise import unify
from voice.engine.dialogue.nlu.utterance import read_utterance

# That the name is to be another, whoever says to which.
RENAMES = re.compile(
    r"(?:名前|氏名|名義)(?:の(?:ほう|方|変更|訂正|修正))?(?:は|を|も|が)?、?(?:一緒に|ついでに|あわせて|合わせて)?、?"
    r"(?:変え|変更|替え|直し|直せ|なおし|修正|訂正|違|間違|お願い|頼)"
    r"|\b(?:change|fix|correct|update|amend|alter|switch)\b[^.;!?]{0,20}\bname\b"
    r"|\bname\b(?:'s| is| needs?)? (?:wrong|misspel\w+|changing|to be changed|to change|as well|too|also)\b",
    re.IGNORECASE,
)
# That the name is otherwise than it was written down: 「名前なんですけど、太郎じゃなくて次郎なんです」.
_IS_OTHERWISE = re.compile(
    r"(?:名前|氏名|名義|漢字)[^。!?]{0,20}(?:じゃ|では)なく(?:て)?、?[^、。!?]{1,12}(?:です|なん|でし|が正しい)"
)
LONGEST = 40
# Letters one by one, or one of them that tells how it is written.
SPELLED = re.compile(
    r"\b[A-Z](?:(?:-|\. ?|, ?| )[A-Z]\b){2,}"
    r"|\b[A-Z][a-z]+,? with (?:an?|one|two|double) [A-Za-z](?:'?s)?\b(?! )"
)
_SHOULD_BE = (
    r"[^!?]{0,24}?\b(?:(?:it|that|the name|mine|which) (?:should|ought to|needs to|has to) (?:be|say|read)"
    r"|should (?:be|say|read|have been)|(?:it'?s|it is|i'm|i am)(?: actually| really| supposed to be)?"
    r"|(?:correct|right|proper) (?:one|name|spelling)(?: is|'s))\b(?! (?:wrong|mis|in\b|under|spel|not|a"
    r"|an|the)\b)"
)
# What leads to the new name, and what ends it.
TO_EN = re.compile(
    r"(?:\b(?:change|correct|update|amend|alter|modify|switch|fix|put|transfer)\b[^.;!?]{0,60}?\bname\b"
    r"|\bname (?:to be )?(?:changed|corrected|updated|amended|switched|fixed))[^.;!?]{0,60}?\bto\b"
    r"|\bname[,:]? (?:in)?to\b"
    r"|\bnew name (?:is|will be|should be|would be)\b"
    r"|\b(?:should|needs? to|has to|must|ought to|was supposed to) be (?:in|under)\b[^.;!?,]{0,30}?"
    r"\bname\b(?: of)?,?"
    r"|\b(?:can|could|may|might|would|should) (?:it|that|the \w+) (?:go|come|be(?: put)?) under\b"
    r"|\bname (?:should|ought to|needs to|has to) (?:be|say|read)\b(?! (?:in|under|changed)\b)"
    r"|\b(?:put|have|make) (?:it|the (?:booking|reservation)|that) (?:in|under|out to)\b"
    r"(?:[^.;!?,]{0,30}?\bname\b(?: of)?,?)?"
    # "I got married, so it should be John Miller now."
    r"|\b(?:should|needs? to|has to|ought to) be (?=(?-i:(?:[A-Z][\w'-]+ ){1,3})(?:now|instead)\b)"
    r"|\b(?:name|surname)(?:'s| has| is)? (?:changed|now)(?: to)?(?= (?-i:[A-Z]))"
    # "You've spelt my name wrong, it should be Megan Lester"; "there's a typo in my name. It's Lester."
    r"|\bname\b[^.;!?]{0,40}?\b(?:wrong\w*|mis-?sp\w*|mis-?typed|incorrect\w*|not (?:right|correct)|typo"
    r"|mistake"
    rf"|isn't (?:right|correct|spel\w+))\b{_SHOULD_BE}"
    r"|\b(?:mis-?spel\w*|mis-?typed|typo|mistake|misprint|wrong|error)\b[^.;!?]{0,24}?\bname\b"
    rf"{_SHOULD_BE}",
    re.IGNORECASE,
)
END_EN = re.compile(
    r"[.;!?,](?=\s|$)|\s(?:please|instead|now|on|for|with|not|rather than|and (?=(?:the|my|also|move|change"
    r"|make|it)\b))\b|$",
    re.IGNORECASE,
)
# Whose name, or what kind of one, stands before the name itself: "to my married name, John Okafor".
OF_WHOM_EN = re.compile(
    r" ?(?:my|her|his|our|their|the)"
    r" (?:(?:[a-z]{1,12}'s|married|maiden|new|real|legal|proper|full|own|correct) ){1,3}"
    r"(?:name|surname|one)(?:,| which is| is|:| of)? ",
    re.IGNORECASE,
)
# 「…に変更」: the new name stands before it, back to what begins it.
TO_JA = re.compile(
    r"[にへ](?:お?名前|氏名|名義)?[をは]?(?:変|替|換|代|か[えわ]|直|なお|修正|訂正|書き?換|して(?!い)|し(?:たい|直)"
    r"|でき|[、。]?$)"
)
BEGINS_JA = re.compile(
    r"[、。,!?]|(?:名前|氏名|名義|名字|苗字|予約者|契約者)[をはがも]?|から|より|というのを|(?:です|ます)[がけ]"
)
NAME_JA = re.compile(r"名前|氏名|名義|名字|苗字|予約者|契約者")
# 「佐藤花子の名義に」: what it is the name of is the new one.
OF_NAME_JA = re.compile(r"(?:さん|様)?(?:の|という|って)(?:お?名前|氏名|名義)$")
SENTENCE_JA = re.compile(r"[^。!?]+")
CLAUSE_END_JA = re.compile(r"[、。,!?]")
NEW_JA = re.compile(
    r"新しい(?:お?名前|氏名|名義)は([^。、!?]{1,40})"
    r"|(?:名前|氏名|名義|漢字|字)[^。!?]{0,16}(?:間違|違っ|違い|違う|誤)[^!?]{0,16}?(?:正しくは|本当は|ほんとは|正確には|正解は)、?"
    r"([^。、!?]{1,40}?)(?:です|でして|なん|に(?:なり|直)|と(?:いい|申)|[。、!?]|$)"
)
# Where the new name is, and where the whole wish.
Found = tuple[tuple[int, int], tuple[int, int]]


def find_mended_name(text: str, known: str) -> str:
    """How `known` is written after all, where the words spell it or tell of the name: "it's F-E-R-R-Y-S",
    "Ferrys with a Y", 「名前、高田純一でした」. "" where it is as it was."""
    if SPELLED.search(text) is None and NAME_JA.search(unify(text)) is None:
        return ""
    spans = names.recognise_name(read_utterance(text), "mending", names.split_name(known))
    told = spans[0].value.text if spans and spans[0].value else ""
    return told if told != known else ""


def corrects_name(text: str) -> bool:
    """Whether the words tell of a name how it is not written, and how it is."""
    return _IS_OTHERWISE.search(unify(text)) is not None


def is_renamed(text: str) -> bool:
    """Whether the words wish the name changed, whether or not they say to what."""
    return RENAMES.search(unify(text)) is not None


def find_new_name(text: str) -> tuple[str, str]:
    """The words that give the new name, "" where none do, and the rest of the text without the wish."""
    plain = unify(text)
    found = _find_in_japanese(plain) if is_japanese(plain) else _find_in_english(plain)
    if found is None:
        return "", text
    said, wish = found
    return plain[slice(*said)].strip(), f"{plain[: wish[0]]}, {plain[wish[1] :]}"


def _find_in_english(plain: str) -> Found | None:
    wish = TO_EN.search(plain)
    if wish is None:
        return None
    of_whom = OF_WHOM_EN.match(plain, wish.end())
    begin = of_whom.end() if of_whom else wish.end()
    end = END_EN.search(plain, begin + 1)
    said = begin, min(end.start() if end else len(plain), begin + LONGEST)
    return said, said


def _is_of_name(head: str) -> bool:
    return OF_NAME_JA.search(head) is not None


def _find_in_japanese(plain: str) -> Found | None:
    if told := NEW_JA.search(plain):
        return told.span(1 if told[1] else 2), told.span()
    for sentence in SENTENCE_JA.finditer(plain):
        wishes = [*TO_JA.finditer(sentence[0])]
        if not wishes or not NAME_JA.search(sentence[0]):
            continue
        # 「運転手が妻に変わりまして、山田花子の名義にしたい」: the one directly behind the word, if any is.
        wish = next((each for each in wishes if _is_of_name(sentence[0][: each.start()])), wishes[0])
        head = sentence[0][: wish.start()]
        of_name = OF_NAME_JA.search(head)
        head = head[: of_name.start()] if of_name else head
        start = max((mark.end() for mark in BEGINS_JA.finditer(head)), default=0)
        if not 0 < len(head) - start <= LONGEST:
            continue
        at = sentence.start()
        if of_name:
            return (at + start, at + len(head)), (at + start, at + wish.end())
        # 「名義を…に」 without the name would leave 「名義」 to be read as one.
        word = NAME_JA.search(head)
        rest = CLAUSE_END_JA.search(plain, at + wish.end())
        cut = at + min(start, word.start() if word else start), rest.start() if rest else len(plain)
        return (at + start, at + wish.start()), cut
    return None
