"""Words that wish a booking otherwise, apart from those that only tell which booking it is, or why."""

from __future__ import annotations

import re

from voice.engine.dialogue.nlu.calling_off import CALLS_OFF
from voice.engine.dialogue.nlu.normalise import ORDINALS, WEEKDAY_EN
from voice.engine.dialogue.nlu.topics import CLAUSES

CHANGE = re.compile(
    r"変更(?!しなくて)|変え(?!なくて)|移[しすせ](?!動)|ずらし|ずら[すせ]|後ろ倒し|前倒し|先延ばし|延期|早め|遅らせ|遅く(?!と?ても|とも)|早く(?!ても)|延長|延ば|のばし|見直"
    r"|\b(?:change(?! of (?:plans?|heart|mind))|move|reschedule|modify|extend|postpone|shift|push|make it"
    r"|alter|amend)\b"
    r"|\bbring (?:it|the car) back (?:later|earlier)\b"
    r"|\b(?:bring|put|pull|set)(?:ing)? (?:it|that|(?:my|the|our|this|that) (?:whole )?(?:booking|reservation"
    r"|pick-?up|rental|collection|hire|thing)) (?:forward|earlier|later|up)\b"
)
# 「時間を13時からにしたい」: how it is to be.
IS_TO_BE = re.compile(
    r"(?:[時分半日却発後ろァ-ヶーa-z車]|曜日?|から|まで)に(?:し(?:たい|て(?:ほし|欲し|もら|くだ|下さ|いただ))|でき|なり(?:ませ|ます))"
)
# An hour that was agreed upon cannot be kept: there is a booking, though nobody says so.
MISSES_THE_HOUR = re.compile(
    r"(?:\d{1,2}時(?:半|\d{1,2}分)?|(?:予約|約束|出発|受け?取り)の?お?時間)に(?:は|も)?[^、。]{0,4}(?:間に合[いわ]|着け|行け|伺え|着き(?:そ|ま))"
    r"[^、。]{0,4}(?:な|ませ)"
    r"|\b(?:can't|cannot|couldn't|won't|not (?:going|able) to) (?:make it|(?:be|get) there|come|arrive)\b"
    r"[^.;!?]{0,12}\b(?:at|by|until|before|till) (?:\d|noon|nine|ten|eleven|one|two|three|four|five|six)"
)
# An end of a day is to be other than it was agreed: there is a booking, though nobody says so.
ITS_END_IS_TO_BE = re.compile(
    r"(?:日|曜日?|明日|あさって)の(?:ご?出発|ご?返却|受け?取り)(?:時間|時刻)?[をはが、][^。]{0,24}(?:じゃなく|ではなく|から[^、。]{1,8}に)"
    r"[^。]{0,16}(?:し(?:たい|て)|でき|変え|遅ら|ずら|早め)"
)
# 「12日の夕方6時に返します」: what is done with the car instead.
TAKES_IT = re.compile(r"[時分半頃日]に?(?:は)?、?(?:お?返し|返却し|お?借り|取りに行き|受け取り)(?:ます|たい)")
# Which reservations there are: 「17日と20日に予約してる山田です」 wishes nothing else for those days.
TELLS_WHICH = re.compile(
    r"(?:[日月週末]|曜日?|明後日|あさって|あした)の(?:その)?ご?予約(?:なん|です|の(?:件|こと)|について|に関して|が入って|を?[、。])"
    # 「3日間借りる佐藤です」: who is calling.
    r"|(?:借り|予約し|お願いし|取っ)(?:る|た(?![いくか])|て(?:い)?(?:る|ます|た))(?:予定の|はずの|ことになって(?:い)?る)?"
    r"[^、。\dのをにがはで]{1,12}(?:です|と(?:申|言|い[いう]))"
    r"|[日に]に?(?:も|ずつ)?、?予約(?:して|した|を?取って|が(?:\d|あ|入))"
    r"|\b(?:book(?:ed|ings?)|reserv(?:ed|ations?)|rentals?|(?:have|'ve) got)\b[^.;!?,]{0,40}"
    rf"\b(?:on|for) (?:the |{WEEKDAY_EN} |[a-z]{{3,9}} )?(?:the )?"
    rf"(?:\d|(?:{'|'.join(ORDINALS)}|{WEEKDAY_EN}|tomorrow)\b)"
    r"|\b(?:(?:i|we)(?:'ve| have)|'ve) (?:got|booked|reserved)\b(?! to\b)[^.;!?,]{0,40}"
    r"\b(?:on|for|from|over) (?:the )?"
    rf"(?:\d|(?:{WEEKDAY_EN}|christmas|new year|easter|weekend)\b)"
)
# 「…なので」 ends a reason within a clause.
REASON_END = re.compile(r"(?<=[のん]で)(?![すし、])")
NAMES_DAY = re.compile(
    rf"\d|翌[日々週]|次の[日週]|前[の日]日?に|[あ明]日|明後日|あさって|曜|\b{WEEKDAY_EN}\b"
)

KEEPS_AS_IT_IS = re.compile(
    r"(?:その|この|今の|いまの|元の)まま|変えな|変更(?:しな|なし|は?(?:あり|ござい)ません)"
    r"|\bas it (?:is|was)\b|\bleave it\b|\bkeep (?:it|my|the)\b"
)
# Of a change that was read out: "let's keep the original", 「元のでいいです」.
OLD_ONE = re.compile(
    r"(?:元|もと|最初|前|今)の(?:まま|(?:日|時間|予約|やつ|ほう|方)?(?:で|が)(?:いい|お願い))"
    r"|変更(?:は|を)?(?:しな|なし|やめ|いい|結構)|変え(?:ず|な)|考え直"
    r"|\b(?:keep|stick|stay|leave|go back)\b[^.;!?]{0,24}\b(?:old|original\w*"
    r"|what (?:i|we)(?:'ve| have)? (?:got|had|have)|as (?:it|they) (?:is|was|were|are))\b"
    r"|\b(?:old|original) (?:one|date|day|time|booking)(?:'s| is| was) (?:better|fine|ok)"
    r"|\bdon'?t change (?:it|anything|a thing)\b|\bforget (?:it|about it)\b|\bnever ?mind\b"
)
# What was read out is wished for all the same, or an end, a part or the time alone is to stay.
AS_WISHED = re.compile(
    r"はい|ええ、|うん|変更(?:して|で|を?お願い)|(?:変え|替え)て|(?:返|受け|出発|時間|車|クラス|店|名前)[^、。]{0,8}まま"
    r"|\b(?:yes|yeah|yep|sure|go ahead|do it|change it|move it)\b"
    r"|\b(?:keep|leave|stick with) (?:the|my|our) (?:return|pick-?up|drop-?off|time|hour|car|class|shop|name)"
)
# "16 Dec 10-18 -> 17 Dec 10-18", 「16日→18日」. 「10時→18時」 is a period.
_ARROW = re.compile(r"[-=]>|[→⇒➡]")
_DAY_OR_PERIOD = re.compile(r"\d日|\d\D{1,12}\d")


def leave_out_reasons(text: str) -> str:
    """A wish for a change without the clauses that only tell which booking it is, or why:
    「17日が都合悪くなりまして、19日に…」."""
    text = _leave_out_how_it_stands(text)
    clauses = [piece for clause in CLAUSES.split(text) for piece in REASON_END.split(clause)]
    told = [clause for clause in clauses if not TELLS_WHICH.search(clause.lower())]
    clauses = told if any(NAMES_DAY.search(clause.lower()) for clause in told) else clauses
    kept = [clause for clause in clauses if not CALLS_OFF.search(clause.lower())]
    wishes = any(
        pattern.search(clause.lower()) for clause in kept for pattern in (CHANGE, IS_TO_BE, TAKES_IT)
    )
    return "".join(kept if wishes else clauses)


def _leave_out_how_it_stands(text: str) -> str:
    """The text without what stands before an arrow, where what is behind it tells as much."""
    parts = _ARROW.split(text)
    is_told = len(parts) > 1 and all(_DAY_OR_PERIOD.search(part) for part in parts)
    return parts[-1].strip() if is_told else text


def leaves_as_it_was(low: str) -> bool:
    """Whether `low`, said in lower case to a change that was read out, leaves the booking as it was, in any
    words around it: that undoes nothing."""
    if AS_WISHED.search(low) or NAMES_DAY.search(KEEPS_AS_IT_IS.sub("、", low)):
        return False
    return (OLD_ONE.search(low) or KEEPS_AS_IT_IS.search(low)) is not None
