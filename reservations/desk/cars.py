"""Which cars are free at a shop for a period."""

from __future__ import annotations

from typing import Any

from reservations import answers, availability, clock, offers, rules, spoken
from reservations.desk.wishes import period_of, refuse, sorry, understood
from reservations.errors import PeriodError
from reservations.receipts import Caller


def get_availability(given: dict[str, Any], caller: Caller, _key: str) -> dict[str, Any]:
    wish = understood(given)
    try:
        period = availability.decide(wish.pickup_at, wish.return_at, rules.of(wish.location), clock.now())
    except PeriodError as error:
        refuse(error, wish, caller)
        raise
    cars = offers.free_cars(wish.location, period, wish.vehicle_class, caller.session_id)
    answer = answers.free(wish.location, period_of(given), cars)
    if cars:
        return {**answer, "spoken": spoken.free(offers.counts(cars), caller.language)}
    near = offers.near(wish.location, wish.pickup_at, wish.return_at, wish.vehicle_class, caller.session_id)
    return {
        **answer,
        "spoken": sorry(wish, near, caller.language),
        "alternatives": [answers.offer(found) for found in near],
    }
