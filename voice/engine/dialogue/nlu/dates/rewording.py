"""Days and hours said in a roundabout way, written as the readers of days and hours know them.

"Before noon, say eleven" becomes "at eleven", and of a rental that is known "the week after" "a week later".
"""

from __future__ import annotations

import re
from datetime import date

from voice.engine.dialogue.nlu.language import is_japanese
from voice.engine.dialogue.nlu.normalise import DAY_EN, HOUR_EN, UNITS, WEEKDAY_EN

# Said of a rental that is known, it counts from its day: 「一週間後にしてください」.
COUNTS_FROM_IT = re.compile(
    r"(?<!その)(?:翌週|次の週(?!末))"
    r"|(?<!その)(?<![\d一二三四五六七八九十])[\d一二三四五六七八九十]{1,2}(?:日|週間)(?:後|あと)"
    r"(?:に(?=し|でき|お願い|変え|変更|[、。]?$)|なら|[でが](?=お願い|頼|も?(?:いい|良い|大丈夫)|[、。]|$))"
)
# 「12日の同じ時間まで伸ばして」 leaves the hour of the return.
SAME_TIME_UNTIL = re.compile(r"(?<=日)(?:の.曜日?)?の?(?:同じ|おなじ)(?:時間|時刻)(?=まで)")
# 「30分早められますか、無理なら8時のままでいいです」: what stands is left only then.
ELSE_AS_IT_IS = re.compile(
    r"(?:もし)?(?:無理|だめ|ダメ|駄目|できな|出来な|難し|ダメそう)[^、。]{0,6}(?:なら|たら|れば|場合は?)、?[^。]{0,12}(?:まま|そのまま|元)[^、。]{0,14}"
)
# 「今度の金曜じゃなくて次の金曜」
NOT_THIS_BUT_NEXT = re.compile(
    r"(?:今度|こんど|今週)の?(?P<weekday>[月火水木金土日]曜日?)(?:じゃ|では?)な(?:くて|く)、?(?:その)?(?:次|つぎ)の(?P=weekday)"
)
# Of a rental on a Saturday, 「次の土曜」 is the one behind it.
NEXT_WEEKDAY = re.compile(r"(?<!その)(?:次|つぎ)の(?=(?P<weekday>[月火水木金土日])曜)")
# "Move it to the week after", of a rental that is known.
WEEK_AFTER_IT = re.compile(
    r"\b(?:(?:to|for|until|till|in|on) )?the (?:week after|following week)"
    r"(?= *(?:$|[,.;!?]|please\b|at the same\b))",
    re.IGNORECASE,
)
# Said of a rental that is known, with both hours behind it, the day after is that of the pickup too: of the
# return alone the hour of the pickup stands before it.
NEXT_DAY_WITH_HOURS = re.compile(
    r"(?<![時半分]に)(?<!から)翌日(?:に、?(?:変え|変更し|し|ずらし)て|で|の|は)?、?"
    r"(?=(?:時間は、?)?(?:午前|朝)?の?\d{1,2}時(?:半|\d{1,2}分)?から\D{0,4}\d{1,2}時)"
)
NEXT_DAY_WITH_HOURS_EN = re.compile(
    r"\bthe (?:next|following) day(?=,? (?:from )?(?:\d{1,2}(?::\d\d)?|noon|nine|ten|eleven|twelve)"
    r"(?: ?[ap]\.?m\.?)? (?:to|till|until) )",
    re.IGNORECASE,
)
# What today is says nothing of the rental: "what's today, the first, so two weeks from today".
TODAY_IS = re.compile(
    r"\b(?:what(?:'s| is| day is(?: it)?)(?: the (?:date|day))? today|today(?:'s|,? is|,? being| would be))"
    r"[,? ]{0,3}(?:it's |is )?(?:the )?(?:(?:\d{1,2}(?:st|nd|rd|th)|[a-z]{3,6}(?:-[a-z]{3,6})?(?:st|nd|rd|th)"
    rf"|{WEEKDAY_EN})[, ]{{0,2}}){{1,2}}(?:right|isn't it)?(?=[,.?;! ]|$)",
    re.IGNORECASE,
)
# How far what was read out is off tells no day: 「日にちが1日ずれてます」, "you're a day out".
OFF_BY = re.compile(
    r"[1-9一二三]日(?:だけ|ほど|くらい|ぐらい|分)?、?(?:ずれ|ズレ|違[いっう]|ちが[いっう])(?:て(?:い)?)?(?:る|ます|まし|た|ません)*"
    r"|\b(?:a|one|two) days? (?:out|off)\b"
)
# The return is what moves: "extend the return to noon on the 17th".
MOVES_RETURN = re.compile(
    r"\b(?:extend|mov|chang|push|shift|put|mak|bring|delay|postpon)(?:e|es|ed|ing)? (?:back |forward |out )?"
    rf"(?:(?:the |my |our )?(?:{WEEKDAY_EN} )?(?:return|drop-?off)(?: (?:date|day|time))?"
    r"|(?<=extend )(?:it|that))"
    r" (?:back |forward |out )?(?:to|until|till)"
    r"(?= (?:\d|noon|midday|the \d|mon|tue|wed|thu|fri|sat|sun|tomorrow|one|two|three|four|five|six|seven"
    r"|eight|nine|ten|eleven|twelve|half|quarter))",
    re.IGNORECASE,
)
# "Eight on the dot", "nine sharp".
ON_THE_DOT = re.compile(
    r"\b(\d{1,2}|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)(?: o'?clock)?"
    r" (?:on the dot|sharp|exactly|prompt)\b",
    re.IGNORECASE,
)
# One hour in two ways: 「17時っていうのは5時ですよね」.
HOUR_AGAIN = re.compile(
    r"(?P<hour>\d{1,2})時(?P<half>半?)(?:って(?:いうの)?|というの|と(?:言|い)うの)?(?:は|つまり|ってことは){1,2}、?"
    r"(?:午後|夕方|夜|晩)?の?(?P<again>\d{1,2})時(?P=half)(?:のこと)?(?:です|だ)?(?:よ?ね|か)"
)
# Which week it is may be said behind a stretch of days: 「金曜から日曜、来週の」.
WEEK_BEHIND = re.compile(
    r"(?P<days>[月火水木金土日]曜?日?(?:から|と)[月火水木金土日]曜?日?(?:まで)?)、?(?P<week>再来週|来週|今週)の?(?=[、。]|$)"
)
# An end by its day as it stands: 「日曜に返すのを土曜に」, 「20日の返却、前倒しで19日に」.
BOOKED_END = re.compile(
    r"(?:(?:\d{1,2}月)?\d{1,2}日(?:の?[月火水木金土日]曜日?)?|[月火水木金土日]曜日?)"
    r"(?:に(?:返す|返却する|戻す)(?:の|予定|つもり|こと)(?:だったの|になって(?:い)?るの)?を、?"
    r"|の(?:返却|返し)(?:を|は|だけ)?、?(?:前倒し|後ろ倒し|繰り上げ|早め|延ばし)(?:で|て|に)、?)"
)
BOOKED_END_EN = re.compile(
    rf"\b(?:the|my|our) (?:return|drop-?off) (?:on|of|for|from) {DAY_EN},? "
    r"(?:(?:can|could) (?:you|we|i) |please )?(?:make (?:it|that)|(?:change|move) it to|should be|to)"
    r"(?: be)? |\binstead of (?:bringing|returning|dropping|giving|taking) (?:it|the \w+)(?: back| off)?"
    rf"(?: on)? {DAY_EN},? (?=\w)",
    re.IGNORECASE,
)
# The half of the day belongs to its hour: "the evening before at six", 「前の晩の19時」.
EVENING_BEFORE = re.compile(
    r"\bthe (?P<half>evening|night|afternoon|morning) before\b(?P<mid>[^.;!?\d]{0,16}?)"
    rf"\bat (?P<hour>{HOUR_EN})\b",
    re.IGNORECASE,
)
EVENING_BEFORE_JA = re.compile(r"(?:前の(?:日の)?晩|前夜|前の日の夜)の?(?=\d{1,2}時)")
# One day in two ways: 「1週間後の23日」.
DAY_AGAIN = re.compile(
    r"(?:[\d一二三四五六七八九十]{1,2}(?:日|週間|か月|ヶ月)後|翌日|次の日|翌々日|翌週)(?:の|、|になる){1,2}"
    r"(?=(?:\d{1,2}月)?\d{1,2}日(?!間|後|前))"
)
# And behind one day, or the day behind its week: 「月曜にして、翌週の」, 「来週にしたいんです、水曜の」.
_DAY_WISHED = r"に(?:して|し(?:たい|ます)|変え|変更|お願い|でき)?[^、。\d]{0,8}"
WEEK_BEHIND_DAY = re.compile(
    rf"(?P<day>[月火水木金土日]曜日?)(?P<tail>{_DAY_WISHED})[、。]"
    r"(?P<week>再来週|来週|今週|(?:その)?翌週|次の週)の?(?=[、。]|$)"
)
DAY_BEHIND_WEEK = re.compile(
    rf"(?P<week>再来週|来週|今週|(?:その)?翌週|次の週)(?P<tail>{_DAY_WISHED})[、。]"
    r"(?P<day>[月火水木金土日]曜日?)の?(?=[、。]|$)"
)
# An hour that counts from an event's: 「2時に着くので、その1時間前から」, "… at two, so an hour before that".
COUNTED_HOUR = re.compile(
    r"(?P<hour>\d{1,2})時(?P<half>半)?(?P<event>[^。\d時]{2,24}?(?:[のん]で|から|けど|が)、?)"
    r"その(?P<ahead>[1-3一二三])時間(?P<way>前|後)"
)
# A day that is out, with no comma behind it: "can't do the 23rd the 22nd ten to six".
REFUSED_DAY = re.compile(
    rf"\b(?:(?:can't|cannot|can not|couldn't) (?:do|make) (?:it )?(?:on )?{DAY_EN}"
    rf"|{DAY_EN}(?:(?:'s| is) (?:no good|out|off|not possible|impossible|full)"
    r"| (?:doesn't|won't|didn't|wouldn't) (?:work|suit|do)(?: (?:for (?:me|us)|me|us|out))?))"
    r"(?= [a-z0-9])(?! (?:but|and|so|because|since|as|if|any ?more|after all|either|for|at|in|or)\b)",
    re.IGNORECASE,
)
FRIDAY_AFTER_IT = re.compile(
    rf"\bthe ({WEEKDAY_EN}) (?:after|following)(?= *(?:$|[,.;!?]|please\b|at the same\b|instead\b))",
    re.IGNORECASE,
)
# One for another: 「16日より18日のほうがいい」.
RATHER_THAN = re.compile(r"(?<=[日時分半曜])より(?:も)?、?(?=[^、。]{2,16}?(?:ほう|方)が)")
# What the shop does before the pickup: "could you have it ready by nine".
READY_BY = re.compile(
    r"\b(?:have|get) (?:it|her|the \w+) ready (?:for us |for me )?(?:by|for|at|before)\b", re.IGNORECASE
)
# "Add a day", "two more hours at the end".
ADDS_TIME = re.compile(
    r"\badd(?:ing)?(?: on)? (?P<added>an?|another|one|two|three)(?: more| extra)?"
    r" (?P<unit>day|hour|night)s?\b(?: on\b)?(?: to (?:it|the (?:end|booking|rental)|my (?:booking|rental)))?"
    r"|\b(?P<more>one|two|three)(?: more| extra) (?P<units>day|hour|night)s? (?:at|on|to) the end\b",
    re.IGNORECASE,
)
_HOUR = rf"({HOUR_EN})"
# The hour follows the day of the return, or comes before it: "until Thursday five", "say six on the 15th".
HOUR_BEHIND_DAY = re.compile(
    rf"(\b(?:until|till|til|by) {DAY_EN},?) "
    rf"(?={HOUR_EN}(?: o'?clock)?(?:,? (?:please|instead|then|now))?(?:[.,;!?]|$))",
    re.IGNORECASE,
)
HOUR_BEFORE_DAY = re.compile(
    rf"\b(?:let's |shall we |i'd )?(?:say|make (?:it|that)),? (?={HOUR_EN} on {DAY_EN})", re.IGNORECASE
)
# "Until the evening of the 16th, say seven."
SAY_SEVEN = re.compile(rf", ?say,? {_HOUR}(?= o'?clock| ?[ap]\.?m\b|[.,;!?]|$)", re.IGNORECASE)
# Of several days that are to be booked one by one.
DAY_FIRST = re.compile(
    rf"\b({DAY_EN}),? (?:first|to (?:start|begin) with)(?: of all)?(?=,? *(?:$|[.,;!?]|please))",
    re.IGNORECASE,
)
# An hour that does not suit is refused: "nine's a bit early, isn't it? Let's say ten."
TOO_EARLY = re.compile(
    rf"\b((?:half(?: past)? |quarter (?:past|to) )?{HOUR_EN}(?:[ -](?:fifteen|thirty|forty-five))?"
    r"(?: o'?clock)?(?: ?[ap]\.?m\b\.?| in the (?:morning|afternoon|evening))?)"
    r"(?:'s| is| was| would be|'d be| might be| sounds| seems)"
    r"(?: (?:just|maybe|probably|perhaps|possibly))? (?:a (?:bit|little|tad|touch)(?: too)?|(?:far |way )?too"
    r"|rather|pretty|awfully|quite) (?:early|late)(?: for (?:us|me))?"
    r"(?:,? (?:isn't it|innit|though|really|actually|i think|i'm afraid))?[?.,!; ]*"
    r"(?P<instead>(?:(?:so|maybe|perhaps|better|i'd|we'd|i'll|we'll|let's|how about|what about|rather|can we"
    r"|could we|shall we|do|say|go for|have|take|make it)[, ]{1,2}){1,4}(?="
    rf"{HOUR_EN}\b))?",
    re.IGNORECASE,
)
# "Seven to three. Oh wait, you open at eight, so eight": the hour of the pickup, or that of the return.
BY_OPENING = re.compile(
    rf"[,.;]? ?(?:\b(?:oh|wait|hang on|sorry|but|and|ah|hmm|right)[, ]{{1,2}}){{0,3}}\byou(?:'re)?(?: only)?"
    rf" (?:(?P<opens>open)|(?:close|shut)d?)(?: up)?(?: at| till| until| by)? {HOUR_EN}(?: o'?clock| [ap]m)?"
    r"(?:,? (?:don't you|do you|isn't it|right))?[,.;?]? ?"
    rf"(?:(?:so|then|ok|okay)[, ]{{1,2}}){{0,2}}(?:(?:make it|let's say|say|it's|at) )?"
    rf"(?P<hour>{HOUR_EN}(?:[ -](?:fifteen|thirty|forty-five))?)\b(?! (?:to|till|until)\b)(?: then)?",
    re.IGNORECASE,
)
HOUR_BEHIND_REFUSED = re.compile(rf"(\bnot at {_HOUR}, )(?={_HOUR}\b)", re.IGNORECASE)
# "Before noon, say eleven", "around lunch, let's say one": the hour that it comes to.
COUNTED_HOUR_EN = re.compile(
    rf"\bat {_HOUR}(?P<event>(?: o'?clock)?[^.;!?\d]{{0,24}}?,? (?:so|and)\b[^.;!?\d]{{0,24}}?)"
    r"\b(?P<ahead>an|one|two|three) hours? (?P<way>before|after) (?:that|it|then)\b",
    re.IGNORECASE,
)
COMES_TO = re.compile(
    rf"\b(?P<near>before|by|around|about|towards|until|till) (?:{_HOUR}|midday|lunch(?:time)?)(?: o'?clock)?"
    rf",? (?:so |or |let's |shall we )?say,? (?={_HOUR}\b)",
    re.IGNORECASE,
)


def reword_times(text: str, *, is_known: bool, day: date | None = None) -> str:
    """`text` with its days and hours in plain words. `is_known`: the rental that they may count from has a
    day and an hour; `day` is that day."""
    if is_known:
        text = BOOKED_END_EN.sub("return it by ", BOOKED_END.sub("返却を", DAY_AGAIN.sub("", text)))
        text = ELSE_AS_IT_IS.sub("", SAME_TIME_UNTIL.sub("", text))
        text = NEXT_WEEKDAY.sub(lambda found: _count_from(found, day), text)
        text = EVENING_BEFORE.sub(r"the day before\g<mid>at \g<hour> in the \g<half>", text)
        text = EVENING_BEFORE_JA.sub("前日の夜", text)
        text = OFF_BY.sub("、" if is_japanese(text) else ", ", text)
        text = WEEK_AFTER_IT.sub("a week later", COUNTS_FROM_IT.sub(r"その\g<0>", text))
        text = NEXT_DAY_WITH_HOURS.sub("1日後ろにずらして、", text)
        text = NEXT_DAY_WITH_HOURS_EN.sub("a day later,", text)
        text = FRIDAY_AFTER_IT.sub(r"the following \1", text)
        text = ADDS_TIME.sub(_write_extension, READY_BY.sub("collect it at", text))
        text = RATHER_THAN.sub("じゃなくて、", text)
    text = NOT_THIS_BUT_NEXT.sub(r"今度の\g<weekday>の、その次の\g<weekday>", text)
    text = ON_THE_DOT.sub(r"\1 o'clock", MOVES_RETURN.sub("return it by", text))
    text = COMES_TO.sub(
        lambda found: "at " if found["near"].lower() == "before" else f"{found['near']} ", text
    )
    text = REFUSED_DAY.sub(
        r"\g<0>,",
        HOUR_BEHIND_REFUSED.sub(r"\1at ", TOO_EARLY.sub(_refuse_hour, text)),
    )
    if is_known:
        text = SAY_SEVEN.sub(r" at \1", text)
        text = HOUR_BEHIND_DAY.sub(r"\1 at ", HOUR_BEFORE_DAY.sub("at ", text))
    text = BY_OPENING.sub(
        lambda found: f". No, {'from' if found['opens'] else 'until'} {found['hour']}", text
    )
    text = DAY_FIRST.sub(r"\1", text)
    text = WEEK_BEHIND.sub(r"\g<week>の\g<days>", text)
    for turned_round in (WEEK_BEHIND_DAY, DAY_BEHIND_WEEK):
        text = turned_round.sub(r"\g<week>の\g<day>\g<tail>", text)
    text = COUNTED_HOUR_EN.sub(_count_hour_en, COUNTED_HOUR.sub(_count_hour, text))
    return HOUR_AGAIN.sub(_leave_one_hour, TODAY_IS.sub(", ", text))


def _count_from(found: re.Match[str], day: date | None) -> str:
    is_its = day is not None and "月火水木金土日"[day.weekday()] == found["weekday"]
    return f"その{found[0]}" if is_its else found[0]


def _write_extension(found: re.Match[str]) -> str:
    count, unit = (found["added"] or found["more"]).lower(), (found["unit"] or found["units"]).lower()
    plural = "" if count in ("a", "an", "another", "one") else "s"
    return f"extend it by {'a' if count == 'another' else count} {'day' if unit == 'night' else unit}{plural}"


def _refuse_hour(found: re.Match[str]) -> str:
    return f"not at {found[1]}, {'at ' if found['instead'] else ''}"


def _count_hour(found: re.Match[str]) -> str:
    ahead = {"一": 1, "二": 2, "三": 3}.get(found["ahead"]) or int(found["ahead"])
    hour = int(found["hour"]) + (ahead if found["way"] == "後" else -ahead)
    half = found["half"] or ""
    told = f"{found['hour']}時{half}{found['event']}"
    return f"{told}{hour}時{half}" if hour > 0 else found[0]


def _count_hour_en(found: re.Match[str]) -> str:
    """Which half of the day it is, is not told: an hour before one is twelve."""
    told, _, minutes = found[1].lower().replace("noon", "twelve").partition(":")
    hour = int(told) if told.isdecimal() else UNITS.index(told) + 1
    ahead = {"an": 1, "one": 1, "two": 2, "three": 3}[found["ahead"].lower()]
    counted = (hour + (ahead if found["way"].lower() == "after" else -ahead) - 1) % 12 + 1
    return f"at {found[1]}{found['event']}{counted}:{minutes or '00'}"


def _leave_one_hour(found: re.Match[str]) -> str:
    is_same = (int(found["hour"]) - int(found["again"])) % 12 == 0
    return f"{found['hour']}時{found['half']}ですよね" if is_same else found[0]
