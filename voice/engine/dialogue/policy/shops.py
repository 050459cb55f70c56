"""The shop: finds it, asks which, and tells its hours on a day, the way there and its telephone."""

from __future__ import annotations

from voice.engine.dialogue import facts
from voice.engine.dialogue.facts import Shop
from voice.engine.dialogue.nlg import options, wording
from voice.engine.dialogue.policy.opening_days import speak_hours_of_days
from voice.engine.dialogue.policy.reply import Reply
from voice.engine.dialogue.state import failures
from voice.engine.dialogue.state.dialogue import Dialogue
from voice.engine.interfaces import Call

# So many names are read out at a time; a longer list is not read again to a caller who is in trouble.
MANY = 5


def speak_usual_hours(d: Dialogue, shop: Shop) -> str:
    """The shop's hours as they are said, or as the tool wrote them where they cannot be read."""
    opens, _, closes = shop.hours.partition("-")
    try:
        return str(wording.phrases(d.language).span(opens, closes))
    except ValueError:
        return shop.hours


def build_list_call(d: Dialogue, *, needed: bool = False) -> Call | None:
    """The call that finds shops, unless it has been made, has failed, or there is no such tool."""
    if "list_locations" not in d.tools or d.listed or not (needed or d.slots.region or _may_name_one(d)):
        return None
    return Call("list_locations", {}) if failures.may_be_called(d, "list_locations", {}) else None


def _may_name_one(d: Dialogue) -> bool:
    """Any words may hold a shop ("minivan, Shinjuku"): only the list tells. A mere greeting holds none."""
    return any(d.texts) and not ("hello" in d.turn.topics and not d.turn.gave)


def find_shop(d: Dialogue, before: list[str]) -> Reply | None:
    """The next step towards a shop; None when it is known."""
    say, language = wording.phrases(d.language), d.language
    if d.slots.shop:
        if d.settled and d.shop and not d.period.end:
            before.append(str(say.one_shop_here(d.shop.area(language), d.shop.name_in(language))))
        return None
    missing, nearby = d.turn.unknown_place, d.nearby
    call = build_list_call(d, needed=bool(d.trouble) or bool(d.turn.topics & {"shops", "hours", "where"}))
    if call:
        return Reply([*before, str(say.checking_shops(d.slots.region))], [call], asked="place")
    lines = list(before)
    if missing:
        lines.append(str(say.no_shop_in(missing)))
    if nearby and d.slots.region and d.asked == "shop" and d.turn.gave and not missing:
        return Reply([*lines, str(say.acknowledge()), wording.question(language, "shop")], asked="shop")
    if nearby and d.slots.region:
        if len(nearby) <= MANY or not d.trouble:
            names = [shop.name_in(language) for shop in nearby[:MANY]]
            # Two that the caller named are not all that the region has.
            fitting = say.shops_fitting(names) if d.slots.among else None
            lines.append(str(fitting or say.shops_here(nearby[0].area(language), names)))
        return Reply([*lines, wording.question(language, "shop", d.trouble)], asked="shop")
    if "list_locations" not in d.tools and d.asked == "place" and d.turn.text:
        lines.append(str(say.cannot("list_locations")))
    if d.regions and str(say.regions(d.regions)) not in lines:  # they may have been asked for
        lines.append(str(say.regions(d.regions)))
    return Reply([*lines, wording.question(language, "place", d.trouble)], asked="place")


def ask_return_shop(d: Dialogue, before: list[str]) -> Reply | None:
    """Which of the shops takes the car back, where the caller's word for it fits several."""
    names = [d.shops[one].name_in(d.language) for one in d.slots.return_among if one in d.shops]
    if not names:
        return None
    return Reply([*before, options.ask_return_shop(d.language, names[:MANY])], asked="return")


def name_others(d: Dialogue) -> list[str]:
    """The other shops that may take the car back, those of the region first: as many as one keeps in mind."""
    here = d.shop.region if d.shop else ""
    others = [shop for shop in d.shops.values() if shop.id != d.slots.shop]
    others.sort(key=lambda shop: shop.region != here)
    return [shop.name_in(d.language) for shop in others[:MANY]]


def find_phone(d: Dialogue) -> str:
    """The number to call: of the reservation just made, else of the shop in question; "" where none is."""
    if d.booking and d.booking.phone:
        return format_national_number(d.booking.phone)
    known = [shop.phone for shop in ([d.asked_shop] if d.asked_shop else d.nearby) if shop.phone]
    return format_national_number(known[0]) if known else ""


def format_national_number(phone: str) -> str:
    """As one dials it in the country: "+81-3-..." is heard as 03."""
    return "0" + phone.removeprefix("+81").lstrip("- ") if phone.startswith("+81") else phone


def look_up_details(d: Dialogue, before: list[str]) -> Reply | None:
    """Asks the tool, where it is there and the answer is not yet known. Of a day that is asked about before a
    shop is chosen, every shop in question is asked for."""
    if not d.turn.topics & {"hours", "where"} or facts.DETAILS not in d.tools:
        return None
    of_all = d.nearby[:MANY] if d.turn.day and "hours" in d.turn.topics else []
    for shop in [d.asked_shop] if d.asked_shop else of_all:
        call = Call(facts.DETAILS, {"locationId": shop.id})
        if shop.id not in d.about and failures.may_be_called(d, call.name, call.arguments):
            first = d.asked_shop is not None or not d.about
            return Reply(
                [*before, str(wording.phrases(d.language).checking_shop())] if first else before, [call]
            )
    return None


def speak_hours_of_all(d: Dialogue) -> str:
    """Whether the shops in question are open on the days that were asked about, where it is the same of all;
    "" where it is not, or is not known."""
    if of_several := speak_hours_of_days(d, d.nearby):
        return of_several
    day, known = d.turn.day, [d.about.get(shop.id) for shop in d.nearby]
    hours = [about.hours_on(day) if about and day else None for about in known]
    first, told = next(iter(known), None), next(iter(hours), None)
    if day is None or first is None or told is None or any(each != told for each in hours):
        return ""
    say = wording.phrases(d.language)
    spoken = say.day(day)
    if not told[0]:
        return str(say.all_closed_on(spoken, first.reason(day, d.language)))
    return str(say.all_open_on(spoken, say.span(*told)))


def speak_hours_on_day(d: Dialogue, shop: Shop) -> str:
    """Of the days that were asked about, or of the day of the rental; "" where nothing is known of it."""
    if of_several := speak_hours_of_days(d, [shop]):
        return of_several
    day = d.turn.day or d.slots.start_day or d.today
    found = d.about[shop.id].hours_on(day) if shop.id in d.about else None
    if found is None:
        return ""
    say, name = wording.phrases(d.language), shop.name_in(d.language)
    spoken = say.day(day)
    if not found[0]:
        return str(say.closed_on(name, spoken, d.about[shop.id].reason(day, d.language)))
    return str(say.open_on(name, spoken, say.span(*found)))


def speak_way(d: Dialogue, shop: Shop) -> str:
    """How one gets there, as a sentence."""
    found = d.about[shop.id].way(d.language) if shop.id in d.about else ""
    ends = ("。", ".", "!", "！")
    return found if not found or found.endswith(ends) else f"{found}{'.' if d.language == 'en' else '。'}"
