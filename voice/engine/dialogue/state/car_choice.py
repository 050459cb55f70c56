"""Which class of car is wished: by name, by what it must seat or cost, or by choices in their order."""

from __future__ import annotations

import re
from collections.abc import Sequence

from voice.engine.dialogue.facts import DETAILS, Offer
from voice.engine.dialogue.nlu import classes, places
from voice.engine.dialogue.nlu.corrections import settle
from voice.engine.dialogue.nlu.dates.period import read_period
from voice.engine.dialogue.nlu.fallbacks import find_marks
from voice.engine.dialogue.nlu.main_clause import choose_main, differ
from voice.engine.dialogue.nlu.models import find_class_of_model, recognise_models, wants_model
from voice.engine.dialogue.nlu.topics import QUESTIONS
from voice.engine.dialogue.nlu.utterance import Reading, Span, Utterance
from voice.engine.dialogue.state.dialogue import Dialogue
from voice.engine.dialogue.state.slot_filling import ASKING_NAMES
from voice.engine.dialogue.state.slots import Slots

SENTENCE_END = re.compile(r"[.!?？。]")
# The cheapest of all, and not the cheaper of two.
OF_ALL = re.compile(r"一番|いちばん|最も|最安|\b(?:cheapest|least expensive)\b")
# Which of several it is, the price will tell: 「ミニバンがいいけど高いならコンパクト」.
DEPENDS_ON_PRICE = re.compile(
    r"(?:高|安)(?:い(?:なら|ようなら|んだったら)|かったら|ければ|すぎ(?:る|た)(?:なら|ら)?)、?[^。]{0,12}[?？か。]?"
)
# "Any will do" answers these questions about a shop or a name, and says nothing of the class.
OF_OTHER_THINGS = ("shop", "place", *ASKING_NAMES)


def set_car(d: Dialogue, utterance: Utterance) -> bool:
    """Take the class that was named, by name, sound or turn, or what is to decide it; whether it changed."""
    offers, w = d.free or [], d.slots
    spans = classes.leave_out_own(utterance, classes.recognise_classes(utterance, offers))
    had = classes.list_had_before(utterance, spans)
    if len(had) == len(spans) and had:
        return _exceed(d, str(had[-1].value))
    spans = [span for span in spans if span not in had]
    settled = settle(utterance, spans)
    left_out = classes.exclude_by_size(utterance, [*settled.standing, *settled.excluded])
    standing = _choose_standing(utterance, settled.standing)
    # At the read-back the price is known: 「ミニバンが高いならSUVで」 takes the other.
    weighs = d.asked != "confirm" and DEPENDS_ON_PRICE.search(utterance.plain)
    if settled.standing and (not standing or weighs):
        _note_asked(d, utterance, settled.standing)
        return False
    named = list(dict.fromkeys(str(s.value) for s in standing if s.value not in left_out))
    before = _list_requests(w)
    _note_model(d, utterance, named)
    if ranked := classes.rank_classes(utterance, spans):
        _choose_car(w, ranked[0])
        w.choices = ranked
        settle_car(d)
        return before != _list_requests(w) or d.asked == "class"
    if "quit" in d.turn.topics and find_marks(utterance):
        return False  # 「ミニバンがないなら結構です」 takes none
    d.wants_several = d.wants_several or "several" in d.turn.topics
    if named and classes.asks_seats(utterance):
        d.turn.seats_of = named[-1]
        return False
    if len(named) == 1 and any(classes.asks_what_it_is(utterance, span) for span in standing):
        d.turn.seats_of = named[0]
        return False
    _note_limits(d, utterance, left_out | {str(s.value) for s in settled.excluded})
    if len(named) == 1 and _is_too_small(w, named[0]) and not _is_insisted(d, named[0]):
        d.turn.seats_of = d.too_small = named[0]  # it is told why not; the caller may have miscounted
    elif len(named) == 1:
        w.people = 0 if _is_too_small(w, named[0]) else w.people
        is_chosen = w.car == named[0] and not w.car_is_priced
        _choose_car(w, named[0])
        w.car_is_priced = not is_chosen and _only_asks_its_price(d, utterance)
        if "several" in d.turn.topics:
            d.named_together = (named[0], named[0])
        reading = Reading(utterance, tuple(spans))
        # What was said beside it may turn it round: it is said back alone, not taken silently.
        d.car_is_doubtful = any(map(reading.touches_residue, settled.standing))
        settle_car(d)
        # To name once more what is not free brings the call no further.
        free = d.free is None or not w.car or any(classes.key_of(offer) == w.car for offer in offers)
        return before != _list_requests(w) or (d.asked == "class" and free)
    elif not named:
        _take_hints(d, utterance)
    else:
        d.named_together = tuple(named)
        if classes.wants_cheapest(utterance):
            _take_cheapest(d)
        elif not d.turn.topics & QUESTIONS:
            w.car = ""  # which of them it is must be asked, whatever was chosen before
    settle_car(d)
    return before != _list_requests(w)


def _note_asked(d: Dialogue, utterance: Utterance, spans: Sequence[Span]) -> None:
    """Keep the classes of `spans`, which are only asked about: how many one seats, how several differ."""
    compared = frozenset(str(span.value) for span in spans)
    if len(compared) > 1:
        d.slots.compared, d.turn.answer = compared, ""  # 「どう違います？」 denies nothing
    if classes.asks_seats(utterance):
        d.turn.seats_of = str(spans[-1].value)


def _only_asks_its_price(d: Dialogue, utterance: Utterance) -> bool:
    """Whether words, said before shop and times are known, ask what a class costs, and name no day, hour or
    shop: it is taken for the example alone (「コンパクトだと一日いくらですか」)."""
    if "price" not in d.turn.topics or d.key or d.case:
        return False
    found = read_period(utterance, d.today)
    is_placed = any(
        span.kind == "shop"
        for span in places.recognise_places(utterance, list(d.shops.values()), loose=False)
    )
    wished = any(classes.is_taken(utterance, span) for span in classes.recognise_classes(utterance))
    return not (found.start_day or found.start_time or is_placed or wished)


def _choose_standing(utterance: Utterance, standing: Sequence[Span]) -> Sequence[Span]:
    """Those of the classes that are wished for, by the words around them or by the clause that they stand in;
    none where all are only asked about."""
    asked = classes.list_asked_about(utterance, standing)
    main = [span for span in standing if span not in asked]
    main = choose_main(utterance, _leave_out_asked(utterance, main))
    taken = [span for span in main if classes.is_taken(utterance, span)]
    return taken if differ(main) and taken and not differ(taken) else main


def _exceed(d: Dialogue, car: str) -> bool:
    """Wish for a larger class than the one that somebody had before; whether that leaves any."""
    larger = classes.SIZES[classes.SIZES.index(car) + 1 :] if car in classes.SIZES else ()
    if larger:
        d.slots.excluded |= {*classes.SIZES} - {*larger}
        settle_car(d)
    return bool(larger)


def _leave_out_asked(utterance: Utterance, standing: Sequence[Span]) -> Sequence[Span]:
    """ "Is a sedan the big one? I want the minivan.": without what is only asked about."""
    ends = {span: SENTENCE_END.search(utterance.plain, span.end) for span in standing}
    return [span for span, end in ends.items() if end is None or end[0] not in "?？"] or standing


def _list_requests(w: Slots) -> tuple[object, ...]:
    return w.car, w.any_car, w.cheapest, w.excluded, w.people, w.choices, w.model


def _note_model(d: Dialogue, utterance: Utterance, named: list[str]) -> None:
    """A model is no class, but may be of one. Whoever wishes for one, and names no class, gets the class that
    has it here, or is asked for a class."""
    known = [model for offer in d.free or [] for model in offer.models]
    standing = settle(utterance, recognise_models(utterance, known)).standing
    if d.asked in ASKING_NAMES:
        standing = [span for span in standing if wants_model(utterance, span)]
    if not standing:
        return
    d.turn.model = str(standing[-1].value)
    if named or ("asks" in d.turn.topics and d.slots.car):
        return
    _choose_car(d.slots, "")
    d.slots.model = d.turn.model


def _choose_car(w: Slots, car: str) -> None:
    w.car, w.any_car, w.cheapest, w.choices, w.model = car, False, False, (), ""
    w.excluded, w.car_is_priced = w.excluded - {car}, False


def _note_limits(d: Dialogue, utterance: Utterance, refused: set[str]) -> None:
    """What it must not be, and how many it must seat. More than any has seats for is told."""
    w = d.slots
    w.excluded |= refused
    people = classes.count_people(utterance)
    if people > max(classes.SEATS.values()):
        d.turn.seats_of = max(classes.SEATS, key=lambda key: classes.SEATS[key])
    w.people = people or w.people
    if w.car in w.excluded or _is_too_small(w, w.car):
        w.car = ""


def _is_insisted(d: Dialogue, car: str) -> bool:
    """Whether it is taken though it seats too few: there is no larger one, or the caller has been told."""
    return car == d.too_small or classes.SEATS[car] == max(classes.SEATS.values())


def _is_too_small(w: Slots, car: str) -> bool:
    return classes.SEATS.get(car, w.people) < w.people


def _take_hints(d: Dialogue, utterance: Utterance) -> None:
    """No class was named: the price may decide, or we, or the turn in the list, or the sound of the word."""
    w, text = d.slots, utterance.plain
    if w.car and classes.wants_cheaper(utterance) and (cheaper := _list_cheaper(d)):
        w.excluded |= {classes.key_of(offer) for offer in d.free or []} - cheaper
        w.car, w.any_car, w.cheapest, w.choices = "", False, False, ()
    elif w.car in classes.SIZES and classes.wants_larger(utterance) and (larger := _list_larger(d)):
        w.excluded |= {classes.key_of(offer) for offer in d.free or []} - larger
        w.car, w.any_car, w.cheapest, w.choices = "", False, False, ()
    elif classes.wants_cheapest(utterance):
        _take_cheapest(d, is_of_all=OF_ALL.search(text.lower()) is not None)
    elif d.asked == "class" and d.turn.answer != "no" and (car := _guess_car(d, text)):
        _choose_car(w, car)
    elif classes.any_will_do(text) and (not _is_of_other_things(d) or classes.any_car_will_do(text)):
        w.any_car, w.car, w.choices = True, "", ()


def _is_of_other_things(d: Dialogue) -> bool:
    """Whether "any will do" says nothing of the class: nor does "don't change anything" of a booking."""
    return d.asked in OF_OTHER_THINGS or d.case is not None


def _take_cheapest(d: Dialogue, *, is_of_all: bool = False) -> None:
    """Wish for the cheapest of the classes named together (「SUVかミニバン、安いほうで」) or compared before,
    else of all."""
    w, named = d.slots, set(d.named_together) or (set() if is_of_all else d.slots.compared)
    if len(named) > 1 and not w.car:
        w.excluded |= ({*classes.CLASSES} | {classes.key_of(offer) for offer in d.free or []}) - named
    w.cheapest, w.any_car, w.car, w.choices = True, False, "", ()


def _list_cheaper(d: Dialogue) -> set[str]:
    """The free classes that cost less than the chosen one; where no price is known, the smaller ones."""
    car, prices = d.slots.car, d.prices.get(d.key or ("", "", ""), {})
    fitting = {classes.key_of(offer) for offer in d.fitting} - {car}
    if car in prices and fitting & prices.keys():
        return {key for key in fitting & prices.keys() if prices[key] < prices[car]}
    ranks = classes.SIZES
    return {key for key in fitting if key in ranks and car in ranks and ranks.index(key) < ranks.index(car)}


def _list_larger(d: Dialogue) -> set[str]:
    """The free classes that are larger than the chosen one."""
    fitting = {classes.key_of(offer) for offer in d.fitting}
    return fitting & set(classes.SIZES[classes.SIZES.index(d.slots.car) + 1 :])


def _guess_car(d: Dialogue, text: str) -> str:
    # By its sound only in answer to the question: elsewhere too many words sound alike.
    offers = d.fitting
    if car := classes.sounds_like(text) or _find_by_turn(d, text):
        return "" if car in d.slots.excluded else car  # 「コンパクト以外で」 sounds like one
    return classes.key_of(offers[0]) if d.turn.answer == "yes" and len(offers) == 1 else ""


def settle_car(d: Dialogue) -> None:
    """The class of which most are free, where any will do; the only one that fits; or the cheapest."""
    w, offers, before = d.slots, d.fitting, d.slots.car
    prices = d.prices.get(d.key or ("", "", ""), {})
    if not offers:
        return
    if w.car_is_priced:
        w.car, w.car_is_priced = "", False
    if w.model and not w.car:
        _settle_model(d)
    if w.choices:
        _settle_choices(d)
    elif w.any_car:
        w.car = _choose_commonest(offers)
    elif w.cheapest:
        priced = [key for key in map(classes.key_of, offers) if key in prices]
        w.car = min(priced, key=lambda key: prices[key], default="")
    elif w.people and not w.car and len(offers) == 1:
        w.car = classes.key_of(offers[0])
    d.car_is_news = d.car_is_news or w.car != before


def _settle_model(d: Dialogue) -> None:
    """The class that has the model here, free or out. Where none has it, that is told and the class asked."""
    w = d.slots
    w.car = find_class_of_model(w.model, d.fitting)
    if w.car:
        d.news = (*d.news, "model")
        return
    if wants_fleet(d):
        return
    fleet = d.about[w.shop].fleet if w.shop in d.about else ()
    kind = find_class_of_model(w.model, fleet)
    if kind and any(classes.key_of(offer) == kind for offer in d.fitting):
        w.car, d.news = kind, (*d.news, "model-out")
    elif kind:
        d.model_out, w.model = (w.model, kind), ""
    else:
        d.refused_model, w.model = w.model, ""


def wants_fleet(d: Dialogue) -> bool:
    """Whether a model that is not free waits for what the shop has at all."""
    due = d.slots.model and not d.slots.car and d.free is not None
    return bool(due) and d.slots.shop not in d.about and DETAILS in d.tools


def _settle_choices(d: Dialogue) -> None:
    """The best liked of those that are free; the first of all where none is. It is told once that it is
    another than the first."""
    w, free, before = d.slots, {classes.key_of(offer) for offer in d.fitting}, d.slots.car
    w.car = next((each for each in w.choices if each in free or each == "any"), w.choices[0])
    if w.car == "any":
        w.car = _choose_commonest(d.fitting)
    if w.car not in (before, w.choices[0]):
        d.news = (*d.news, "second-choice")


def _choose_commonest(offers: Sequence[Offer]) -> str:
    return classes.key_of(max(offers, key=lambda offer: offer.count))


def _find_by_turn(d: Dialogue, text: str) -> str:
    for pattern, offer in zip(places.TURNS, d.fitting, strict=False):
        if re.search(pattern, text.lower()):
            return classes.key_of(offer)
    if d.fitting and re.search(places.LAST, text.lower()):
        return classes.key_of(d.fitting[-1])
    return ""
