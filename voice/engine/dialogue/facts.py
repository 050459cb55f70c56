"""What tools answered, read into small types. Tolerant: a field that is missing is empty, never an error."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime

from voice.protocol.shapes import JsonObject, ToolOutput

USUAL_HOURS = "08:00-20:00"
ABOUT_THE_PERIOD = frozenset(
    {
        "ends_before_start",
        "in_the_past",
        "ambiguous_time",
        "outside_opening_hours",
        "closed_that_day",
        "too_soon",
        "too_far_ahead",
        "too_short",
        "too_long",
    }
)
PRICE, DETAILS, ANSWER = "quote_price", "location_details", "answer_question"
LOOKUPS = frozenset({PRICE, DETAILS, ANSWER})
Hours = tuple[str, str]  # opens, closes; both empty where it is closed


@dataclass(frozen=True)
class Shop:
    """A shop as `list_locations` tells of it, or as the instructions do. `hours` is "08:00-20:00"."""

    id: str
    name: str
    name_en: str = ""
    region: str = ""
    region_en: str = ""
    address: str = ""
    phone: str = ""
    hours: str = USUAL_HOURS
    address_en: str = ""

    def name_in(self, language: str) -> str:
        """The name for a conversation in `language`; the Japanese one where there is no other."""
        return self.name_en if language == "en" and self.name_en else self.name

    def area(self, language: str) -> str:
        """The region's name for a conversation in `language`."""
        return self.region_en if language == "en" and self.region_en else self.region


@dataclass(frozen=True)
class Offer:
    """Cars of one class, free for the period that was asked."""

    car: str
    car_en: str
    count: int
    # Of these cars, as the company writes them.
    models: tuple[str, ...] = ()

    def name_in(self, language: str) -> str:
        """The class's name for a conversation in `language`; the tool's own one where there is no other."""
        return self.car_en if language == "en" and self.car_en else self.car


@dataclass(frozen=True)
class Alternative:
    """What a tool offers instead: one class at one shop, in the shop's local time."""

    shop_id: str
    shop: str
    shop_en: str
    start: datetime
    end: datetime
    offer: Offer


@dataclass(frozen=True)
class Booking:
    """A reservation that was just made, with what the caller is to be told of it."""

    number: str
    shop: str
    shop_en: str
    phone: str
    already: bool = False  # the tool answered a repeat with the booking that stands: nothing new was made
    # Where its customer is reached, as it stands: the number as it is dialled, and the e-mail address.
    customer_phone: str = ""
    customer_email: str = ""


@dataclass(frozen=True)
class Problem:
    """Why a tool did not do what was asked."""

    tool: str
    code: str
    spoken: str = ""
    # The arguments that were wrong, in the tool's names.
    fields: tuple[str, ...] = ()
    # Whether the same call may succeed a moment later.
    retryable: bool = False


def read_shop(document: JsonObject) -> Shop | None:
    """A shop from one document of `list_locations`; None where it has neither an id nor a name."""
    if not document.get("id") or not document.get("name"):
        return None
    return Shop(
        id=_read_text(document, "id"),
        name=_read_text(document, "name"),
        name_en=_read_text(document, "nameEn"),
        region=_read_text(document, "region"),
        region_en=_read_text(document, "regionEn"),
        address=_read_text(document, "address"),
        phone=_read_text(document, "phone"),
        hours=_read_text(document, "openingHours") or USUAL_HOURS,
        address_en=_read_text(document, "addressEn"),
    )


def read_offers(output: ToolOutput) -> list[Offer]:
    """Counts by class, with the models among them; where only vehicles are listed they are counted."""
    counts: dict[str, int] = {}
    models: dict[str, dict[str, None]] = {}
    for vehicle in read_documents(output, "availableVehicles"):
        car = _read_text(vehicle, "vehicleType")
        counts[car] = counts.get(car, 0) + 1
        models.setdefault(car, {})[_read_text(vehicle, "vehicleModel")] = None
    known = {car: tuple(filter(None, each)) for car, each in models.items()}
    if isinstance(output.get("classes"), list):
        found = [
            Offer(car, _read_text(c, "vehicleTypeEn"), _read_number(c, "count"), known.get(car, ()))
            for c in read_documents(output, "classes")
            if (car := _read_text(c, "vehicleType"))
        ]
        return [offer for offer in found if offer.count > 0]
    return [Offer(car, "", count, known[car]) for car, count in counts.items() if car]


def read_alternatives(output: ToolOutput) -> list[Alternative]:
    """What a refusal offers instead. Local times; an entry without shop, class or period is left out."""
    found = []
    for document in read_documents(output, "alternatives"):
        try:
            start = datetime.fromisoformat(_read_text(document, "startDate")).replace(tzinfo=None)
            end = datetime.fromisoformat(_read_text(document, "endDate")).replace(tzinfo=None)
        except ValueError:
            continue
        names = [_read_text(document, name) for name in ("locationId", "locationName", "locationNameEn")]
        car = _read_text(document, "vehicleType")
        offer = Offer(car, _read_text(document, "vehicleTypeEn"), max(1, _read_number(document, "count")))
        if names[0] and car:
            found.append(Alternative(names[0], names[1], names[2], start, end, offer))
    return found


def read_booking(output: ToolOutput) -> Booking:
    """What `create_reservation` answered. The number may be empty: the caller is then told what there is."""
    number = _read_text(output, "number") or _read_text(output, "reservationId")
    shop, shop_en, phone = (_read_text(output, name) for name in ("locationName", "locationNameEn", "phone"))
    return Booking(number, shop, shop_en, phone, already=output.get("alreadyBooked") is True)


def read_problem(tool: str, output: ToolOutput) -> Problem:
    """Why `tool` did not do it. `busy` and `internal` may be tried once more; no code is internal."""
    code = _read_text(output, "code") or "internal"
    fields = tuple(_read_text(error, "field") for error in read_documents(output, "errors"))
    return Problem(tool, code, _read_text(output, "spoken"), fields, code in ("busy", "internal"))


def read_documents(output: ToolOutput, name: str) -> list[ToolOutput]:
    """The objects in the list `name` of a tool's output; anything else in it is left out."""
    found = output.get(name)
    return [item for item in found if isinstance(item, dict)] if isinstance(found, list) else []


def _read_text(document: JsonObject, name: str) -> str:
    value = document.get(name)
    return value if isinstance(value, str) else ""


def _read_number(document: JsonObject, name: str) -> int:
    value = document.get(name)
    return value if isinstance(value, int) and not isinstance(value, bool) else 0


@dataclass(frozen=True)
class Price:
    """`each` class with its total in yen; nothing where no price could be had.

    `example_at` is the ID of the shop of an example; "" where it is the price of the rental itself.
    """

    spoken: str = ""
    each: tuple[tuple[Offer, int], ...] = ()
    example_at: str = ""


@dataclass(frozen=True)
class CompanyAnswer:
    """What the company has to say to a question. Not `known`: only whom to ask, in the tool's own words."""

    known: bool = False
    spoken: str = ""
    texts: tuple[str, ...] = ()
    texts_en: tuple[str, ...] = ()
    # The IDs of what it is about, and the question as it was put to the tool.
    topics: tuple[str, ...] = ()
    question: str = ""
    # Where it is not known: ID and title of each topic that has an answer, one a language.
    titles: tuple[tuple[str, str], ...] = ()

    def text_in(self, language: str) -> str:
        """All of it for a conversation in `language`; "" where it is not written in that."""
        texts, joint = (self.texts_en, " ") if language == "en" else (self.texts, "")
        return joint.join(text for text in texts if text)

    @property
    def tells_price(self) -> bool:
        return any("円" in text for text in self.texts) or any("yen" in text for text in self.texts_en)


@dataclass(frozen=True)
class Exceptional:
    """Hours of a stretch of days, both included (ISO dates), that differ from the week's."""

    first: str
    last: str
    hours: Hours
    reason: str = ""
    reason_en: str = ""


@dataclass(frozen=True)
class ShopDetails:
    """What `location_details` told of a shop: hours by weekday (0 is Monday), exceptions, the way, models."""

    weekly: dict[int, Hours] = field(default_factory=dict)
    exceptions: tuple[Exceptional, ...] = ()
    directions: str = ""
    directions_en: str = ""
    # What it has for hire, free or not: by class, `count` 0.
    fleet: tuple[Offer, ...] = ()

    def hours_on(self, day: date) -> Hours | None:
        """None where nothing is known of that day."""
        special = self.find_exception(day)
        return special.hours if special else self.weekly.get(day.weekday())

    def reason(self, day: date, language: str) -> str:
        """Why the hours of that day are exceptional; "" where they are not, or no reason is given."""
        special = self.find_exception(day)
        if special is None:
            return ""
        return special.reason_en if language == "en" and special.reason_en else special.reason

    def find_exception(self, day: date) -> Exceptional | None:
        """Of two exceptions the later begun one counts."""
        dated = [one for one in self.exceptions if one.first <= day.isoformat() <= one.last]
        return max(dated, key=lambda one: one.first, default=None)

    def way(self, language: str) -> str:
        """How one gets there, in `language` where the shop has it."""
        return self.directions_en if language == "en" and self.directions_en else self.directions


def read_price(output: ToolOutput) -> Price:
    """What `quote_price` answered. Yen, tax included; a quote without a total or a class is left out."""
    each = []
    for quote in read_documents(output, "quotes"):
        told = quote.get("price")
        total = told.get("total") if isinstance(told, dict) else None
        car, car_en = quote.get("vehicleType"), quote.get("vehicleTypeEn")
        if isinstance(total, int) and isinstance(car, str):
            each.append((Offer(car, car_en if isinstance(car_en, str) else "", 1), total))
    spoken = output.get("spoken")
    return Price(spoken.strip() if isinstance(spoken, str) else "", tuple(each))


def read_company_answer(output: ToolOutput, question: str) -> CompanyAnswer:
    """What `answer_question` answered to `question`."""
    answers = read_documents(output, "answers")
    return CompanyAnswer(
        output.get("known") is True,
        read_stripped_text(output, "spoken"),
        tuple(read_stripped_text(answer, "answer") for answer in answers),
        tuple(read_stripped_text(answer, "answerEn") for answer in answers),
        tuple(read_stripped_text(answer, "topic") for answer in answers),
        question,
        tuple(
            dict.fromkeys(
                (read_stripped_text(each, "topic"), title)
                for each in read_documents(output, "topics")
                for name in ("title", "titleEn")
                if (title := read_stripped_text(each, name))
            )
        ),
    )


def read_shop_details(output: ToolOutput) -> ShopDetails:
    """What `location_details` answered; weekdays without a number are left out."""
    weekly = {
        day["weekday"]: _read_hours(day)
        for day in read_documents(output, "weeklyHours")
        if isinstance(day.get("weekday"), int)
    }
    exceptions = tuple(
        Exceptional(
            first=read_stripped_text(day, "firstDay"),
            last=read_stripped_text(day, "lastDay"),
            hours=_read_hours(day),
            reason=read_stripped_text(day, "reason"),
            reason_en=read_stripped_text(day, "reasonEn"),
        )
        for day in read_documents(output, "exceptions")
    )
    return ShopDetails(
        weekly,
        exceptions,
        read_stripped_text(output, "directions"),
        read_stripped_text(output, "directionsEn"),
        tuple(
            Offer(
                car, read_stripped_text(each, "vehicleTypeEn"), 0, (read_stripped_text(each, "vehicleModel"),)
            )
            for each in read_documents(output, "vehicleModels")
            if (car := read_stripped_text(each, "vehicleType"))
        ),
    )


def read_stripped_text(document: JsonObject, name: str) -> str:
    value = document.get(name)
    return value.strip() if isinstance(value, str) else ""


def _read_hours(day: JsonObject) -> Hours:
    opens, closes = day.get("opens"), day.get("closes")
    return (opens[:5], closes[:5]) if isinstance(opens, str) and isinstance(closes, str) else ("", "")
