"""What is known at one moment of a conversation. Plain data: the replay fills it, the policy reads it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date

from voice.engine.dialogue.facts import (
    Alternative,
    Booking,
    CompanyAnswer,
    Offer,
    Price,
    Problem,
    Shop,
    ShopDetails,
)
from voice.engine.dialogue.nlu import classes
from voice.engine.dialogue.nlu.concern import EMERGENCIES
from voice.engine.dialogue.nlu.dates.resolution import Period, resolve_period
from voice.engine.dialogue.state.quotes import Quote
from voice.engine.dialogue.state.reservation_case import TOOLS, Case
from voice.engine.dialogue.state.slots import Slots


@dataclass
class Turn:
    """What the caller's words did since the agent last answered."""

    # All that was said since then; several messages are joined by a space.
    text: str = ""
    # To the question that stands: "yes", "no", "again" (what was asked, said once more), or "".
    answer: str = ""
    # It answers for all that was said since the question, and is to be acted upon.
    judged: bool = False
    # All of the words are that answer: nothing else is read in them.
    whole: bool = False
    # Nothing of it was heard, so that nothing can be misheard.
    typed: bool = False
    topics: frozenset[str] = frozenset()
    # What it is about, as far as the classifier is sure: all of its parts, and the words as a whole.
    concerns: frozenset[str] = frozenset()
    matter: str = ""
    # The likeliest of all, where the classifier is not sure either.
    guess: str = ""
    # Its words, kept while their answer is looked up.
    about: str = ""
    # Something of it could be used: a slot, an answer, a step of a case.
    progress: bool = False
    # There were no words in it, only a noise.
    unheard: bool = False
    # A place was named where there is no shop.
    unknown_place: str = ""
    # A name was asked for, and this was none.
    odd_name: bool = False
    # A class whose seats are asked for.
    seats_of: str = ""
    # A model of a car that was wished for: a booking is of a class.
    model: str = ""
    # What was given: "place", "period", "car", "name", "number" …
    gave: frozenset[str] = frozenset()
    # A day that is asked about, not booked for; of several in a row the first, and the last of them.
    day: date | None = None
    last_day: date | None = None
    # Another shop than that of the rental, which is asked about and not chosen.
    shop: str = ""
    # It asks for another day's hours, right after a day's were told.
    asks_again: bool = False

    @property
    def questions(self) -> frozenset[str]:
        """Those of its concerns that ask something which the company's own answers may tell."""
        return frozenset(concern for concern in self.concerns if concern.startswith("question."))

    @property
    def asks_company(self) -> bool:
        """Whether it asks something that the company's own answers may tell."""
        return bool(self.questions)


Details = tuple[str, ...]


@dataclass
class Dialogue:
    """The whole state. `open_dialogue` makes it, `replay` fills it, the policy only reads it."""

    today: date
    language: str
    tools: frozenset[str]
    # The arguments that each tool of the session takes.
    takes: dict[str, frozenset[str]] = field(default_factory=dict)
    # The shop whose page was opened.
    home: Shop | None = None
    # A reservation is held first, and made by a second call once the caller has agreed to the tool's summary.
    two_steps: bool = False
    slots: Slots = field(default_factory=Slots)
    turn: Turn = field(default_factory=Turn)
    # What was said of this booking: read again once the shops are known.
    texts: list[str] = field(default_factory=list)
    # Learnt from tools
    shops: dict[str, Shop] = field(default_factory=dict)
    # Whether `list_locations` has answered.
    listed: bool = False
    # What is free, by shop, pickup and return (see `key`).
    offers: dict[tuple[str, str, str], list[Offer]] = field(default_factory=dict)
    alternatives: list[Alternative] = field(default_factory=list)
    # When and where else a class can be had that is out, by `key` and class.
    near: dict[tuple[str, str, str, str], list[Alternative]] = field(default_factory=dict)
    # Why the last tool failed, until the agent has told it.
    problem: Problem | None = None
    # How often each call was refused, by `failures.name_call`.
    failures: dict[str, int] = field(default_factory=dict)
    # The caller wants the same call made once more.
    retrying: bool = False
    # Calls that have not been answered, by id: the tool and its arguments as JSON.
    pending: dict[str, tuple[str, str]] = field(default_factory=dict)
    # How often the caller has spoken while they ran.
    waited: int = 0
    booking: Booking | None = None
    # The numbers of the reservations made in this call before that, in their order.
    made_before: list[str] = field(default_factory=list)
    # For what the caller was asked ("phone", "email"), and whether the answer was that there is none.
    asked_contact: frozenset[str] = frozenset()
    has_no_phone: bool = False
    # The figures of a telephone number that can be none, until the caller was told so; then "told".
    odd_phone: str = ""
    # Extras or a return elsewhere were just understood, and the caller is to be told so.
    news: tuple[str, ...] = ()
    # A model that was wished for and that no class has here, until the caller has been told so; and one that
    # the shop has, with its class, all of which are out at that time.
    refused_model: str = ""
    model_out: tuple[str, str] = ("", "")
    # A class that was named though it seats too few, and of which the caller was told so.
    too_small: str = ""
    # The extra that the company's last answer was about, until the caller has spoken once more.
    told_extra: str = ""
    # What a tool would do, and waits for a yes to.
    quote: Quote | None = None
    # The summary that the caller agreed to, word for word.
    agreed_words: str = ""
    # How often a hold has run out: it is renewed without a word once.
    lost_holds: int = 0
    # Side questions
    wants_price: bool = False
    price: Price | None = None
    # Another rental, of which alone the price is asked.
    supposed: Slots | None = None
    # What the classes cost, in yen, by `key` and class.
    prices: dict[tuple[str, str, str], dict[str, int]] = field(default_factory=dict)
    about: dict[str, ShopDetails] = field(default_factory=dict)
    # The first and last day whose hours were told last, until something else is said.
    hours_told: tuple[date, date] | None = None
    # What the company says to the newest words, until the agent has told it.
    answer: CompanyAnswer | None = None
    # The existing reservation that is talked about, and the one that was before.
    case: Case | None = None
    last: Case | None = None
    # What the call has been for until now: "" nothing yet, "ask" questions alone, "book" a booking.
    purpose: str = ""
    # The concerns other than bookings that were answered, in this order.
    helped: tuple[str, ...] = ()
    # The caller has said what the call is about, or was asked it in vain.
    matter_known: bool = False
    # Where the conversation stands
    # The question that stands, by its key in the phrases; "" where none does.
    asked: str = ""
    # Whether the caller has said anything in this call.
    spoken_to: bool = False
    greeted: bool = False
    # Whether the caller's last words still wait for their answer.
    new_words: bool = False
    # How many turns in a row could not be used.
    trouble: int = 0
    # The caller's last words, squeezed.
    last_words: str = ""
    # The agent's last sentences, where it was stopped before the question that ends them.
    unsaid: list[str] = field(default_factory=list)
    # What it was about to ask when not a word of it was heard: the caller's next words may still be for that.
    half_asked: str | None = None
    undone: bool = False  # it was stopped before the calls that it announced
    # The details that the caller has heard, and those that were agreed to.
    read_back: Details | None = None
    cut_read_backs: int = 0
    agreed: Details | None = None
    over: bool = False
    # Whether the agent has spoken since the last tool answered.
    told: bool = False
    latest: str = ""  # the tool that answered last
    # A region's only shop was taken, and the caller is to be told so.
    settled: bool = False
    # A class was settled by what is free or by the price, and the caller is to be told so.
    car_is_news: bool = False
    # Words that nobody understood stood beside the class: it is to be said back.
    car_is_doubtful: bool = False
    # The classes that were wished for in one breath, of which one is booked at a time.
    named_together: tuple[str, ...] = ()
    # The caller has said that there are to be several cars.
    wants_several: bool = False
    # Whether the caller has heard the number of the reservation just made.
    announced: bool = False
    cut_announcements: int = 0

    @property
    def asked_shop(self) -> Shop | None:
        """The shop that the caller's words ask about: another than the wanted one, where they name it."""
        return self.shops.get(self.turn.shop) or self.shop

    @property
    def shop(self) -> Shop | None:
        """The shop that is wanted; by its id alone where nothing more is known of it."""
        if self.slots.shop:
            spoken_of = self.case or self.last
            found = spoken_of.found.shop if spoken_of and spoken_of.found else None
            if found and found.id == self.slots.shop:
                return self.shops.get(found.id) or found
            return self.shops.get(self.slots.shop) or (
                self.home
                if self.home and self.home.id == self.slots.shop
                else Shop(self.slots.shop, self.slots.shop)
            )
        return None

    @property
    def nearby(self) -> list[Shop]:
        """The shops in question: those of the region, or all."""
        if self.slots.among:
            return [shop for shop in self.shops.values() if shop.id in self.slots.among]
        if not self.slots.region:
            return list(self.shops.values())
        return [shop for shop in self.shops.values() if shop.region == self.slots.region]

    @property
    def regions(self) -> list[str]:
        """The regions that have shops, each once, in the order of the list."""
        return list(dict.fromkeys(shop.area(self.language) for shop in self.shops.values() if shop.region))

    @property
    def period(self) -> Period:
        """The pickup and the return, as far as they can be told by now."""
        return resolve_period(self.slots, self.shop.hours if self.shop else "")

    @property
    def key(self) -> tuple[str, str, str] | None:
        """What availability was, or is to be, asked for."""
        period = self.period
        if not self.slots.shop or not period.start or not period.end:
            return None
        return (self.slots.shop, period.start.isoformat(), period.end.isoformat())

    @property
    def details(self) -> Details | None:
        """All that a reservation consists of; None while something is missing."""
        key, w = self.key, self.slots
        if not (key and w.car and w.name) or w.name_doubt:
            return None
        return (*key, w.car, w.name, w.phone, w.email, w.return_shop, *w.extras)

    def may_say(self, argument: str) -> bool:
        """Whether a reservation of this session takes the argument, or the change of the one in question."""
        tool = TOOLS["change"] if self.case else "create_reservation"
        return argument in self.takes.get(tool, frozenset())

    @property
    def free(self) -> list[Offer] | None:
        """What is free for just this shop and period; None while that is unknown."""
        key = self.key
        return self.offers.get(key) if key else None

    @property
    def begun(self) -> bool:
        """Whether the caller has begun to describe a new reservation."""
        fresh = Slots(shop=self.home.id if self.home else "")
        told = replace(self.slots, name="", name_doubt="", phone="", email="")  # who calls begins nothing yet
        told.refused_day = None  # nor does a day that was asked about and is off
        return self.booking is None and told != fresh

    @property
    def in_emergency(self) -> bool:
        """Whether an accident or a breakdown was told, and nothing has been asked since."""
        return self.asked == "else" and any(concern in EMERGENCIES for concern in self.helped)

    @property
    def number_due(self) -> bool:
        """Whether the number of a reservation just made is still to be told."""
        fresh = not self.told and self.latest == "create_reservation"
        return self.booking is not None and (not self.announced or fresh)

    @property
    def class_out(self) -> str:
        """The class that is wished for, or that has seats enough, where it is out at this shop and time."""
        w, offers = self.slots, self.fitting or self.free or []
        if not offers:
            return ""
        if w.car:
            return "" if any(classes.key_of(offer) == w.car for offer in offers) else w.car
        if self.fitting or not w.people:
            return ""
        return next((key for key in classes.SIZES if classes.SEATS[key] >= w.people), "")

    @property
    def fitting(self) -> list[Offer]:
        """What is free of the classes that the caller may want."""
        return [
            offer
            for offer in self.free or []
            if (key := classes.key_of(offer)) not in self.slots.excluded
            and classes.SEATS.get(key, self.slots.people) >= self.slots.people
        ]

    def begin_anew(
        self,
        *,
        like_the_last: bool = False,
        same_car: bool = False,
        same_name: bool = False,
        other_car: bool = False,
    ) -> None:
        """Another reservation: only the page's own shop, where the caller is reached, and what is to be the
        same are taken over; of the cars that were wished for together, the one that is left, where
        `other_car`.

        What is free is asked anew, for the last reservation has taken a car.
        """
        last = self.slots
        if self.booking:
            self.made_before.append(self.booking.number)
        self.slots = Slots(shop=self.home.id if self.home else "", phone=last.phone, email=last.email)
        if like_the_last:
            self.slots = replace(
                last,
                name=last.name if same_name else "",
                name_doubt="",
                car=last.car if same_car else "",
                any_car=False,
                choices=(),
            )
        left = list(self.named_together)
        if last.car in left:
            left.remove(last.car)
        if other_car and len(left) == 1:
            self.slots.car, self.named_together = left[0], ()
        self.texts = []
        self.offers.clear()
        self.near.clear()
        self.booking = self.problem = self.read_back = self.agreed = self.quote = None
        self.alternatives, self.cut_read_backs, self.cut_announcements, self.lost_holds = [], 0, 0, 0
        self.announced = self.over = self.wants_price = False
        self.asked = ""
