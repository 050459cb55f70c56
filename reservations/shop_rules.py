"""A shop's settings as the rules that availability.py decides by, and the one decision for who asks."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from reservations import availability, clock, shops
from reservations.availability import Period, Rules
from reservations.models import Location
from reservations.values import Actor, Rental, Shop

TYPING_MINUTES = 30


def read_rules(shop: Shop | Location) -> Rules:
    """What the shop allows customers; reads its hours (two queries) where `shop` has none yet."""
    shop = shops.open_hours(shops.of(shop) if isinstance(shop, Location) else shop)
    assert shop.hours
    return Rules(
        zone=shop.timezone,
        names={"ja": shop.name, "en": shop.name_in("en")},
        hours=shop.hours,
        turnaround_minutes=shop.turnaround_minutes,
        lead_minutes=shop.lead_minutes,
        horizon_days=shop.horizon_days,
        shortest_minutes=shop.shortest_minutes,
        longest_days=shop.longest_days,
    )


def read_staff_rules(shop: Shop | Location) -> Rules:
    """A clerk beside the car needs no notice, and may still be typing when the customer has left."""
    return replace(read_rules(shop), lead_minutes=0, late_minutes=TYPING_MINUTES)


def decide_period(
    shop: Shop | Location,
    pickup_at: datetime,
    return_at: datetime,
    actor: Actor,
    *,
    return_shop: Shop | Location | None = None,
    begun: bool = False,
) -> Period:
    """The one decision, by the rules of the shop for this kind of actor; a refusal is raised."""
    its = read_staff_rules(shop) if actor.source == "staff" else read_rules(shop)
    elsewhere = read_rules(return_shop) if return_shop and return_shop.id != shop.id else None
    return availability.decide(pickup_at, return_at, its, clock.now(), returned_to=elsewhere, begun=begun)


def decide_change(
    rental: Rental, pickup_at: datetime, return_at: datetime, actor: Actor, begun: bool
) -> Period:
    """The same decision for new times of a rental, or for another shop of it. `begun`: its pickup stays as it
    was, and only its return is judged."""
    return decide_period(
        rental.location, pickup_at, return_at, actor, return_shop=rental.return_location, begun=begun
    )
