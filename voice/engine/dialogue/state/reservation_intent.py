"""What the words want done with a reservation that exists: to hear of it, to change it or to cancel it."""

from __future__ import annotations

import re
from copy import copy

from voice.engine.dialogue.nlu import classes, digits, normalise, places
from voice.engine.dialogue.nlu.calling_off import (
    CALLS_OFF,
    CANCEL,
    ENDS_A_BOOKING,
    ENDS_IT,
    NOT_AT_ALL,
    OF_ITS_TERMS,
    ONLY_IF,
    ONLY_TO_SEE,
    REBOOKS,
    REFUSED_ACT,
    REQUESTS_IT,
    SUPPOSED_ACT,
    WANTS_NEW,
    asks_of_terms,
    leave_out_withdrawn,
)
from voice.engine.dialogue.nlu.changing import CHANGE, IS_TO_BE, ITS_END_IS_TO_BE, MISSES_THE_HOUR
from voice.engine.dialogue.nlu.concern import LONGEST, PLAIN, judge_concern
from voice.engine.dialogue.nlu.dates.calendars import resolve_day
from voice.engine.dialogue.nlu.dates.period import read_shift, recognise_dates
from voice.engine.dialogue.nlu.dates.tokens import When
from voice.engine.dialogue.nlu.extras import tells_what_was_forgotten
from voice.engine.dialogue.nlu.new_phone import find_new_phone
from voice.engine.dialogue.nlu.other_events import EVENT, MISSED, RENTS
from voice.engine.dialogue.nlu.other_rentals import NEEDS_ONE
from voice.engine.dialogue.nlu.own_bookings import (
    ABOUT,
    FIND,
    FIRST_MADE,
    HAS_ONE,
    ITS_NUMBER,
    JUST_MADE,
    LOST_PAPERS,
    ONE_MORE,
    ONLY_ABOUT,
    OTHER,
    speaks_of_earlier,
)
from voice.engine.dialogue.nlu.renaming import corrects_name, find_mended_name, find_new_name
from voice.engine.dialogue.nlu.shortening import calls_off_one_day, is_shortened
from voice.engine.dialogue.nlu.topics import QUESTIONS
from voice.engine.dialogue.nlu.utterance import Utterance, read_utterance
from voice.engine.dialogue.state.dialogue import Dialogue
from voice.engine.dialogue.state.new_times import KEEPS_IT, RUNS_LATE, read_new_times
from voice.engine.dialogue.state.other_questions import ASKS_LEAVE
from voice.engine.dialogue.state.passing_values import (
    GOES_THERE,
    find_cancelled_part,
    leave_out_called_off,
    leave_out_untold,
)
from voice.engine.dialogue.state.reservation_additions import (
    ASKS_FOR,
    asks_for_additions,
    asks_for_an_end,
    leave_out_refused_extras,
)
from voice.engine.dialogue.state.reservation_case import ReservationIntent
from voice.engine.dialogue.state.slot_filling import NAME_WORD
from voice.engine.dialogue.state.slots import write_period

# One thing for another: of a booking only where the words speak of one.
SWAP = re.compile(
    r"\b(?:swap|switch|exchange|replace|upgrade|downgrade)\b|\b(?:bump|move|put)"
    r" (?:it|that|me|us) (?:up|down|over)? ?(?:to|into|in) an? "
)
RATHER = re.compile(
    r"(?:じゃ|では)なく(?:て)?、?[^、。]{1,15}に(?:でき|し(?:て|たい)|変|替)"
    r"|\binstead\b|\brather (?:have|take|than|collect|fetch|pick|get)\b|\bprefer\b"
)
FETCHES = re.compile(
    r"受け?取|[でか]ら?(?:は)?(?:お?借り|乗り?)(?:た[いく]|でき|[らるれ])|引き取|取りに|借りる(?:の|店|お店|場所)"
    r"|\b(?:collect|fetch|picked up|pick(?:ing)? (?:it |(?:the|my|our) (?:[\w-]+ )?)?up|get (?:it|the car))\b"
)
THERE = re.compile(
    r"そこで|そっちで|そちらで|\b(?:from|at|over) there\b|\bthere instead\b"
    r"|\b(?:collect|pick (?:it )?up|fetch|get)(?: it| the car)? there\b"
)
# 「予約の車をSUVにしたい」: the car of the booking, and what is to become of it.
BECOMES = re.compile(
    r"予約(?:の|した|して(?:い)?(?:る|た|ます|ました))[^。]{0,15}[をは、][^。、]{1,20}[にへ]"
    r"(?:し(?:たい|て)|でき|替え|換え|代え|交換)"
)
# The same, where it is plain that there is one: 「お店を品川店にしたい」.
PART_BECOMES = re.compile(
    r"(?:お?店舗?|場所|営業所|お?車種?|クラス|タイプ|返却|返す|出発|借りる|受け?取り?|日に?ち|日程|時間|時刻)[^、。]{0,4}?[をは]"
    r"[^、。]{1,20}[にへ](?:し(?:て|たい)|でき|変え|替え|変更)"
    r"|(?:借りる|受け取る|乗る)のは?、?[^、。]{1,12}[店駅港][にへ](?:し(?:て|たい)|でき|変え|替え|変更)"
)
BECOMES_LATER = re.compile(r"予約を?、?[^。、]{0,20}に(?:し(?:たい|て)|でき)")
PLAINLY = re.compile(r"\b(?:reschedule|postpone|extend)\b")
BOOKS_NEW = re.compile(
    r"(?:予約|レンタル)を?(?:したい|お願い|取りたい|取れ|でき|します)|借り(?:たい|られ|れ)"
    r"|\b(?:book|rent|make) (?:an?|another|some)\b"
)
WITH_THE_CAR = re.compile(
    r"返却|返す|返し"
    r"|\b(?:with|return(?:ing)?|back with|bring(?:ing)?(?: back)?|drop(?:ping)? off) (?:the|your) car\b"
)
# What begins another wish rather than a correction of the last one.
ADDS = re.compile(
    r"^(?:あ、?|えっと、?|すみません、?)?(?:それと|あと|それから|それに|ついでに|加えて|あわせて|他に|ほかに)"
    r"|もう(?:1|一)(?:台|件|つ)|もう片方|もう一方|残りの|[2-9二三四五]台目|別(?:に|の日|件)"
    r"|\bthe other (?:one|car)\b|\bthe second (?:one|car)\b"
    r"|\b(?:also|another|as well|in addition|additionally|plus|one more|a second)\b|^(?:oh,? )?and\b"
)
TOO = re.compile(r"(?:を?(?:1|一)台)?も(?!う)|(?: please)?,? (?:too|as well)\b")
# Who it is for: one more car, as the one that was booked has its driver.
FOR_SOMEBODY = re.compile(
    r"(?:妻|夫|主人|旦那|家内|嫁|父|母|両親|親|兄|姉|弟|妹|息子|娘|友人|友達|友だち|同僚|上司|部下|後輩|先輩|彼女|彼氏)"
    r"(?:さん)?(?:の(?!車)|用|にも?|でも?|も|が|名義|[^\s、。のがはにも]{2,8}(?:でも?|に|も|の名|名義|用))"
    r"|\b(?:my|our) (?:wife|husband|partner|father|mother|dad|mum|mom|brother|sister|son|daughter|friend"
    r"|colleague|boss|assistant|girlfriend|boyfriend|parents)(?:'s| [A-Z]?[\w'-]+){0,3},?"
    r" (?:needs?|wants?|would like|'d like|also|too|as well)\b"
    r"|\bfor (?:my|our) (?:wife|husband|partner|father|mother|dad|mum|mom|brother|sister|son|daughter|friend"
    r"|colleague|boss|assistant|girlfriend|boyfriend|parents)\b"
)
TIMES = re.compile(
    r"時間|時刻|日にち|日付|日程|日を|返却|返す|車種|クラス"
    r"|\b(?:time|times|date|day|pick ?up|return|car|rental)\b"
)
ANEW = re.compile(
    r"やっぱり?|間違え|にして|にしたい|に直し|でお願い"
    r"|\bactually\b|\binstead\b|\brather than\b|\bmake it\b|\bplease\b"
)
INSTEAD = re.compile(r"やっぱ|やはり|代わり|かわり|じゃなく|\b(?:actually|instead|rather|wait)\b")
WRONG = re.compile(r"違|ちが|間違|\bwrong\b|\bmisspel|\bincorrect\b")
NOTHING_MORE = re.compile(
    r"(?:今日|本日|いま|今|それ|とりあえず|ひとまず)(?:の?ところ)?(?:は|で|も)?、?(?:いい|良い|結構|大丈夫)です"
    r"|また[^、。]{0,8}(?:電話|連絡|かけ)"
    r"|\bnever ?mind\b|\bforget (?:it|about it)\b|\b(?:call|ring|phone)(?: you)?(?: (?:again|back|later))+\b"
)
A_LITTLE = 30  # minutes
# What the classifier takes the words for, where no rule finds what is to be done.
LIKELY = 0.65  # of the probability, where no word tells of a booking that exists
INTENTS: dict[str, ReservationIntent] = {
    "cancel": "cancel",
    "change": "change",
    "extend": "change",
    "late-return": "change",
    "find": "find",
}
SHOP = re.compile(r"店|\b(?:shop|store|branch)\b")


def find_intent(d: Dialogue, text: str) -> ReservationIntent | None:
    """What the words want done with an existing reservation; None where they are about none."""
    plain = leave_out_withdrawn(normalise.unify(text).lower(), CHANGE)
    if "language" in d.turn.topics:
        return None
    rest = leave_out_refused_extras(text)
    if rest != text:
        has_them = bool(d.slots.extras) if d.booking else d.last is not None  # of one just made that is known
        spoken_of = d.case or speaks_of_earlier(text) or (has_them and not d.begun)
        intent = find_intent(d, rest)
        return "change" if spoken_of and intent != "cancel" else intent
    meant = REFUSED_ACT.sub("、", plain)
    if meant != plain and (CANCEL.search(meant) or CHANGE.search(meant)):
        plain = meant  # of two acts the one that is left is wished for
    elif meant != plain and not d.case and digits.is_numbered(plain) and _has_new_values(d, text):
        return "change"  # "I don't want to cancel, I just want to start a bit later, say noon"
    elif meant != plain and ONLY_TO_SEE.search(meant) and speaks_of_earlier(text) and not d.case:
        return "find"
    if NOT_AT_ALL.search(plain) or (meant != plain and WANTS_NEW.search(meant)):
        return None
    if (part := find_cancelled_part(d, text)) is not None:
        return part
    if d.case:
        return _find_intent_in_case(d, text, plain)
    if find_made_before(d, text) and (CANCEL.search(plain) or CHANGE.search(plain)):
        return "cancel" if CANCEL.search(plain) else "change"
    if d.begun and (not speaks_of_earlier(text) or "repeat" in d.turn.topics):
        return None
    if (d.booking or d.last) and not _has_another_booking(d, text):
        return _find_intent_of_known(d, text, plain)
    return _find_intent_of_earlier(d, text, plain)


def names_somebody(text: str) -> bool:
    """Whether the words tell of somebody whom a car is for."""
    return FOR_SOMEBODY.search(normalise.unify(text).lower()) is not None


def find_made_before(d: Dialogue, text: str) -> str:
    """The number of one made earlier in this call that the words speak of; "" where they speak of none."""
    plain = normalise.unify(text).lower()
    if not d.made_before or digits.find_number(text)[0]:
        return ""
    if FIRST_MADE.search(plain):
        return d.made_before[0]
    return d.made_before[-1] if JUST_MADE.search(plain) else ""


def adds_another(text: str) -> bool:
    """Whether the words wish for one more, rather than for another value."""
    plain = normalise.unify(text).lower()
    return bool(ADDS.search(plain) or TOO.search(plain) or FOR_SOMEBODY.search(plain))


def describes_another(d: Dialogue, text: str) -> bool:
    """Whether, after a booking, the words describe one more rather than correct the one just made."""
    plain = normalise.unify(text).lower()
    if CHANGE.search(plain) or CANCEL.search(plain) or speaks_of_earlier(text):
        return False
    kinds, when, utterance = _list_kinds(d, text)
    named = {span.value for span in classes.recognise_classes(utterance)}
    is_left = named and named < set(d.named_together) and d.slots.car not in named
    if is_left and d.wants_several and not INSTEAD.search(plain):
        return True  # "a compact and a minivan": the first is booked, and this is the other
    for_somebody = FOR_SOMEBODY.search(plain) and (not EVENT.search(plain) or NEEDS_ONE.search(plain))
    if ADDS.search(plain) or for_somebody or _adds_value(d, utterance):
        return any(kinds)
    # Who corrects names one thing or two; who says the whole once more wants nothing new.
    return sum(kinds) >= 3 and not _repeats_the_last(d, when, utterance)


def _list_kinds(d: Dialogue, text: str) -> tuple[list[bool], When, Utterance]:
    """Whether a day, hours, a class and a shop are named, with what was read."""
    when, utterance = read_new_times(d, text), read_utterance(text)
    kinds = [
        when.start_day is not None,
        bool(when.start_time or when.loose or when.length),
        bool(classes.recognise_classes(utterance)),
        any(
            span.kind != "unknown"
            for span in places.recognise_places(utterance, list(d.shops.values()), loose=False)
        ),
    ]
    return kinds, when, utterance


def describes_rental(d: Dialogue, text: str) -> bool:
    """Whether the words describe a rental from its day to its hours, with a class or a shop."""
    kinds, when, _ = _list_kinds(d, text)
    return kinds[0] and bool(when.start_time and (when.end_time or when.length)) and any(kinds[2:])


def _adds_value(d: Dialogue, utterance: Utterance) -> bool:
    """Whether a class or a day is named besides: 「ミニバンも」, 「23日も」, "the minivan too"."""
    days = [span for span in recognise_dates(utterance, d.today) if span.kind == "day"]
    plain = utterance.plain.lower()
    return any(TOO.match(plain, span.end) for span in [*classes.recognise_classes(utterance), *days])


def _repeats_the_last(d: Dialogue, when: When, utterance: Utterance) -> bool:
    day = resolve_day(when.start_day, d.today, d.slots.start_day) if when.start_day else d.slots.start_day
    named = {span.value for span in classes.recognise_classes(utterance)}
    return day == d.slots.start_day and named <= {d.slots.car}


def is_about_another(d: Dialogue, text: str) -> bool:
    """Whether the words are about another reservation than the one just made or found."""
    number, known = digits.find_number(text)[0], d.booking or d.last
    is_other = number and known and number != known.number
    return bool(OTHER.search(text.lower()) or is_other or _has_another_booking(d, text))


def _has_another_booking(d: Dialogue, text: str) -> bool:
    """Whether the words tell of one made before the one just made: "I've already got one on the 16th"."""
    return d.booking is not None and bool(HAS_ONE.search(text.lower())) and _differs_from_the_booked(d, text)


def _find_intent_in_case(d: Dialogue, text: str, plain: str) -> ReservationIntent | None:
    # Of how it is to be changed: it is not wanted at all any more.
    asks_how = d.asked == "new" or (d.asked == "agree" and d.case is not None and d.case.intent == "change")
    given_up = asks_how and CALLS_OFF.search(plain) and not is_shortened(plain)
    if CANCEL.search(plain) or (given_up and not says_what_changes(d, leave_out_called_off(d, text))):
        return "cancel"
    changing = d.asked != "agree" or (d.case is not None and d.case.intent == "change")
    wished = CHANGE.search(plain) or SWAP.search(plain) or BECOMES.search(plain) or is_shortened(plain)
    wished = wished or asks_for_additions(plain) or bool(find_new_phone(plain)[0])
    # 「予定が変更になったので」 only tells why; "could I move it to the 19th" to "shall I cancel?" is a wish.
    return "change" if wished and (changing or _has_new_values(d, plain)) else None


def _find_intent_of_known(d: Dialogue, text: str, plain: str) -> ReservationIntent | None:
    """Of one that was just made, or found: it need not be named."""
    dismissed = d.asked == "else" and NOTHING_MORE.search(plain)
    if _asks_of_cancelling(d, plain):
        return None
    given_up = CALLS_OFF.search(plain) and not (ONLY_IF.search(plain) or is_shortened(plain))
    ended = ENDS_IT.search(plain) or ("quit" in d.turn.topics and not dismissed) or given_up
    # 「コンパクトをやめてSUVで」 gives up no booking.
    rest = leave_out_called_off(d, text) if given_up else text
    if (
        CANCEL.search(plain)
        or ENDS_A_BOOKING.search(plain)
        or (ended and not _differs_from_the_booked(d, rest))
    ):
        return "cancel"
    misnamed = NAME_WORD.search(plain) and WRONG.search(plain)
    told = leave_out_untold(d, text) if d.booking else text
    corrected = (
        (ANEW.search(plain) or _differs_from_the_booked(d, told))
        and not d.turn.topics & {"price", "hours"}
        and ("another" not in d.turn.topics or _moves_the_return_alone(d, told))
        and _has_new_values(d, told)
    )
    renamed = misnamed or find_new_name(text)[0] or _mends_the_name(d, text)
    wished = CHANGE.search(plain) or SWAP.search(plain) or KEEPS_IT.search(plain) or is_shortened(plain)
    if _asks_leave_to_be_late(d, plain):
        return None
    added = asks_for_additions(text) or _names_another_return(d, text) or _names_another_shop(d, text)
    if wished or renamed or corrected or added or _was_told_contact(d) or find_new_phone(text)[0]:
        return "change"
    if RUNS_LATE.search(plain) and _has_new_values(d, text):
        return "change"
    if d.booking is None and d.asked == "else" and not ADDS.search(plain):
        kinds, when, _ = _list_kinds(d, text)
        if not any(kinds[2:]) and asks_for_an_end(text, when):
            return "change"  # "could we have it from ten?"
    return _wants_to_hear(d, text, plain)


def _mends_the_name(d: Dialogue, text: str) -> bool:
    """Whether the name of the booking just made is told anew, and not that of another."""
    is_new = d.booking is None or "another" in d.turn.topics or adds_another(text)
    return not is_new and find_mended_name(text, d.slots.name) != ""


def _asks_of_cancelling(d: Dialogue, plain: str) -> bool:
    """ "Until when can I cancel for free?": of what it costs, and no wish to."""
    if "question.cancellation" not in d.turn.concerns and not SUPPOSED_ACT.search(plain):
        return False
    return OF_ITS_TERMS.search(plain) is not None and REQUESTS_IT.search(plain) is None


def _asks_leave_to_be_late(d: Dialogue, plain: str) -> bool:
    """「当日10分くらい遅れても大丈夫ですか」: whoever comes a little later asks for no other times."""
    by = read_shift(plain, d.today)
    is_short = by is None or abs(by.minutes) <= A_LITTLE
    return is_short and RUNS_LATE.search(plain) is not None and ASKS_LEAVE.search(plain) is not None


def _names_another_return(d: Dialogue, text: str) -> bool:
    """「返すの品川にできます？」: another of our shops is to take the car back than was booked."""
    utterance = read_utterance(text)
    shops = [
        span
        for span in places.recognise_places(utterance, list(d.shops.values()), loose=False)
        if span.kind == "shop" and places.is_for_the_return(utterance, span)
    ]
    others = [span for span in shops if (d.slots.return_shop or d.slots.shop) not in span.value]
    asked = ASKS_FOR.search(utterance.plain.lower()) or GOES_THERE.search(utterance.plain)
    return bool(others) and asked is not None


def _names_another_shop(d: Dialogue, text: str) -> bool:
    """「新宿店で受け取りたい」, right after a booking at another shop."""
    utterance = read_utterance(text)
    asks = d.turn.topics & QUESTIONS and not FETCHES.search(utterance.plain.lower())
    if d.booking is None or asks or "another" in d.turn.topics:
        return False
    found = [
        span
        for span in places.recognise_places(utterance, list(d.shops.values()), loose=False)
        if span.kind == "shop" and not places.is_for_the_return(utterance, span)
    ]
    leaves = places.leave_for_others(utterance, found, d.slots.shop)
    others = [span for span in found if d.slots.shop not in span.value]
    return any(leaves or places.is_wished(utterance, span) for span in others)


def _moves_the_return_alone(d: Dialogue, text: str) -> bool:
    """「15時まで借りたい」 wishes for no other car."""
    when = read_new_times(d, text)
    begins = when.start_day and not (when.loose_day and when.end_time and not when.end_day)
    return bool(when.end_time or when.end_day or when.shift) and not (begins or when.start_time)


def _was_told_contact(d: Dialogue) -> bool:
    """Whether the caller has just told where he is reached, other than it was booked."""
    known = d.booking and (d.booking.customer_phone, d.booking.customer_email)
    return known is not None and (d.slots.phone, d.slots.email) != known


def _differs_from_the_booked(d: Dialogue, text: str) -> bool:
    """Right after a booking: whether the words have another value for it, which wishes it otherwise."""
    if d.booking is None:
        return False
    slots, car = copy(d.slots), classes.find_class(text)
    write_period(
        slots, read_new_times(d, text), today=d.today, asked="", hours=d.shop.hours if d.shop else ""
    )
    return bool(read_shift(text, d.today)) or slots != d.slots or bool(car and car != d.slots.car)


def _find_intent_of_earlier(d: Dialogue, text: str, plain: str) -> ReservationIntent | None:
    if not speaks_of_earlier(text) and not digits.find_number(text)[0]:
        if asks_of_terms(plain):
            return None
        plain = SUPPOSED_ACT.sub("、", plain)
    if CANCEL.search(plain):
        # "Cancel it and rebook me for the 28th" is one move: a car that is given back may be gone.
        return "change" if REBOOKS.search(plain) and _has_new_values(d, text) else "cancel"
    of_earlier = speaks_of_earlier(text) or not RENTS.search(MISSES_THE_HOUR.sub("", plain))
    if MISSES_THE_HOUR.search(plain) and of_earlier:
        return "change"
    if ITS_END_IS_TO_BE.search(plain) and _has_new_values(d, text):
        return "change"
    if ENDS_A_BOOKING.search(plain) and not CHANGE.search(plain):
        return "cancel"
    called_off = CALLS_OFF.search(plain) and not (ONLY_IF.search(plain) or is_shortened(plain))
    # "I can't make it on the 5th" makes it no other day.
    if called_off and speaks_of_earlier(text) and not CHANGE.search(MISSED.sub("、", plain)):
        # 「18日はいらなくなって、19日からにしてください」 keeps the rest of it.
        rest = "" if calls_off_one_day(plain) else leave_out_called_off(d, text)
        keeps_some = not rest or (not CALLS_OFF.search(rest.lower()) and _has_new_values(d, rest))
        return "change" if keeps_some else "cancel"
    named = ABOUT.search(plain) or speaks_of_earlier(text) or PLAINLY.search(plain)
    if named and MISSED.search(plain) and not BOOKS_NEW.search(plain):
        return "change"
    # "We'd like a car on Wednesday, and keep it until Saturday" wants a new one.
    wants_new = not named and (BOOKS_NEW.search(plain) or judge_concern(text).whole.name == "book")
    keeps_longer = KEEPS_IT.search(plain) and not wants_new
    if keeps_longer or (RUNS_LATE.search(plain) and (named or WITH_THE_CAR.search(plain))):
        return "change"
    # "Could I have the sedan instead?" has nothing of a booking that exists.
    told_of = ABOUT.search(plain) or ITS_NUMBER.search(plain) or LOST_PAPERS.search(plain)
    of_one = digits.is_numbered(plain) or (told_of and speaks_of_earlier(text))
    named_so = of_one and (BECOMES_LATER.search(plain) or IS_TO_BE.search(plain))
    valued = (
        (digits.is_numbered(plain) and not FIND.search(ONLY_ABOUT.sub("", plain)))
        or BECOMES.search(plain)
        or named_so
    )
    if (valued or (of_one and RATHER.search(plain))) and _has_new_values(d, text):
        return "change"
    if of_one and (PART_BECOMES.search(plain) or is_shortened(plain) or read_shift(text, d.today)):
        return "change"
    if of_one and FETCHES.search(plain) and (RATHER.search(plain) or THERE.search(plain)):
        return (
            "change"  # "I'd like to collect it in Shinjuku instead": which shop that is, the list will tell
        )
    forgotten = tells_what_was_forgotten(text)  # with nothing begun, it is of a booking that exists
    if forgotten or (of_one and asks_for_additions(text)):
        return "change"
    if ((SWAP.search(plain) or corrects_name(text)) and of_one) or find_new_name(text)[0]:
        return "change"
    if of_one and find_new_phone(text)[0]:
        return "change"
    # Whoever tells a whole rental, and speaks of no booking, wants a new one: 「朝早めに借りて…」.
    told_times = TIMES.search(plain) and not SHOP.search(plain) and not describes_rental(d, text)
    if CHANGE.search(plain) and (named or (told_times and not _makes_up_its_mind(d, text, plain))):
        return "change"
    return _wants_to_hear(d, text, plain)


def _makes_up_its_mind(d: Dialogue, text: str, plain: str) -> bool:
    """ "I thought the 17th, but make it the 19th, nine to six, the smallest car": of no booking either."""
    when = read_new_times(d, text)
    is_whole = when.start_day and when.start_time and when.end_time
    return bool(is_whole) and CHANGE.search(plain.replace("make it", "")) is None


def _wants_to_hear(d: Dialogue, text: str, plain: str) -> ReservationIntent | None:
    number = digits.find_number(text)[0]
    just_made = d.booking is not None and number in ("", d.booking.number)
    if just_made or ("another" in d.turn.topics and not number):
        return None
    if d.booking is None and not ABOUT.search(plain) and not number and describes_rental(d, text):
        return None  # "My train gets in at 10:40, so a compact from noon, back by 6"
    # A clause may only tell why ("I have to be back by six, so …"), and a question asks for nothing, unless
    # there is hardly a doubt: "any chance of having our car from noon?"
    # A text that is judged by its two ends may be of anything, as "I'd rather ring; I wanted a van" may.
    verdict = judge_concern(text)
    books = any(each.name == "book" and each.is_sure for each in verdict.clauses)
    is_whole = len(text) <= LONGEST and (not books or speaks_of_earlier(text))
    likely = verdict.whole.probability if is_whole else 0.0
    enough = PLAIN if "question" in d.turn.topics else LIKELY
    stated = d.turn.matter in d.turn.concerns and likely >= enough
    intent = INTENTS.get(d.turn.matter) if stated else None
    if intent in ("cancel", "change") and not FIND.search(plain):
        return intent
    of_one = ABOUT.search(plain) or number or digits.is_numbered(plain)
    told = of_one and speaks_of_earlier(text) and not ONE_MORE.search(plain)
    if FIND.search(plain) or told:
        return "find"
    if number:
        return next((INTENTS[concern] for concern in INTENTS if concern in d.turn.concerns), None)
    return intent


def says_what_changes(d: Dialogue, text: str) -> bool:
    """Whether the words say how the reservation is to be, and not only that it is to be changed."""
    renewed = find_new_name(text)[0] or find_new_phone(text)[0]
    return bool(renewed) or _has_new_values(d, text) or asks_for_additions(text)


def _has_new_values(d: Dialogue, text: str) -> bool:
    return bool(read_new_times(d, text) or classes.find_class(text) or read_shift(text, d.today))
