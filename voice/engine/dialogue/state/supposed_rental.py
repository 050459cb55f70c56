"""A rental that the price is asked of: another than the one that stands, or one of a class, before any was
chosen: "what's a sedan?"

Nothing of it is taken: the price is told, and what stood is asked about again.
"""

from __future__ import annotations

import re
from copy import copy

from voice.engine.dialogue import facts
from voice.engine.dialogue.nlu import classes, places
from voice.engine.dialogue.nlu.dates.period import read_period
from voice.engine.dialogue.nlu.topics import CLAUSES
from voice.engine.dialogue.nlu.utterance import read_utterance
from voice.engine.dialogue.state.asides import read_rental_period
from voice.engine.dialogue.state.car_choice import set_car
from voice.engine.dialogue.state.dialogue import Dialogue
from voice.engine.dialogue.state.other_questions import CHANGES, takes_car
from voice.engine.dialogue.state.slot_filling import ASKING_NAMES, set_period

SENTENCES = re.compile(r"(?<=[。.!?？])(?!\d)")
# Whether another would cost more: no word of a price need be said.
DEARER = re.compile(
    r"(?:高|安)[いく](?:です|な[りるっ]|ん(?:です|だ)|の|とか|って|こと)[^。?？]{0,8}[か?？]"
    r"|\b(?:dearer|cheaper|more expensive|less expensive)\b.{0,40}\?"
)
ASKS_PRICE = re.compile(
    r"(?:高|安)[いく](?:です|な[りるっ]|ん|の|とか|って|こと)|いくら|何円|(?:料金|値段|金額|差額)[^。]{0,8}(?:か|教え|知り|$)|(?:高く|安く)なり"
    r"|\b(?:how much|what(?:'s| is| would| does| do| will)|come to|cost"
    r"|price|extra|(?:more|less) expensive|dearer|cheaper|difference)\b"
)
# That another is taken as a thing of thought, and no wish: 「セダンにしたら」, "if I switched to a sedan".
SUPPOSES = re.compile(
    r"に(?:し|変え|替え|変更し)(?:たら|た場合|れば)|に(?:する|変える|替える|変更する)(?:と|場合|なら|のは)|(?:延ばし|延長し|伸ばし|早め|遅らせ)(?:たら|た場合|れば)"
    r"|(?:延ばす|延長する|伸ばす|早める|遅らせる)(?:と|場合|なら|のは)"
    r"|\b(?:if|what if|to) (?:i |we )?(?:was to |were to |just |also )?"
    r"(?:chang\w*|switch\w*|swap\w*|upgrad\w*|made? (?:it|that)"
    r"|kept|keep|had|have|took|take|went for|go for)\b"
)


# What is only compared is not wished for yet: 「品川のほうが安いですか」.
COMPARES = re.compile(r"(?:のほうが|の方が)(?=、?(?:少し|ちょっと|だいぶ)?(?:高|安|お?得)[いくで])")
# Whether another is free too, beside the one that was chosen: it is told with its price.
FREE_TOO = re.compile(
    r"も(?:空い|空き|あい|あり|ある)[^。]{0,8}(?:か|[?？])"
    r"|^\W*(?:are there|do you have|have you got|is there)\b.{0,30}\b(?:as well|too|also|free)\b.{0,12}\?"
)
# Of the two it is the one that was priced last. 「それで」 alone may be said of what was read back.
TAKES_THAT = re.compile(
    r"そっち|そちら|それに(?:し|変)|(?:じゃあ?|それなら|だったら|なら)、?それ[でに]"
    r"|\b(?:go (?:with|for)|(?:i|we)(?:'ll| will| would|'d)(?: like| rather)?(?: to)? "
    r"(?:take|have|do|go (?:with|for))"
    r"|let's (?:do|take|have|go (?:with|for))|give me|i'd rather|i'd prefer|make it|change (?:it )?to)"
    r" (?:that|that one|the other(?: one)?)\b|^\W*that one\b"
)
# Where no class was chosen yet, nothing else can be meant.
TAKES_IT = re.compile(
    r"^\W*(?:はい、?|ええ、?|うん、?|(?:yes|yeah|ok|okay|right|fine|great|sure),? ){0,2}"
    r"(?:それで|それを|お願い|i'll (?:take|have) (?:it|that)|that's fine|sounds good)"
)


def weigh_price(d: Dialogue, text: str) -> set[str]:
    """Note whether the words ask a price, and of which rental; what is given where they take the rental whose
    price was told last."""
    if "price" in d.turn.topics and classes.wants_cheapest(read_utterance(text)):
        d.turn.topics -= {"price"}  # it is a wish: the class that it comes to is told with its price
    if "price" in d.turn.topics and facts.PRICE in d.tools and not d.case and (d.begun or not d.last):
        d.wants_price = True
    taken = take_supposed(d, text)
    suppose_rental(d, text)
    return taken


def take_supposed(d: Dialogue, text: str) -> set[str]:
    """Take the rental whose price was just told, where the words take "that one"; what of it was given. It is
    read back before anything is booked."""
    told, d.supposed = d.supposed, None
    takes = TAKES_THAT.search(text.lower()) or (not d.slots.car and TAKES_IT.search(text.lower()))
    if d.slots.car_is_priced and (TAKES_THAT.search(text.lower()) or TAKES_IT.search(text.lower())):
        d.slots.car_is_priced = False
    if told is None or not takes or _names_value(d, text):
        return set()
    gave = "place" if told.shop != d.slots.shop else "car" if told.car != d.slots.car else "period"
    d.slots, d.turn.answer, d.turn.whole = told, "", False
    return {gave}


def suppose_rental(d: Dialogue, text: str) -> None:
    """Keep as `d.supposed` the rental that differs from the one that stands only in what the words ask the
    price of. Where anything is wished for beside it, nothing is supposed."""
    chosen, low = d.slots.car and d.asked in (*ASKING_NAMES, "confirm", "change"), text.lower()
    is_class = bool(classes.recognise_classes(read_utterance(text)))
    is_asked = "price" in d.turn.topics or (
        chosen and (DEARER.search(low) or (is_class and FREE_TOO.search(low)))
    )
    if not (d.key and (chosen or d.asked == "class") and is_asked) or d.case or d.booking:
        return
    sentences = [each for each in SENTENCES.split(text) if _names_value(d, each)]
    if not sentences or not all(map(_only_asks, sentences)):
        return
    stands, news, doubtful = d.slots, d.news, d.car_is_doubtful
    d.slots = copy(stands)
    told = "".join(sentences)
    set_car(d, read_utterance(told))
    set_period(d, read_rental_period(d, told))
    others = [each for each in _find_shops(d, told) if each != stands.shop]
    if len(others) == 1:
        d.slots.shop, d.slots.region = others[0], d.shops[others[0]].region
    supposed, is_whole = d.slots, d.key is not None and d.slots.car and not d.slots.doubt
    d.slots, d.news, d.car_is_doubtful = stands, news, doubtful
    d.supposed = supposed if is_whole and supposed != stands else None
    if d.supposed:
        d.wants_price, d.turn.topics = facts.PRICE in d.tools, d.turn.topics | {"price"}


def _names_value(d: Dialogue, sentence: str) -> bool:
    is_class = classes.recognise_classes(read_utterance(sentence))
    return bool(is_class or read_period(sentence, d.today) or _find_shops(d, sentence))


def _find_shops(d: Dialogue, text: str) -> list[str]:
    """The shops that are named to fetch the car, each by a word that fits no other."""
    utterance = read_utterance(text)
    spans = places.recognise_places(utterance, list(d.shops.values()), loose=True)
    named: list[str] = []
    for span in spans:
        of_region = [each.id for each in d.shops.values() if each.region == span.value]
        fitting = {"shop": span.value, "region": of_region}.get(span.kind, ())
        named += fitting if len(fitting) == 1 and not places.is_for_the_return(utterance, span) else ()
    return named


def _only_asks(sentence: str) -> bool:
    low = sentence.lower()
    asks = ASKS_PRICE.search(low) or FREE_TOO.search(low)
    wishes = CHANGES.search(COMPARES.sub(" ", SUPPOSES.sub(" ", low))) or any(
        map(takes_car, CLAUSES.split(sentence))
    )
    return asks is not None and not wishes
