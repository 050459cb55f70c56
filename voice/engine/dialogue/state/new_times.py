"""What the words say of the new times of a reservation that exists."""

from __future__ import annotations

import re
from dataclasses import replace

from voice.engine.dialogue.nlu.dates.tokens import When
from voice.engine.dialogue.nlu.language import is_japanese
from voice.engine.dialogue.nlu.normalise import HOUR_EN
from voice.engine.dialogue.nlu.other_events import NOT_BACK_EN
from voice.engine.dialogue.state.asides import read_rental_period
from voice.engine.dialogue.state.dialogue import Dialogue

# Of a car that is out, or of the hour that it is fetched or brought back.
RUNS_LATE = re.compile(
    r"遅れ(?!ない|ません|ずに)|遅くな|間に合わ|渋滞"
    r"|(?:返|戻)[すせりる](?:の|時間)?(?:が|は).{0,20}(?:なり|なる|かも)"
    r"|\brunning (?:\w+ ){0,4}late\b|\b(?:be|bit|going to be|hours?|minutes?) late\b"
    rf"|{NOT_BACK_EN}"
    r"|\bdelayed\b|\bstuck in\b|\bbe back (?:at|by|around)\b"
)
# Who comes later than that fetches the car then: "I'll not be there till half eleven".
NOT_THERE_TILL = re.compile(
    r"(\b(?:not|won't|can't|cannot)(?: be able to)? (?:be (?:there|with you|in)|get (?:there|in|to you)"
    r"|(?:pick|collect|fetch|get|take) (?:it|the car)(?: up)?|pick up(?: the car)?|start"
    r"|make it|arrive|come|reach you)(?: (?:there|in|over))?) (?:until|till|til|before)\b",
    re.IGNORECASE,
)
NOT_FETCHED_TILL = re.compile(
    r"(?P<hour>時(?:半|\d{1,2}分)?)まで(?:は|には)?、?(?P<fetched>(?:取りに|借りに|そちらに|お店に|店に)?、?"
    r"(?:行け|行かれ|来られ|伺え|着け|受け取れ|借りられ|借りれ|取れ))(?:そうに)?(?:な[いく]|ませ)"
)
# Of a car that is out, such an hour is that of its return.
COMES_TO = re.compile(
    r"時(?:半|\d{1,2}分)?(?:過ぎ|すぎ|頃|ごろ|くらい|ぐらい|前){0,2}に?(?:なり(?:そう|ます)|なっ(?:ちゃ|て)|なるか)"
)
HAS_THE_CAR = re.compile(
    r"借りて(?:い)?(?:る|ます)|お借りし|返|戻|\b(?:back|return\w*|driving)\b"
    r"|\b(?:i've|we've|have) got (?:one of )?your\b"
)
KEEPS_IT = re.compile(
    r"\b(?:keep|hold on to|hang on to) (?:the \w+|our \w+|it) (?:for )?(?:\w+ ){0,3}"
    r"(?:one more|another|longer|an extra|until|till)\b"
)
BARE_TIMES = ("times", "start", "end")
MOVE_TO = re.compile(
    # Who postpones it till a day moves all of it there, as with "to".
    r"((?:\b(?:mov|chang|reschedul|shift|postpon|push)(?:e|ed|es|ing)?\b[^.]{0,120}?\b(?=to )"
    r"|\b(?:postpon|delay|defer|reschedul"
    r"|put (?:it |that |this |the (?:booking|reservation|whole thing) )?off)"
    r"(?:e|ed|es|r?ing)?\b[^.]{0,40}?\b(?=(?:un)?till? )))(?:to|until|till|til) "
    r"(?=(\d|(?:noon|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)\b(?! (?:day|hour"
    r"|week)))?)",
    re.IGNORECASE,
)
# "Push it back a day, eleven to five".
ENDS_IN_HOUR = re.compile(rf", ?{HOUR_EN}(?: ?[ap]m)? $", re.IGNORECASE)
OF_MINE = re.compile(r" (?:of|for) (?:my|the) (?:booking|reservation|car)\b", re.IGNORECASE)
MAKE_IT = re.compile(r"\bmake (?:it|that)\b")
# Of the hour that was read out: "actually seven's enough", "eight would be safer".
WILL_DO = re.compile(
    r"\b(\d{1,2}|noon|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)(?:'s| is|'d be"
    r"| would be| will be"
    r"|'ll be| would| will|'ll) (?:fine|enough|plenty|better|ok|okay|good|great|safer|easier|do|early enough"
    r"|late enough|soon enough)\b",
    re.IGNORECASE,
)


def read_new_times(d: Dialogue, text: str) -> When:
    """What the words say of the new times; "make it 11" is a time like the answer to "what time?"."""
    bare = d.asked in BARE_TIMES or MAKE_IT.search(text.lower()) is not None
    if d.asked == "agree":
        text = WILL_DO.sub(r"at \1", text)
    if not is_japanese(text):
        text = MOVE_TO.sub(_write_where_it_goes, OF_MINE.sub("", text))
    text = NOT_THERE_TILL.sub(r"\1 at", text)
    when = read_rental_period(d, text, asked_time=bare)
    if KEEPS_IT.search(text.lower()) and when.end_time and when.start_time is None and when.end_day is None:
        # "Keep it till nine tomorrow": the car is out, so that the day is the return's as the hour is.
        return replace(when, start_day=None, end_day=when.start_day)
    late = RUNS_LATE.search(text.lower()) or COMES_TO.search(text)
    if late and HAS_THE_CAR.search(text.lower()):
        if when.loose:
            return replace(when, loose=None, end_time=when.loose)
        if when.start_time and not when.end_time:  # 「7時には着くと思うんですけど」
            return replace(when, start_time=None, end_time=when.start_time)
    return when


def write_out_fetching(text: str) -> str:
    """The text with an hour until which nobody can come as that of the pickup: 「14時まで行けない」."""
    return NOT_FETCHED_TILL.sub(r"\g<hour>に\g<fetched>ます", text)


def _write_where_it_goes(found: re.Match[str]) -> str:
    """ "Move it to Sunday": what follows is no return; behind "from", or an hour, it may be one."""
    low = found[1].lower()
    goes = re.search(r"\bfrom\b|\b(?:return|drop-?off)\b", low) is None and not ENDS_IN_HOUR.search(found[1])
    return f"{found[1]}{'at' if found[2] else 'on'} " if goes else found[0]
