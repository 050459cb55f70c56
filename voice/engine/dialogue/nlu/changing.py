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


def leave_out_reasons(text: str) -> str:
    """A wish for a change without the clauses that only tell which booking it is, or why:
    「17日が都合悪くなりまして、19日に…」."""
    clauses = [piece for clause in CLAUSES.split(text) for piece in REASON_END.split(clause)]
    told = [clause for clause in clauses if not TELLS_WHICH.search(clause.lower())]
    clauses = told if any(NAMES_DAY.search(clause.lower()) for clause in told) else clauses
    kept = [clause for clause in clauses if not CALLS_OFF.search(clause.lower())]
    wishes = any(
        pattern.search(clause.lower()) for clause in kept for pattern in (CHANGE, IS_TO_BE, TAKES_IT)
    )
    return "".join(kept if wishes else clauses)
