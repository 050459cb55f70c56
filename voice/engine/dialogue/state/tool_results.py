"""What a tool's answer changes: facts are learnt, or a problem is met and its cause is to be asked anew."""

from __future__ import annotations

from dataclasses import replace

from voice.engine.dialogue import facts
from voice.engine.dialogue.facts import Booking
from voice.engine.dialogue.nlu import classes
from voice.engine.dialogue.nlu.dates.resolution import read_open_minutes
from voice.engine.dialogue.nlu.dates.tokens import DayWord
from voice.engine.dialogue.nlu.extras import OF_TOPICS
from voice.engine.dialogue.nlu.utterance import read_utterance
from voice.engine.dialogue.state import failures, reservation_results, reservation_update
from voice.engine.dialogue.state.car_choice import settle_car
from voice.engine.dialogue.state.dialogue import Dialogue
from voice.engine.dialogue.state.quotes import CONFIRMATION, read_quote
from voice.engine.dialogue.state.slot_filling import locate
from voice.engine.dialogue.state.slots import Slots
from voice.protocol.shapes import Arguments, ToolOutput

START: tuple[str, ...] = ("start_time",)
END = ("end_time", "minutes")
CLEARS = {
    "unknown_location": ("shop",),
    "closed_that_day": ("start_day", "end_day"),
    "too_soon": START,
    "unknown_vehicle_type": ("car",),
    "unknown_extra": ("extras",),
    "no_drop_off": ("return_shop",),
    "ends_before_start": ("end_time", "end_day", "minutes", "nights"),
    "in_the_past": ("start_day", "end_day"),
    "too_far_ahead": ("start_day", "end_day"),
    "too_short": ("end_time", "end_day", "minutes", "nights"),
    "too_long": ("end_time", "end_day", "minutes", "nights"),
    "outside_opening_hours": (*START, *END),
    "ambiguous_time": ("start_time", "end_time", "minutes"),
}
FIELDS = {
    "locationId": ("shop",),
    "startDate": ("start_day", "start_time"),
    "endDate": ("end_day", "end_time", "minutes", "nights"),
    "customerName": ("name",),
    "customerPhone": ("phone",),
    "customerEmail": ("email",),
    "vehicleType": ("car",),
}
# What a question is none of: "what if I cancel?"
ACTS = frozenset({"quit", "change", "existing", "driver"})
EMPTY: dict[str, str | tuple[str, ...]] = {
    **dict.fromkeys(("shop", "car", "name", "phone", "email", "return_shop"), ""),
    "extras": (),
}


def _key_of(arguments: Arguments) -> tuple[str, str, str]:
    return str(arguments.get("locationId")), str(arguments.get("startDate")), str(arguments.get("endDate"))


def learn_result(d: Dialogue, name: str, arguments: Arguments, output: ToolOutput) -> None:
    """Take in what a tool answered.

    `output` is anything that a tool may send: what is missing is empty, what is odd is left out, and a
    failure becomes the problem that the policy speaks of.
    """
    failed = output.get("success") is not True and ("code" in output or "error" in output or not output)
    failed = failed or output.get("success") is False
    if name in reservation_results.RESERVATION_TOOLS:
        (reservation_results.handle_refusal if failed else reservation_results.learn_reservation_result)(
            d, name, arguments, output
        )
    elif failed:
        if name == "get_availability" and _asks_for_class_out(d, arguments):
            _learn_near(d, arguments, {})  # it holds nothing up
            return
        if name in facts.LOOKUPS:
            failures.count_failure(d, name, arguments, facts.read_problem(name, output))
            if _handle_lookup_refusal(d, name, arguments, facts.read_problem(name, output).code):
                return
        _handle_failure(d, name, arguments, output)
    elif name in facts.LOOKUPS:
        _learn_lookup(d, name, arguments, output)
    elif name == "list_locations":
        _learn_shops(d, output)
    elif name == "get_availability" and _asks_for_class_out(d, arguments):
        _learn_near(d, arguments, output)
    elif name == "get_availability":
        d.offers[_key_of(arguments)] = facts.read_offers(output)
        d.alternatives = _sort_by_preference(d, facts.read_alternatives(output))
        settle_car(d)
        _settle_shop(d)
    elif name == "create_reservation":
        d.quote = read_quote(name, arguments, output)
        if d.quote and CONFIRMATION in arguments:
            # Asked again upon a yes: the server has not seen it answer the summary, so that it is void.
            d.agreed = d.read_back = None
        if d.quote is None:
            d.booking = _read_booking(d, output)
            d.agreed = d.read_back = None


def _read_booking(d: Dialogue, output: ToolOutput) -> Booking:
    return replace(facts.read_booking(output), customer_phone=d.slots.phone, customer_email=d.slots.email)


def _find_outside_ends(d: Dialogue) -> list[str]:
    """The ends of the period outside the shop's hours, if those are known: the other end may stay."""
    period = d.period
    if d.shop is None or period.start is None or period.end is None:
        return []
    opens, closes = read_open_minutes(d.shop.hours)
    start, end = (moment.hour * 60 + moment.minute for moment in (period.start, period.end))
    early = () if opens <= start <= closes else START
    late = () if opens <= end <= closes else END
    return [*early, *late]


def _sort_by_preference(d: Dialogue, found: list[facts.Alternative]) -> list[facts.Alternative]:
    """Those of the class the caller wants first."""
    return sorted(found, key=lambda one: classes.key_of(one.offer) != d.slots.car)


def _asks_for_class_out(d: Dialogue, arguments: Arguments) -> bool:
    """Whether it was asked when and where else a class can be had, once it was known what is free."""
    return bool(arguments.get("vehicleType") and d.offers.get(_key_of(arguments)))


def _learn_near(d: Dialogue, arguments: Arguments, output: ToolOutput) -> None:
    """Another time of that day comes first, then another shop, then another day."""
    key = _key_of(arguments)
    car = classes.key_of(facts.Offer(str(arguments["vehicleType"]), "", 1))
    of_class = [one for one in facts.read_alternatives(output) if classes.key_of(one.offer) == car]
    here = [one for one in of_class if one.shop_id == key[0]]
    today = [one for one in here if key[1].startswith(one.start.date().isoformat())]
    elsewhere = [one for one in of_class if one.shop_id != key[0]]
    later = [one for one in here if one not in today]
    d.near[*key, car] = [*today[:1], *elsewhere[:1], *later[:1]]
    d.alternatives = d.near[*key, car]
    if freed := [offer for offer in facts.read_offers(output) if classes.key_of(offer) == car]:
        d.offers[key] = [*d.offers[key], *freed]  # somebody gave it back meanwhile
        settle_car(d)


def _settle_shop(d: Dialogue) -> None:
    """Go on to the next shop that would do, where this one has no such car; back to the first after all."""
    w, choices = d.slots, d.slots.shop_choices
    if w.shop not in choices or d.free is None:
        return
    if any(not w.car or classes.key_of(offer) == w.car for offer in d.fitting):
        if w.shop != choices[0]:
            d.news, w.shop_choices = (*d.news, "second-shop"), (choices[0],)
        return
    behind = choices[choices.index(w.shop) + 1 :]
    w.shop, w.shop_choices = (behind[0], choices) if behind else (choices[0], ())
    w.region = d.shops[w.shop].region if w.shop in d.shops else ""


def _learn_shops(d: Dialogue, output: ToolOutput) -> None:
    """What was said of places before is read again, now that the shops are known."""
    d.listed = True
    for shop in map(facts.read_shop, facts.read_documents(output, "locations")):
        if shop:
            d.shops[shop.id] = shop
    if d.case:  # the slots hold a reservation that stands where it stands
        reservation_update.reread_other_shop(d, d.case)
        if d.case.before and not d.booking:  # and the booking that waits is wherever it was said to be
            stands, d.slots = d.slots, d.case.before
            _locate_again(d)
            d.case.before, d.slots = d.slots, stands
        return
    _locate_again(d)


def _locate_again(d: Dialogue) -> None:
    asked, d.asked, d.slots.region = d.asked, "shop", ""
    for number, text in enumerate(d.texts, start=1):
        if locate(d, read_utterance(text), loose=not d.slots.shop) and number == len(d.texts):
            d.trouble = 0  # the newest words were of use after all
    d.asked = asked
    if d.slots.shop and d.shop and not d.slots.region:
        d.slots.region = d.shop.region


def _handle_failure(d: Dialogue, name: str, arguments: Arguments, output: ToolOutput) -> None:
    problem = facts.read_problem(name, output)
    if problem.code == "hold_expired" and not d.lost_holds:
        # Once the car is held anew without a word: what was agreed to stands, if the summary is the same.
        d.quote, d.lost_holds = None, 1
        return
    d.problem = problem
    if not problem.retryable:
        d.quote = None
    if not problem.retryable:
        d.agreed = None
    failures.count_failure(d, name, arguments, problem)
    d.alternatives = _sort_by_preference(d, facts.read_alternatives(output))
    clears = list(CLEARS.get(problem.code, ()))
    if problem.code == "outside_opening_hours":
        clears = _find_outside_ends(d) or clears
    for field in problem.fields:
        clears += FIELDS.get(field, ())
    if problem.code == "closed_that_day":
        _refuse_days(d.slots)
    for field in clears:
        setattr(d.slots, field, EMPTY.get(field))
    if problem.code == "no_vehicle_available":
        # Somebody else took the car meanwhile: what is free is asked anew, and the same call may succeed.
        d.failures.pop(failures.name_call(name, arguments), None)
        d.offers.clear()
        d.read_back = None
        if name == "get_availability":
            d.offers[_key_of(arguments)] = []
        elif not d.alternatives:
            d.slots.car = ""


def _refuse_days(w: Slots) -> None:
    """Where the shop is closed, another day of pickup is to be told; how long the rental is stays."""
    w.refused_day = w.start_day
    if w.start_day and w.end_day and w.end_day > w.start_day:
        w.end_word = DayWord("later", (w.end_day - w.start_day).days)


def _learn_lookup(d: Dialogue, name: str, arguments: Arguments, output: ToolOutput) -> None:
    if name == facts.DETAILS:
        about = d.about[str(arguments.get("locationId"))] = facts.read_shop_details(output)
        settle_car(d)
        _leave_day_off(d, about)
        return
    if name == facts.ANSWER:
        _learn_answer(d, facts.read_company_answer(output, str(arguments.get("question"))))
        return
    d.price = facts.read_price(output)
    if d.supposed:
        d.wants_price = False
        return
    if _is_example(d, arguments):  # the price of the rental itself is told once that is known
        d.price = replace(d.price, example_at=str(arguments.get("locationId")))
        return
    d.wants_price = False
    d.prices.setdefault(_key_of(arguments), {}).update(
        {classes.key_of(offer): yen for offer, yen in d.price.each}
    )
    settle_car(d)


def _leave_day_off(d: Dialogue, about: facts.ShopDetails) -> None:
    """Nobody is asked from when until when he wants a car on a day that was asked about and is off."""
    day, w = d.turn.day, d.slots
    if day and day == w.start_day and about.hours_on(day) == ("", "") and w.end_day in (None, day):
        w.start_day = w.end_day = None
        w.refused_day = day


def _is_example(d: Dialogue, arguments: Arguments) -> bool:
    """Whether a price was asked for that is not that of the rental, of which too little was known."""
    return d.key is None or _key_of(arguments) != d.key


def _learn_answer(d: Dialogue, answer: facts.CompanyAnswer) -> None:
    """What was answered was understood, and asked for nothing to be done."""
    d.answer = answer
    told = {OF_TOPICS[topic] for topic in answer.topics if topic in OF_TOPICS}
    d.told_extra = told.pop() if len(told) == 1 else ""
    if answer.known:
        d.turn.progress, d.trouble, d.turn.odd_name = True, 0, False
        d.turn.topics -= ACTS
        # 「犬は？」 while the name is due; the half of a name that is one was said beside the question.
        if d.turn.gave == {"name"} and d.slots.name_doubt in ("check", "again"):
            d.slots.name, d.slots.name_doubt, d.turn.gave = "", "", frozenset()
    if answer.tells_price:
        d.turn.topics -= {"price"}
        d.wants_price = False


def _handle_lookup_refusal(d: Dialogue, name: str, arguments: Arguments, code: str) -> bool:
    """Whether the refusal is dealt with here: these questions hold nothing up."""
    if name == facts.ANSWER:
        d.answer = facts.CompanyAnswer()
        return True
    if name == facts.DETAILS:
        d.about[str(arguments.get("locationId"))] = facts.ShopDetails()
        settle_car(d)
        return True
    if _is_example(d, arguments):
        d.price = facts.Price()
        return True
    d.wants_price = code in facts.ABOUT_THE_PERIOD
    d.price = None if d.wants_price else facts.Price()
    return not d.wants_price
