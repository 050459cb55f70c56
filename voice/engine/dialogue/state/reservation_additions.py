"""What a reservation that exists is to have besides, or no more: extras, and another shop for its return."""

from __future__ import annotations

import re

from voice.engine.dialogue.nlu import extras, normalise, places
from voice.engine.dialogue.nlu.corrections import settle
from voice.engine.dialogue.nlu.dates.tokens import When
from voice.engine.dialogue.nlu.topics import CLAUSES, find_topics
from voice.engine.dialogue.nlu.utterance import Utterance, read_utterance
from voice.engine.dialogue.state.dialogue import Dialogue
from voice.engine.dialogue.state.passing_values import names_an_end
from voice.engine.dialogue.state.slot_filling import choose_return, set_extras

# News that the tool's summary tells anyway.
TOLD_BY_THE_SUMMARY = frozenset({"extras", "return"})
_CAR = (
    r"(?:it|her|this|that|(?:the|our|my) (?:hire |rental )?"
    r"(?:car|van|suv|minivan|sedan|compact|vehicle|motor|kei))"
)
# Another place than was agreed for the return: 「新宿で返したい」, "drop it off in Shinjuku". A day or an
# hour behind the verb is none.
RETURNS_ELSEWHERE = re.compile(
    r"乗り?捨て|(?:返却|返[すし]|戻す)(?:先|場所|(?:の|する)?(?:お?店舗?|場所|営業所))"
    r"|(?:別|違う|ほか|他)の?(?:お?店|場所|営業所|ところ)(?:で|に|へ)も?(?:お?返|戻)"
    r"|[一-龯ァ-ヶーa-z]{2,8}(?:(?:店|駅|空港)[にでへ]|[でへ])(?:も|は)?(?:お?返[すしせ]|返却(?:し|でき|する|に))"
    r"|(?:返却|返す(?:の|ん)?)[はをも]、?[一-龯ァ-ヶー]{2,8}(?:(?:店|駅|空港)[にでへ]|[でへ])"
    rf"|\b(?:(?:drop(?:ping)?|return(?:ing)?)(?: {_CAR})?|(?:bring|tak|giv|hand|leav)(?:e|ing)? {_CAR})\b"
    r"[^.,;!?]{0,16}?"
    r"\b(?:in|at|to|elsewhere|somewhere else)\b"
    r"(?! (?:you|the (?:morning|afternoon|evening|end|same|shop|branch|office|latest|weekend|time)|time|noon"
    r"|midday|midnight|night|lunch\w*|half|quarter|\d|one|two|three|four|five|six|seven|eight|nine|ten"
    r"|eleven|twelve)\b)"
    r"|\bone[- ]way\b",
    re.IGNORECASE,
)
ASKS_FOR = re.compile(
    r"たい|ちゃだめ|てはだめ|ても(?:大丈夫|構)|できま|でき(?:る|ない)|られ(?:ま|る|ない)|せ(?:ま[すせ]|る)|ええ|いい|ほし|欲し|お願い|変[えわ更]"
    r"|に(?:して|する)|ます(?!か)|[?？]$"
    r"|\b(?:can|could|may|might|possible|chance|like|love|want|need|prefer|rather|instead|please|change"
    r"|let me|plan|going|will|'ll)\b"
)
ANOTHER = re.compile(
    r"(?:別|違う|ほか|他)の?(?:お?店|場所|営業所|ところ)|(?:返却|返[すし]|戻す)(?:先|場所|(?:の|する)?(?:お?店舗?|場所|営業所))"
    r"|\b(?:elsewhere|somewhere else|(?:an?other|a different) (?:shop|store|branch|place|location|office))\b"
)


def asks_for_additions(text: str) -> bool:
    """Whether the words wish for an extra, or for none, or for another shop to take the car back."""
    utterance = read_utterance(text)
    asks = "asks" in find_topics(text)
    asked = any(
        span.value.requested or not (asks and span.value.wanted)
        for span in extras.recognise_extras(utterance)
    )
    return asked or asks_for_another_return(text)


def asks_for_an_end(text: str, when: When) -> bool:
    """Whether the words, of which `when` was read, ask for another time of one end: "could we have it from
    ten?", 「19日まで借りれます？」."""
    begins, ends = when.start_time or when.loose, when.end_time or when.end_day
    if bool(begins) == bool(ends) or ASKS_FOR.search(normalise.unify(text).lower()) is None:
        return False
    return not when.start_day or names_an_end(text)


def leave_out_refused_extras(text: str) -> str:
    """The text without clauses that refuse an extra: "we don't need the seat" calls off no booking."""

    def refuses(clause: str) -> bool:
        found = extras.recognise_extras(read_utterance(clause))
        return any(not span.value.wanted for span in found)

    clauses = CLAUSES.split(text)
    kept = [clause for clause in clauses if not refuses(clause)]
    return text if len(kept) == len(clauses) else "".join(kept)


def asks_for_another_return(text: str) -> bool:
    """Whether the car is to come back to another shop, whichever that is."""
    plain = normalise.unify(text).lower()
    another = RETURNS_ELSEWHERE.search(plain) is not None and ASKS_FOR.search(plain) is not None
    return another or places.brings_it_back(text)


def write_additions(d: Dialogue, text: str) -> set[str]:
    """Write what the words say of extras and of the shop that takes the car back into the slots, which hold
    the reservation as it would be; what of them was given: "extras", "return"."""
    utterance, gave, news = read_utterance(text), set(), d.news
    if set_extras(d, utterance, asks="asks" in find_topics(text)):
        gave.add("extras")
    if _write_return_shop(d, utterance):
        gave.add("return")
    d.news = (*news, *(each for each in d.news[len(news) :] if each not in TOLD_BY_THE_SUMMARY))
    return gave


def _write_return_shop(d: Dialogue, utterance: Utterance) -> bool:
    if not d.may_say("returnLocationId"):
        return False
    w = d.slots
    before = (w.return_shop, w.return_among)
    if w.return_shop and places.brings_it_back(utterance.plain):
        w.return_shop, w.return_among = "", ()
    asked = d.asked == "return"
    spans = [
        span
        for span in places.recognise_places(utterance, list(d.shops.values()), loose=True)
        if asked or places.is_for_the_return(utterance, span)
    ]
    choose_return(d, settle(utterance, spans).standing)
    return before != (w.return_shop, w.return_among)


def asks_which_return_shop(d: Dialogue, text: str) -> bool:
    """Whether another shop is to take the car back, and the words do not say which."""
    plain = normalise.unify(text).lower()
    known = d.slots.return_shop or d.slots.return_among
    return not known and asks_for_another_return(text) and ANOTHER.search(plain) is not None
