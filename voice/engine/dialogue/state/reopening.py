"""What the caller wants otherwise without telling how: it is forgotten, and asked for anew."""

from __future__ import annotations

import re

from voice.engine.dialogue.nlu import topics
from voice.engine.dialogue.state.dialogue import Dialogue

ABOUT = {
    "time": r"時間|時刻|\btimes?\b|\bhours?\b",
    "day": r"日にち|日付|日程|\bdates?\b|\bday\b",
    "shop": r"店|場所|\bshop\b|\bplace\b|\blocation\b|\bbranch\b",
    "car": r"(?<![電列汽転])車|クラス|\bcar\b|\bclass\b|\bvehicle\b",
}
# At the read-back, whoever names a thing and no more wants that changed.
WHAT_ALONE = re.compile(
    r"(?:あ、?)?(?:時間|時刻|日にち|日付|日程|お?店|場所|お?車|クラス)(?:が|は|を|です|かな|ですね)?"
    r"|(?:um,? )?(?:the |my )?(?:times?|dates?|day|shop|place|location|branch|car|class|vehicle)(?: please)?"
)
ALL_OF_IT = re.compile(
    # 「あとは全部そのままで」, "leave everything else".
    r"(?<!あと)(?<!あとは)(?<!ほかは)(?<!他は)(?:全部|ぜんぶ|すべて|全て)(?!、?(?:そのまま|同じ|変え(?:ず|ない)))"
    r"|最初から|初めから|やり直"
    r"|\b(?:everything(?! else)|all of (?:it|that)|start (?:over|again)|from the (?:start|beginning))\b"
)
# Another one is to be looked at, or what is named is to be another: 「ほかの日も見たいんですけど」.
_LOOK_JA = r"[^、。]{0,8}(?:見|どう|空|聞|訊|知り|にし|に変|がい|がよ|でお願|でもい|も?でき|考え)"
OTHER_DAY = re.compile(
    rf"(?:ほか|他|別|違う)の?(?:日に?ち|日程|日付|日(?!本))(?!の予約){_LOOK_JA}"
    r"|\b(?:other|another|different) (?:days?|dates?)\b(?! (?:i|we) (?:have|booked))"
)
OTHER_CAR = re.compile(rf"(?:ほか|他|別|違う)の?(?:お?車|車種|クラス|タイプ){_LOOK_JA}")
IS_TO_CHANGE = re.compile(
    r"(?:日にち|日付|日程|時間|時刻|お?店|場所|お?車|クラス)(?:の?(?:ほう|方))?(?:を|も|は)?、?"
    r"(?:変え|変更|替え|選び直|見直|考え直)(?!なく|ない|な[いく]て)"
    r"|\b(?:change|reconsider|rethink|switch) (?:the |my )?"
    r"(?:times?|dates?|day|shop|branch|car|class)\b(?! to\b)"
)
# 「時間ってあとで変えられます？」 asks what may be done once it is booked.
LATER = re.compile(
    r"(?:あと|後)(?:で|から|になって)|予約(?:した|の|して)?、?(?:あと|後)|\b(?:later|after|once)\b"
)


def names_detail_alone(text: str) -> bool:
    """Whether the words are one detail of the booking and no more: 「時間が」, "the date"."""
    return WHAT_ALONE.fullmatch(text.lower().strip(" 。.!")) is not None


def reopen_details(d: Dialogue, text: str) -> bool:
    """Forget what the words name of the booking, to ask for it anew; whether they name anything."""
    plain = text.lower()
    return _forget(d, set(ABOUT) if ALL_OF_IT.search(plain) else _find_details(plain))


def _find_details(plain: str) -> set[str]:
    return {what for what, pattern in ABOUT.items() if re.search(pattern, plain)}


def _forget(d: Dialogue, about: set[str]) -> bool:
    w = d.slots
    if "time" in about:
        w.start_time = w.end_time = w.minutes = None
    if "day" in about:
        w.start_day = w.end_day = w.end_word = w.stretch = None
    if "shop" in about:
        w.shop = ""
    if "car" in about:
        w.car, w.any_car, w.choices = "", False, ()
    return bool(about)


def reopen_on_request(d: Dialogue, text: str) -> bool:
    """Whether the words, at any question of a new booking, want a detail that is known to be another and do
    not tell which: it is asked for. They are no question then, and no name."""
    plain, about = text.lower(), set[str]()
    if OTHER_DAY.search(plain):
        about = {"day"}
    elif OTHER_CAR.search(plain):
        about = {"car"}
    elif wished := IS_TO_CHANGE.search(plain):
        about = _find_details(wished[0])
    w = d.slots
    known = {"day": w.start_day, "time": w.start_time or w.end_time, "shop": w.shop, "car": w.car}
    if LATER.search(plain) or d.turn.whole or not any(known[what] for what in about):
        return False
    d.turn.topics -= topics.QUESTIONS
    d.turn.concerns = frozenset(each for each in d.turn.concerns if not each.startswith("question."))
    d.turn.odd_name = False
    return _forget(d, about)
