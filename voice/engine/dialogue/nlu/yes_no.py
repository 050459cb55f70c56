"""Yes, no, or neither, as far as the words go: a hint for questions on which nothing is written.

Where a yes books, changes or cancels, `consent` judges the whole utterance instead.
"""

from __future__ import annotations

import re
from typing import Literal

from voice.engine.dialogue.nlu import normalise
from voice.engine.dialogue.nlu.language import is_japanese

Answer = Literal["", "yes", "no"]

NO_JA = re.compile(
    r"^(?:(?:あー?|えー?っと|ええと|うーん|んー|ん|すみません|すいません|ごめんなさい"
    r"|やっぱり?)[、っ。 ]*){0,3}(?:いいえ|いえ|いや|ううん|ちが|違|ノー|だめ|ダメ|no)|違(?:い|う|って)"
    r"|ちがいます|間違|じゃな(?:い|く)|ではな(?:い|く)"
    r"|待って|待ち|やめ|止め|(?<!で)結構です(?!ね)|取り消|キャンセル(?!料|ポリシー|規)|変更|変え|訂正|やっぱり?"
    r"|もう(?:いい|結構|大丈夫)(?:です)?(?!か)|ストップ|しないで|要りません|いりません|必要ない|^まだ"
)
YES_JA = re.compile(
    r"^(?:あ[、っ]?)?(?:はい|はぁい|ハイ|ええ(?!と)|うん(?!ん)|そう(?:です|して|ね|だ)|ok"
    r"|オッケー|オーケー|おーけー|もちろん|了解|承知|わかりました|分かりました)"
    r"|お願い(?:し|いた|致)|おねがいし|大丈夫|だいじょうぶ|いいです|良いです|よいです|よろしい"
    r"|間違い(?:ない|あり)|合って|あってます"
    r"|それで|問題(?:ない|あり)|結構ですね|その通り|そのとおり|お願いね|構いません|かまいません"
)
DOUBT_JA = re.compile(
    r"^(?:はい|ええ?|うん|ん)[?？]+|いいですか|大丈夫です?か|よろしいですか|(?:です|ます)か[?？。]?$"
    r"|かな[?？。]?$"
)
NO_EN = re.compile(
    r"^\W*(?:(?:u+m+|u+h+|oh|h+m+|well|er+m?|ah|sorry|actually|okay|ok|so)\W+){0,3}(?:no|nope|nah|not)\b"
    r"|\bdon'?t\b|\bwait\b|\bhold on\b|\bstop\b"
    r"|\bcancel\b|\bwrong\b|\bincorrect\b"
    r"|\bnot (?:right|correct|yet|quite|that|sure)\b|\bunsure\b|\bchange\b|\bactually\b|\bnever ?mind\b"
    r"|\bisn'?t\b(?! (?:it|that|there)\b)|\bforget it\b"
)
YES_EN = re.compile(
    r"\b(?:yes|yeah|yep|yup|yea|sure|ok|okay|correct|right|certainly|absolutely|definitely"
    r"|exactly|fine|perfect|great)\b"
    r"|\bof course\b|\bgo ahead\b|\bsounds good\b|\bplease do\b|\bthat works\b|\bbook it\b"
    r"|\bthat'?s it\b|\bi do\b"
    r"|\bi'?ll take (?:it|that)\b|\blooks good\b|\bdo it\b|\bgood\b|\b(?:uh|mm|mhm)[- ]?(?:huh"
    r"|hmm?)\b|\bi'?d like that\b"
)
# Characters of a yes or no; what is longer and ends like a question is one.
LONGEST_DOUBT = 10
NO_PROBLEM_EN = re.compile(
    r"\bno problem\b|\bnot a problem\b|\bdon'?t (?:mind|worry)\b|\bno,? that'?s (?:fine|right|correct)\b"
)
QUESTION_EN = re.compile(r"\?\s*$|^(?:is|are|do|does|can|could|what|when|where|how|why|which|who)\b")
# That something is wrong, without what: 「ちょっと違うかな」, "one thing is off". Its doubt is no question.
OBJECTION_JA = re.compile(
    r"(?:違|ちが)(?:い(?!な|あり|ござ|は(?:な|あり|ござ))|う(?!なら|よう(?:でし|な)た?ら)|って(?!な|い?ませ|い?ない|たら|れば))"
    r"|ちゃい?(?:う|ます)(?!なら)|間違(?:って(?!な|い?ませ|い?ない|たら)|え(?!な)|い(?!な|あり|ござ|は(?:な|あり|ござ)))"
    r"|おかし[いな]|(?:^|なん[かだ]|ちょっと|少し|どこか)変(?:だ|です|な|や)|惜しい|だいたい(?:合|あ)って|ほぼ(?:合|あ)って"
    r"|そんな(?:こと|の|ふう).{0,4}(?:言|頼|お願い)|(?:言|頼ん|お願いし)(?:った|だ|た)(?:の|こと|内容)と(?:違|ちが)"
    r"|(?:直し|なおし|修正|訂正|変え|変更し)(?:て|た)?(?:ほしい|欲しい|もらい|いただき|たい|したい)(?:所|ところ|点|箇所|の|こと|ん)"
    r"|(?:修正|訂正|変更)(?:箇所|点|したいところ)?(?:が(?:あ|ござ|1|一)|お願い|を?お願い|させて|したい)"
)
OBJECTION_EN = re.compile(
    r"\b(?:nearly|almost|mostly|not quite|not exactly|not entirely|close but|misheard|mistaken|wrong"
    r"|incorrect|mistake"
    r"|error|never said|did(?:n'?t| not) say|(?:not|isn'?t) what|(?:small|little|minor|one|another|quick)"
    r" (?:correction|change|fix|thing)|something'?s? (?:not|off|amiss|wrong)"
    r"|(?:is|a bit|bit|slightly|little|seems|looks|sounds|somewhat|thing'?s|detail'?s) off"
    r"|(?:fix|correct|change|alter|adjust|amend) (?:something|one thing|a (?:thing|detail|couple)"
    r"|one (?:detail|of)|a few"
    r"|that bit|part of))\b"
)
NO_OBJECTION = re.compile(
    r"間違い(?:は|も|が)?(?:な|あり|ござ)|違い(?:は|も)?(?:な|ありませ|ござ)"
    r"|\b(?:nothing(?:'s| is)? (?:wrong|off)|no (?:mistakes?|errors?|corrections?)|not wrong"
    r"|(?:what|if|when|whether) .{0,40}(?:wrong|mistake|error))\b"
)
PARTING_JA = re.compile(r"間違い(?:ない|あり)|問題(?:ない|あり)")
POLITE_EN = re.compile(r"^\W*(?:please|yes,? please|please,? yes)\W*$")


def cut_doubt(text: str) -> str:
    """A short answer without the mark by which recognition says that it hardly heard it ("yes?"); "" where
    there is none, or it is no short answer."""
    bare = text.rstrip(" ?？…")
    return bare if text.endswith(("?", "？")) and len(bare) <= LONGEST_DOUBT else ""


def objects(text: str) -> bool:
    """Whether it says that something in what was read out is not right, whether or not it says what."""
    plain = normalise.unify(text).lower()
    if NO_OBJECTION.search(plain):
        return False
    return (OBJECTION_JA if is_japanese(text) else OBJECTION_EN).search(plain) is not None


def guess_answer(text: str) -> Answer:
    """A doubtful "はい…いや" is a no: nothing is booked on it."""
    if is_japanese(text):
        plain = normalise.unify(text).lower()
        if PARTING_JA.search(plain) and not re.match(r"いいえ|いえ", plain):
            return "yes"
        if NO_JA.search(plain):
            return "no"
        return "yes" if YES_JA.search(plain) and not DOUBT_JA.search(plain) else ""
    plain = normalise.unify(text).lower()
    if NO_PROBLEM_EN.search(plain):
        return "yes"
    if NO_EN.search(plain):
        return "no"
    if QUESTION_EN.search(plain) and not re.match(r"(?:yes|yeah|sure|ok)", plain):
        return ""
    return "yes" if YES_EN.search(plain) or POLITE_EN.match(plain) else ""
