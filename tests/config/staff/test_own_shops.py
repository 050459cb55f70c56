"""Staff of one shop meet no customer of another, on whatever page of the admin and by whatever address."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.apps import apps
from django.contrib import admin
from django.contrib.admin.options import ModelAdmin
from django.db.models import Model
from django.test import Client
from django.urls import reverse

from reservations.admin import places
from reservations.models import Location, Message, Quarantine, Reservation
from tests.config.staff.conftest import ShopRows, grant_all_but, log_in, make_user
from tests.reservations.admin.pages import PHONED
from voice.models import Session

pytestmark = [pytest.mark.db, pytest.mark.usefixtures("uncollected_static_files")]
CAPTURED = re.compile(r"<[^>]+>")  # a part of a route


@pytest.fixture
def clerk(own: ShopRows, other: ShopRows) -> Client:
    """With every permission there is but the one for every shop: nothing else keeps the pages apart."""
    return log_in(grant_all_but(make_user("clerk", shops=(own.location,)), "work_at_every_shop"))


def registered() -> Iterator[tuple[type[Model], ModelAdmin[Any]]]:
    for model in apps.get_models():
        if admin.site.is_registered(model):
            yield model, admin.site.get_model_admin(model)


def url(model: type[Model], view: str, *args: Any) -> str:
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{view}", args=args)


def text_of(response: Any) -> str:
    return str(response.content.decode()) if not response.streaming else ""


def leaks(response: Any, shop: ShopRows) -> set[str]:
    return {secret for secret in shop.secrets if secret in text_of(response)}


def test_no_page_of_the_admin_shows_a_customer_of_another_shop(
    clerk: Client, own: ShopRows, other: ShopRows
) -> None:
    """Lists, searches, forms, histories and deletions of everything registered, and the front page."""
    found: dict[str, set[str]] = {}
    seen: set[str] = set()

    def look(path: str, **query: str) -> None:
        response = clerk.get(path, query)
        assert response.status_code in {200, 302, 403, 404, 405}, path
        # A page may say what it was asked for: "… with ID … does not exist".
        asked = {secret for secret in other.secrets if secret in path or secret in query.values()}
        if leaked := leaks(response, other) - asked:
            found[path] = leaked
        seen.update(leaks(response, own))

    look(reverse("admin:index"))
    look(reverse("admin:calls"), q=other.booking.customer_name)
    look(reverse("admin:call", args=[other.session.pk]))
    look(reverse("admin:call", args=[own.session.pk]))
    for text in ("090-3333-4444", other.booking.number):
        look(url(Reservation, "changelist"), q=text)
    for place in places.list_places():
        for address in fill_route(place.route, other):
            look(f"/admin/{address}")
        for address in fill_route(place.route, own):
            look(f"/admin/{address}")
    for model, page in registered():
        look(url(model, "changelist"))
        look(url(model, "add"))
        if page.search_fields:
            look(url(model, "changelist"), q=other.booking.customer_name)
        for row in foreign_rows(model, other):
            for view in ("change", "history", "delete"):
                look(url(model, view, row.pk))
    assert found == {}
    # The walk sees what it may see: else it would prove nothing.
    assert own.secrets <= seen


def fill_route(route: str, shop: ShopRows) -> list[str]:
    """The addresses that a place has for the rows of `shop`; of what comes after the row, the hand-over."""
    if "<" not in route:
        return [route]
    keys = (shop.booking.pk, shop.booking.pk.hex, shop.block.pk, shop.block.pk.hex, shop.session.pk)
    return [CAPTURED.sub("hand_over", CAPTURED.sub(str(key), route, count=1)) for key in keys]


def foreign_rows(model: type[Model], other: ShopRows) -> list[Model]:
    """The rows of `model` that belong to the other shop."""
    rows = (other.booking, other.block, other.message, other.session, other.quarantined, other.location)
    return [row for row in rows if isinstance(row, model) and row._meta.concrete_model is not None]


def test_rows_of_another_shop_are_not_found_by_their_address(clerk: Client, other: ShopRows) -> None:
    for model, row in (
        (Reservation, other.booking),
        (Message, other.message),
        (Location, other.location),
    ):
        response = clerk.get(url(model, "change", row.pk))
        assert (response.status_code, response["Location"]) == (302, "/admin/"), model
    assert clerk.get(reverse("admin:call", args=[other.session.pk])).status_code == 404
    step: Any = clerk.post(f"/admin/reservations/reservation/{other.booking.pk}/step/hand_over/")
    assert step.status_code == 404
    block: Any = clerk.post(f"/admin/reservations/block/{other.block.pk}/step/release/")
    assert block.status_code == 404


def test_actions_of_the_lists_do_nothing_to_rows_of_another_shop(clerk: Client, other: ShopRows) -> None:
    before = Reservation.calendar.values_list("pk", "status", "updated_at").order_by("pk")
    kept = list(before)
    for model, row in ((Reservation, other.booking), (Message, other.message)):
        page = admin.site.get_model_admin(model)
        for name in page.actions or ():
            clerk.post(
                url(model, "changelist"), {"action": name, "_selected_action": [str(row.pk)], "sure": "yes"}
            )
    assert list(before.all()) == kept
    assert Message.objects.get(pk=other.message.pk).tries == other.message.tries


def test_forms_offer_and_take_own_shops_and_their_cars_alone(
    clerk: Client, own: ShopRows, other: ShopRows
) -> None:
    for path in ("reservation", "block", "vehicle", "rate", "answer"):
        html = text_of(clerk.get(f"/admin/reservations/{path}/add/"))
        own_fields = html.partition('name="return_location"')[0]
        assert other.location.name not in own_fields, path
        assert "sapporo わ" not in html, path
    booked = Reservation.objects.count()
    response = clerk.post("/admin/reservations/reservation/add/", {**PHONED, "location": "sapporo"})
    assert response.status_code == 200
    assert Reservation.objects.count() == booked
    # The shop where a car comes back may be any.
    html = text_of(clerk.get("/admin/reservations/reservation/add/"))
    assert other.location.name in html


def test_a_rate_for_every_shop_is_not_written_by_who_has_one(clerk: Client, own: ShopRows) -> None:
    amounts = {"hours_6": 1, "hours_12": 1, "hours_24": 1, "further_day": 1, "extra_hour": 1}
    response: Any = clerk.post("/admin/reservations/rate/add/", {"vehicle_class": "compact", **amounts})
    assert "location" in response.context["adminform"].form.errors


def test_the_shop_that_takes_a_car_back_sees_its_booking(
    clerk: Client, own: ShopRows, other: ShopRows
) -> None:
    Reservation.objects.filter(pk=other.booking.pk).update(return_location=own.location)
    response = clerk.get(url(Reservation, "change", other.booking.pk))
    assert response.status_code == 200
    assert leaks(response, other) >= {other.booking.number, other.session.pk}
    assert clerk.get(reverse("admin:call", args=[other.session.pk])).status_code == 200


def test_a_live_conversation_of_no_shop_yet_is_seen_by_all_and_a_past_one_is_not(
    clerk: Client, own: ShopRows, other: ShopRows
) -> None:
    live = Session.objects.create(
        created_at=own.session.created_at, provider="embedded", model="m", status=Session.Status.ACTIVE
    )
    page = reverse("admin:call", args=[live.pk])
    assert clerk.get(page).status_code == 200
    Session.objects.filter(pk=live.pk).update(about_shop=other.location.pk)
    assert clerk.get(page).status_code == 404
    Session.objects.filter(pk=live.pk).update(about_shop="", status=Session.Status.ENDED)
    assert clerk.get(page).status_code == 404


@pytest.mark.parametrize(
    ("language", "words"), [("ja", "担当店舗が設定されていない"), ("en", "No shop is assigned")]
)
def test_without_a_shop_a_clerk_sees_nothing_and_reads_whom_to_ask(
    own: ShopRows, language: str, words: str
) -> None:
    client = log_in(make_user("new", "受付"), language)
    response = client.get(url(Reservation, "changelist"))
    assert words in text_of(response)
    assert leaks(response, own) == set()
    assert client.get(reverse("admin:board"))["Location"] == "/admin/"
    assert words in text_of(client.get("/admin/"))


@pytest.mark.parametrize("groups", [("管理",), ("店長", "管理")])
def test_the_administration_sees_every_shop(own: ShopRows, other: ShopRows, groups: tuple[str, ...]) -> None:
    client = log_in(make_user("office", *groups))
    response = client.get(url(Reservation, "changelist"))
    assert {own.booking.number, other.booking.number} <= leaks(response, own) | leaks(response, other)
    assert "担当店舗が設定されていない" not in text_of(response)


def test_a_superuser_sees_every_shop(own: ShopRows, other: ShopRows) -> None:
    client = log_in(make_user("root", is_superuser=True))
    response = client.get(url(Reservation, "changelist"))
    assert {own.booking.number, other.booking.number} <= leaks(response, own) | leaks(response, other)


def test_documents_in_quarantine_are_their_shops(
    clerk: Client, own: ShopRows, other: ShopRows, settings: Any
) -> None:
    settings.RESERVATION_STORE = "cosmos"
    html = text_of(clerk.get(url(Quarantine, "changelist")))
    assert own.quarantined.document_id in html
    assert other.quarantined.document_id not in html


def test_who_logs_out_or_is_nobody_has_no_shop(own: ShopRows) -> None:
    assert Client().get(url(Reservation, "changelist")).status_code == 302


def test_the_bar_offers_own_shops_alone_and_takes_no_other(
    clerk: Client, own: ShopRows, other: ShopRows
) -> None:
    clerk.post(reverse("admin:own_shop"), {"shop": other.location.pk})
    html = text_of(clerk.get(reverse("admin:settings"), {"shop": other.location.pk}))
    assert own.location.name in html
    assert other.location.name not in html


def test_the_search_of_the_bar_leads_to_no_booking_of_another_shop(clerk: Client, other: ShopRows) -> None:
    response: Any = clerk.get(reverse("admin:search"), {"q": other.booking.number})
    assert str(other.booking.pk) not in response["Location"]
