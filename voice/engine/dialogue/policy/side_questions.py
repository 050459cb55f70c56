"""Answers the caller's side questions, from the shops' data or honestly not at all."""

from __future__ import annotations

import re

from voice.engine.dialogue import facts
from voice.engine.dialogue.facts import Shop
from voice.engine.dialogue.nlg import options, wording
from voice.engine.dialogue.nlu import classes, places
from voice.engine.dialogue.nlu.concern import match_title, name_company_topic
from voice.engine.dialogue.nlu.topics import only_requests_a_car
from voice.engine.dialogue.nlu.utterance import read_utterance
from voice.engine.dialogue.policy import prices, shops
from voice.engine.dialogue.policy.reply import Reply
from voice.engine.dialogue.state import failures, reservation_case
from voice.engine.dialogue.state.dialogue import Dialogue
from voice.engine.interfaces import Call

ABOUT_SHOPS = frozenset({"hours", "where", "phone", "shops"})
EXISTING = frozenset(reservation_case.TOOLS.values())
REFUSALS = ("driver", "injection", "private", "robot", "several")
# Whoever says these asks the company nothing.
NO_QUESTIONS = frozenset({"human", "repeat", "injection", "private", "robot", "wait", "bye", "own_phone"})
# Questions whose answer is digits: what is not understood there is a number, not a question.
OPEN_TO_CONTACT = ("number", "rest", "again", "fact", "customer", "email")
# Whoever asks one of these, and names a model, asks for that model.
OF_MODELS = frozenset({"question.model", "question.classes", "question.free", "question.other"})
# What these ask for is a value, and no yes or no.
WHEN_DUE = ("place", "shop", "when", "day", "times", "start", "end")
VALUES_DUE = (*WHEN_DUE, "name", "name_part")
# A recogniser writes one sound in either way: 「空いてますか」, 「開いてますか」.
ASKS_IF_FREE = re.compile(
    r"(?:え[ーっ]?と、?|あの[ー、]?)?(?:お?車|レンタカー)?(?:は|って)?、?(?:まだ)?"
    r"(?:空いて|開いて|あいて)(?:い)?(?:ますか?|る|おりますか|ますでしょうか)(?:ね)?[。?？]*"
)
LONGEST_QUESTION = 500  # characters: the tool takes no more


def look_up_answer(d: Dialogue) -> Reply | None:
    """Asks the tool what the company says to a question, or to words that are of no other use."""
    turn = d.turn
    useless = (
        not (turn.progress or turn.answer or turn.topics or turn.gave)
        and d.asked not in OPEN_TO_CONTACT
        and not only_requests_a_car(turn.text)
    )
    asks = "question" in turn.topics or useless or turn.asks_company
    if not turn.text or not asks or turn.topics & NO_QUESTIONS or _asks_for_model(d) or _asks_if_free(d):
        return None
    question = _choose_question(d)
    if not question:
        return None
    shop = d.asked_shop
    where = {"locationId": shop.id} if shop and shop.id in d.shops else {}
    call = Call(facts.ANSWER, {"question": question, **where})
    if call.name not in d.tools or not failures.may_be_called(d, call.name, call.arguments):
        return None
    return Reply([], [call])


def _asks_for_model(d: Dialogue) -> bool:
    """Whether it only asks for a model of a car: what is free tells whether there is one."""
    return bool(d.turn.model) and d.turn.questions <= OF_MODELS


def _asks_if_free(d: Dialogue) -> bool:
    """Whether it only asks if there is a car, before it is known for when: that is asked next, then told."""
    if d.asked not in WHEN_DUE or d.slots.start_time:
        return False
    return d.turn.questions == {"question.free"} or ASKS_IF_FREE.fullmatch(d.turn.text.strip()) is not None


def _choose_question(d: Dialogue) -> str:
    """What to ask the tool next; "" once it has answered.

    The topic that the words are about, where the classifier is sure of one: a word of a list ("bring", "pay")
    says less than the sense of the sentence. Then the caller's own words; then a topic of the
    company's own whose title means the same; then the likeliest topic.
    """
    sure = [topic for topic in map(name_company_topic, d.turn.concerns) if topic]
    likeliest = name_company_topic(d.turn.guess)
    words = d.turn.text[:LONGEST_QUESTION]
    own = match_title(d.turn.text, d.answer.titles) if d.answer else ""
    ways = [*dict.fromkeys([*(sure if len(sure) == 1 else []), words, *filter(None, [own, likeliest])])]
    if d.answer is None:
        return ways[0]
    tried = ways.index(d.answer.question) + 1 if d.answer.question in ways else len(ways)
    return "" if d.answer.known else next(iter(ways[tried:]), "")


def answer_side_questions(d: Dialogue, but: frozenset[str] = frozenset()) -> list[str]:
    """Sentences that answer the newest words' side questions; the booking goes on after them."""
    say, topics = wording.phrases(d.language), d.turn.topics - but
    found = [str(getattr(say, topic)()) for topic in REFUSALS if topic in topics]
    if d.answer and d.answer.known:
        found.append(d.answer.text_in(d.language) or str(say.unknown()))
    found += prices.tell_price(d) if "price" not in but else []
    if d.turn.seats_of in classes.SEATS:
        name = classes.name_class(d.turn.seats_of, d.language)
        found.append(str(say.seats(name, classes.SEATS[d.turn.seats_of])))
    phone = shops.find_phone(d)
    if "human" in topics:
        found.append(str(say.human(phone)))
    if "own_phone" in topics:
        wanted = d.may_say("customerPhone") and not (d.slots.phone or d.has_no_phone)
        found.append(options.answer_about_own_phone(d.language, wanted=wanted))
    if "existing" in topics and not d.turn.gave and not d.tools & EXISTING:
        found.append(str(say.existing(phone)))
    if d.shops or "list_locations" not in d.tools or d.booking:
        found += _answer_about_shops(d)
    if "language" in topics:
        found.append(str(say.acknowledge()))
    if "line" in topics:
        found.append(str(say.heard_you()))
    if "hello" in topics and not d.turn.gave:
        found.append(str(say.hello()))
    if "classes" in topics and not d.free:
        found.append(_list_classes(d))
    if (
        not found
        and "question" in topics
        and not topics & (ABOUT_SHOPS | {"price"})
        and not _find_refused_model(d)
        and not d.turn.progress
        and "repeat" not in topics
        and not _is_answered_by_flow(d)
    ):
        own = wording.select_tool_sentence(d.answer.spoken, d.language) if d.answer else ""
        found.append(own or str(say.unknown()))
    return found


def tell_news(d: Dialogue) -> list[str]:
    """Extras and a return elsewhere are repeated as soon as they are understood; so is what cannot be had."""
    w = d.slots
    back = d.shops.get(w.return_shop)
    told = []
    if "return" in d.news and back and back.id != w.shop:
        told.append(options.repeat_return(d.language, back.name_in(d.language)))
    if "model" in d.news and w.car:
        told.append(options.take_class_of_model(d.language, w.model, classes.name_class(w.car, d.language)))
    if "model-out" in d.news and w.car:
        told.append(options.take_class_while_out(d.language, w.model, classes.name_class(w.car, d.language)))
    if d.model_out[0]:
        model, kind = d.model_out
        told.append(options.say_model_out(d.language, model, classes.name_class(kind, d.language)))
    if refused := _find_refused_model(d):
        told.append(options.refuse_model(d.language, refused))
    if "second-shop" in d.news and d.shop and (missed := d.shops.get(w.shop_choices[0])):
        told.append(
            options.take_other_shop(d.language, missed.name_in(d.language), d.shop.name_in(d.language))
        )
    if "second-choice" in d.news and w.choices:
        best, taken = (classes.name_class(each, d.language) for each in (w.choices[0], w.car))
        told.append(str(wording.phrases(d.language).not_free(best)) + options.take_instead(d.language, taken))
    if "extras" in d.news and w.extras:
        told.append(options.repeat_extras(d.language, w.extras))
    if d.odd_phone.isdecimal():
        told.append(options.doubt_phone(d.language, d.odd_phone))
    if "no-extras" in d.news:
        told.append(options.decline_extras(d.language))
    if "one-each" in d.news:
        told.append(options.refuse_second_extra(d.language, shops.find_phone(d)))
    return told


def _find_refused_model(d: Dialogue) -> str:
    """A model that the caller brought up, and that no class has here; "" where none was, or where it is still
    to be seen what is free."""
    waits = d.turn.model == d.slots.model and (d.slots.car or "get_availability" in d.tools)
    answered = d.answer is not None and d.answer.known
    return d.refused_model or ("" if waits or answered or d.model_out[0] else d.turn.model)


def _is_answered_by_flow(d: Dialogue) -> bool:
    """A question that the flow itself answers: the read-back is read again, a place unknown is named. Where a
    value is due, what sounds like a no (「日程の変更ってできますか」) answers nothing."""
    says_no = d.turn.answer == "no" and d.asked not in VALUES_DUE
    return bool(d.turn.unknown_place) or d.turn.answer == "yes" or says_no or _asks_if_free(d)


def _answer_about_shops(d: Dialogue) -> list[str]:
    say, topics, language = wording.phrases(d.language), d.turn.topics, d.language
    shop = d.asked_shop
    asked: list[Shop] = [shop] if shop else d.nearby
    found = []
    if "hours" in topics:
        hours = {each.hours for each in asked}
        known = shops.speak_hours_on_day(d, shop) if shop else shops.speak_hours_of_all(d)
        may_differ = d.turn.day is not None and shop is None and facts.DETAILS in d.tools
        if known:
            found.append(known)
        elif shop or (len(hours) == 1 and not may_differ):
            name = asked[0].name_in(language) if shop else ""
            found.append(str(say.hours(name, shops.speak_usual_hours(d, asked[0]))))
        else:
            found.append(str(say.usual_hours_differ()))
    if "where" in topics and shop:
        found += [
            str(say.where(shop.name_in(language), shop.address)),
            shops.speak_way(d, shop),
        ]
    if "phone" in topics and shop:
        found.append(str(say.phone(shop.name_in(language), shops.format_national_number(shop.phone))))
    if "shops" in topics and shop and _is_named(d, shop):
        found.append(str(say.one_shop_here(shop.area(language), shop.name_in(language))))
    elif "shops" in topics and d.regions:
        found.append(str(say.regions(d.regions)))
    return found


def _is_named(d: Dialogue, shop: Shop) -> bool:
    """Whether the newest words name the shop, so that they ask for it: 「品川に店あります？」."""
    said = d.turn.text or (d.texts[-1] if d.texts else "")  # they wait while the shops are looked up
    found = places.recognise_places(read_utterance(said), list(d.shops.values()), loose=True)
    return any(span.kind == "shop" and shop.id in span.value for span in found)


def _list_classes(d: Dialogue) -> str:
    names = [classes.name_class(key, d.language) for key in classes.CLASSES]
    say = wording.phrases(d.language)
    return str(say.classes(say.list_names(names)))
