"""The admin over a record's mirror: what a clerk sees may be older, and never replaces what is newer."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from pytest_django import Settings

from reservations import booking
from reservations.models import Block, Location, Mirrored, Quarantine, Reservation, Vehicle
from reservations.repositories import mirror
from reservations.repositories.cosmos import names
from reservations.repositories.cosmos.client import Containers
from reservations.repositories.mirror.feed import Feed
from reservations.values import Actor
from tests.fakes.cosmos import CosmosServer
from tests.reservations.admin.pages import (
    BLOCKS,
    CAR,
    INSPECTION,
    LIST,
    MEANWHILE,
    PHONED,
    SHOP,
    change_url,
    page,
    read_form,
    read_messages,
    read_version,
    shop_form,
)
from tests.reservations.conftest import Book
from tests.reservations.recorded import put, there

pytestmark = [pytest.mark.db, pytest.mark.either]
STAFF = Actor("staff", "hanako")
TIMES = ("12-12T10:00", "12-12T18:00")


def later(settings: Settings, wall: str = "09:05:07") -> None:
    settings.CLOCK_PINNED_AT = f"2026-12-01T{wall}+09:00"


def document(record: Containers, row: Reservation) -> dict[str, Any]:
    return there(record, names.document_id(row))


@pytest.mark.parametrize(("language", "why"), [("ja", MEANWHILE), ("en", "Somebody else has changed this")])
def test_panel_of_the_second_is_told_why_and_reads_the_page_anew_itself(
    clerk: Client, store: str, book: Book, settings: Settings, language: str, why: str
) -> None:
    row = book(*TIMES, "compact")
    sent = read_form(clerk, row)
    later(settings)
    booking.change(row, actor=STAFF, customer=booking.Customer("佐藤花子"))
    by_script = {"X-Requested-With": "fetch"}
    refused: Any = clerk.post(f"{change_url(row)}?lang={language}", sent, headers=by_script)
    assert refused.status_code == 409
    assert why in refused.content.decode()
    assert "佐藤花子" in page(clerk, change_url(row))


def test_of_two_clerks_on_one_page_the_second_looks_again(
    clerk: Client, store: str, book: Book, settings: Settings
) -> None:
    row = book(*TIMES, "compact")
    first, second = read_form(clerk, row), read_form(clerk, row)
    later(settings)
    assert clerk.post(change_url(row), {**first, "customer_name": "佐藤花子"}).status_code == 302
    refused: Any = clerk.post(change_url(row), {**second, "customer_name": "田中美咲"}, follow=True)
    assert MEANWHILE in read_messages(refused)
    assert "佐藤花子" in refused.content.decode()
    assert "田中美咲" not in refused.content.decode()
    again = read_form(clerk, row)
    assert clerk.post(change_url(row), {**again, "customer_name": "田中美咲"}).status_code == 302
    assert Reservation.objects.get().customer_name == "田中美咲"


def test_a_page_that_was_refused_is_still_the_one_that_was_opened(
    clerk: Client, store: str, book: Book, settings: Settings
) -> None:
    row = book(*TIMES, "compact")
    sent = read_form(clerk, row)
    later(settings)
    booking.change(row, actor=STAFF, customer=booking.Customer("佐藤花子"))
    wrong: Any = clerk.post(change_url(row), {**sent, "customer_name": ""})
    assert read_version(wrong.content.decode()) == sent["version"]


@pytest.mark.parametrize("key", ["hand_over", "cancel"])
def test_a_step_on_an_old_page_is_not_taken(
    key: str, clerk: Client, store: str, book: Book, settings: Settings
) -> None:
    row = book(*TIMES, "compact")
    seen = read_form(clerk, row)["version"]
    later(settings)
    booking.change(row, actor=STAFF, customer=booking.Customer("佐藤花子"))
    sent = {"version": seen, "sure": "yes", "fee": "0"}
    assert MEANWHILE in read_messages(clerk.post(f"{LIST}{row.pk}/step/{key}/", sent, follow=True))
    assert Reservation.objects.get().status == "confirmed"
    sent["version"] = read_version(page(clerk, change_url(row)))
    assert MEANWHILE not in read_messages(clerk.post(f"{LIST}{row.pk}/step/{key}/", sent, follow=True))
    assert Reservation.objects.get().status in {"out", "cancelled"}


def test_a_clerk_books_into_the_record(clerk: Client, record: Containers) -> None:
    assert clerk.post(f"{LIST}add/", PHONED).status_code == 302
    row = Reservation.objects.get()
    assert document(record, row)["customerName"] == "佐藤花子"
    assert row.events.get().who == "admin"
    for html in (page(clerk, LIST), page(clerk, change_url(row))):
        assert "同期" in html
        assert "09:00:00" in html


def test_an_edit_in_the_portal_is_seen_before_it_is_written_over(
    clerk: Client, record: Containers, book: Book
) -> None:
    row = book(*TIMES, "compact")
    sent = read_form(clerk, row)
    put(record, {**document(record, row), "customerName": "佐藤花子"})
    refused: Any = clerk.post(change_url(row), {**sent, "notes": "窓口で確認"}, follow=True)
    assert MEANWHILE in read_messages(refused)
    assert "佐藤花子" in refused.content.decode()
    assert document(record, row)["notes"] == ""


def test_a_row_that_is_not_there_yet_is_no_error(
    clerk: Client, record: Containers, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mirror, "best_effort", lambda *_given: None)
    for path, form in ((LIST, PHONED), (BLOCKS, {**INSPECTION, "vehicle": "m1"})):
        answer: Any = clerk.post(f"{path}add/", form, follow=True)
        assert "反映まで" in read_messages(answer)
    assert not Reservation.calendar.exists()
    Feed("reservations").catch_up()
    assert Reservation.objects.get().customer_name == "佐藤花子"
    assert Block.objects.get().vehicle_id == "m1"


def test_a_row_that_lags_behind_what_was_saved_says_so(
    clerk: Client, record: Containers, book: Book, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = book(*TIMES, "compact")
    sent = read_form(clerk, row)
    monkeypatch.setattr(mirror, "best_effort", lambda *_given: None)
    answer: Any = clerk.post(change_url(row), {**sent, "customer_name": "佐藤花子"}, follow=True)
    assert "反映まで" in read_messages(answer)
    assert document(record, row)["customerName"] == "佐藤花子"


def test_a_record_that_is_away_is_told_in_words(
    clerk: Client, cosmos: CosmosServer, record: Containers, book: Book
) -> None:
    row = book(*TIMES, "compact")
    sent = read_form(clerk, row)
    cosmos.faults.set({"*": {"403": 1}})
    answer: Any = clerk.post(change_url(row), {**sent, "customer_name": "佐藤花子"})
    assert answer.status_code == 200
    assert "つながりません" in answer.content.decode()
    assert Reservation.objects.get().customer_name == "山田太郎"


def test_what_the_record_has_lost_is_flagged(clerk: Client, record: Containers, book: Book) -> None:
    row = book(*TIMES, "compact")
    assert "is-missing" not in page(clerk, LIST)
    Mirrored.objects.filter(row=str(row.pk)).update(missing_since="2026-12-01T00:00:00Z")
    assert "原本に見当たらない" in page(clerk, LIST)
    assert "原本に見当たらない" in page(clerk, change_url(row))


def test_our_own_tables_have_nothing_to_be_in_step_with(clerk: Client, book: Book) -> None:
    row = book(*TIMES, "compact")
    assert "同期" not in page(clerk, LIST) + page(clerk, change_url(row))


def shop_document(record: Containers, shop: str = "ekimae") -> dict[str, Any]:
    return dict(record.locations.read_item(shop, shop))


def without_cars(**own: str) -> dict[str, str]:
    """A shop's page, its three cars as they are."""
    form = {**shop_form(), **own}
    form |= {"vehicles-TOTAL_FORMS": "3", "vehicles-INITIAL_FORMS": "3"}
    for number, car in enumerate(Vehicle.objects.order_by("pk")):
        form |= {
            f"vehicles-{number}-{name}": value
            for name, value in (
                ("id", car.pk),
                ("location", "ekimae"),
                ("vehicle_class", car.vehicle_class),
                ("registration", car.registration),
                ("active", "on"),
            )
        }
    return form


def test_the_words_of_a_shop_are_written_to_the_record(
    clerk: Client, cosmos: CosmosServer, record: Containers
) -> None:
    record.locations.upsert_item({**shop_document(record), "parking": "B1"})
    cosmos.ledger.clear()
    assert clerk.post(SHOP, without_cars(opens_at="07:00")).status_code == 302
    assert cosmos.ledger == [], "hours are our own"
    assert clerk.post(SHOP, without_cars(opens_at="07:00", name="東京駅レンタカー")).status_code == 302
    after = shop_document(record)
    assert (after["name"], after["parking"], len(after["inventory"])) == ("東京駅レンタカー", "B1", 3)
    assert Location.objects.get().opens_at.hour == 7


def test_a_shop_that_cannot_be_written_to_the_record_is_not_saved(
    clerk: Client, cosmos: CosmosServer, record: Containers
) -> None:
    cosmos.faults.set({"*": {"403": 1}})
    answer: Any = clerk.post(SHOP, without_cars(name="東京駅レンタカー"), follow=True)
    assert "保存していません" in read_messages(answer)
    assert Location.objects.get().name == "東京駅前店"


@pytest.mark.parametrize("address", [SHOP, CAR])
def test_a_shop_that_somebody_has_edited_in_the_portal_is_not_written_over(
    address: str, clerk: Client, record: Containers
) -> None:
    opened = read_version(page(clerk, address))
    record.locations.upsert_item({**shop_document(record), "name": "東京レンタカー"})
    form = without_cars(name="東京駅レンタカー") if address == SHOP else car_form(model="ヤリス")
    answer: Any = clerk.post(address, {**form, "version": opened}, follow=True)
    assert MEANWHILE in read_messages(answer)
    assert shop_document(record)["name"] == Location.objects.get().name == "東京レンタカー"
    assert read_version(page(clerk, address)) != opened, "the page shows what is there now"
    again = {**form, "version": read_version(page(clerk, address))}
    assert clerk.post(address, again).status_code == 302
    kept = shop_document(record)
    assert (
        kept["name"] == "東京駅レンタカー"
        if address == SHOP
        else kept["inventory"][0]["vehicleModel"] == "ヤリス"
    )


def car_form(**other: str) -> dict[str, str]:
    car = {"id": "c1", "location": "ekimae", "vehicle_class": "compact", "registration": "品川 500 わ c1"}
    return {**car, "active": "on", **other}


def test_a_car_goes_to_another_shop_unless_it_is_booked(
    clerk: Client, record: Containers, book: Book
) -> None:
    Location.objects.create(id="haneda", name="羽田店")
    row = book(*TIMES, car="c1")
    refused: Any = clerk.post(CAR, car_form(location="haneda"))
    assert row.number in refused.content.decode()
    booking.cancel(row, actor=STAFF)
    assert clerk.post(CAR, car_form(location="haneda")).status_code == 302
    assert [car["vehicleId"] for car in shop_document(record)["inventory"]] == ["c2", "m1"]
    assert [car["vehicleId"] for car in shop_document(record, "haneda")["inventory"]] == ["c1"]


def test_a_car_that_is_not_for_hire_any_more_stays_in_the_inventory(
    clerk: Client, record: Containers
) -> None:
    off = {name: value for name, value in car_form().items() if name != "active"}
    assert clerk.post(CAR, off).status_code == 302
    assert [car.get("active") for car in shop_document(record)["inventory"]] == [False, None, None]
    assert "deletelink" not in page(clerk, CAR) + page(clerk, SHOP)
    assert clerk.post(CAR.replace("change", "delete"), {"post": "yes"}).status_code == 403


def test_another_systems_car_stays_in_the_inventory(clerk: Client, record: Containers) -> None:
    before = shop_document(record)
    strange: list[Any] = [{"vehicleId": "x9", "active": False}, {"note": "予備"}, "予備"]
    record.locations.upsert_item({**before, "inventory": [*strange, *before["inventory"]]})
    assert clerk.post(CAR, car_form(model="ヤリス")).status_code == 302
    after = shop_document(record)["inventory"]
    assert after[:3] == strange
    assert after[3]["vehicleModel"] == "ヤリス"


def test_quarantine_is_read_where_there_is_a_record(clerk: Client, settings: Settings) -> None:
    Quarantine.objects.create(
        container="reservations",
        document_id="R-9",
        reason="startDate: is missing",
        document={"id": "R-9"},
        since="2026-12-01T00:00:00Z",
        seen_at="2026-12-01T00:00:00Z",
    )
    listed = "/admin/reservations/quarantine/"
    assert clerk.get(listed).status_code == 403
    assert listed not in page(clerk, "/admin/settings/")
    settings.RESERVATION_STORE = "cosmos"
    assert "startDate: is missing" in page(clerk, listed)
    assert listed in page(clerk, "/admin/settings/")
    assert clerk.get(f"{listed}add/").status_code == 403
