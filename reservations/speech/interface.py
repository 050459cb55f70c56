"""What every language can say: the functions of `ja` and `en`, which a test compares with these."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time
from typing import Protocol

from reservations.pricing import FeeStep

# How many there are, by the key of the vehicle class.
Counts = Sequence[tuple[str, int]]
# A pickup and a return, by the clock at the shop.
LocalTimes = tuple[datetime, datetime]


class Speech(Protocol):
    """Vehicle classes are keys, amounts whole yen with tax, times by the clock at the shop.

    `booking` is what `say_place_and_period` says. Empty texts and None are left out of a sentence.
    """

    def join(self, parts: Sequence[str]) -> str:
        """All of them: 「札幌、東京」, "Sapporo and Tokyo"."""

    def list_names(self, names: Sequence[str]) -> str:
        """Names to choose from, without "and"."""

    def say_yen(self, amount: int) -> str: ...

    def say_time(self, moment: datetime | time) -> str: ...

    def say_day(self, moment: datetime) -> str: ...

    def say_moment(self, moment: datetime) -> str: ...

    def say_period(self, start: datetime, end: datetime) -> str:
        """The day is said once where both are on it."""

    def say_length(self, minutes: int) -> str:
        """In hours and minutes."""

    def say_rental_length(self, minutes: int) -> str:
        """In days of 24 hours, where it is longer than one."""

    def say_hours(self, opens_at: time, closes_at: time) -> str:
        """A phrase; where both are the same, the door is always open."""

    def say_closing_reason(self, reason: str) -> str:
        """The reason so that the sentence goes on after it."""

    def say_shops(self, region: str, names: Sequence[str]) -> str:
        """The shops of `region`, or all where it is empty."""

    def say_shop(self, shop: str, hours: str, reason: str, address: str, directions: str) -> str:
        """`hours` of today, empty where it is closed; `reason`: why they are not the usual ones."""

    def say_free(self, counts: Counts) -> str: ...

    def say_none_free(self, shop: str, wished: LocalTimes, vehicle_class: str, offers: Sequence[str]) -> str:
        """`vehicle_class` is empty for any. `offers`: what `say_alternative` says of what is free instead."""

    def say_alternative(
        self, shop: str, wished: LocalTimes, offered: LocalTimes, vehicle_class: str, *, elsewhere: bool
    ) -> str:
        """A phrase with only what is otherwise than wished. `elsewhere`: it is at another shop."""

    def say_place_and_period(self, shop: str, period: str, *, return_shop: str) -> str:
        """`return_shop`: empty where the car comes back to the same shop."""

    def say_booked(
        self, shop: str, local_times: LocalTimes, vehicle_class: str, number: str, *, repeated_for: str
    ) -> str:
        """`repeated_for`: the name of the booking that was there already; empty for a new one."""

    def ask_to_book(
        self,
        booking: str,
        vehicle_class: str,
        name: str,
        price: int | None,
        *,
        phone: str,
        email: str,
        included: Sequence[str],
    ) -> str:
        """`phone` in groups of digits; `included` names extras and fees that are in the price."""

    def say_reservation(
        self, booking: str, vehicle_class: str, name: str, status: str, price: int | None
    ) -> str: ...

    def say_found(self, reservation: str, number: str) -> str:
        """A reservation that was found without its number, as `say_reservation` says it."""

    def ask_which(self, found: Sequence[str]) -> str:
        """Several that were found so, and the question for the number of one."""

    def ask_to_cancel(self, booking: str, fee: int) -> str: ...

    def say_cancelled(self, booking: str, fee: int) -> str: ...

    def ask_to_change(
        self,
        booking: str,
        vehicle_class: str,
        price: int | None,
        more: int | None,
        *,
        name: str,
        phone: str,
        email: str,
        included: Sequence[str] | None,
    ) -> str:
        """`more`: what the change adds to the price, or takes from it where it is negative. `name`, `phone`,
        `email`: the new one, empty where it stays; `included`: extras and fees in the new price, None where
        the extras stay."""

    def say_changed(self, booking: str, vehicle_class: str, number: str) -> str: ...

    def say_charge(self, amount: int, *, per_day: bool, most: int | None) -> str:
        """A phrase: what an extra costs, for each 24 hours or for the rental; `most`: however long it is."""

    def say_amounts(self, least: int, most: int) -> str:
        """A phrase: what it costs at least and at most."""

    def say_cancellation_fees(self, steps: Sequence[FeeStep]) -> str:
        """A phrase: what cancelling costs from when on, the earliest step first."""

    def say_unanswered(self, shop: str, phone: str) -> str:
        """The company has no answer; whom to ask, where there is a telephone."""

    def say_prices(self, amounts: Sequence[tuple[str, int]], minutes: int, included: Sequence[str]) -> str:
        """`amounts` by class, all for a rental of `minutes`; `included` names what is in them."""
