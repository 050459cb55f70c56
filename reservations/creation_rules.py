"""What a new booking is beside those that its session has: the same once more, or one too many.

Pure: both stores ask here, inside the transaction that books.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Protocol, TypeVar

from django.conf import settings

from reservations import person_names
from reservations.errors import TooManyBookings
from reservations.values import Draft

LIVE = frozenset({"held", "confirmed", "out"})


class Existing(Protocol):
    """A rental of the session: a Rental, or the row of one."""

    @property
    def location_id(self) -> str: ...
    @property
    def vehicle_class(self) -> str: ...
    @property
    def pickup_at(self) -> datetime: ...
    @property
    def return_at(self) -> datetime: ...
    @property
    def blocked_until(self) -> datetime: ...
    @property
    def status(self) -> str: ...
    @property
    def hold_expires_at(self) -> datetime | None: ...
    @property
    def customer_name(self) -> str: ...
    @property
    def customer_phone(self) -> str: ...
    @property
    def customer_email(self) -> str: ...
    @property
    def return_location_id(self) -> str | None: ...
    @property
    def extras(self) -> Sequence[str]: ...


E = TypeVar("E", bound=Existing)


def find_repeated(own: Iterable[E], draft: Draft) -> E | None:
    """The booking of the session that `draft` asks for once more, as models do after an interruption.

    The same shop, times and name, and a class that fits. Another name is another customer, and another class
    another car: both are booked beside the first. A hold must be the same in all else too: it gives way to
    one with other extras, as its summary would not be what was asked for.
    """
    return next((each for each in own if is_repeated(each, draft)), None)


def is_repeated(existing: Existing, draft: Draft) -> bool:
    """Is `existing` what `draft` asks for once more? Never without a session: staff mean what they type."""
    return (
        bool(draft.actor.session_id)
        and is_live(existing, draft.now)
        and existing.location_id == draft.shop.id
        and (existing.pickup_at, existing.return_at) == (draft.period.pickup_at, draft.period.return_at)
        and draft.vehicle_class in {None, existing.vehicle_class}
        and person_names.is_same(existing.customer_name, draft.customer.name)
        and (existing.status != "held" or is_alike(existing, draft))
    )


def is_alike(existing: Existing, draft: Draft) -> bool:
    """Has it the extras, the return shop and the contact that `draft` asks for?"""
    back = draft.return_shop.id if draft.return_shop else None
    contact = draft.customer.phone, draft.customer.email
    return (
        sorted(existing.extras) == sorted(draft.extras)
        and existing.return_location_id == back
        and (str(existing.customer_phone), existing.customer_email) == contact
    )


def is_live(existing: Existing, now: datetime) -> bool:
    """Does it keep a car? A hold that ran out, swept or not, does not."""
    lapsed = existing.hold_expires_at is not None and existing.hold_expires_at <= now
    return existing.status in LIVE and not (existing.status == "held" and lapsed)


def is_replaced(existing: Existing, draft: Draft) -> bool:
    """A hold that gives way to `draft`: the session asks the same shop for something else at that time."""
    here = existing.status == "held" and existing.location_id == draft.shop.id
    period = draft.period
    return here and existing.pickup_at < period.blocked_until and existing.blocked_until > period.pickup_at


def counts(existing: Existing, draft: Draft) -> bool:
    """Is it one of those that a session may have only so many of, once `draft` is booked beside it?"""
    return is_live(existing, draft.now) and not is_replaced(existing, draft)


def limit_for(draft: Draft) -> int:
    """How many live bookings the session may have; 0: as many as it likes. Staff are not limited."""
    limited = draft.actor.session_id and draft.actor.source != "staff"
    return settings.BOOKINGS_PER_SESSION if limited else 0


def refuse_too_many(own: Iterable[Existing], draft: Draft) -> None:
    """TooManyBookings, where the session has as many live bookings as it may have."""
    limit = limit_for(draft)
    if limit and sum(counts(each, draft) for each in own) >= limit:
        raise too_many(draft)


def too_many(draft: Draft) -> TooManyBookings:
    """The refusal, with the number of bookings and whom to call instead; the caller raises it."""
    return TooManyBookings(limit_for(draft), shop=draft.shop.name_in, phone=draft.shop.phone)
