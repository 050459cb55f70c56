"""The customer's own page of a booking: by its link alone, in their language, in two steps."""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from pytest_django import Settings

from reservations import booking, clock, links, repositories, tools
from reservations.messages import invitation
from reservations.models import CancellationFee, Message, Reservation, Vehicle
from reservations.values import Actor, Customer
from tests.reservations.conftest import shop, tuesday_morning
from tests.reservations.messages.conftest import Reserve, reserve, tokyo

__all__ = ["reserve", "shop", "tokyo", "tuesday_morning"]
pytestmark = [pytest.mark.db, pytest.mark.either, pytest.mark.usefixtures("uncollected_static_files")]
CLERK = Actor("staff", who="hanako")


@pytest.fixture(autouse=True)
def half_price_to_cancel(tokyo: object) -> None:
    CancellationFee.objects.create(days_before=14, percent=50)


def get(row: Reservation, part: str = "", **query: str) -> Any:
    return Client(enforce_csrf_checks=True).get(links.make_path(row) + part, query)


def post(row: Reservation, part: str, **form: str) -> Any:
    return Client(enforce_csrf_checks=True).post(links.make_path(row) + part, form)


def text_of(response: Any) -> str:
    return str(response.content.decode())


def token_of(response: Any) -> str:
    return str(re.findall(r'name="confirmationToken" value="(\w+)"', text_of(response))[0])


def test_link_shows_the_booking(reserve: Reserve) -> None:
    row = reserve()
    shown = text_of(get(row))
    assert all(group in shown for group in row.number.split("-"))
    facts = ("2026年12月12日 (土) 10:00", "東京駅前店", "丸の内1-9-1", "03-5555-0101", "6,000円", "山田太郎")
    assert [fact for fact in facts if fact not in shown] == []
    assert "+81" not in re.sub(r"tel:[^\"]*", "", shown)


def test_page_is_kept_and_found_by_nobody(reserve: Reserve) -> None:
    for response in (get(reserve()), Client().get("/r/4027315-AAAAAAAAAAAAAAAA/")):
        assert response["Cache-Control"] == "no-store"
        assert response["Referrer-Policy"] == "no-referrer"
        assert "noindex" in response["X-Robots-Tag"]
        assert "sessionid" not in response.cookies


@pytest.mark.parametrize(("language", "words"), [("ja", "ご予約"), ("en", "Your car is booked")])
def test_page_speaks_the_callers_language(reserve: Reserve, language: str, words: str) -> None:
    response = get(reserve(language=language))
    assert (response["Content-Language"], words in text_of(response)) == (language, True)


def test_reader_may_choose_the_other_language(reserve: Reserve) -> None:
    assert "Your car is booked" in text_of(get(reserve(), lang="en"))


def test_wrong_links_open_nothing_and_say_so_alike(reserve: Reserve) -> None:
    row = reserve()
    token = links.make_token(row)
    pages = set()
    other = token[:-1] + ("A" if token[-1] != "A" else "B")
    for wrong in (other, "9999999" + token[7:], "x", "%00", token * 2):
        response = Client().get(f"/r/{wrong}/")
        assert response.status_code == 404
        pages.add(text_of(response))
    assert len(pages) == 1
    assert "03-5555-0101" in pages.pop()


def test_link_dies_when_the_telephone_is_corrected(reserve: Reserve) -> None:
    """It may have gone to a stranger."""
    row = reserve()
    path = links.make_path(row)
    booking.change(row, actor=CLERK, customer=Customer("山田太郎", phone="090-1111-2222"))
    assert Client().get(path).status_code == 404
    assert get(Reservation.objects.get(pk=row.pk)).status_code == 200


def test_link_ends_some_days_after_the_return(reserve: Reserve, settings: Settings) -> None:
    row = reserve()
    for days, status in ((settings.BOOKING_LINK_DAYS, 200), (settings.BOOKING_LINK_DAYS + 1, 404)):
        settings.CLOCK_PINNED_AT = (row.return_at + timedelta(days=days)).isoformat()
        assert get(row).status_code == status


def test_hold_and_forgotten_customer_have_no_page(reserve: Reserve) -> None:
    assert get(reserve(hold=True)).status_code == 404


def test_address_that_tries_links_is_stopped_and_the_customer_there_is_served(
    reserve: Reserve, settings: Settings
) -> None:
    settings.WRONG_LINKS_PER_MINUTE = 2
    tries = [Client().get("/r/4027315-AAAAAAAAAAAAAAAA/").status_code for _i in range(4)]
    assert tries == [404, 404, 429, 429]
    assert get(reserve()).status_code == 200


def test_booking_opened_too_often_is_refused_for_a_minute(reserve: Reserve, settings: Settings) -> None:
    settings.BOOKING_PAGE_VIEWS_PER_MINUTE = 1
    row = reserve()
    assert [get(row).status_code for _i in range(2)] == [200, 429]


def test_fee_is_shown_before_anything_is_cancelled(reserve: Reserve) -> None:
    row = reserve()
    asked = get(row, "cancel")
    assert "3,000円" in text_of(asked)
    assert Reservation.objects.get(pk=row.pk).status == "confirmed"
    done = post(row, "cancel", confirmationToken=token_of(asked))
    assert done.status_code == 303
    row.refresh_from_db()
    assert (row.status, row.cancellation_fee) == ("cancelled", 3000)
    assert row.events.get(action="cancelled").actor == "customer"
    assert "3,000円" in text_of(get(row))
    assert Message.objects.filter(reservation=row, kind="cancelled").exists()


@pytest.fixture
def press_twice(monkeypatch: pytest.MonkeyPatch) -> Callable[..., Any]:
    """What the second press of a button is answered: the first is carried out while the second waits for the
    tool. The browser shows only that answer."""

    def press(row: Reservation, part: str, **form: str) -> Any:
        run = tools.run
        pressed: list[str] = []

        def run_after_the_first(*given: Any, **more: Any) -> Any:
            if not pressed:
                pressed.append(part)
                assert post(row, part, **form).status_code == 303
            return run(*given, **more)

        monkeypatch.setattr(tools, "run", run_after_the_first)
        return post(row, part, **form)

    return press


def test_cancellation_that_is_pressed_twice_is_shown_as_done(
    reserve: Reserve, press_twice: Callable[..., Any]
) -> None:
    row = reserve()
    form = {"confirmationToken": token_of(get(row, "cancel"))}
    assert press_twice(row, "cancel", **form).status_code == 303
    assert post(row, "cancel", **form).status_code == 303  # and once more, later
    assert Reservation.objects.get(pk=row.pk).status == "cancelled"
    assert row.events.filter(action="cancelled").count() == 1


def test_change_that_is_pressed_twice_is_shown_as_done(
    reserve: Reserve, press_twice: Callable[..., Any]
) -> None:
    row = reserve()
    times = {"start": "2026-12-12T10:00", "end": "2026-12-13T10:00"}
    form = {**times, "confirmationToken": token_of(post(row, "change", **times))}
    for answer in (press_twice(row, "change", **form), post(row, "change", **form)):
        assert (answer.status_code, "done=changed" in answer["Location"]) == (303, True)
    assert row.events.filter(action="changed").count() == 1


def test_change_that_staff_overtook_is_asked_again(reserve: Reserve, settings: Settings) -> None:
    row = reserve()
    times = {"start": "2026-12-12T10:00", "end": "2026-12-13T10:00"}
    form = {**times, "confirmationToken": token_of(post(row, "change", **times))}
    settings.CLOCK_PINNED_AT = "2026-12-01T09:30:00+09:00"
    booking.change(row, actor=CLERK, return_at=row.return_at + timedelta(hours=1))
    answer = post(row, "change", **form)
    assert answer.status_code != 303
    assert not row.events.filter(action="changed", actor="customer").exists()


@pytest.mark.parametrize("token", ["", "00000000"])
def test_cancellation_without_the_token_is_asked(reserve: Reserve, token: str) -> None:
    row = reserve()
    assert token_of(post(row, "cancel", confirmationToken=token))
    assert Reservation.objects.get(pk=row.pk).status == "confirmed"


def test_fee_that_rose_meanwhile_is_asked_again(reserve: Reserve) -> None:
    row = reserve()
    token = token_of(get(row, "cancel"))
    CancellationFee.objects.update(percent=100)
    again = text_of(post(row, "cancel", confirmationToken=token))
    assert "6,000円" in again
    assert 'role="alert"' in again
    assert Reservation.objects.get(pk=row.pk).status == "confirmed"


def test_times_are_changed_after_the_price_was_shown(reserve: Reserve) -> None:
    row = reserve()
    times = {"start": "2026-12-12T10:00", "end": "2026-12-13T10:00"}
    asked = post(row, "change", **times)
    assert "7,000円" in text_of(asked)
    assert "1,000円" in text_of(asked)
    assert Reservation.objects.get(pk=row.pk).return_at == row.return_at
    done = post(row, "change", **times, confirmationToken=token_of(asked))
    assert (done.status_code, "done=changed" in done["Location"]) == (303, True)
    row.refresh_from_db()
    assert row.return_local.isoformat(timespec="minutes")[:16] == "2026-12-13T10:00"
    assert row.events.get(action="changed").actor == "customer"


def test_other_times_than_those_shown_are_asked_again(reserve: Reserve) -> None:
    row = reserve()
    token = token_of(post(row, "change", start="2026-12-12T10:00", end="2026-12-13T10:00"))
    post(row, "change", start="2026-12-12T10:00", end="2026-12-14T10:00", confirmationToken=token)
    assert Reservation.objects.get(pk=row.pk).return_at == row.return_at


@pytest.mark.parametrize(
    ("start", "end"),
    [
        ("2026-12-12T06:00", "2026-12-12T18:00"),  # before it opens
        ("2026-12-12T18:00", "2026-12-12T10:00"),
        ("2026-11-01T10:00", "2026-11-01T18:00"),  # gone by
        ("2026-12-12T10:00", "2026-12-12T18:00"),  # as it is
        ("tomorrow", "\x00"),
        ("9999-12-31T10:00", "9999-12-31T18:00"),
    ],
)
def test_times_that_cannot_be_are_refused_in_words(reserve: Reserve, start: str, end: str) -> None:
    row = reserve()
    refused = post(row, "change", start=start, end=end)
    assert (refused.status_code, 'role="alert"' in text_of(refused)) == (422, True)
    assert Reservation.objects.get(pk=row.pk).pickup_at == row.pickup_at


def test_full_class_is_refused_with_what_could_be_had(reserve: Reserve) -> None:
    row = reserve()
    for _car in Vehicle.objects.filter(vehicle_class="compact"):
        reserve(pickup_at=row.pickup_at + timedelta(days=1), return_at=row.return_at + timedelta(days=1))
    refused = post(row, "change", start="2026-12-13T10:00", end="2026-12-13T18:00")
    assert refused.status_code == 422


def test_car_that_is_out_is_neither_changed_nor_cancelled(reserve: Reserve, settings: Settings) -> None:
    row = reserve()
    settings.CLOCK_PINNED_AT = row.pickup_at.isoformat()
    booking.hand_over(row, actor=CLERK)
    assert "change" not in text_of(get(row)).split("</header>")[1]
    for part in ("change", "cancel"):
        assert post(row, part, confirmationToken="x").status_code == 303
    assert Reservation.objects.get(pk=row.pk).status == "out"


def test_calendar_entry_can_be_fetched(reserve: Reserve) -> None:
    row = reserve()
    response = get(row, "calendar.ics")
    assert response["Content-Type"].startswith("text/calendar")
    entry = text_of(response)
    assert "METHOD:PUBLISH" in entry
    assert str(row.pk) in entry
    assert "ATTENDEE" not in entry


def test_calendar_entry_of_what_was_called_off_says_so(reserve: Reserve) -> None:
    """Whoever fetches it once more, under an address that was kept."""
    row = reserve()
    booking.cancel(row, actor=CLERK)
    entry = text_of(get(row, "calendar.ics"))
    assert "STATUS:CANCELLED" in entry
    assert "BEGIN:VALARM" not in entry


def test_calendar_entry_of_no_show_says_so(reserve: Reserve, settings: Settings) -> None:
    row = reserve()
    settings.CLOCK_PINNED_AT = (row.pickup_at + timedelta(hours=2)).isoformat()
    booking.mark_no_show(row, actor=CLERK)
    assert "STATUS:CANCELLED" in text_of(get(row, "calendar.ics"))


def test_calendar_entry_is_made_of_the_record(reserve: Reserve) -> None:
    """With Cosmos DB that knows a booking before our own tables do."""
    known = repositories.current().find_by_number(reserve().number)
    assert known
    entry = invitation.publish(replace(known, id=uuid.uuid4()))
    assert "STATUS:CONFIRMED" in entry
    assert known.number in entry


@pytest.mark.parametrize("method", ["put", "delete", "patch"])
def test_other_methods_are_refused(reserve: Reserve, method: str) -> None:
    assert getattr(Client(), method)(links.make_path(reserve())).status_code == 405


@pytest.mark.parametrize("language", ["ja", "en"])
def test_messages_have_the_link_that_opens_the_booking(
    reserve: Reserve, settings: Settings, language: str
) -> None:
    settings.PUBLIC_URL = "https://rent.example"
    row = reserve(language=language)
    bodies = Message.objects.filter(reservation=row).values_list("body", flat=True)
    assert len(bodies) == 2
    for body in bodies:
        [path] = re.findall(r"https://rent\.example(/r/\S+)", body)
        assert Client().get(path).status_code == 200


def test_link_is_told_to_no_stranger_where_a_code_is_needed(reserve: Reserve, settings: Settings) -> None:
    row = reserve()
    assert links.find_path(row.number, "another") == links.make_path(row)
    settings.BOOKING_IDENTITY = "code"
    assert links.find_path(row.number, "another") == ""
    Reservation.objects.filter(pk=row.pk).update(session_id="own")
    assert links.find_path(row.number, "own") == links.make_path(row)


def test_messages_have_no_link_where_no_address_is_known(reserve: Reserve) -> None:
    row = reserve()
    assert not Message.objects.filter(reservation=row, body__contains="/r/").exists()


def test_secret_that_was_rotated_still_opens_earlier_links(reserve: Reserve, settings: Settings) -> None:
    path = links.make_path(reserve())
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another-secret-for-tests-only"
    assert Client().get(path).status_code == 200
    assert clock.now()
