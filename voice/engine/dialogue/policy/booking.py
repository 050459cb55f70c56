"""The reservation itself: what is missing is asked, the whole is read back, what is agreed is booked.

Its number is told first afterwards, and nothing more is booked until another one is asked for.
"""

from __future__ import annotations

from voice.engine.dialogue.nlg import options, wording
from voice.engine.dialogue.nlu.concern import ACTS
from voice.engine.dialogue.nlu.names import split_name
from voice.engine.dialogue.policy import (
    cars,
    existing,
    prices,
    recovery,
    rental_period,
    shops,
    side_questions,
    two_step,
)
from voice.engine.dialogue.policy.cars import name_car
from voice.engine.dialogue.policy.reply import Reply
from voice.engine.dialogue.state import failures
from voice.engine.dialogue.state.dialogue import Dialogue
from voice.engine.dialogue.state.quotes import CONFIRMATION
from voice.engine.interfaces import Call

# Asked of whoever has not said anything yet.
OPENINGS = ("place", "when")


def continue_booking(d: Dialogue) -> Reply | None:
    """The next step towards a reservation, with side questions answered first. It always has an answer."""
    before: list[str] = []
    looked_up = shops.look_up_details(d, before) or prices.look_up_example(d, before)
    if looked_up:
        return looked_up
    before += [*side_questions.answer_side_questions(d), *side_questions.tell_news(d)]
    if _wants_nothing_new(d):
        say, asks = wording.phrases(d.language), "question" in d.turn.topics
        own = [] if before or not asks else [say.hello() if "greeting" in d.turn.concerns else say.unknown()]
        return Reply([*before, *map(str, own), wording.question(d.language, "else")], asked="else")
    if before and _has_only_asked(d):
        invitation = wording.invite_to_book(d.language, shop_known=d.home is not None)
        return Reply([*before, invitation], asked=d.asked)
    reply = take_step(d, before)
    if len(reply.sentences) and d.greeted and not before and _is_lost(d) and not reply.calls:
        reply.sentences.insert(0, _apologise(d))
    return reply


def _has_only_asked(d: Dialogue) -> bool:
    """Whether the caller has asked the company something, and nothing says that a car is wished for."""
    answered = d.answer is not None and d.answer.known
    return answered and d.purpose == "ask" and not d.begun and not d.wants_price and d.asked in OPENINGS


def _wants_nothing_new(d: Dialogue) -> bool:
    """Whether the answer to "anything else?" only chats, or asks something: no booking begins with that."""
    turn = d.turn
    if d.asked != "else" or d.begun or turn.gave or turn.answer == "yes" or d.trouble > 1:
        return False
    wishes = turn.concerns & ACTS or any(concern.startswith("answer.") for concern in turn.concerns)
    return not (wishes or turn.topics & {"another", "price", *side_questions.ABOUT_SHOPS, "classes"})


def _apologise(d: Dialogue) -> str:
    say = wording.phrases(d.language)
    if d.turn.judged and d.trouble == 1 and d.asked in ("confirm", "alternative", "retry"):
        return wording.doubt_answer(d.language, d.turn.text)
    return str(say.UNCLEAR[min(d.trouble, len(say.UNCLEAR)) - 1])


def ask_again(d: Dialogue, before: list[str], *, trouble: int) -> Reply:
    """The standing question once more in other words; a read-back that was not heard whole is given whole."""
    if d.case:
        return existing.take_step(d, d.case, before)
    if d.asked == "confirm" and d.read_back != d.details:
        return take_step(d, before)
    words = wording.question(d.language, d.asked, trouble)
    return Reply([*before, words], asked=d.asked) if words else take_step(d, before)


def take_step(d: Dialogue, before: list[str]) -> Reply:
    """The next step of the flow, after the sentences `before`."""
    return (
        recovery.handle_problem(d, before)
        or shops.find_shop(d, before)
        or shops.ask_return_shop(d, before)
        or rental_period.ask_period(d, before)
        or prices.ask_price(d, before)
        or cars.check_cars(d, before)
        or cars.choose_car(d, before)
        or _ask_name(d, before)
        or two_step.ask_email(d, before)
        or _confirm(d, before)
        or _create(d, before)
    )


def _is_lost(d: Dialogue) -> bool:
    """The caller spoke and nothing of it could be used."""
    return bool(d.turn.text) and d.trouble > 0 and not d.turn.answer and bool(d.asked)


def _ask_name(d: Dialogue, before: list[str]) -> Reply | None:
    if d.slots.name and not d.slots.name_doubt:
        return None
    say, lines = wording.phrases(d.language), list(before)
    if d.slots.name_doubt in ("check", "again") and d.trouble < 2:  # then the name is asked for, and typed
        about = "again" if d.slots.name_doubt == "again" else ""
        words = wording.ask_about_name(d.language, d.slots.name, about)
        if about and d.asked == "name_check":  # heard twice, and not the same: the keyboard is offered
            words = wording.question(d.language, "name", wording.LAST_TRY)
        return Reply([*lines, words], asked="name_check")
    if d.slots.name_doubt == "part":
        known = split_name(d.slots.name)
        missing = "given" if known.family else "family" if known.given else "rest"
        return Reply([*lines, wording.ask_about_name(d.language, d.slots.name, missing)], asked="name_part")
    if d.car_is_doubtful and d.slots.car and not d.car_is_news:
        lines.append(str(say.car_heard(name_car(d))))
    elif d.asked in ("class", "alternative") and not d.car_is_news:
        lines.append(str(say.acknowledge()))
    elif (d.asked != "name" or d.car_is_news) and not lines and d.slots.car and d.free:
        lines.append(_tell_car(d))
    trouble = 0 if before or not d.greeted else max(d.trouble, d.turn.odd_name)
    if not trouble and two_step.wants_phone(d):
        return Reply([*lines, options.ask_name_and_phone(d.language)], asked="name", contact="phone")
    return Reply([*lines, wording.question(d.language, "name", trouble)], asked="name")


def _tell_car(d: Dialogue) -> str:
    say, price = wording.phrases(d.language), d.prices.get(d.key or ("", "", ""), {}).get(d.slots.car)
    return str(
        say.cheapest(name_car(d), price) if d.slots.cheapest and price else say.car_is_free(name_car(d))
    )


def _confirm(d: Dialogue, before: list[str]) -> Reply | None:
    if not d.two_steps and d.agreed and d.agreed == d.details:
        return None
    if d.asked == "confirm" and d.turn.answer == "no" and not d.turn.gave and not d.turn.topics & {"repeat"}:
        lines = [*before, str(wording.phrases(d.language).acknowledge())]
        return Reply([*lines, wording.question(d.language, "change")], asked="change")
    if d.asked == "change" and d.turn.text and not d.turn.gave and d.turn.answer != "yes":
        return Reply([*before, wording.question(d.language, "change", max(1, d.trouble))], asked="change")
    doubtful = bool(d.turn.topics & {"question", "repeat"})
    if d.asked == "confirm" and d.trouble and d.read_back == d.details and not d.turn.gave and not doubtful:
        return Reply(
            [*before, wording.question(d.language, "confirm", d.trouble)], asked="confirm", details=d.details
        )
    if d.two_steps:
        return two_step.read_back(d, before)
    reading = str(wording.phrases(d.language).reading_back())
    question = wording.question(d.language, "confirm")
    read = Reply(
        [*before, reading, two_step.describe_details(d), question], asked="confirm", details=d.details
    )
    return two_step.ask_contact_too(d, read)


def _create(d: Dialogue, before: list[str]) -> Reply:
    quote = two_step.find_hold(d) if d.two_steps else None
    arguments = two_step.build_arguments(d) | ({CONFIRMATION: quote.token} if quote else {})
    call = Call(two_step.TOOL, arguments)
    if call.name not in d.tools:
        return recovery.give_up(d, [*before, str(wording.phrases(d.language).cannot(call.name))])
    if not failures.may_be_called(d, call.name, arguments):
        return recovery.give_up(d, before)
    first = d.two_steps and quote is None
    say = wording.phrases(d.language)
    said = say.holding_car() if first else say.booking_now()
    return Reply([*before, str(said)], [call], asked="")


def announce_number(d: Dialogue) -> Reply | None:
    """The number of a reservation just made comes before anything else, again if it was talked over."""
    if d.case or not d.number_due:
        return None
    return answer_after_booking(d)


def answer_after_booking(d: Dialogue) -> Reply | None:
    """Answers while a reservation of this call stands; None where there is none."""
    booking = d.booking
    if booking is None:
        return None
    say, language = wording.phrases(d.language), d.language
    more = wording.question(language, "else")
    aside = None if d.number_due else prices.ask_price(d, []) or shops.look_up_details(d, [])
    if aside:
        return aside
    if d.number_due or "repeat" in d.turn.topics:
        shop = booking.shop_en if language == "en" and booking.shop_en else booking.shop
        told = (
            say.already_booked(booking.number)
            if booking.already
            else say.confirm_booked(booking.number, shop)
        )
        second = booking.already and booking.number in d.made_before
        refusal = [options.refuse_second_car(language, shops.find_phone(d))] if second else []
        return Reply([str(told), *refusal, more], asked="else")
    remarks = side_questions.answer_side_questions(d)
    asked_for = d.turn.topics & {"change", "quit", "existing"} or (
        d.asked != "else" and d.turn.answer == "no"
    )
    if asked_for and not d.tools & side_questions.EXISTING:
        return Reply([str(say.changes_after_booking(shops.find_phone(d))), more], asked="else")
    if remarks:
        return Reply([*remarks, more], asked="else")
    return Reply([str(say.number_again(booking.number)), more], asked="else")
