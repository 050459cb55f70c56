"""What every refusal has in common, whichever half of the error tree it is of."""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from typing import Any

import pytest

from reservations.errors import ReservationError
from voice import errors

pytestmark = pytest.mark.unit
GIVEN: dict[str, Any] = {
    "limit": 3,
    "shop": "駅前店",
    "wait": 600,
    "retry_after": 600,
    "phone": "+81-3-5555-0101",
}


def find_below(kind: type[ReservationError]) -> Iterator[type[ReservationError]]:
    for below in kind.__subclasses__():
        yield below
        yield from find_below(below)


WITH_PHONE = [
    kind
    for kind in find_below(ReservationError)
    if "phone" in inspect.signature(kind).parameters and kind is not errors.TooMany
]


@pytest.mark.parametrize("language", ["ja", "en"])
@pytest.mark.parametrize("kind", WITH_PHONE, ids=lambda kind: kind.__name__)
def test_a_refusal_says_the_telephone_as_one_dials_it_here(
    kind: type[ReservationError], language: str
) -> None:
    asked = inspect.signature(kind).parameters
    told = kind(**{name: value for name, value in GIVEN.items() if name in asked}).as_problem(language)
    assert "03-5555-0101" in told["spoken"]
    assert "+81" not in str(told)


def test_all_refusals_with_a_telephone_are_looked_at() -> None:
    assert len(WITH_PHONE) > 10
