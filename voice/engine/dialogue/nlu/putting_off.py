"""Words that leave for later whether anything is booked, and the days on which that is decided.

「今日は予約しません」, "I'll sleep on it and ring tomorrow": those days are none of the rental.
"""

from __future__ import annotations

import re

_NEAR_DAY = re.compile(
    r"(?:今日|本日|明日|あした|明後日|あさって|今週|来週|今月|来月|今晩|今夜)(?:中)?(?:の?ところ)?(?:に|は)?"
    r"|\b(?:today|tonight|tomorrow|this week|next week)\b",
    re.IGNORECASE,
)
_NOW_JA = (
    r"(?:今日|本日|今|いま|今回|まだ|とりあえず|さすがに|やっぱり|すぐに?)"
    r"(?:は|の?ところは|すぐ(?:に)?は|は?まだ)?、?"
)
_LATER_JA = (
    r"(?:明日|あした|来週|今晩|今夜|今日中に|あとで|後で|のちほど|後ほど|帰って|家で|また"
    r"|もう(?:一度|一回|少し|ちょっと)|改めて)"
)
_PUTS_OFF_JA = (
    rf"{_NOW_JA}[^、。]{{0,6}}(?:予約|決め|借り|お願い)(?:は|を|す?る|し)?、?(?:し)?"
    r"(?:ま?せん|ない(?!と)|なく|ず|つもり(?:は|じゃ|では|でも)、?な)"
    r"|予約(?:は|を)?(?:まだ)?(?:し(?:ません|ない(?:です|つもり|でおき|[。、]|$))"
    r"|する(?:つもり|気)(?:は|じゃ|では)、?な)"
    r"|決め(?:かね|きれ|られ)(?:て|ない|ませ)|決めて(?:から|い?ない|い?なく|い?ませ)"
    rf"|{_LATER_JA}[^。]{{0,14}}"
    r"(?:考え|決め(?:ます|る|よう|たい)|検討|相談し|(?:予約|連絡|電話|お電話)し(?:ます|直)|かけ直)"
    r"|(?:聞く|聞き|訊く|知り|調べ|見|確認)[^、。]{0,6}"
    r"(?:だけ(?:の(?:つもり|予定))?(?:で(?!も)|です|だった|なので|なんで)|たかっただけ)"
    r"|だけ(?:聞|訊|知り)(?:き)?(?:た(?:くて|かった)|に)|(?:また)?今度に(?:し|する)"
    r"|(?:今日|今回)の?ところは(?!それで|これで)"
    r"|^(?:いえ?|いや|うーん|すみません)?、?(?:やっぱり|やはり)?、?今日は(?:もう)?"
    r"(?:結構|けっこう|いい(?:です(?!か)|や|わ)|やめ|見送)"
    r"|(?:見積もり?|料金|値段|金額)だけ(?:で(?:いい|よかっ)|欲し|ほし|知り|聞)"
)
_PUTS_OFF_EN = (
    r"\bnot (?:actually |really )?"
    r"(?:booking|reserving|deciding|committing|ready to|here to book|looking to book)\b"
    r"|\b(?:won't|will not|not going to|rather not|don't want to|do not want to|not able to)(?: actually)?"
    r" (?:book|reserve|decide|commit)\b"
    r"|^(?:no|nah|sorry|oh|um|uh|well|actually)?,? ?not (?:today|tonight|just now|right now|at the moment)"
    r"(?:,? (?:thanks?|thank you|sorry|please|actually|no|i'm afraid))*(?:[.,!]|$)"
    r"|\bi(?:'ll| will|'d (?:like|want|need|have|prefer) to| need to| have to| want to| must)(?: just)?"
    r" (?:decide|sleep on it|mull it over|think (?:about|on|over|it over)|let you know"
    r"|(?:come|get) back to (?:it|you|this)|(?:call|ring|phone)(?: you)?(?: back)?\b(?! (?:about|with|to)\b)"
    r"|(?:book|do) (?:it |that )?(?:tomorrow|later|tonight|next week|another (?:time|day))"
    r"|run (?:it|this|that) (?:past|by)|(?:check|clear) (?:it|this|that) with)\b"
    r"|\blet me (?:sleep on|think (?:about|on|over)|mull)\b|\bsleep on it\b"
    r"|\b(?:just|only) (?:asking|checking|looking|enquiring|inquiring|browsing|comparing|wondering"
    r"|wanted to (?:ask|know|check|see))\b"
    r"|\b(?:just|only) (?:wanted|after|needed) (?:a|the|your|an?other) (?:quote|price|estimate|idea|figure)\b"
    r"|\bleave it (?:for|till|until) (?:today|now|tomorrow|later|next week)\b"
    r"|\b(?:haven't|have not|not) (?:decided|made up my mind)\b"
    r"|^(?:(?:no|well|um|uh|oh|hmm),? )?(?:maybe|perhaps) (?:tomorrow|later|next week)[,.]? (?:i|let me)\b"
)
_PUTS_OFF = re.compile(f"{_PUTS_OFF_JA}|{_PUTS_OFF_EN}", re.IGNORECASE)
# What is booked all the same: 「まだ決めてないけど、とりあえずお願いします」, "… but book it for now".
BOOKS_NOW = re.compile(
    r"お願い(?:し(?:ます|たい)|いたします)|予約します"
    r"|(?:予約|取って|押さえて?)(?:を|して)?(?:おいて)?(?:くだ|下さ|もら|ほし)"
    r"|\b(?:yes|yeah|go ahead|(?<!i'll )do it|please do|go for it)\b"
    r"|(?<!not )(?<!n't )(?<!ready to )(?<!going to )(?<!want to )\bbook (?:it|that|me)\b",
    re.IGNORECASE,
)
# No car is wanted, whatever was asked before: 「料金だけ知りたかったので、予約はいいです」.
REFUSES_TO_BOOK = re.compile(
    r"予約は(?:もう)?(?:いい(?:です(?!か)|や|わ)|結構|けっこう|しません|いりません|要りません|不要|大丈夫)"
)
# The day of the call, beside what is booked: 「今日予約します」, 「今日のところはそれで」.
_DAY_OF_CALL = re.compile(
    r"今日(?:中に|は)?、?(?=予約し|申し込|決め|急いで|時間が)|(?:今日|本日)の?ところは、?"
)


def puts_off(text: str) -> bool:
    """Whether the words leave for later whether anything is booked: 「また考えます」, "not today, thanks"."""
    return _PUTS_OFF.search(text.strip()) is not None and not BOOKS_NOW.search(text)


def leave_out_days_of_deciding(text: str) -> str:
    """The text without the days of the call, and of deciding."""
    return _NEAR_DAY.sub("", text) if puts_off(text) else _DAY_OF_CALL.sub("", text)
