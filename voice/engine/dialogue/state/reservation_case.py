"""An existing reservation that is talked about: what is known of it, what is to be done, how far that is."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal

from voice.engine.dialogue.facts import Offer, Shop
from voice.engine.dialogue.nlu.dates.tokens import Role, Shift
from voice.engine.dialogue.state import quotes
from voice.engine.dialogue.state.quotes import Quote
from voice.engine.dialogue.state.slots import Slots
from voice.protocol.shapes import Arguments

ReservationIntent = Literal["find", "change", "cancel"]
TOOLS: dict[ReservationIntent, str] = {
    "find": "find_reservation",
    "change": "change_reservation",
    "cancel": "cancel_reservation",
}
# The facts that stand in place of a number that was lost, and the tool that takes them.
BY_CUSTOMER = "find_reservation_by_customer"
FACTS = ("name", "phone", "day")
CODE = "identityCode"
# So often is a wrong code asked for again.
CODE_TRIES = 2
# So often may a quote or its outcome be cut off: who cuts in once more knows what it says.
PATIENCE = 1


@dataclass(frozen=True)
class FoundReservation:
    """A reservation as a tool told of it."""

    number: str
    # The tool's own word: confirmed, held, out, returned, cancelled …
    status: str
    shop: Shop
    # Local times of the shop.
    start: datetime
    end: datetime
    offer: Offer
    name: str
    # By the names that the tools understand; and the shop that takes it back, "" where it is the same.
    extras: tuple[str, ...]
    return_shop: str
    # Yen, tax included; 0 where the tool told no price.
    total: int
    # The tool's own sentence about it, in the language of the call at that time.
    spoken: str


@dataclass
class Case:
    """An existing reservation that is talked about, and how far that is."""

    intent: ReservationIntent
    # The number and the second fact, as the caller gave them.
    number: str = ""
    name: str = ""
    last_four: str = ""
    # The number was lost: the name, the telephone number and the day of pickup are to find it instead.
    lost: bool = False
    phone: str = ""
    day: date | None = None
    # How often these were refused, and what was told where several reservations have them.
    refusals: int = 0
    several: str = ""
    # Made in this conversation, so that nobody need prove anything.
    own: bool = False
    # The first part of a number, or of the code, that is said in two breaths.
    begun: str = ""
    # A code was sent to the customer, who is to tell it; what they told, how often that was wrong, how often
    # they said that none has come, and whether none can be told.
    code_sent: bool = False
    code: str = ""
    wrong_codes: int = 0
    missed_codes: int = 0
    code_lost: bool = False
    # The number that was refused last.
    refused: str = ""
    # The reservation, once it was found, and whether the caller was told of it.
    found: FoundReservation | None = None
    told: bool = False
    # What was said of changes before the reservation was found.
    texts: list[str] = field(default_factory=list)
    # The newest words, while no shop is known that they may wish for.
    unlisted: str = ""
    # Changes: the new name, what stands, the slots as they were before "an hour later", and that shift.
    new_name: str = ""
    base: Slots | None = None
    # The telephone number that it shall have, told before it was found.
    new_phone: str = ""
    # The name is to be changed too, and to what was not said.
    renames: bool = False
    unshifted: Slots | None = None
    shifted: Shift | None = None
    # The booking that waits meanwhile.
    before: Slots | None = None
    # It is to be in the name of this reservation, of its class, and like it in what was not said.
    same_name: bool = False
    same_car: bool = False
    is_alike: bool = False
    # The quote that was read out: its token, whether all of it was heard, how often it was cut off.
    heard: str = ""
    heard_whole: bool = False
    cuts: int = 0
    # The token of the quote that the caller said yes to.
    agreed: str = ""
    # The reservation as it would have become by a change that the caller said no to: of what is then told
    # otherwise the rest is still wished for.
    refused_change: Slots | None = None
    # The caller said no to a quoted change, or wants another shop and has not said which.
    declined: bool = False
    elsewhere: bool = False
    # Another shop is to take the car back, and the caller has not said which.
    returns_elsewhere: bool = False
    # The end whose hour the caller cannot keep, while it is not known to what it is to be changed.
    missed: Role = ""
    # Which way an end is to move, while it is not known how far.
    toward: Shift | None = None
    # How it ended
    # The tool that did it, and its own words for it.
    done: str = ""
    result: str = ""
    # How often the outcome was told: it may be talked over once.
    tellings: int = 0
    # Why it ends: nothing is to be done after all, no number is known, or a tool refused for good.
    dropped: bool = False
    stuck: bool = False
    over: bool = False

    @property
    def identification(self) -> Arguments:
        """The number and the second fact, as the tools want them."""
        given: Arguments = {"number": self.number}
        if self.own:
            return given
        if self.last_four:
            return {**given, "phoneLastFour": self.last_four}
        return {**given, "customerName": self.name}

    @property
    def proof(self) -> Arguments:
        """`identification`, and the code where it was told: what a tool wants before it writes."""
        return {**self.identification, CODE: self.code} if self.code else self.identification

    @property
    def customer(self) -> Arguments:
        """The facts that stand in place of the number, as the tool wants them; those that are known."""
        day = self.day.isoformat() if self.day else ""
        facts = {"customerName": self.name, "customerPhone": self.phone, "pickupDay": day}
        return {name: value for name, value in facts.items() if value}

    @property
    def missing_facts(self) -> tuple[str, ...]:
        """Of FACTS, those that the caller has not told."""
        known = (self.name, self.phone, self.day)
        return tuple(fact for fact, value in zip(FACTS, known, strict=True) if not value)

    @property
    def identified(self) -> bool:
        """Whether the tools would take it: a number and a second fact, or one made in this call."""
        return bool(self.number) and (self.own or bool(self.name or self.last_four))

    def note_speech(self, text: str, words: str, quote: Quote | None) -> None:
        """The agent spoke of it; `words` are what mattered, `text` is what was heard."""
        self.declined = False
        self.elsewhere = self.elsewhere and self.base is None
        self.returns_elsewhere = self.returns_elsewhere and self.base is None
        if quote and words:
            self.note_read_out(quote, words, text)
        if self.done:
            self.tellings += 1
            self.over = quotes.was_heard(words, text) or self.tellings > PATIENCE

    def note_read_out(self, quote: Quote, words: str, text: str) -> None:
        """`words` were to be said, `text` was heard. Twice begun counts as heard, for a plain yes."""
        whole = quotes.was_heard(words, text)
        if whole or self.cuts >= PATIENCE:
            self.heard, self.heard_whole, self.cuts = quote.token, whole, 0
        elif text:
            self.cuts += 1
