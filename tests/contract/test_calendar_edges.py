"""Every date that a tool takes, at the edges of the calendar: refused by a clear problem, never a failure."""

from __future__ import annotations

import logging
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from reservations import booking, errors, times, tools
from reservations.models import Location, Reservation
from reservations.tools import TOOLS, Caller
from reservations.tools.arguments import wire_names
from reservations.values import Shop
from tests.contract.conftest import CLERK, SATURDAY, Book, at
from tests.soak import size

pytestmark = [pytest.mark.db, pytest.mark.django_db]
YEARS = [0, 1, 2, 4, 999, 1582, 1883, 1899, 1900, 1969, 1970, 2000, 2026, 2027, 2038, 2262, 2999, 3000]
FAR_YEARS = [8998, 8999, 9000, 9001, 9998, 9999, 10000]
DAYS = ["01-01", "02-28", "02-29", "02-30", "03-08", "10-15", "12-12", "12-31", "13-01", "00-00"]
CLOCKS = [
    *("T00:00:00", "T00:00:01", "T10:00:00", "T18:00", "T23:59:59", "T23:59:59.999999", "T24:00:00"),
    *("T23:59:60", "T12:60:00", "t10:00:00", " 10:00:00", "", "T"),
]
OFFSETS = ["", "Z", "+00:00", "+09:00", "+14:00", "-14:00", "+23:59", "-23:59", "+24:00", "+09:00:01"]
ZONES = ["Asia/Tokyo", "Pacific/Kiritimati", "Pacific/Pago_Pago", "America/New_York", "UTC"]
DATES = st.builds(
    lambda year, day, clock, offset: f"{year:04}-{day}{clock}{offset}",
    st.sampled_from(YEARS + FAR_YEARS),
    st.sampled_from(DAYS),
    st.sampled_from(CLOCKS),
    st.sampled_from(OFFSETS),
)
PLAIN = {"locationId": "ekimae", "customerName": "山田太郎", "vehicleType": "compact", **SATURDAY}
CHECKED = [
    (tool.name, name)
    for tool in TOOLS.values()
    for name in wire_names(tool.takes).values()
    if "date" in name.lower()
]


def test_the_tools_that_take_dates_are_found() -> None:
    assert {name for name, _argument in CHECKED} >= {
        *("get_availability", "create_reservation", "change_reservation", "quote_price")
    }


def ask_with(tool: str, number: str, **dates: str) -> dict[str, Any]:
    fields = wire_names(TOOLS[tool].takes).values()
    plain = {name: value for name, value in {**PLAIN, "number": number}.items() if name in fields}
    return tools.run(tool, {**plain, **dates}, caller=Caller("agent", "s1"))


def is_fair(answer: dict[str, Any], *dates: str) -> bool:
    """To be asserted: answered, or refused by a problem that says why; a date at the edges always."""
    if answer["success"]:
        assert not any(is_at_the_edge(date) for date in dates)
        return True
    assert 400 <= answer["status"] < 500, answer
    assert answer["detail"]
    assert answer["spoken"]
    if all(is_at_the_edge(date) for date in dates):
        assert answer["status"] == 422
    return True


def is_at_the_edge(date: str) -> bool:
    """A date and time that can be read, and is of a year that nobody books."""
    try:
        read = datetime.fromisoformat(date.upper())
    except ValueError:
        return False
    return bool(times.MOMENT.match(date)) and not times.FIRST_YEAR <= read.year <= times.LAST_YEAR


@pytest.mark.parametrize(("tool", "argument"), CHECKED)
def test_no_date_makes_a_tool_fail(
    tool: str, argument: str, shop: Shop, book: Book, caplog: pytest.LogCaptureFixture
) -> None:
    number = book("12-19T10:00", "12-19T18:00", "minivan", session="s1").number
    caplog.set_level(logging.ERROR)

    @example("0001-01-01T00:00:00", "Asia/Tokyo", False)
    @example("0001-01-01T00:00:00+14:00", "Asia/Tokyo", False)
    @example("9999-12-31T23:59:59", "America/New_York", False)
    @example("9999-12-31T23:59:59-14:00", "Asia/Tokyo", True)
    @example("9998-12-31T10:00:00", "Asia/Tokyo", True)
    @example("2262-04-12T10:00:00", "Asia/Tokyo", True)
    @hypothesis_settings(
        max_examples=size(12, whole=40), deadline=None, suppress_health_check=list(HealthCheck)
    )
    @given(DATES, st.sampled_from(ZONES), st.booleans())
    def run(date: str, zone: str, both: bool) -> None:
        Location.objects.update(timezone=zone)
        others = {"startDate": date, "endDate": date} if both and argument != "date_preference" else {}
        answer = ask_with(tool, number, **{**others, argument: date})
        if argument == "date_preference":
            assert answer["success"]
            return
        assert is_fair(answer, date)

    run()
    assert caplog.records == []


@pytest.mark.parametrize("store", ["orm"], indirect=True)
def test_a_late_booking_that_is_moved_far_keeps_its_length_only_within_the_calendar(
    shop: Shop, book: Book
) -> None:
    """The return moves with the pickup, by arithmetic on what was booked."""
    rental = book("12-12T10:00", "12-12T18:00", "compact", session="s1")
    far = datetime(2999, 12, 30, tzinfo=UTC)
    Reservation.objects.filter(pk=rental.id).update(return_at=far, blocked_until=far)
    assert is_fair(ask_with("change_reservation", rental.number, startDate="2999-12-31T10:00:00"))


MOMENTS = [
    datetime.min.replace(tzinfo=UTC),
    datetime(1582, 10, 15, tzinfo=UTC),
    datetime(9998, 12, 31, tzinfo=UTC),
    datetime.max.replace(tzinfo=UTC),
]


@pytest.mark.parametrize("moment", MOMENTS)
def test_no_operation_takes_a_time_at_the_edges(moment: datetime, shop: Shop, book: Book) -> None:
    rental = book("12-12T10:00", "12-12T18:00", "compact")
    start, end = at("12-13T10:00"), at("12-13T18:00")
    for pickup_at, return_at in ((moment, end), (start, moment), (moment, moment)):
        with pytest.raises(errors.PeriodError):
            booking.create(
                shop,
                pickup_at=pickup_at,
                return_at=return_at,
                customer=booking.Customer("山田太郎"),
                actor=CLERK,
            )
        with pytest.raises(errors.PeriodError):
            booking.change(rental, actor=CLERK, pickup_at=pickup_at, return_at=return_at)


def test_the_calendar_leaves_room_for_whatever_is_added() -> None:
    edge = times.read_instant(f"{times.LAST_YEAR}-12-31T23:59:59", "Asia/Tokyo")
    assert edge + timedelta(minutes=2_147_483_647) < datetime.max.replace(tzinfo=UTC)
    first = times.read_instant(f"{times.FIRST_YEAR}-01-01T00:00:00", "Asia/Tokyo")
    assert first - timedelta(days=365_000) > datetime.min.replace(tzinfo=UTC)
