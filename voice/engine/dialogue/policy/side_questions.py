"""Answers the caller's side questions, from the shops' data or honestly not at all."""

from __future__ import annotations

from voice.engine.dialogue import facts
from voice.engine.dialogue.facts import Shop
from voice.engine.dialogue.nlg import options, wording
from voice.engine.dialogue.nlu import classes
from voice.engine.dialogue.policy import prices, shops
from voice.engine.dialogue.policy.reply import Reply
from voice.engine.dialogue.state import failures, reservation_case
from voice.engine.dialogue.state.dialogue import Dialogue
from voice.engine.interfaces import Call

ABOUT_SHOPS = frozenset({"hours", "where", "phone", "shops"})
EXISTING = frozenset(reservation_case.TOOLS.values())
REFUSALS = ("driver", "injection", "private", "robot", "several")
# Whoever says these asks the company nothing.
NO_QUESTIONS = frozenset({"human", "repeat", "injection", "private", "robot", "wait", "bye"})
# Questions whose answer is digits: what is not understood there is a number, not a question.
OPEN_TO_DIGITS = ("number", "rest", "again", "fact", "customer")
# Concerns that no row of the company's answers is about: the flow has its own answers to them.
ANSWERED_ELSEWHERE = frozenset(
    f"question.{topic}" for topic in ("price", "hours", "place", "phone", "classes", "free", "other")
)
LONGEST_QUESTION = 500  # characters: the tool takes no more


def look_up_answer(d: Dialogue) -> Reply | None:
    """Asks the tool what the company says to a question, or to words that are of no other use."""
    turn = d.turn
    useless = not (turn.progress or turn.answer or turn.topics or turn.gave) and d.asked not in OPEN_TO_DIGITS
    asks = "question" in turn.topics or useless or turn.asks_company
    if not turn.text or not asks or turn.topics & NO_QUESTIONS:
        return None
    question = _choose_question(d)
    if not question:
        return None
    where = {"locationId": d.slots.shop} if d.slots.shop in d.shops else {}
    call = Call(facts.ANSWER, {"question": question, **where})
    if call.name not in d.tools or not failures.may_be_called(d, call.name, call.arguments):
        return None
    return Reply([], [call])


def _choose_question(d: Dialogue) -> str:
    """What to ask the tool: the caller's words; then the topic that they are about, where no word of them was
    known to it; "" once it has answered."""
    if d.answer is None:
        return d.turn.text[:LONGEST_QUESTION]
    asked = [each for each in d.turn.concerns - ANSWERED_ELSEWHERE if each.startswith("question.")]
    topic = min(asked, default="").removeprefix("question.")
    return "" if d.answer.known or d.answer.question == topic else topic


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
    if "existing" in topics and not d.turn.gave and not d.tools & EXISTING:
        found.append(str(say.existing(phone)))
    if d.shops or "list_locations" not in d.tools or d.booking:
        found += _answer_about_shops(d)
    if "language" in topics:
        found.append(str(say.acknowledge()))
    if "hello" in topics and not d.turn.gave:
        found.append(str(say.hello()))
    if "classes" in topics and not d.free:
        found.append(_list_classes(d))
    if (
        not found
        and "question" in topics
        and not topics & (ABOUT_SHOPS | {"price"})
        and not d.turn.progress
        and "repeat" not in topics
        and not _is_answered_by_flow(d)
    ):
        own = wording.select_tool_sentence(d.answer.spoken, d.language) if d.answer else ""
        found.append(own or str(say.unknown()))
    return found


def tell_news(d: Dialogue) -> list[str]:
    """Extras and a return elsewhere are repeated as soon as they are understood."""
    w = d.slots
    back = d.shops.get(w.return_shop)
    told = []
    if "return" in d.news and back and back.id != w.shop:
        told.append(options.repeat_return(d.language, back.name_in(d.language)))
    if "extras" in d.news and w.extras:
        told.append(options.repeat_extras(d.language, w.extras))
    if "one-each" in d.news:
        told.append(options.refuse_second_extra(d.language, shops.find_phone(d)))
    return told


def _is_answered_by_flow(d: Dialogue) -> bool:
    """A question that the flow itself answers: the read-back is read again, a place unknown is named."""
    return bool(d.turn.unknown_place) or d.turn.answer != ""


def _answer_about_shops(d: Dialogue) -> list[str]:
    say, topics, language = wording.phrases(d.language), d.turn.topics, d.language
    asked: list[Shop] = [d.shop] if d.shop else d.nearby
    found = []
    if "hours" in topics:
        hours = {shop.hours for shop in asked}
        known = shops.speak_hours_on_day(d, d.shop) if d.shop else ""
        if known:
            found.append(known)
        elif d.shop or len(hours) == 1:
            name = asked[0].name_in(language) if d.shop else ""
            found.append(str(say.hours(name, shops.speak_usual_hours(d, asked[0]))))
        else:
            found.append(str(say.usual_hours_differ()))
    if "where" in topics and d.shop:
        found += [
            str(say.where(d.shop.name_in(language), d.shop.address)),
            shops.speak_way(d, d.shop),
        ]
    if "phone" in topics and d.shop:
        found.append(str(say.phone(d.shop.name_in(language), shops.format_national_number(d.shop.phone))))
    if "shops" in topics and d.regions:
        found.append(str(say.regions(d.regions)))
    return found


def _list_classes(d: Dialogue) -> str:
    names = [classes.name_class(key, d.language) for key in classes.CLASSES]
    say = wording.phrases(d.language)
    return str(say.classes(say.list_names(names)))
