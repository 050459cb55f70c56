"""Parts a wish for a change from another rental that is wished for in the same breath."""

from __future__ import annotations

import re

from voice.engine.dialogue.nlu.names_ja import RELATIONS
from voice.engine.dialogue.nlu.normalise import WEEKDAY_EN
from voice.engine.dialogue.nlu.topics import CLAUSES

_A_DAY_EN = rf"(?:the )?(?:\d{{1,2}}(?:st|nd|rd|th)|{WEEKDAY_EN}|[a-z]{{3,9}} \d{{1,2}})"
_BOOKS_ANOTHER = re.compile(
    r"(?:もう(?:1|一)(?:台|件)|[2-9二三四五]台目|別に、?(?:車|予約|1台|一台)|別の(?:予約|車が?(?:要|必要|いる|いり))"
    r"|新し[いく](?:い?予約|借り)|新規(?:で|に|の予約)|新たに)"
    # The same once more, on another day: 「17日にも同じので1台」, "the same again for the 17th".
    r"|(?:\d日|曜日?|[翌次]の?日|[翌来]週)(?:にも?|も)[^、。]{0,8}同じ[^、。]{0,6}(?:[1一]台|予約|取[りっれ]|借り(?:た|ら|て))"
    r"|同じ[^、。]{0,8}[でを]、?[^、。]{0,12}(?:日|曜日?|週)にも、?(?:予約|取[りっれ]|借り|[1一]台)"
    r"|(?:もう[1一]|別に)(?:回|度)、?同じ|(?:それ|これ|今の(?:予約)?)とは別|の分も、?(?:追加|予約|取[りっれ])"
    r"|\b(?:the )?same(?: car| thing| one| booking| class)? (?:once )?again (?:on|for)\b"
    rf"|\b(?:book|rent|reserve|hire)(?: me| us)? the same\b"
    rf"|\b(?:one|a (?:car|van)) (?:on|for) {_A_DAY_EN} (?:as well|too)\b"
    rf"|\b(?:the )?same(?: car| thing| one| booking| class) (?:on|for) {_A_DAY_EN} (?:as well|too|also)\b"
    r"|\banother one (?:just )?like (?:it|that)\b"
    # A car that somebody needs to themselves.
    r"|(?:自分|専用)(?:用|だけ)?の車(?:も|が)、?(?:要|い[りる]|必要|欲し|ほし)"
    r"|\b(?:his|her|their|my|our) own (?:car|van|suv|sedan|minivan|compact|kei|vehicle)\b"
    r"|\ba (?:car|van|suv|sedan|minivan|compact|kei|vehicle) (?:of (?:his|her|their|my|our) own"
    r"|to (?:him|her|them)sel(?:f|ves))\b"
    r"|\b(?:another|a second|one more|a separate|a new|an extra) (?:booking|rental|reservation|car|one"
    r"|compact|minivan|suv|sedan|kei)\b"
    r"|\b(?:also|and)(?: (?:i|we)(?:'d| would)? (?:also )?(?:like|want|need))?(?: to)? "
    r"(?:book|rent|hire|reserve) (?!it|that|this|the|my|our)"
)
# With a verb of changing it is the booking that exists: 「もう1台のほうに変えたい」.
_CHANGES = re.compile(
    r"変更|変え|替え|移し|ずら|延長|延ば|キャンセル|取り?消"
    r"|\b(?:change|switch|swap|move|cancel|extend|instead|rather than)\b"
)
_OF_THE_FIRST = re.compile(
    r"今の予約|(?:その|この|最初の|元の|先の)予約|予約番号|r-?\d{3}"
    r"|\b(?:my|the|that) (?:existing |first |other )?(?:booking|reservation)\b"
)
# What stands before it in its clause is of the other rental (「27日にもう1台」), unless it is joined to it.
_JOINED = re.compile(r"(?<=[たるいう])のと|(?<=[たるいう])んですけど|\band\b")
# Somebody else's, set against the caller's own: 「友達が18日に予約してて私は16日」, "my mate's got his on the
# 18th but mine stays on the 16th".
_ANOTHERS_JA = re.compile(
    rf"(?:^|[\s、。.!?])(?:{RELATIONS}|みんな|ほかの人|他の人|向こう|あっち)(?:さん|たち|達)?(?:のほう|の方|の分|の予約)?(?:が|は|も|の)"
    r"[^。!?]{0,4}\d[^。!?]{0,24}?(?:て|で|けど|が|し|から|ので|、)、?(?=(?:私|僕|俺|わたし|自分|うち|こっち|こちら)(?:たち|達)?(?:の|は))"
)
_ANOTHERS_EN = re.compile(
    r"\b(?:my|our|his|her|their) [a-z]{2,12}(?:'s|s')?(?:(?! (?:mine|ours)\b)[^.;!?]){1,60}?,?"
    r" (?:but|and|while|whereas|so) (?=(?:mine|ours|my own|our own)\b)",
    re.IGNORECASE,
)
# Of somebody who only comes on a day: 「17日に母が来るんですけど」, no car is wished for.
NEEDS_ONE = re.compile(
    r"借り|予約|レンタル|お願い|使|乗|要|いる|欲し|ほし|(?<!電)車|台"
    r"|\b(?:rent|book|reserv|hire|car|need|want|like|one|another)"
)
_SENTENCES = re.compile(r"(?<=[。!?？])|(?<=\.)(?= )")
_THEY = (
    r"(?:he|she|they|(?:my|our|her|his|their) [a-z]{2,12})"
    r"(?:'ll| will|'s| is|'d| would| can| should| has| have)?"
)
_LEFT_TO_OTHERS = re.compile(
    r"(?:本人|向こう|あちら|先方)(?:から|が|に)[^、。]{0,12}(?:電話|かけ|連絡|予約)(?!番号)|自分で(?:電話|かけ|連絡|予約)(?:する|させ|すると|して?もら)"
    rf"|\b{_THEY} (?:to |going to |want(?:s|ing)? to |gonna )?"
    r"(?:call|calling|ring|ringing|phone|phoning|book|booking|contact|arrange|sort)\b[^.;!?]{0,24}"
    r"\b(?:(?:him|her|them)sel(?:f|ves)|own|separately|directly)\b"
)
_SENTENCE_END = re.compile(r"[。.!?？]\s*$")


def leave_out_left_to_others(text: str) -> str:
    """The text without sentences of a rental that somebody else will ask for: 「本人から電話させます」."""
    sentences = [sentence for sentence in _SENTENCES.split(text) if sentence]
    return "".join(each for each in sentences if not _LEFT_TO_OTHERS.search(each.lower())).strip()


def leave_out_anothers(text: str) -> str:
    """The text without what it tells of somebody else's rental that is set against the caller's own."""
    return _ANOTHERS_EN.sub(" ", _ANOTHERS_JA.sub("、", text))


def part_by_clauses(text: str, *, whole: bool = False) -> tuple[str, str]:
    """The text without what it tells of another rental, and that: from the clause that wishes for one to the
    end of the sentence, or to where it speaks of the booking again. The whole
    text and "" where nothing is of another, or all of it, which may be parted where it is `whole`."""
    kept: list[str] = []
    other: list[str] = []
    of_another = False
    for clause in CLAUSES.split(text):
        low = clause.lower()
        begins = _BOOKS_ANOTHER.search(low)
        if _CHANGES.search(low) or (of_another and _OF_THE_FIRST.search(low)):
            of_another = False
        elif begins:
            of_another = True
            joined = [*_JOINED.finditer(clause, 0, begins.start())]
            cut = joined[-1].start() if joined else 0
            kept.append(clause[:cut])
            other.append(clause[cut:])
            continue
        if not of_another:
            kept.append(clause)
        else:
            other.append(clause)
            of_another = not _SENTENCE_END.search(clause)
    left = "".join(kept)
    return (left, "".join(other)) if re.search(r"\w", left) or whole else (text, "")
