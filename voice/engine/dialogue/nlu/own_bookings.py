"""Words that tell of a booking that the caller has: that there is one, and which."""

from __future__ import annotations

import re

from voice.engine.dialogue.nlu import digits, normalise
from voice.engine.dialogue.nlu.calling_off import ONCE_BOOKED

_SOMEBODY = r"(?:i|we|he|she|my [a-z]{2,12}|our [a-z]{2,12})"
EARLIER = re.compile(
    r"予約を?した(?![いらくか])|予約を?して(?:い)?(?:る(?!とこ|最中|途中)|ます|た|おり)|予約を?してある|予約の件(?!数)|(?:した|してある|取った|入れた)予約|予約済|"
    r"(?:私|僕|俺|うち|そちら)の予約(?!を?(?:お願い|したい|取|と[りれ]|でき|入れ|希望|する|します))|予約番号|もう予約(?!しなくて|は|なんか)|すでに|既に"
    r"|借りて(?:い)?(?:る|ます)|借りる(?:やつ|ことにな|ことにして)|借り(?:る|てる)予定の"
    r"|お借りして|予約メール"
    r"|(?<!電話)番号(?:を|が|は|も)?(?:手元に)?(?:な[いく]|無[いく]|忘|わか[らん]|分か[らん]|覚えて|見当たら)"
    r"|(?:日|曜日?|週|週末|時)の予約(?!を?(?:お願い|したい|取|と[りれ]|でき|入れ|希望|する|します))"
    r"|(?:頼ん|たのん|お願いし)(?:どい|でおい|とい|ておい)た"
    r"|(?:(?<!駅)(?<!店)前に|(?<!駅)(?<!店)前の予約|先日|この前|昨日|先週).{0,6}予約(?:した(?!い)|して"
    r"|を?(?:取|入れ)|の|を)"
    r"|\bexisting\b|\balready\b"
    # "An hour earlier", "make it earlier" tell of no booking made before.
    r"|(?<!hour )(?<!hours )(?<!minutes )(?<!day )(?<!days )(?<!week )(?<!weeks )(?<!bit )(?<!little )"
    r"(?<!it )(?<!one )(?<!two )\bearlier\b|\bi (?:have(?! to\b)|made|booked)\b|\b(?:my|our) (?:booking"
    r"|reservation)\b"
    r"|\b(?:booking|reservation|confirmation|reference) (?:number|e-?mail|code)\b"
    r"|\b(?:i|we)'ve (?:got )?(?:an?|my|our|the|this) (?:booking|reservation)\b"
    rf"|\b{_SOMEBODY}(?:'ve| have|'d| had|'s| has)?(?: (?:already|just|previously))?"
    r" (?:booked|reserved|arranged)\b"
    rf"|\b{_SOMEBODY} made (?:a|the|my|our) (?:booking|reservation)\b"
    r"|\b(?:car|van|one|something) (?:booked|reserved) (?:with|under|in|for|on|from)\b"
    r"|\b(?:i'm|i am|we're|we are) (?:booked|down|due|supposed) (?:in )?"
    r"(?:for|to (?:pick|collect|get|have|fetch|take))\b"
    r"|\b(?:car|van|one|something) (?:is )?(?:with you (?:on|for|from)|(?:in|under) (?:my|our) name)\b"
    r"|\b(?:booking|reservation) (?:that )?i(?:'ve| have)? (?:got|made|have)\b"
)
_CAR = r"(?:car|van|minivan|suv|sedan|compact|kei|vehicle)"
ABOUT = re.compile(
    rf"予約|\b(?:booking|reservation)\b|\b{_CAR}(?:'s| is| was)? (?:booked|reserved)\b"
    rf"|\b(?:booked|reserved)\b[^.;!?,]{{0,24}}?\b(?:{_CAR}|with you)\b"
)
# The number of one that exists, whether the caller has it or not.
ITS_NUMBER = re.compile(
    r"(?<!電話)(?:予約|確認)?番号|\b(?:booking|reservation|confirmation|reference) (?:number|code|e-?mail)\b"
)
LOST_PAPERS = re.compile(
    r"\b(?:lost|mislaid|deleted|can't find|cannot find|haven't got|don't have|without)\b[^.;!?]{0,24}"
    r"\b(?:number|e-?mail|confirmation|reference|details|paperwork)\b"
)
FIND = re.compile(
    r"予約.{0,8}(?:確認|見て|調べ|照会|どうなって|知りた|(?:入って|取れて|できて)い?るか)|予約の(?:内容|状況)"
    r"|\b(?:check|find|look up|see|confirm|look at|ask about|about) (?:on )?(?:my|an existing|the|a) "
    r"(?:booking|reservation)\b"
)
# Says which booking, and not what is to be done with it.
ONLY_ABOUT = re.compile(r"^\W*(?:it's |i'm (?:ringing|calling|phoning) )?about ")
# One of those made in this call before the newest.
FIRST_MADE = re.compile(
    r"(?:最初|はじめ|1[つ件台]目|一つ目)の?(?:予約|ほう|方|車)|\bfirst (?:booking|reservation|car|one)\b"
)
JUST_MADE = re.compile(
    r"(?:さっき|先ほど|今|前|ひとつ前)の?(?:取った|した|の)?予約|\b(?:previous|last|other) (?:booking"
    r"|reservation)\b"
)
OTHER = re.compile(
    r"(?:別|ほか|他|もう(?:1|一)[つ件])の予約|\b(?:another|other|different) (?:booking|reservation)\b"
)
# Right after a booking, with values that are not its own: of one that was made before it.
HAS_ONE = re.compile(
    r"(?:もう|すでに|既に|以前|前に|先週|先日|別に)[^、。]{0,16}(?:予約し|予約が|取って|借りることに)"
    r"|\balready (?:got|have|had|booked|reserved|made|rented)\b|\b(?:have|had|'ve) already\b"
)
# Of a rental that is set against the one that was booked: "I booked a minivan last year, this time …".
ONE_MORE = re.compile(
    # "My wife booked with you last month. I need a compact …": who names no car told of theirs.
    r"\b(?:booked|reserved) (?:one |a car |something )?(?:with|from|through) you\b[^;!?]{0,60}"
    r"\b(?:(?:i|we)(?:'d like| would like| need| want)|(?:can|could|may) (?:i|we) (?:get|have|book|rent))"
    r" (?:an?|one|my own|our own) (?!change|different|refund|copy|receipt|invoice)(?!.{0,80}\binstead\b)|"
    r"(?:今回|今度)は|\bthis time\b|\b(?:one|a (?:car|compact|minivan|suv|sedan|kei)) (?:too|as well)\b"
)
# What else is booked: 「旅館の予約をしているので」, "we've got a flight booked for the 16th".
_THINGS_JA = (
    r"(?:ホテル|旅館|民宿|宿|飛行機|フライト|航空券|新幹線|電車|特急|バス|フェリー|船|レストラン|席|部屋"
    r"|チケット|ツアー|コース|温泉|歯医者|病院|美容院)"
)
_THINGS_EN = (
    r"(?:hotels?|flights?|planes?|trains?|ferry|boat|cruise|tables?|restaurants?|rooms?|tickets?|tours?"
    r"|cabins?|ryokan|meetings?|appointments?|venue|holiday|day off|time off|leave|photographer|campsite"
    r"|hostel|inn)"
)
OF_OTHER_THINGS = re.compile(
    rf"{_THINGS_JA}[^、。]{{0,6}}?予約(?:を|が)?(?:し|取|入れ|あ)[^、。]{{0,4}}"
    rf"|\b(?:booked|reserved|made) (?:[\w'-]+ ){{0,4}}?{_THINGS_EN}\b"
    rf"|\b(?:[\w'-]+ )?{_THINGS_EN}(?:'s| is| are| was)?(?: already| all)? (?:booked|reserved)\b"
)


def speaks_of_earlier(text: str) -> bool:
    """Whether the words speak of a reservation that was made before this call."""
    plain = OF_OTHER_THINGS.sub("、", ONCE_BOOKED.sub("、", normalise.unify(text).lower()))
    return EARLIER.search(plain) is not None or digits.is_numbered(plain)
