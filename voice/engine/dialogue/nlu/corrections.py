"""What callers take back while they speak: "not X", 「X以外」, "X, no wait, Y", 「X、やっぱりY」.

One mechanism for the spans of every recogniser. A piece that is said not to be meant is excluded. Where the
caller turns round between two pieces of one kind, the earlier one is dropped and the later one stands.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from voice.engine.dialogue.nlu.utterance import Span, Utterance

# "A bit big, but fine" takes it.
TAKEN_ALL_THE_SAME_JA = r"(?!.{0,8}(?:けど|けれど|が)、?.{0,6}(?:いい|お願|大丈夫|構|かまい))"
TAKEN_ALL_THE_SAME_EN = r"(?!.{0,12}\bbut\b.{0,20}\b(?:fine|take|ok|okay|good|works|do)\b)"
# "Not …, but" in dialect, and as it is written to be exact: 「今週やのうて来週」, 「軽ではなしにSUV」.
NOT_BUT_IN_DIALECT = (
    r"(?:じゃ|や|では)(?:の[うお]て|なしに)|じゃね[えぇー](?:で|くて|よ)|やなく(?:って|て)?"
    r"|と?ち(?:ごて|ごうて|ゃうて|ゃうくて)"
)
# The piece before these is not meant.
NOT_THE_LAST = re.compile(
    # 「ミニバンじゃないと困る」 keeps to it.
    rf"{NOT_BUT_IN_DIALECT}"
    r"|(?:じゃ|では|や)な(?:い(?!と(?!言|い[うっ]|思|聞))(?:です|んです|よ|ほう|方)?|く(?:って|て)?)(?!です?か)|(?:じゃ|では)ありません"
    r"|以外|のほか|を除|抜き|(?:は|を|が)?(?:いや(?![つす])|嫌|やめ(?:て|と|ます)|避け|いらな|要らな|いりません"
    r"|要りません|結構です|だめ|ダメ|無理)"
    r"|(?:より(?:も|は)?)(?=、|[^\d])"
    # A reservation is no choice: 「ミニバンはちょっと大きいかな」, unless it is taken all the same.
    r"|(?:ちょっと|少し|すこし|やや|少々|さすがに)(?:(?:大き|小さ|ちいさ|でか|狭|広|高|古|遠|早|遅)[いすく]"
    r"|不便|不安|厳し|きつ|きび|難し|微妙|苦手|もったいない|贅沢|ねえ?|なあ?|[…。、.,]|$)"
    + TAKEN_ALL_THE_SAME_JA
    + r"|(?:大き|小さ|ちいさ|でか|狭|広|高|遠|早|遅)すぎ"
    + TAKEN_ALL_THE_SAME_JA
    + r"|微妙|苦手|気が進ま|(?:あまり|あんまり)(?=です|だ|[ねか好気…。、.,]|$)"
    r"|(?:\b(?:is|are|was|feels?|seems?|looks?|sounds?|(?:would |might |could |may |will )?be)|'s)"
    r"(?: (?:just|probably|perhaps|maybe|way|far|really)){0,2}"
    r" (?:(?:a )?(?:bit|little|tad|touch)(?: too)?|too|rather|somewhat|slightly|kind of|sort of)"
    r" (?:big|large|huge|small|tiny|cramped|tight|expensive|pricey|dear|much|far|fancy|long|old|wide|bulky"
    r"|early|late|inconvenient|basic)\b"
    + TAKEN_ALL_THE_SAME_EN
    + r"|\bis(?:n't| not)(?: really| quite| exactly)? (?:what|right|good|ideal|big|large|small|for (?:us|me))"
    r"|\bwon't (?:do|work)|\bdoesn't work|\bis no good"
)
# The piece after these is not meant.
NOT_THE_NEXT = re.compile(
    r"\b(?:(?:not|never)(?: so| really| quite| entirely| too| all that)? "
    r"(?:sure|certain|keen|convinced|happy) (?:about|on|of|with|by)"
    r"|not (?:sure|certain) (?:if|whether)(?!.{0,60}\bor\b)|don't know about"
    r"|(?:unsure|hesitant|doubts|in two minds|worried) about|don't (?:really )?(?:fancy|care for)"
    r"|not|no(?! the\b|\s*[,.;:…-])|instead of|rather than|except(?: for)?|other than"
    r"|apart from|anything but|without"
    r"|don't (?:want|like|need)|do not (?:want|like|need)|isn't|hate)\b"
)
# Words that may stand between a piece and what negates it.
JOINING_JA = re.compile(
    r"(?:[\s、,…・のはがもで]|店|クラス|タイプ|カー|車|だと|っていうの|というの|みたいなの|\b(?:car|one|class)\b){0,6}"
)
JOINING_EN = re.compile(
    r"(?:[\s,]|\b(?:an?|the|any|on|at|in|to|for|from|that|it's|one|of|necessarily|really|those|these|tiny"
    r"|little"
    # "Instead of bringing it back to Tokyo Station".
    r"|(?:bring|return|dropp|leav|collect|fetch|pick|gett|start|tak|hav)ing(?: (?:it|the (?:car|van)))?"
    r"(?: (?:up|back|off|out))?)\b)*"
)
# Between pieces that are negated together: "neither A nor B", 「AとBは」.
# "Not a compact a sedan" names the second for the first.
LISTED = re.compile(r"\s*(?:(?:or|nor|and) (?:(?:an?|the|any) )?)?|[とやかも、]|とか")
# After these the caller begins anew: the later of two pieces stands.
TURNS = re.compile(
    r"いいえ|いえ|いや(?!だ|な|つ|す)|やっぱり?|やはり|違(?:う|った|って|います|いました|くて)|ちが(?:う|った"
    r"|って|います)|訂正"
    r"|(?:迷っ|悩ん)[でて](?:い|お)?(?:た|て|まし|る|ます|り)|間違え(?:まし)?た|間違い|ごめん(?:なさい)?|失礼|もとい|(?:と|って)いうか|てか|すみません|すいません"
    r"|じゃな(?:かった|い|く)|では?な(?:い|く)"
    r"|\bactually\b|\bno\b|\bwait\b|\bsorry\b|\bi mean\b|\bscratch that\b|\bor rather\b|\brather\b"
    r"|\bcorrection\b"
    # What was read out is told only to be put right: 「新宿店になってますけど東京駅前店で」.
    r"|になって(?:い)?(?:る|ます|た|まし(?:た)?)(?:の?けれ?ど|けれ?ども|が|のを?|んですが|んですけれ?ど)"
    # What was so before is told only to be another now: 「前は新宿で借りてたけど、今回は札幌で」.
    r"|(?:今回|今度|こんど)は|\bthis time\b"
    # One for another: 「セダンからSUVに変更」, "swap the sedan for an SUV".
    r"|(?:から|より|を)(?=[^、。]{1,20}に(?:し(?:たい|て)|変更|変え|替え|換え|代え|交換))"
    r"|\b(?:swap|switch|exchange|replace|upgrade|downgrade|change)\b[^.;!?]{1,60}?\b(?:for|with|to|into)\b"
    r"|\bdid i (?:just )?(?:say|put) [^?.!,]{1,30}[?,]"
    # What was said is told only to be put right: "I said Shinjuku, it's Shinagawa I want".
    r"|\b(?:i(?:'ve| have)?|we(?:'ve)?|you(?:'ve)?) (?:just )?"
    r"(?:said|told you|asked for|put(?: down)?|got(?: down)?|have(?: down)?)\b[^.;!?]{1,30}?[,.;-] ?"
    r"(?=(?:but |and )?(?:it'?s|it (?:is|was|should)|i (?:want|need|meant?)|should|really|what i))"
    r"|\bmake (?:it|that)\b|\bchange (?:it|that) to\b|\binstead\b|\boops\b|\bnot\b|\bmy mistake\b"
)


@dataclass(frozen=True)
class Settled:
    """What stands of the spans, and what the caller does not want."""

    standing: list[Span] = field(default_factory=list)
    excluded: list[Span] = field(default_factory=list)


def settle(utterance: Utterance, spans: Sequence[Span]) -> Settled:
    """`spans` of one kind, in any order, with the caller's corrections applied."""
    ordered = sorted(spans, key=lambda span: span.start)
    negated = set(_find_negated(utterance, ordered))
    excluded = [span for at, span in enumerate(ordered) if at in negated]
    standing = [span for at, span in enumerate(ordered) if at not in negated]
    turns = [found.end() for found in TURNS.finditer(utterance.plain.lower())]
    if standing and turns:
        last = standing[-1].start
        before = max((turn for turn in turns if turn <= last), default=0)
        # What was said before the last turn round is dropped only where something of its kind follows.
        standing = [span for span in standing if span.start >= before]
    return Settled(standing, excluded)


def _find_negated(utterance: Utterance, ordered: Sequence[Span]) -> Iterator[int]:
    """The places in `ordered` of the pieces that are said not to be meant."""
    plain = utterance.plain.lower()
    for found in NOT_THE_LAST.finditer(plain):
        before = bisect_right(ordered, found.start(), key=lambda span: span.start) - 1
        # 「AとB以外」 excludes both.
        if before >= 0 and JOINING_JA.fullmatch(
            plain, ordered[before].end, max(ordered[before].end, found.start())
        ):
            yield before
            while before > 0 and LISTED.fullmatch(plain, ordered[before - 1].end, ordered[before].start):
                before -= 1
                yield before
    for found in NOT_THE_NEXT.finditer(plain):
        after = bisect_left(ordered, found.end(), key=lambda span: span.start)
        if after > 0 and found[0] == "no" and not plain[ordered[after - 1].end : found.start()].strip():
            continue  # "Shinjuku no Shinagawa" turns round
        if after < len(ordered) and JOINING_EN.fullmatch(plain, found.end(), ordered[after].start):
            yield after
            while after + 1 < len(ordered) and LISTED.fullmatch(
                plain, ordered[after].end, ordered[after + 1].start
            ):
                after += 1
                yield after
