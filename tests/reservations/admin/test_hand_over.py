"""A hand-over on another day than booked is asked first; one that was a mistake is undone."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest
from django.contrib.auth.models import Permission, User
from django.test import Client
from pytest_django import Settings

from reservations.models import Location, Reservation, ShopAssignment, Vehicle
from tests.reservations.admin.pages import (
    LIST,
    page,
    read_messages,
    read_undo_button,
    status_of,
    take_step,
)
from tests.reservations.conftest import Book

pytestmark = [pytest.mark.db, pytest.mark.either]
REALLY = {"ja": "本当に貸出にしますか？", "en": "now anyway?"}


def step_url(row: Reservation, key: str = "hand_over") -> str:
    return f"{LIST}{row.pk}/step/{key}/"


def read_question(answer: Any) -> str:
    """What a page asks before it does anything."""
    assert answer.status_code == 200
    found = re.search(r'class="asking-question">([^<]+)<', answer.content.decode())
    assert found
    return found[1]


def read_answer_form(answer: Any) -> dict[str, Any]:
    """What the page's own button would send."""
    form = answer.content.decode().split('class="asking-form"')[1].split("</form>")[0]
    sent: dict[str, Any] = {}
    for name, value in re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', form):
        sent.setdefault(name, []).append(value.replace("&quot;", '"'))
    return sent


@pytest.mark.parametrize(
    ("language", "day"), [("ja", "山田太郎様の12/12の"), ("en", "山田太郎 is for 12/12")]
)
def test_hand_over_eleven_days_early_is_asked_first(
    language: str, day: str, clerk: Client, store: str, book: Book
) -> None:
    row = book("12-12T10:00", "12-12T18:00", car="c1")
    answer: Any = clerk.post(f"{step_url(row)}?lang={language}")
    assert day in read_question(answer)
    assert REALLY[language] in read_question(answer)
    assert status_of(row) == "confirmed"
    assert [event.action for event in row.events.all()] == ["created"]
    assert clerk.post(step_url(row), read_answer_form(answer)).status_code == 302
    assert status_of(row) == "out"


def test_hand_over_within_two_hours_is_not_asked(clerk: Client, store: str, book: Book) -> None:
    row = book("12-01T11:00", "12-02T10:00", car="c1")
    assert "お渡ししました" in take_step(clerk, row, "hand_over")
    assert status_of(row) == "out"


def test_hand_over_hours_before_its_time_is_asked(clerk: Client, book: Book) -> None:
    row = book("12-01T11:30", "12-02T10:00", car="c1")
    answer: Any = clerk.post(step_url(row))
    assert read_question(answer) == "山田太郎様の本日11:30のご予約です。本当に貸出にしますか？"
    assert status_of(row) == "confirmed"
    clerk.post(step_url(row), read_answer_form(answer))
    assert status_of(row) == "out"


def test_answer_leads_back_to_the_page_that_asked(clerk: Client, book: Book) -> None:
    row = book("12-12T10:00", "12-12T18:00", car="c1")
    answer: Any = clerk.post(step_url(row), {"next": "/admin/?day=2026-12-12"})
    done: Any = clerk.post(step_url(row), read_answer_form(answer))
    assert done["Location"] == "/admin/?day=2026-12-12"
    away: Any = clerk.post(step_url(row, "undo_hand_over"), {"next": "https://evil.example/"})
    assert away["Location"] == f"{LIST}{row.pk}/change/"


def test_hand_over_on_a_later_day_is_asked_too(clerk: Client, book: Book, settings: Settings) -> None:
    row = book("12-01T19:00", "12-03T10:00", car="c1")
    settings.CLOCK_PINNED_AT = "2026-12-02T09:00:00+09:00"
    answer: Any = clerk.post(step_url(row))
    assert "12/01" in read_question(answer)
    assert "1日前" in answer.content.decode()


def test_year_is_named_where_it_is_another(clerk: Client, book: Book, settings: Settings) -> None:
    row = book("12-01T19:00", "12-01T20:00", car="c1")
    settings.CLOCK_PINNED_AT = "2025-12-01T09:00:00+09:00"
    assert "2026/12/01" in read_question(clerk.post(step_url(row)))


@pytest.mark.parametrize(
    ("now", "is_asked"),
    [
        ("2026-12-12T05:30:00+09:00", False),
        ("2026-12-11T11:30:00+09:00", True),
        ("2026-12-12T20:30:00+09:00", True),
    ],
)
def test_today_is_the_day_of_the_shop(
    now: str, is_asked: bool, clerk: Client, book: Book, settings: Settings
) -> None:
    """In Hawaii the eleventh begins when it is 19:00 in Tokyo."""
    there = Location.objects.create(id="hawaii", name="ホノルル店", timezone="Pacific/Honolulu")
    Vehicle.objects.create(id="h1", location=there, vehicle_class="compact")
    row = book("12-11T10:00", "12-11T18:00", shop=there, car="h1")
    settings.CLOCK_PINNED_AT = now
    clerk.post(step_url(row))
    assert status_of(row) == ("confirmed" if is_asked else "out")


def test_of_several_none_goes_before_the_answer(clerk: Client, store: str, book: Book) -> None:
    today, later, returned = (
        book(f"12-{day:02}T10:00", f"12-{day:02}T18:00", car=car)
        for day, car in ((1, "c1"), (12, "c2"), (1, "m1"))
    )
    for key in ("hand_over", "take_back"):
        take_step(clerk, returned, key)
    chosen = [str(row.pk) for row in (today, later, returned)]
    answer: Any = clerk.post(LIST, {"action": "hand_over_chosen", "_selected_action": chosen})
    assert returned.number in read_messages(answer)
    assert today.number not in read_messages(answer)
    assert "12/12" in read_question(answer)
    assert [status_of(row) for row in (today, later)] == ["confirmed", "confirmed"]
    sent = read_answer_form(answer)
    assert set(sent["_selected_action"]) == {str(today.pk), str(later.pk)}
    assert clerk.post(LIST, sent).status_code == 302
    assert [status_of(row) for row in (today, later)] == ["out", "out"]


def test_two_of_other_days_are_asked_together(clerk: Client, book: Book) -> None:
    rows = [book(f"12-{day}T10:00", f"12-{day}T18:00", car="c1") for day in (12, 13)]
    chosen = [str(row.pk) for row in rows]
    answer: Any = clerk.post(LIST, {"action": "hand_over_chosen", "_selected_action": chosen})
    assert "本日以外のご予約" in read_question(answer)
    assert all(row.number in answer.content.decode() for row in rows)


def test_booking_changed_since_it_was_asked_is_not_handed_over(
    clerk: Client, store: str, book: Book, settings: Settings
) -> None:
    row = book("12-12T10:00", "12-12T18:00", car="c1")
    sent = read_answer_form(clerk.post(step_url(row)))
    settings.CLOCK_PINNED_AT = "2026-12-01T09:05:00+09:00"
    seen = row
    take_step(clerk, seen, "cancel", sure="yes", fee="0")
    assert "変更しています" in read_messages(clerk.post(step_url(row), sent, follow=True))
    assert status_of(row) == "cancelled"


def test_message_of_a_hand_over_undoes_it(clerk: Client, store: str, book: Book) -> None:
    row = book("12-01T10:00", "12-01T18:00", car="c1")
    path, sent = read_undo_button(clerk.post(step_url(row), follow=True))
    assert "貸出を元に戻しました" in read_messages(clerk.post(path, sent, follow=True))
    assert status_of(row) == "confirmed"
    html = page(clerk, f"{LIST}{row.pk}/change/")
    assert "貸出の取り消し" in html.split('class="journal"')[1]


def test_message_on_the_list_undoes_it_too(clerk: Client, book: Book) -> None:
    row = book("12-01T10:00", "12-01T18:00", car="c1")
    chosen = {"action": "hand_over_chosen", "_selected_action": str(row.pk)}
    path, sent = read_undo_button(clerk.post(LIST, chosen, follow=True))
    clerk.post(path, sent)
    assert status_of(row) == "confirmed"


def test_undo_is_offered_only_in_time(clerk: Client, store: str, book: Book, settings: Settings) -> None:
    row = book("12-01T10:00", "12-01T18:00", car="c1")
    assert "undo_hand_over" not in page(clerk, f"{LIST}{row.pk}/change/")
    take_step(clerk, row, "hand_over")
    assert step_url(row, "undo_hand_over") in page(clerk, f"{LIST}{row.pk}/change/")
    settings.CLOCK_PINNED_AT = "2026-12-01T09:05:01+09:00"
    assert step_url(row, "undo_hand_over") not in page(clerk, f"{LIST}{row.pk}/change/")
    assert "5分" in take_step(clerk, row, "undo_hand_over")
    assert status_of(row) == "out"


def test_undo_is_not_offered_where_it_is_switched_off(clerk: Client, book: Book, settings: Settings) -> None:
    settings.HAND_OVER_UNDO_MINUTES = 0
    row = book("12-01T10:00", "12-01T18:00", car="c1")
    answer: Any = clerk.post(step_url(row), follow=True)
    assert "undo_hand_over" not in answer.content.decode()
    take_step(clerk, row, "undo_hand_over")
    assert status_of(row) == "out"


def test_undo_needs_the_permission_and_the_token(clerk: Client, book: Book) -> None:
    row = book("12-01T10:00", "12-01T18:00", car="c1")
    take_step(clerk, row, "hand_over")
    path = step_url(row, "undo_hand_over")
    onlooker = User.objects.create_user("onlooker", is_staff=True)
    onlooker.user_permissions.add(Permission.objects.get(codename="view_reservation"))
    ShopAssignment.objects.create(user=onlooker, location_id="ekimae")
    looking, forging = Client(), Client(enforce_csrf_checks=True)
    looking.force_login(onlooker)
    forging.force_login(User.objects.get(username="admin"))
    assert looking.post(path).status_code == 403
    assert forging.post(path).status_code == 403
    assert clerk.get(path).status_code == 405
    assert status_of(row) == "out"


@pytest.mark.parametrize(("language", "words"), [("ja", "すぐに遅延になります"), ("en", "late at once")])
def test_hand_over_after_the_booked_time_is_asked_first(
    language: str, words: str, clerk: Client, book: Book, settings: Settings
) -> None:
    row = book("12-01T09:30", "12-01T11:00", car="c1")
    settings.CLOCK_PINNED_AT = "2026-12-01T11:00:00+09:00"
    answer: Any = clerk.post(f"{step_url(row)}?lang={language}")
    assert words in read_question(answer)
    assert status_of(row) == "confirmed"
    clerk.post(step_url(row), read_answer_form(answer))
    assert status_of(row) == "out"


@pytest.mark.parametrize(
    ("language", "words"), [("ja", "返却遅れになります"), ("en", "the cars would be late at once")]
)
def test_several_after_their_booked_time_are_asked_as_such(
    language: str, words: str, clerk: Client, book: Book, settings: Settings
) -> None:
    """As found: they were said to be for later today."""
    rows = [book("12-01T09:30", "12-01T11:00", car=car) for car in ("c1", "c2")]
    settings.CLOCK_PINNED_AT = "2026-12-01T11:00:00+09:00"
    chosen = {"action": "hand_over_chosen", "_selected_action": [str(row.pk) for row in rows]}
    clerk.cookies["language"] = language
    answer: Any = clerk.post(LIST, chosen)
    assert words in read_question(answer)


@pytest.mark.parametrize(
    ("language", "words"), [("ja", "車検は2026/12/02まで"), ("en", "ends on 2026/12/02")]
)
def test_hand_over_of_a_car_whose_inspection_ends_first_is_asked(
    language: str, words: str, clerk: Client, book: Book
) -> None:
    Vehicle.objects.filter(pk="c1").update(inspection_until=date(2026, 12, 2))
    good = book("12-01T09:30", "12-02T18:00", car="c1")
    assert good.vehicle.inspection_until == good.return_local.date()
    assert clerk.post(step_url(good)).status_code == 302
    assert status_of(good) == "out"
    Vehicle.objects.filter(pk="c2").update(inspection_until=date(2026, 12, 2))
    row = book("12-01T09:30", "12-03T18:00", car="c2")
    answer: Any = clerk.post(f"{step_url(row)}?lang={language}")
    assert words in read_question(answer)
    assert status_of(row) == "confirmed"
    assert words in page(clerk, f"/admin/sheet/{row.pk}/hand_over/", lang=language)
    clerk.post(step_url(row), read_answer_form(answer))
    assert status_of(row) == "out"
